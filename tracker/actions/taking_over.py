"""Taking over what waits in the queue of exchange: judged piece by piece before anything is recorded, then at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session, col, select

from tracker.actions.confirmations import Given, answer_entries, find_answer_problems
from tracker.actions.entries import LogRules, ProjectLog, change_logs, load_rules
from tracker.actions.exchange import Sent, to_sent
from tracker.actions.recording import Recording
from tracker.domain.problems import Problem, Refused
from tracker.models import (
    Body,
    Document,
    EntryOrigin,
    ExchangeItem,
    ExchangePackage,
    ExchangeState,
    Party,
    Project,
    SentAnswer,
    SentEntry,
    SentVoid,
    StatusEntry,
    StatusEntryCreate,
)
from tracker.queries.confirmations import ProjectWords, find_words
from tracker.queries.entries import BATCH
from tracker.queries.exchange import Origins, find_origins

Queued = tuple[ExchangeItem, ExchangePackage]


@dataclass(frozen=True, slots=True)
class Judged:
    """One piece of the queue: whose it is, its project here (None: there is none of that ref), the entry here that it
    speaks of (None for an entry, and where it is not here), and what speaks against taking it over after those before
    it."""

    item: ExchangeItem
    package: ExchangePackage
    sent: Sent
    party: Party
    project: Project | None
    entry: StatusEntry | None
    problems: Sequence[Problem]

    @property
    def fits(self) -> bool:
        return not self.problems


@dataclass(slots=True)
class _Plan:
    """What is to change in one project's log so far, with the pieces that it comes from."""

    project: Project
    voids: list[Judged] = field(default_factory=list)
    adds: list[Judged] = field(default_factory=list)

    def to_log(self, more: Judged | None = None) -> ProjectLog:
        pieces = [*self.voids, *self.adds, *([] if more is None else [more])]
        voids = [one.sent for one in pieces if isinstance(one.sent, SentVoid)]
        return ProjectLog(
            self.project,
            add=[_to_create(one.sent, one.party) for one in pieces if isinstance(one.sent, SentEntry)],
            void=[one.entry.id for one in pieces if isinstance(one.sent, SentVoid) and one.entry is not None],
            void_reason="; ".join(dict.fromkeys(one.note for one in voids)),
        )


def judge(session: Session, body: Body, queued: Sequence[Queued], *, uid: str, at: datetime) -> list[Judged]:
    """Each piece after those before it that fit, by everything that holds for what is recorded at the instant."""
    judged, _ = _judge(session, body, queued, uid=uid, at=at)
    return judged


def take_over(session: Session, recording: Recording, queued: Sequence[Queued], *, uid: str, only_fitting: bool) -> int:
    """Record what the pieces say, in the names of their parties, and where each came from; how many.

    `only_fitting`: what does not fit stays in the queue; else any that does not fit refuses all. Refused too where
    nothing is chosen, or a piece was decided meanwhile.
    """
    if any(item.state is not ExchangeState.OPEN for item, _ in queued):
        raise Refused(Problem("exchange_decided"))
    judged, plans = _judge(session, recording.body, queued, uid=uid, at=recording.at)
    if not only_fitting:
        problems = [_with_ref(problem, one) for one in judged for problem in one.problems]
        if problems:
            raise Refused(*problems)
    fitting = [one for one in judged if one.fits]
    if not fitting:
        raise Refused(Problem("exchange_nothing_chosen"))
    rows = iter(change_logs(session, recording, [plan.to_log() for plan in plans]))
    for plan in plans:
        for one in (*plan.voids, *plan.adds):
            session.add(_make_origin(one, next(rows)))
    _take_answers(session, recording, fitting)
    for one in fitting:
        item = one.item
        item.state, item.decided_at, item.decided_by = ExchangeState.TAKEN, recording.at, recording.by
    session.flush()
    return len(fitting)


def _judge(
    session: Session, body: Body, queued: Sequence[Queued], *, uid: str, at: datetime
) -> tuple[list[Judged], list[_Plan]]:
    origins = find_origins(session, body.id, uid)
    parties = {party.id: party for party in session.exec(select(Party).where(Party.body_id == body.id))}
    pieces = [(item, package, to_sent(item)) for item, package in queued]
    projects = _find_projects(session, body.id, [item.ref for item, _ in queued])
    entries = _find_targets(session, body.id, [sent for _, _, sent in pieces], origins)
    rules = load_rules(session, body, list(projects.values()), at=at)
    words = _find_words(session, body, [entry.project_id for entry in entries.values()])
    plans: dict[int, _Plan] = {}
    judged = []
    for item, package, sent in pieces:
        entry = None if isinstance(sent, SentEntry) else entries.get(_find_target(sent, origins))
        one = Judged(item, package, sent, parties[package.party_id], projects.get(item.ref), entry, ())
        one = replace(one, problems=_find_problems(one, body, plans, rules, words))
        if one.fits and one.project is not None and not isinstance(sent, SentAnswer):
            plan = plans.setdefault(one.project.id, _Plan(one.project))
            (plan.voids if isinstance(sent, SentVoid) else plan.adds).append(one)
        judged.append(one)
    return judged, list(plans.values())


def _find_problems(
    one: Judged, body: Body, plans: Mapping[int, _Plan], rules: LogRules, words: Mapping[int, ProjectWords]
) -> list[Problem]:
    if one.project is None:
        return [Problem("exchange_unknown_ref", {"ref": one.item.ref})]
    if isinstance(one.sent, SentEntry):
        return rules.find_problems(plans.get(one.project.id, _Plan(one.project)).to_log(one))
    if one.entry is None or one.entry.project_id != one.project.id:
        return [Problem("exchange_unknown_entry", {"ref": one.item.ref})]
    if isinstance(one.sent, SentVoid):
        return rules.find_problems(plans.get(one.project.id, _Plan(one.project)).to_log(one))
    if not body.asks_confirmation:
        return [Problem("confirmation_not_asked")]
    if any(other.entry is not None and other.entry.id == one.entry.id for other in _find_voids(plans, one.project)):
        return [Problem("entry_not_standing", {"ref": one.item.ref, "kind": one.entry.kind})]
    closed = rules.closed.get(one.project.period_id)
    found = find_answer_problems(_to_given(one, one.entry), words[one.project.id], one.party, closed)
    return [Problem(p.code, {"ref": one.item.ref, "kind": one.entry.kind} | p.values) for p in found]


def _find_voids(plans: Mapping[int, _Plan], project: Project) -> Sequence[Judged]:
    """What is taken back of a project before."""
    return plans[project.id].voids if project.id in plans else ()


def _with_ref(problem: Problem, one: Judged) -> Problem:
    return replace(problem, values={"ref": one.item.ref} | problem.values)


def _find_projects(session: Session, body_id: int, refs: Iterable[str]) -> dict[str, Project]:
    wanted = sorted(set(refs))
    found: dict[str, Project] = {}
    for start in range(0, len(wanted), BATCH):
        query = select(Project).where(Project.body_id == body_id, col(Project.ref).in_(wanted[start : start + BATCH]))
        found |= {project.ref: project for project in session.exec(query)}
    return found


def _find_target(sent: SentVoid | SentAnswer, origins: Origins) -> int:
    """The id here of the entry that is spoken of; 0 where it is not here."""
    return origins.find(sent.installation, sent.entry) or 0


def _find_targets(session: Session, body_id: int, pieces: Iterable[Sent], origins: Origins) -> dict[int, StatusEntry]:
    ids = sorted({_find_target(sent, origins) for sent in pieces if not isinstance(sent, SentEntry)})
    found: dict[int, StatusEntry] = {}
    for start in range(0, len(ids), BATCH):
        chosen = col(StatusEntry.id).in_(ids[start : start + BATCH])
        query = select(StatusEntry).where(StatusEntry.body_id == body_id, chosen)
        found |= {row.id: row for row in session.exec(query)}
    return found


def _find_words(session: Session, body: Body, project_ids: Iterable[int]) -> dict[int, ProjectWords]:
    if not body.asks_confirmation:
        return {}
    return {words.project_id: words for words in find_words(session, body.id, set(project_ids))}


def _to_create(sent: SentEntry, party: Party) -> StatusEntryCreate:
    return StatusEntryCreate(
        kind=sent.kind, effective_on=sent.effective_on, reason=sent.reason, note=sent.note, party=party.code
    )


def _to_given(one: Judged, entry: StatusEntry) -> Given:
    assert isinstance(one.sent, SentAnswer)
    return Given(entry.id, one.sent.answer, one.sent.note)


def _make_origin(one: Judged, row: StatusEntry) -> EntryOrigin:
    return EntryOrigin(
        entry_id=row.id, body_id=row.body_id, installation=one.package.installation, number=one.sent.number
    )


def _take_answers(session: Session, recording: Recording, fitting: Sequence[Judged]) -> None:
    """Each package's answers, for which its file stands as the document."""
    answers = [one for one in fitting if isinstance(one.sent, SentAnswer)]
    for package_id in dict.fromkeys(one.package.id for one in answers):
        own = [one for one in answers if one.package.id == package_id]
        given = [_to_given(one, one.entry) for one in own if one.entry is not None]
        document = session.get_one(Document, own[0].package.document_id)
        answer_entries(session, recording, given, party=own[0].party, document=document)
