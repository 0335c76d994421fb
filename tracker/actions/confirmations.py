"""The other side's word: answering entries, and keeping what is derived from answers in step with them.

Derived are the requests that are open or answered, and the days on a project's row by its confirmed entries. A body
that does not ask for confirmation has neither.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.actions.recording import Recording
from tracker.actions.tallies import touch_periods
from tracker.domain.confirmations import Answer, find_asked
from tracker.domain.problems import Place, Problem, Refused
from tracker.domain.stages import Entry
from tracker.models import Body, Confirmation, ConfirmationRequest, Document, Party, Period, Project, StatusEntry
from tracker.queries.closings import is_closed_now
from tracker.queries.confirmations import ProjectWords, find_words
from tracker.queries.entries import BATCH


@dataclass(frozen=True, slots=True)
class Given:
    """A party's answer to the entry of an id; a dispute says why in its note. `place`: where in what was handed in
    it stands."""

    entry: int
    answer: Answer
    note: str | None = None
    place: Place = field(default_factory=Place)


def answer_entries(
    session: Session, recording: Recording, answers: Sequence[Given], *, party: Party, document: Document | None = None
) -> list[Confirmation]:
    """Record a party's answers to entries that ask it. All or nothing. Returns the new rows: an answer that says
    what the party's latest one says already, with the same note, is not recorded again.

    `document`: the sheet or minutes that say so, where no user of the party answers. Refused with every problem
    found: the body does not ask, an entry that does not stand or does not ask the party, a dispute that does not
    say why. In a closed period what is open can still be answered and a dispute be settled, for that is what makes
    its figures final; a confirmation is taken back only once the period is reopened, unless the entry took effect
    after its last day.
    """
    if not recording.body.asks_confirmation:
        raise Refused(Problem("confirmation_not_asked"))
    rows = _find_rows(session, recording, [one.entry for one in answers])
    words = {one.project_id: one for one in find_words(session, recording.body_id, {p.id for _, p in rows.values()})}
    closed = _find_closed(session, recording, {words[p.id].period_id for _, p in rows.values()})
    problems: list[Problem] = []
    new: dict[int, Confirmation] = {}
    for one in answers:
        entry, project = rows.get(one.entry, (None, None))
        if entry is None or project is None:
            problems.append(Problem("entry_unknown", {"entry": one.entry}, one.place))
            continue
        said = words[project.id]
        found = find_answer_problems(one, said, party, closed.get(said.period_id))
        problems += [Problem(p.code, {"ref": project.ref, "kind": entry.kind} | p.values, one.place) for p in found]
        new[one.entry] = _make_row(recording, one, project, party, document)
    if problems:
        raise Refused(*problems)
    last = _find_last(session, party, list(new))
    added = [row for key, row in new.items() if last.get(key) != (row.answer, row.note)]
    session.add_all(added)
    session.flush()
    keep_requests_in_step(session, recording.body, {row.project_id for row in added})
    return added


def keep_requests_in_step(session: Session, body: Body, project_ids: Collection[int] | None = None) -> None:
    """Bring requests and confirmed days of the projects named (None: of all of the body) to what the log and the
    answers say. Nothing is asked of the database where the body does not ask for confirmation."""
    if not body.asks_confirmation or (project_ids is not None and not project_ids):
        return
    session.flush()
    stored = _find_stored(session, body.id, project_ids)
    for words in find_words(session, body.id, project_ids):
        _keep_requests(session, body.id, words, stored.pop(words.project_id, {}))
        days = words.days
        if days != words.stored:
            project = session.get_one(Project, words.project_id)
            project.confirmed_promoted_on, project.confirmed_implemented_on = days.promoted_on, days.implemented_on
            touch_periods(session, body.id, [project.period_id])
    session.flush()


def keep_asking_in_step(session: Session, body: Body) -> None:
    """After a body began or ceased to ask for confirmation. The answers given stay recorded either way."""
    if body.asks_confirmation:
        keep_requests_in_step(session, body)
        return
    touch_periods(session, body.id)
    session.execute(sa.delete(ConfirmationRequest).where(col(ConfirmationRequest.body_id) == body.id))
    no_days = {"confirmed_promoted_on": None, "confirmed_implemented_on": None}
    session.execute(sa.update(Project).where(col(Project.body_id) == body.id).values(**no_days))


def _find_rows(
    session: Session, recording: Recording, entries: Sequence[int]
) -> dict[int, tuple[StatusEntry, Project]]:
    """By id: the entries of the body that are named, with their projects."""
    query = select(StatusEntry, Project).join(Project, col(Project.id) == StatusEntry.project_id)
    found: dict[int, tuple[StatusEntry, Project]] = {}
    for batch in _batches(entries):
        chosen = col(StatusEntry.id).in_(batch)
        for entry, project in session.exec(query.where(StatusEntry.body_id == recording.body_id, chosen)):
            found[entry.id] = entry, project
    return found


def _find_closed(session: Session, recording: Recording, period_ids: Collection[int]) -> dict[int, Period]:
    periods = session.exec(select(Period).where(Period.body_id == recording.body_id))
    return {period.id: period for period in periods if period.id in period_ids and is_closed_now(session, period)}


def find_answer_problems(one: Given, words: ProjectWords, party: Party, closed: Period | None) -> list[Problem]:
    """What speaks against an answer, by what is said of its project; `closed` is the project's period, where it is.
    See `answer_entries`."""
    entry = next((entry for entry in words.standing if entry.id == one.entry), None)
    if words.is_struck:
        return [Problem("project_struck")]
    if entry is None:
        return [Problem("entry_not_standing")]
    values = {"day": entry.effective_on, "party": party.code}
    if party.id not in find_asked(words.concerned, entry):
        return [Problem("party_not_asked", values)]
    problems = []
    if one.answer is Answer.DISPUTED and not (one.note or "").strip():
        problems.append(Problem("dispute_without_reason", values))
    before = words.answers_to(entry.id).get(party.id)
    taken_back = before is Answer.CONFIRMED and one.answer is Answer.DISPUTED
    if closed is not None and taken_back and not _is_late(entry, closed):
        problems.append(Problem("confirmation_closed", values | {"period": closed.number}))
    return problems


def _is_late(entry: Entry, period: Period) -> bool:
    return entry.effective_on is not None and period.ends_on is not None and entry.effective_on > period.ends_on


def _make_row(
    recording: Recording, one: Given, project: Project, party: Party, document: Document | None
) -> Confirmation:
    return Confirmation(
        body_id=recording.body_id,
        project_id=project.id,
        entry_id=one.entry,
        party_id=party.id,
        answer=one.answer,
        note=(one.note or "").strip() or None,
        document_id=None if document is None else document.id,
        recorded_at=recording.at,
        recorded_by=recording.by,
    )


def _find_last(session: Session, party: Party, entries: Sequence[int]) -> dict[int, tuple[Answer, str | None]]:
    """What the party's latest answer to each entry says."""
    found = {}
    for batch in _batches(entries):
        query = select(Confirmation).where(Confirmation.party_id == party.id, col(Confirmation.entry_id).in_(batch))
        for row in session.exec(query.order_by(col(Confirmation.id))):
            found[row.entry_id] = row.answer, row.note
    return found


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


Stored = dict[tuple[int, int], ConfirmationRequest]


def _find_stored(session: Session, body_id: int, project_ids: Collection[int] | None) -> dict[int, Stored]:
    """The rows of requests by project."""
    found: dict[int, Stored] = {}
    of_body = select(ConfirmationRequest).where(ConfirmationRequest.body_id == body_id)
    project = col(ConfirmationRequest.project_id)
    queries = [of_body]
    if project_ids is not None:
        queries = [of_body.where(project.in_(batch)) for batch in _batches(sorted(project_ids))]
    for query in queries:
        for row in session.exec(query):
            found.setdefault(row.project_id, {})[row.entry_id, row.party_id] = row
    return found


def _keep_requests(session: Session, body_id: int, words: ProjectWords, stored: Stored) -> None:
    wanted = words.requests
    for key, row in stored.items():
        if key not in wanted:
            session.delete(row)
        elif row.answer is not wanted[key]:
            row.answer = wanted[key]
    for entry, party in wanted.keys() - stored.keys():
        answer = wanted[entry, party]
        session.add(
            ConfirmationRequest(
                entry_id=entry, party_id=party, body_id=body_id, project_id=words.project_id, answer=answer
            )
        )
