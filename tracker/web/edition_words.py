"""Editions in words: who produced one and why, how its sign-off stands, which file is to be had in which language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.access import Forbidden
from tracker.domain.due import ScheduleKind
from tracker.domain.editions import SignOffAnswer, SignOffState, find_standing, find_unapproving
from tracker.domain.roles import Act
from tracker.models import Schedule
from tracker.queries.editions import EditionView, find_sign_off_states, find_waiting_editions, get_edition
from tracker.queries.sign_offs import SignOffView, find_sign_offs
from tracker.web.gates import AtBody
from tracker.web.people import name_recorders
from tracker.wording.languages import Name
from tracker.wording.marks import N_

#: Whom editions name that no user asked for.
PRODUCERS = {"schedule": N_("a schedule"), "command": N_("a command")}
SCHEDULES = {
    ScheduleKind.ON_CLOSE: N_("the schedule for periods that close"),
    ScheduleKind.MONTHLY: N_("the monthly schedule"),
    ScheduleKind.QUARTERLY: N_("the quarterly schedule"),
    ScheduleKind.YEARLY: N_("the yearly schedule"),
    ScheduleKind.BEFORE_CONFERENCE: N_("the schedule before conferences"),
    ScheduleKind.ONCE: N_("the schedule for one day"),
}


@dataclass(frozen=True, slots=True)
class SignOffLine:
    """An answer in words. `stands`: no later one of the same party took its place."""

    one: SignOffView
    party: Name
    word: str
    on: str
    recorded: str
    by: str
    stands: bool

    @property
    def is_approval(self) -> bool:
        return self.one.said.answer is SignOffAnswer.APPROVED


@dataclass(frozen=True, slots=True)
class SignOffWords:
    """How the sign-off of an edition stands. `waiting`: the parties that have not approved it yet, by code; `can_sign`:
    those of them for which the visitor can answer here, `to_answer` without those that have returned it; `can_record`:
    the visitor can record an answer by document."""

    state: SignOffState
    word: str
    lines: tuple[SignOffLine, ...]
    waiting: tuple[tuple[str, Name], ...]
    can_sign: tuple[tuple[str, Name], ...]
    can_record: bool

    @property
    def to_answer(self) -> tuple[tuple[str, Name], ...]:
        answered = {line.one.said.party for line in self.lines}
        return tuple(one for one in self.can_sign if one[0] not in answered)

    @property
    def waiting_choices(self) -> list[tuple[str, str]]:
        return [(code, name.text) for code, name in self.waiting]

    @property
    def can_sign_choices(self) -> list[tuple[str, str]]:
        return [(code, name.text) for code, name in self.can_sign]


def may_see(at: AtBody, edition: EditionView) -> bool:
    """Anyone who may see editions sees those whose figures stand; the others are for those with a role."""
    return not edition.is_provisional or at.may(Act.SEE_PROVISIONAL_EDITIONS)


def require_edition(at: AtBody, period: int, number: int) -> EditionView:
    """NotFound; Forbidden for a provisional one and a visitor without a role."""
    edition = get_edition(at.session, at.code, period, number)
    if not may_see(at, edition):
        raise Forbidden(Act.SEE_PROVISIONAL_EDITIONS, at.code, at.asking.visitor)
    return edition


def name_states(at: AtBody, editions: Sequence[EditionView]) -> Mapping[int, tuple[SignOffState, str]]:
    """State and word of each edition that somebody was asked to sign off, by its id."""
    asked = [one.id for one in editions if one.asked]
    states = find_sign_off_states(at.session, asked)
    return {key: (state, at.asking.wording.term(state)) for key, state in states.items()}


def name_producer(at: AtBody, edition: EditionView) -> str:
    """Who or which schedule produced an edition."""
    text = at.asking.wording.text
    schedule = None if edition.schedule_id is None else at.session.get(Schedule, edition.schedule_id)
    if schedule is not None:
        return text(SCHEDULES[schedule.kind])
    if edition.produced_by in PRODUCERS:
        return text(PRODUCERS[edition.produced_by])
    return name_recorders(at.session, at.asking.wording, [edition.produced_by])[edition.produced_by]


@dataclass(frozen=True, slots=True)
class WaitingEdition:
    """A current edition and the parties that have still to answer it, in words. `is_ours`: the visitor signs for one of
    them."""

    edition: EditionView
    parties: str
    is_ours: bool


def find_waiting(at: AtBody) -> list[WaitingEdition]:
    """Those that the visitor has to answer first."""
    own = set(at.asking.visitor.signs_for(at.view.body))
    found = [
        WaitingEdition(
            one, at.asking.wording.join(at.name_party(code).text for code in codes), is_ours=bool(own & set(codes))
        )
        for one, codes in find_waiting_editions(at.session, at.code).items()
        if may_see(at, one)
    ]
    return sorted(found, key=lambda one: not one.is_ours)


def describe_sign_off(at: AtBody, edition: EditionView) -> SignOffWords:
    """Who answered is told to those with a role; to anyone else, what the parties answered and when."""
    wording, zone = at.asking.wording, at.view.body.time_zone
    state, word = name_states(at, [edition]).get(
        edition.id, (SignOffState.NOT_ASKED, wording.term(SignOffState.NOT_ASKED))
    )
    found = find_sign_offs(at.session, [edition.id]).get(edition.id, ())
    standing = find_standing(one.said for one in found)
    by = name_recorders(at.session, wording, {one.recorded_by for one in found})
    lines = [
        SignOffLine(
            one=one,
            party=at.name_party(one.said.party),
            word=wording.term(one.said.answer),
            on="" if one.said.approved_on is None else wording.day(one.said.approved_on),
            recorded=wording.instant(one.said.recorded_at, zone),
            by=by[one.recorded_by],
            stands=standing[one.said.party] is one.said,
        )
        for one in found
    ]
    unapproving = find_unapproving(edition.asked, standing.values())
    waiting = tuple((code, at.name_party(code)) for code in edition.asked if code in unapproving)
    own = at.asking.visitor.signs_for(at.view.body)
    is_open = edition.is_latest and bool(waiting)
    return SignOffWords(
        state=state,
        word=word,
        lines=tuple(lines),
        waiting=waiting,
        can_sign=tuple(one for one in waiting if one[0] in own and is_open),
        can_record=is_open and at.may(Act.RECORD_DOCUMENT),
    )
