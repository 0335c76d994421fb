"""What waits for whom: entries to confirm or to dispute, by a user of the party that is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, render_template, request

from tracker.actions.confirmations import Given, answer_entries
from tracker.domain.confirmations import Answer, find_asked
from tracker.domain.problems import NotFound, Place, Problem, Refused
from tracker.domain.roles import Act
from tracker.models import Party
from tracker.queries.confirmations import find_words
from tracker.queries.waiting import (
    AskedEntry,
    Said,
    State,
    Wanted,
    count_asked,
    count_by_party,
    find_asked_entries,
    find_said,
)
from tracker.web.edition_words import find_waiting
from tracker.web.forms import Reader, to_id
from tracker.web.gates import AtBody, allowed, changing
from tracker.web.headings import make_heading
from tracker.web.people import name_recorders
from tracker.web.query import read_choice, read_number, read_word
from tracker.wording.languages import Name
from tracker.wording.marks import N_

confirmations = Blueprint("confirmations", __name__)

PAGE_SIZE = 100


class Which(StrEnum):
    """The lists: what others ask of us, what we ask of them, and what is disputed on either side."""

    US = "us"
    THEM = "them"
    DISPUTED = "disputed"


LISTS = {
    Which.US: N_("Waiting for us"),
    Which.THEM: N_("Waiting for them"),
    Which.DISPUTED: N_("Disputed"),
}
#: What a list is called for whoever speaks for no party.
FOR_ALL = {Which.THEM: N_("Waiting"), Which.DISPUTED: N_("Disputed")}


@dataclass(frozen=True, slots=True)
class Tab:
    which: Which
    label: str
    number: int
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in a list; the days are those of the body's zone.

    `can_answer`: the visitor may answer it in the name of the party asked."""

    asked: AskedEntry
    title: Name
    word: str
    recorded: str
    by: str
    said_by: str
    said_on: str
    can_answer: bool
    party_id: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one party says of an entry, in words, on its project's page. `state`: see `State`. Who recorded it, its
    note and its document are left out for whoever holds no role at the body."""

    party: Name
    state: State
    note: str | None
    by: str
    on: str
    document: str | None
    digest: str | None
    id: int | None = None
    document_id: int | None = None
    party_id: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as the address asks for it: for whom, which one, of whom and of which period alone."""

    own: str | None
    which: Which
    of: str | None
    period: str | None

    @property
    def wanted(self) -> Wanted:
        return _wanted(self.which, self.own, self.of, None if self.period is None else int(self.period))

    @property
    def label(self) -> str:
        """What the list is called; a key of the message catalogue."""
        return (LISTS if self.own else FOR_ALL)[self.which]


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
    party = require_party(at, at.party or "")
    at.require(Act.CONFIRM, party.code)
    reader = Reader(at.form)
    answer = reader.choice("answer", Answer, required=True)
    note = reader.text("note")
    if answer is Answer.DISPUTED and note is None:
        reader.refuse("note", "dispute_why")
    ticked = [number for text in at.form.all("entry") if (number := to_id(text))]
    if reader.ticked("everything"):
        wanted = _wanted(Which.US, party.code, None, reader.number("of_period"))
        ticked = [row.entry for row in find_asked_entries(at.session, at.view, wanted)]
    if not ticked:
        reader.refuse("entry", "nothing_ticked")
    reader.finish()
    assert answer is not None
    given = [Given(entry, answer, note, Place()) for entry in dict.fromkeys(ticked)]
    number = len(answer_entries(at.session, at.recording, given, party=party))
    say_answered(at, answer, number)
    return at.asking.link("confirmations.show_waiting", code=at.code, party=party.code)


def say_answered(at: AtBody, answer: Answer, number: int) -> None:
    wording = at.asking.wording
    if answer is Answer.CONFIRMED:
        flash(wording.plural("{number} entry confirmed.", "{number} entries confirmed.", number))
    else:
        flash(wording.plural("{number} entry disputed.", "{number} entries disputed.", number))


def own_party(at: AtBody) -> str | None:
    """The party that the visitor speaks for; one of several by the address or the form. None for whoever speaks for
    none."""
    own = at.asking.visitor.parties_at(at.view.body)
    chosen = request.args.get("party", "")
    return chosen if chosen in own else at.party


def require_party(at: AtBody, code: str) -> Party:
    """NotFound."""
    for party in at.view.parties.values():
        if party.code == code:
            return party
    raise NotFound("party", code)


def require_asking(at: AtBody) -> None:
    if not at.view.body.asks_confirmation:
        raise Refused(Problem("confirmation_not_asked"))


def make_lines(at: AtBody, rows: Sequence[AskedEntry], own: str | None) -> list[Line]:
    """The rows in words; whoever recorded something by name."""
    wording, zone = at.asking.wording, ZoneInfo(at.view.body.time_zone)
    who = name_recorders(
        at.session, wording, {row.recorded_by for row in rows} | {row.said.by for row in rows if row.said is not None}
    )
    parties = {party.code: key for key, party in at.view.parties.items()}
    return [
        Line(
            asked=row,
            title=at.call(row.titles),
            word=wording.term(row.kind),
            recorded=wording.day(row.recorded_at.astimezone(zone).date()),
            by=who[row.recorded_by],
            said_by="" if row.said is None else who[row.said.by],
            said_on="" if row.said is None else wording.day(row.said.at.astimezone(zone).date()),
            can_answer=row.party == own and at.may(Act.CONFIRM, own),
            party_id=parties[row.party],
        )
        for row in rows
    ]


def count_waiting(at: AtBody) -> int:
    """How many entries wait for the parties that the visitor speaks for; for any, where they speak for none but may
    see what waits. 0 where the body does not ask."""
    if not at.view.body.asks_confirmation or not at.may(Act.SEE_HISTORY):
        return 0
    own = at.asking.visitor.parties_at(at.view.body)
    return count_asked(at.session, at.view, Wanted(own or None))


def make_spoken(at: AtBody, project_id: int) -> Mapping[int, list[Spoken]]:
    """By entry of a project: what each party says that it asks. Empty where the body does not ask."""
    if not at.view.body.asks_confirmation:
        return {}
    (words,) = find_words(at.session, at.view.id, [project_id], known_at=at.asking.known_at)
    said = find_said(at.session, [entry.id for entry in words.standing], known_at=at.asking.known_at)
    by = name_recorders(
        at.session, at.asking.wording, {one.by for answers in said.values() for one in answers.values()}
    )
    if words.is_struck:
        return {}
    return {
        entry.id: [
            _make_spoken(at, party, said.get(entry.id, {}).get(party), by)
            for party in sorted(find_asked(words.concerned, entry))
        ]
        for entry in words.standing
    }


def _make_spoken(at: AtBody, party: int, said: Said | None, by: Mapping[str, str]) -> Spoken:
    name = at.call(at.view.parties[party].names)
    if said is None:
        return Spoken(name, State.WAITING, None, "", "", None, None)
    on = at.asking.wording.instant(said.at, at.view.body.time_zone)
    if not at.may(Act.SEE_HISTORY):
        return Spoken(name, State(said.answer.value), None, "", on, None, None)
    return Spoken(
        name,
        State(said.answer.value),
        said.note,
        by[said.by],
        on,
        said.document,
        said.digest,
        said.id,
        said.document_id,
        party,
    )


def read_asked(at: AtBody) -> Asked:
    """The list that the address asks for. BadQuery."""
    own = own_party(at)
    which = read_choice(request.args, "list", Which) or (Which.US if own else Which.THEM)
    if own is None and which is Which.US:
        which = Which.THEM
    party = read_word(request.args, "of", [one.code for one in at.view.parties.values()])
    period = read_word(request.args, "period", [str(one.number) for one in at.view.facts.periods])
    return Asked(own, which, party, period)


def _wanted(which: Which, own: str | None, of: str | None, period: int | None) -> Wanted:
    """The requests of a list: `of` narrows it to one party that is asked."""
    if which is Which.US and own is not None:
        return Wanted([own], period=period)
    states = (State.DISPUTED,) if which is Which.DISPUTED else (State.WAITING,)
    return Wanted(None if of is None else [of], states, period, without=own if which is Which.THEM else None)


def _make_tabs(at: AtBody, which: Which, own: str | None, of: str | None, period: str | None) -> list[Tab]:
    say = at.asking.wording.text
    number = None if period is None else int(period)
    return [
        Tab(
            one,
            say(label),
            count_asked(at.session, at.view, _wanted(one, own, of if one is which else None, number)),
            at.asking.link("confirmations.show_waiting", code=at.code, list=one.value, party=own, period=period),
            one is which,
        )
        for one, label in (LISTS if own else FOR_ALL).items()
    ]


def _find_parties(at: AtBody) -> list[tuple[str, Name, int]]:
    """Code, name and number of waiting entries, of each party that any wait for."""
    counts = count_by_party(at.session, at.view, Wanted())
    return [(code, at.name_party(code), number) for code, number in sorted(counts.items())]
