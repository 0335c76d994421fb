"""What waits for whom: entries to confirm or to dispute, by a user of the party that is asked."""

from dataclasses import dataclass

from flask import flash, render_template, request

from tracker.actions.confirmations import Given, answer_entries
from tracker.domain.confirmations import Answer
from tracker.domain.problems import Place
from tracker.domain.roles import Act
from tracker.queries.waiting import Wanted, count_asked, count_by_party, find_asked_entries
from tracker.web.changing import changing
from tracker.web.confirmations.asked import FOR_ALL, LISTS, Which, make_wanted, read_asked
from tracker.web.confirmations.lines import make_lines
from tracker.web.confirmations.scene import confirmations
from tracker.web.edition_words import find_waiting
from tracker.web.forms import Reader, to_id
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading
from tracker.web.query import read_number
from tracker.wording.languages import Name

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class Tab:
    which: Which
    label: str
    number: int
    address: str
    is_here: bool


@confirmations.get("/bodies/<code:code>/waiting")
@allowed(Act.SEE_HISTORY)
def show_waiting(at: AtBody) -> str:
    return render_waiting(at)


def render_waiting(at: AtBody) -> str:
    """The list that the address asks for, with a form for what the visitor may answer."""
    asked = read_asked(at)
    own, which, party, period = asked.own, asked.which, asked.of, asked.period
    wanted = asked.wanted
    total = count_asked(at.session, at.view, wanted)
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(read_number(request.args, "page", 1), pages)
    rows = find_asked_entries(at.session, at.view, wanted, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    return render_template(
        "waiting.html",
        at=at,
        heading=make_heading(at),
        own=own,
        own_parties=[(code, at.name_party(code)) for code in at.asking.visitor.parties_at(at.view.body)],
        which=which,
        tabs=_make_tabs(at, which, own, party, period),
        lines=make_lines(at, rows, own),
        total=total,
        page=number,
        pages=pages,
        party=party,
        period=period,
        parties=_find_parties(at),
        periods=[one.number for one in at.view.facts.periods],
        form=at.form,
        can_record=at.may(Act.RECORD_DOCUMENT),
        editions=find_waiting(at),
    )


@confirmations.post("/bodies/<code:code>/waiting")
@changing(Act.CONFIRM, again=render_waiting)
def do_answer(at: AtBody) -> str:
    """Confirm the entries that were ticked, or dispute them for a reason; or all that wait, of the list at hand."""
    party = at.view.party(at.party or "")
    at.require(Act.CONFIRM, party.code)
    reader = Reader(at.form)
    answer = reader.choice("answer", Answer, required=True)
    note = reader.text("note")
    if answer is Answer.DISPUTED and note is None:
        reader.refuse("note", "dispute_why")
    ticked = [number for text in at.form.all("entry") if (number := to_id(text))]
    if reader.ticked("everything"):
        wanted = make_wanted(Which.US, party.code, None, reader.number("of_period"))
        ticked = [row.entry for row in find_asked_entries(at.session, at.view, wanted)]
    if not ticked:
        reader.refuse("entry", "nothing_ticked")
    reader.finish()
    assert answer is not None
    given = [Given(entry, answer, note, Place()) for entry in dict.fromkeys(ticked)]
    number = len(answer_entries(at.session, at.recording, given, party=party))
    _say_answered(at, answer, number)
    return at.asking.link("confirmations.show_waiting", code=at.code, party=party.code)


def _say_answered(at: AtBody, answer: Answer, number: int) -> None:
    wording = at.asking.wording
    if answer is Answer.CONFIRMED:
        flash(wording.plural("{number} entry confirmed.", "{number} entries confirmed.", number))
    else:
        flash(wording.plural("{number} entry disputed.", "{number} entries disputed.", number))


def count_waiting(at: AtBody) -> int:
    """How many entries wait for the parties that the visitor speaks for; for any, where they speak for none but may
    see what waits. 0 where the body does not ask."""
    if not at.view.body.asks_confirmation or not at.may(Act.SEE_HISTORY):
        return 0
    own = at.asking.visitor.parties_at(at.view.body)
    return count_asked(at.session, at.view, Wanted(own or None))


def _make_tabs(at: AtBody, which: Which, own: str | None, of: str | None, period: str | None) -> list[Tab]:
    say = at.asking.wording.text
    number = None if period is None else int(period)
    return [
        Tab(
            one,
            say(label),
            count_asked(at.session, at.view, make_wanted(one, own, of if one is which else None, number)),
            at.asking.link("confirmations.show_waiting", code=at.code, list=one.value, party=own, period=period),
            one is which,
        )
        for one, label in (LISTS if own else FOR_ALL).items()
    ]


def _find_parties(at: AtBody) -> list[tuple[str, Name, int]]:
    """Code, name and number of waiting entries, of each party that any wait for."""
    counts = count_by_party(at.session, at.view, Wanted())
    return [(code, at.name_party(code), number) for code, number in sorted(counts.items())]
