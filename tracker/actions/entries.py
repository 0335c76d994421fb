"""Logging what happened to projects, and taking back what was logged by mistake.

Every path goes through `change_logs`: it holds the order of stages, the future, the
rule for closed periods, and keeps the stage days on the project's row in step with its log.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from tracker.actions.confirmations import keep_requests_in_step
from tracker.actions.days import latest_day
from tracker.actions.recording import Recording
from tracker.actions.tallies import touch_periods
from tracker.domain.following import find_conflicts
from tracker.domain.problems import Place, Problem, Refused
from tracker.domain.stages import Entry, EntryKind, find_order_problems, find_standing, stage_days
from tracker.models import Body, Party, Period, Project, StatusEntry, StatusEntryCreate
from tracker.queries.closings import is_closed_now
from tracker.queries.drafts import waits_for_seal
from tracker.queries.entries import find_entries, to_entry

#: An id beyond any that is stored, for entries that are not yet.
NEWEST = 2**62


@dataclass(frozen=True, slots=True)
class ProjectLog:
    """What is to change in one project's log: ids of entries to void, then entries to add.
    `place` is where in what was handed in it comes from. `by_hand`: somebody logs what happens, so that it is
    also refused where it makes no sense after what stands."""

    project: Project
    add: Sequence[StatusEntryCreate] = ()
    void: Sequence[int] = ()
    void_reason: str = ""
    place: Place = field(default_factory=Place)
    by_hand: bool = False


def log_entry(session: Session, recording: Recording, project: Project, entry: StatusEntryCreate) -> StatusEntry:
    """Log one entry; see `change_logs`."""
    return change_logs(session, recording, [ProjectLog(project, add=[entry])])[0]


def void_entry(session: Session, recording: Recording, entry: StatusEntry, *, reason: str) -> StatusEntry:
    """Take back one entry, for a reason; see `change_logs`."""
    project = session.get_one(Project, entry.project_id)
    return change_logs(session, recording, [ProjectLog(project, void=[entry.id], void_reason=reason)])[0]


def change_logs(session: Session, recording: Recording, logs: Sequence[ProjectLog]) -> list[StatusEntry]:
    """Void and add entries of any number of projects, and bring their stage days in step. All or nothing.

    Returns the new rows: each project's voids, then its added entries. Refused: entries of a struck
    project, in the future, in an order that cannot be, logged already, of a closed period unless they took
    effect after its cut-off; by hand also of a list that is still typed; voids of what does not stand or without a
    reason.
    """
    rules = load_rules(session, recording.body, [log.project for log in logs], at=recording.at)
    problems: list[Problem] = []
    rows: list[StatusEntry] = []
    for log in logs:
        found = rules.find_problems(log)
        problems += [Problem(p.code, {"ref": log.project.ref} | p.values, log.place) for p in found]
        rows += _make_rows(recording, log, rules.parties)
    if problems:
        raise Refused(*problems)
    session.add_all(rows)
    session.flush()
    _keep_in_step(session, [log.project for log in logs], rules.entries, rows)
    keep_requests_in_step(session, recording.body, {log.project.id for log in logs})
    touch_periods(session, recording.body_id, {log.project.period_id for log in logs})
    return rows


@dataclass(frozen=True, slots=True)
class LogRules:
    """What the logs of some projects are judged by: the body's parties by code, today where they are, the instant of
    recording, the closed periods by id, those whose list is still typed, and the projects' entries."""

    parties: Mapping[str, Party]
    today: date
    at: datetime
    closed: Mapping[int, Period]
    typed: Mapping[int, Period]
    entries: Mapping[int, list[Entry]]

    def find_problems(self, log: ProjectLog) -> list[Problem]:
        """Everything that speaks against a change of one project's log; see `change_logs`."""
        entries = self.entries.get(log.project.id, [])
        found = _find_problems(log, entries, self.parties, today=self.today, recorded_at=self.at)
        if log.project.period_id in self.closed:
            found += _find_closed_problems(log, entries, self.closed[log.project.period_id])
        if log.by_hand and log.add and log.project.period_id in self.typed:
            found.append(Problem("list_is_draft", {"period": self.typed[log.project.period_id].number}))
        return found


def load_rules(session: Session, body: Body, projects: Sequence[Project], *, at: datetime) -> LogRules:
    """As they are now, for what is recorded at an instant."""
    parties = {p.code: p for p in session.exec(select(Party).where(Party.body_id == body.id))}
    concerned = {project.period_id for project in projects}
    periods = {p.id: p for p in session.exec(select(Period).where(col(Period.id).in_(concerned)))}
    return LogRules(
        parties=parties,
        today=latest_day(at, time_zone=body.time_zone, countries=[p.country for p in parties.values()]),
        at=at,
        closed={key: period for key, period in periods.items() if is_closed_now(session, period)},
        typed={key: period for key, period in periods.items() if waits_for_seal(session, period)},
        entries=find_entries(session, [project.id for project in projects]),
    )


def _find_problems(
    log: ProjectLog, entries: list[Entry], parties: Mapping[str, Party], *, today: date, recorded_at: datetime
) -> list[Problem]:
    standing = find_standing(entries)
    ids = {entry.id for entry in standing}
    problems = [Problem("nothing_to_void", {"entry": entry}) for entry in log.void if entry not in ids]
    if log.void and not log.void_reason.strip():
        problems.append(Problem("void_without_reason"))
    if log.project.struck_at is not None:
        problems.append(Problem("project_struck"))
    kept = [entry for entry in standing if entry.id not in set(log.void)]
    new: list[Entry] = []
    for entry in log.add:
        found = _find_entry_problems(entry, [*kept, *new], parties, today)
        if log.by_hand and not found and entry.effective_on is not None:
            found = find_conflicts(kept, entry.kind, entry.effective_on)
        problems += found
        # As it will stand once recorded: after everything recorded before, in the order given.
        new.append(Entry(NEWEST + len(new), entry.kind, entry.effective_on, recorded_at, entry.reason))
    before = find_order_problems(log.project.agreed_on, standing)
    after = find_order_problems(log.project.agreed_on, [*kept, *new])
    return problems + [problem for problem in after if problem not in before]


def _find_entry_problems(
    entry: StatusEntryCreate, kept: list[Entry], parties: Mapping[str, Party], today: date
) -> list[Problem]:
    problems = []
    if entry.kind is EntryKind.VOID or entry.effective_on is None:
        return [Problem("entry_needs_day", {"kind": entry.kind})]
    if entry.effective_on > today:
        problems.append(Problem("future_day", {"kind": entry.kind, "day": entry.effective_on, "today": today}))
    needs_reason = entry.kind in (EntryKind.SUSPENDED, EntryKind.WITHDRAWN)
    if needs_reason and entry.reason is None:
        problems.append(Problem("reason_missing", {"kind": entry.kind}))
    if not needs_reason and entry.reason is not None:
        problems.append(Problem("reason_unused", {"kind": entry.kind}))
    if entry.party is not None and entry.party not in parties:
        problems.append(Problem("unknown_party", {"value": entry.party, "known": sorted(parties)}))
    if any(e.kind is entry.kind and e.effective_on == entry.effective_on for e in kept):
        problems.append(Problem("logged_already", {"kind": entry.kind, "day": entry.effective_on}))
    return problems


def _find_closed_problems(log: ProjectLog, entries: list[Entry], period: Period) -> list[Problem]:
    """In a closed period only what took effect after its cut-off may be logged, or taken back."""
    days = {entry.id: entry.effective_on for entry in entries}
    touched = [e.effective_on for e in log.add] + [days.get(entry) for entry in log.void]
    late = all(day is not None and period.ends_on is not None and day > period.ends_on for day in touched)
    return [] if late else [Problem("period_closed", {"period": period.number, "ends_on": period.ends_on})]


def _make_rows(recording: Recording, log: ProjectLog, parties: Mapping[str, Party]) -> list[StatusEntry]:
    common: dict[str, Any] = {
        "body_id": recording.body_id,
        "project_id": log.project.id,
        "recorded_at": recording.at,
        "recorded_by": recording.by,
    }
    voids = [StatusEntry(kind=EntryKind.VOID, voids_id=entry, note=log.void_reason, **common) for entry in log.void]
    added = [
        StatusEntry(
            kind=entry.kind,
            effective_on=entry.effective_on,
            reason=entry.reason,
            note=entry.note,
            party_id=parties[entry.party].id if entry.party is not None and entry.party in parties else None,
            **common,
        )
        for entry in log.add
    ]
    return voids + added


def _keep_in_step(
    session: Session, projects: Sequence[Project], before: Mapping[int, list[Entry]], rows: Sequence[StatusEntry]
) -> None:
    """The stage days of each project, from its entries before and those that were added."""
    added: dict[int, list[Entry]] = defaultdict(list)
    for row in rows:
        added[row.project_id].append(to_entry(row))
    for project in projects:
        days = stage_days(find_standing([*before.get(project.id, []), *added[project.id]]))
        project.promoted_on, project.implemented_on = days.promoted_on, days.implemented_on
    session.flush()
