"""What the page of exchange shows, in words: the rows of the queue, what was left, the files that came in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.actions.taking_over import Judged
from tracker.domain.problems import Problem
from tracker.domain.stages import Entry, find_standing
from tracker.models import ExchangeItem, ExchangeKind, ExchangePackage, ExchangeState, SentAnswer, SentEntry
from tracker.queries.documents import find_redacted_files
from tracker.queries.entries import find_entry_rows, to_entry
from tracker.queries.exchange import REDACTED, count_states
from tracker.web.gates import AtBody
from tracker.web.people import name_recorders
from tracker.wording.languages import Name
from tracker.wording.marks import N_

ANSWERS = {"confirmed": N_("confirms"), "disputed": N_("disputes")}
REPLACED = N_("a later file of theirs no longer says it")


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One piece of the queue in words: what they say, what stands here of the project, and whether it fits."""

    id: int
    ref: str
    title: Name | None
    kind: str
    party: Name
    word: str
    entry: str
    day: object
    reason: str
    note: str
    recorded: str
    here: list[str]
    problems: list[str]
    fits: bool
    party_id: int


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A piece that was left, by whom and why."""

    id: int
    ref: str
    what: str
    note: str
    by: str
    is_final: bool
    party_id: int
    has_words: bool


@dataclass(frozen=True, slots=True)
class PackageRow:
    """A file that came in, with how many of its pieces are in each state."""

    party: Name
    made: str
    came: str
    by: str
    counts: Mapping[str, int]
    digest: str
    document_id: int
    party_id: int
    is_redacted: bool


def make_queue_rows(at: AtBody, judged: Sequence[Judged]) -> list[QueueRow]:
    """The queue in words; beside each entry what stands here of its project."""
    projects = {one.project.id for one in judged if one.project is not None}
    logs = find_entry_rows(at.session, projects)
    standing = {key: find_standing(to_entry(row) for row in rows) for key, rows in logs.items()}
    return [_make_queue_row(at, one, standing) for one in judged]


def _make_queue_row(at: AtBody, one: Judged, standing: Mapping[int, Sequence[Entry]]) -> QueueRow:
    wording, sent = at.asking.wording, one.sent
    here = [] if one.project is None else [_tell_entry(at, entry) for entry in standing.get(one.project.id, ())]
    entry = "" if one.entry is None else _tell_entry(at, to_entry(one.entry))
    is_entry = isinstance(sent, SentEntry)
    if isinstance(sent, SentEntry):
        word = wording.term(sent.kind)
    elif isinstance(sent, SentAnswer):
        word = wording.text(ANSWERS[sent.answer.value])
    else:
        word = wording.text(N_("takes back"))
    return QueueRow(
        id=one.item.id,
        ref=one.item.ref,
        title=None if one.project is None else at.call(one.project.titles),
        kind=sent.kind.value if isinstance(sent, SentEntry) else one.item.kind.value,
        party=at.call(one.party.names),
        word=word,
        entry=entry,
        day=sent.effective_on if isinstance(sent, SentEntry) else None,
        reason=wording.term(sent.reason) if isinstance(sent, SentEntry) and sent.reason is not None else "",
        note="" if sent.note == REDACTED else sent.note or "",
        party_id=one.package.party_id,
        recorded=wording.instant(sent.recorded_at, at.view.body.time_zone),
        here=here if is_entry else [],
        problems=[wording.sentence(_with_ref(problem, one)) for problem in one.problems],
        fits=one.fits,
    )


def _with_ref(problem: Problem, one: Judged) -> Problem:
    return Problem(problem.code, {"ref": one.item.ref} | problem.values, problem.place)


def _tell_entry(at: AtBody, entry: Entry) -> str:
    """`promoted 9 May 2016 (Seoul)`."""
    wording = at.asking.wording
    word, day = wording.term(entry.kind), wording.day(entry.effective_on)
    if entry.party is None:
        return wording.text(N_("{word} {day}"), word=word, day=day)
    party = at.call(at.view.parties[entry.party].names).text
    return wording.text(N_("{word} {day} ({party})"), word=word, day=day, party=party)


def make_left_row(at: AtBody, item: ExchangeItem, package: ExchangePackage, people: Mapping[str, str]) -> LeftRow:
    """`people`: see `name_people`."""
    wording = at.asking.wording
    words = {
        ExchangeKind.ENTRY: N_("status entry"),
        ExchangeKind.VOID: N_("void"),
        ExchangeKind.ANSWER: N_("answer"),
    }
    is_final = item.decided_by is None
    return LeftRow(
        id=item.id,
        ref=item.ref,
        what=wording.text(words[item.kind]),
        note=wording.text(REPLACED) if is_final else item.note or "",
        by="" if item.decided_by is None else people[item.decided_by],
        is_final=is_final,
        party_id=package.party_id,
        has_words=bool(item.note or item.values.get("note") not in (None, "", REDACTED)),
    )


def make_package_rows(at: AtBody, packages: Sequence[ExchangePackage], people: Mapping[str, str]) -> list[PackageRow]:
    """`people`: see `name_people`."""
    counts = count_states(at.session, at.view.id)
    redacted = find_redacted_files(at.session, [one.document_id for one in packages])
    zone = at.view.body.time_zone

    def tell(instant: datetime) -> str:
        return at.asking.wording.instant(instant, zone)

    return [
        PackageRow(
            party=at.call(at.view.parties[one.party_id].names),
            made=tell(one.made_at),
            came=tell(one.recorded_at),
            by=people[one.recorded_by],
            counts={state.value: counts.get(one.id, {}).get(state, 0) for state in ExchangeState},
            digest=one.digest,
            document_id=one.document_id,
            party_id=one.party_id,
            is_redacted=one.document_id in redacted,
        )
        for one in packages
    ]


def name_people(at: AtBody, items: Sequence[ExchangeItem], packages: Sequence[ExchangePackage]) -> Mapping[str, str]:
    """Who left the items and took the files in, by name."""
    recorders = [one.recorded_by for one in packages]
    recorders += [item.decided_by for item in items if item.decided_by is not None]
    return name_recorders(at.session, at.asking.wording, recorders)
