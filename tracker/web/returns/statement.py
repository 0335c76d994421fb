"""One statement: looked at closely, changed before it is accepted, or sent back."""

from flask import render_template
from flask.typing import ResponseReturnValue

from tracker.actions.returns import Judged
from tracker.domain.roles import Act
from tracker.domain.stages import Stage
from tracker.domain.statements import STATES, Statement
from tracker.queries.returns import get_statement
from tracker.web.changing import changing
from tracker.web.forms import Form, Reader
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading
from tracker.web.returns.lines import make_groups
from tracker.web.returns.queue import accept, require_undecided, send_back
from tracker.web.returns.scene import find_people, find_seen, own_party, returns


@returns.get("/bodies/<code:code>/returns/statements/<number:statement_id>")
@allowed(Act.MANAGE_RETURNS)
def show_statement(at: AtBody, statement_id: int) -> str:
    return make_statement_page(at, statement_id)


def make_statement_page(at: AtBody, statement_id: int) -> str:
    """The statement, with what was typed where a form was refused."""
    own_party(at)
    reported = get_statement(at.session, find_seen(at), statement_id)
    group = make_groups(at, [reported])[0]
    return render_template(
        "returned_statement.html",
        at=at,
        heading=make_heading(at),
        form=at.form,
        group=group,
        line=group.lines[0],
        states=STATES,
        choices=[(stage.value, at.asking.wording.term(state)) for stage, state in STATES.items()],
        decider=find_people(at, [reported]).get(reported.row.decided_by or "", ""),
    )


@returns.post("/bodies/<code:code>/returns/statements/<number:statement_id>/accept")
@changing(Act.MANAGE_RETURNS, again=make_statement_page)
def accept_statement(at: AtBody, statement_id: int) -> ResponseReturnValue:
    """Accept it with what the form says now."""
    reported = get_statement(at.session, find_seen(at), statement_id)
    require_undecided(at, [reported])
    accept(at, [Judged(reported, read_statement(at.form))])
    return at.asking.link("returns.show_returns", code=at.code)


@returns.post("/bodies/<code:code>/returns/statements/<number:statement_id>/send-back")
@changing(Act.MANAGE_RETURNS, again=make_statement_page)
def send_statement_back(at: AtBody, statement_id: int) -> ResponseReturnValue:
    reported = get_statement(at.session, find_seen(at), statement_id)
    require_undecided(at, [reported])
    return send_back(at, [Judged(reported, reported.statement)])


def read_statement(form: Form, prefix: str = "", reader: Reader | None = None) -> Statement:
    """What the fields say whose names begin with a prefix. Refused here where no reader is given that refuses later."""
    own = reader or Reader(form)
    statement = Statement(
        stage=own.choice(f"{prefix}stage", Stage),
        started_on=own.day(f"{prefix}started_on"),
        completed_on=own.day(f"{prefix}completed_on"),
        results=own.text(f"{prefix}results"),
        problems=own.text(f"{prefix}problems"),
        next_steps=own.text(f"{prefix}next_steps"),
    )
    if reader is None:
        own.finish()
    return statement
