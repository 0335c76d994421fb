"""Taking personal data out of any kept text or file: what stands there, why it goes, and afterwards that it went."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, render_template, request

from tracker.access import Forbidden
from tracker.actions.redactions import (
    redact_answer,
    redact_area_words,
    redact_document,
    redact_item,
    redact_period,
    redact_project,
    redact_statement,
)
from tracker.domain.problems import NotFound
from tracker.domain.roles import Act
from tracker.models import Project, Redaction
from tracker.queries.area_words import find_area_words
from tracker.queries.projects import get_project_record
from tracker.queries.redactions import (
    Found,
    Redactable,
    find_answer,
    find_document,
    find_item,
    find_redaction,
    find_statement,
    name_words_field,
)
from tracker.web.changing import changing
from tracker.web.forms import Reader
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading
from tracker.web.keeping import find_kept, may_redact
from tracker.web.people import name_recorders
from tracker.web.service import current_service
from tracker.wording.marks import N_

redacting = Blueprint("redacting", __name__)

TITLES: Mapping[Redactable, str] = {
    Redactable.PROJECT: N_("The note of a project, with what it said before"),
    Redactable.PERIOD: N_("The note of a period, with what it said before"),
    Redactable.BREAK: N_("The note on a break in the series, with what it said before"),
    Redactable.WORDS: N_("The words on an area, with what they said before"),
    Redactable.ANSWER: N_("Why an entry is disputed"),
    Redactable.STATEMENT: N_("What a department reported in words"),
    Redactable.ITEM: N_("The words of a piece that another installation sent"),
    Redactable.DOCUMENT: N_("A file, with its name"),
}

#: How the redaction of each names what it is of, where that is the number of a row.
COLUMNS = {
    Redactable.ANSWER: "confirmation_id",
    Redactable.STATEMENT: "statement_id",
    Redactable.ITEM: "item_id",
    Redactable.DOCUMENT: "document_id",
}

#: What finds each that is a row, and what redacts it.
ROWS: Mapping[Redactable, tuple[Callable[..., Found], Callable[..., Redaction]]] = {
    Redactable.ANSWER: (find_answer, redact_answer),
    Redactable.STATEMENT: (find_statement, redact_statement),
    Redactable.ITEM: (find_item, redact_item),
    Redactable.DOCUMENT: (find_document, redact_document),
}

#: What can be written anew, so that its history may have words although nothing stands there.
WITH_HISTORY = (Redactable.PROJECT, Redactable.PERIOD, Redactable.BREAK, Redactable.WORDS)

FIELDS = {Redactable.PERIOD: "note", Redactable.BREAK: "break_note"}


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be redacted, with its words, and how. `back`: the page where it stands."""

    of: Redactable
    key: str
    found: Found
    back: str
    redact: Callable[[str], Redaction]


@redacting.app_context_processor
def _offer() -> dict[str, Any]:
    return {"may_redact_of": _may_redact_of}


@redacting.get("/bodies/<code:code>/redact")
@allowed(Act.SEE_HISTORY)
def show_redacting(at: AtBody) -> str:
    return _render(at, request.args.get("of", ""), request.args.get("key", ""))


def show_again(at: AtBody) -> str:
    return _render(at, at.form.text("of"), at.form.text("key"))


@redacting.post("/bodies/<code:code>/redact")
@changing(Act.REDACT, again=show_again)
def do_redact(at: AtBody) -> str:
    """For good, where the visitor keeps the records of whose words they are."""
    target = _find(at, at.form.text("of"), at.form.text("key"))
    if not may_redact(at, target.found.party_id, find_kept(at)):
        raise Forbidden(Act.REDACT, at.code, at.asking.visitor)
    reader = Reader(at.form)
    reason = reader.text("reason", longest=2_000) or ""
    reader.finish()
    target.redact(reason)
    flash(at.asking.wording.text(N_("It is redacted. The page says so, by whom, when and why.")))
    return target.back


def _render(at: AtBody, of: str, key: str) -> str:
    target = _find(at, of, key)
    may = may_redact(at, target.found.party_id, find_kept(at))
    done = _find_done(at, target)
    names = name_recorders(at.session, at.asking.wording, [] if done is None else [done.recorded_by])
    is_empty = not any(target.found.words)
    if is_empty and done is None and target.of not in WITH_HISTORY:
        raise NotFound("redactable", key[:20])
    return render_template(
        "redacting.html",
        at=at,
        heading=make_heading(at),
        form=at.form,
        target=target,
        title=at.asking.wording.text(TITLES[target.of]),
        words=[word for word in target.found.words if word] if may else [],
        may=may and not (done is not None and target.of in COLUMNS),
        done=done,
        who="" if done is None else names[done.recorded_by],
        when="" if done is None else at.asking.wording.instant(done.recorded_at, at.view.body.time_zone),
    )


def _find(at: AtBody, of: str, key: str) -> Target:
    """NotFound."""
    if of not in list(Redactable):
        raise NotFound("redactable", of[:20])
    kind = Redactable(of)
    if kind is Redactable.PROJECT:
        return _find_project(at, key)
    if kind in FIELDS:
        return _find_period(at, kind, key)
    if kind is Redactable.WORDS:
        return _find_area_words(at, key)
    find, redact = ROWS[kind]
    found = find(at.session, at.view.id, key)
    more = {"files_dir": current_service().settings.files_dir} if kind is Redactable.DOCUMENT else {}
    return Target(
        kind, key, found, _find_page(at, kind, found),
        lambda reason: redact(at.session, at.recording, found.row, reason=reason, **more),
    )  # fmt: skip


def _find_project(at: AtBody, ref: str) -> Target:
    row = get_project_record(at.session, at.view.id, ref)
    return Target(
        Redactable.PROJECT,
        ref,
        Found(row, [row.note or ""], None, ref),
        at.asking.link("projects.show_project", code=at.code, ref=ref),
        lambda reason: redact_project(at.session, at.recording, ref, reason=reason),
    )


def _find_period(at: AtBody, kind: Redactable, key: str) -> Target:
    row = next((one for one in at.view.periods.values() if str(one.number) == key), None)
    if row is None:
        raise NotFound("period", key[:20])
    number, field = row.number, FIELDS[kind]
    return Target(
        kind,
        key,
        Found(row, [getattr(row, field) or ""], None),
        at.asking.link("periods.show_period", code=at.code, number=number),
        lambda reason: redact_period(at.session, at.recording, number, reason=reason, field=field),
    )


def _find_area_words(at: AtBody, key: str) -> Target:
    number, _, code = key.partition(" ")
    period = next((one for one in at.view.periods.values() if str(one.number) == number), None)
    area = next((one for one in at.view.areas.values() if one.code == code), None)
    if period is None or area is None:
        raise NotFound("redactable", key[:20])
    row = find_area_words(at.session, period).get(area.id)
    back = "history.show_history"
    of: dict[str, Any] = {"kind": "redaction"}
    if at.may(Act.MANAGE_REPORTS):
        back, of = "area_words.show_words", {"number": period.number}
    return Target(
        Redactable.WORDS,
        key,
        Found(period, [] if row is None else [*row.progress.values(), *row.direction.values()], None),
        at.asking.link(back, code=at.code, **of),
        lambda reason: redact_area_words(at.session, at.recording, period, area, reason=reason),
    )


def _find_page(at: AtBody, kind: Redactable, found: Found) -> str:
    """The page where it stands, which the visitor may see."""
    project_id = getattr(found.row, "project_id", None)
    if project_id is not None:
        ref = at.session.get_one(Project, project_id).ref
        return at.asking.link("projects.show_project", code=at.code, ref=ref) + "#log"
    if kind is Redactable.ITEM and at.may(Act.EXCHANGE):
        return at.asking.link("exchange.show_exchange", code=at.code)
    return at.asking.link("history.show_history", code=at.code, kind="redaction")


def _find_done(at: AtBody, target: Target) -> Redaction | None:
    row = target.found.row
    if target.of is Redactable.PROJECT:
        return find_redaction(at.session, at.view.id, project_ref=target.key, field="note")
    if target.of is Redactable.WORDS:
        field = name_words_field(target.key.partition(" ")[2])
        return find_redaction(at.session, at.view.id, period_number=row.number, field=field)
    if target.of in FIELDS:
        return find_redaction(at.session, at.view.id, period_number=row.number, field=FIELDS[target.of])
    return find_redaction(at.session, at.view.id, **{COLUMNS[target.of]: row.id})


def _may_redact_of(at: AtBody, party_id: int | None = None) -> bool:
    """Whether the visitor is offered to redact words of a party's, or of nobody's. Looked up once in a request."""
    if not (at.may(Act.REDACT) or at.may(Act.ADMINISTER)):
        return False
    if "kept_parties" not in g:
        g.kept_parties = find_kept(at)
    return may_redact(at, party_id, g.kept_parties)
