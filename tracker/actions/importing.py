"""A register goes into the database: every problem at once, then all rows, or none.

Every change is made by the action that makes it elsewhere, so that the same rules hold.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from tracker.actions.bodies import add_area, add_body, add_membership, add_party, change_row
from tracker.actions.days import latest_day
from tracker.actions.importing_periods import change_periods, close_periods
from tracker.actions.importing_projects import apply_projects
from tracker.actions.periods import add_period
from tracker.actions.recording import Clock, Recording, open_recording
from tracker.domain.problems import Place, Problem, Refused
from tracker.domain.roles import Visibility
from tracker.models import (
    Area,
    AreaCreate,
    Body,
    BodyCreate,
    Membership,
    MembershipCreate,
    Party,
    PartyCreate,
    PeriodCreate,
    Subject,
)
from tracker.queries.registers import StoredRegister, get_register
from tracker.register import HandedIn, Merged, MergedRow, find_rule_problems, merge
from tracker.register.layout import AREAS, BODY, PARTIES, PERIODS, PROJECTS, TABLES


@dataclass(frozen=True, slots=True)
class TableCount:
    """How many rows of a table an import added, changed and found as they are."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


#: Told how much of an import is done, from 0 to 100.
OnProgress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did to a body. `counts`: by table, in the order of the register. `merged`: its rows, with what
    was stored before. `warnings`: what was recorded otherwise than a row may be read."""

    body: str
    is_new: bool
    visibility: Visibility
    counts: Mapping[str, TableCount]
    merged: Merged = field(repr=False)
    warnings: Sequence[Problem] = ()


class RegisterRefused(Refused):
    """As Refused, with what the register would have come to."""

    def __init__(self, merged: Merged, *problems: Problem) -> None:
        super().__init__(*problems)
        self.merged = merged


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What a register would bring a body to, and what is stored of it. `since`: when something was recorded at the body
    last, as far as was seen; None for a body that was not there."""

    merged: Merged
    stored: StoredRegister
    since: datetime | None


def plan_import(
    session: Session, handed: HandedIn, *, clock: Clock, on_progress: OnProgress = lambda _: None
) -> ImportPlan:
    """Needs no hold of the body. Refused with every problem that is found without changing anything."""
    code, body = handed.body_code, _find_body(session, handed)
    since = None if body is None else body.last_recorded_at
    stored = StoredRegister({}, {}, []) if code is None or body is None else get_register(session, code)
    on_progress(20)
    merged = merge(handed, stored.tables)
    instant = clock() if since is None else max(clock(), since)
    today = latest_day(instant, time_zone=_time_zone(merged), countries=_countries(merged))
    problems = handed.problems + find_rule_problems(merged, handed, stored.tables, today)
    if problems:
        raise RegisterRefused(merged, *handed.in_order(problems))
    on_progress(40)
    return ImportPlan(merged, stored, since)


def import_register(
    session: Session,
    handed: HandedIn,
    *,
    by: str,
    clock: Clock,
    on_progress: OnProgress = lambda _: None,
    plan: ImportPlan | None = None,
) -> ImportOutcome:
    """Bring a body to what a register says. Refused with every problem found, before anything is changed.

    Rows are added and changed, never removed; a changed stage date becomes a void and a new entry, recorded
    by `by` for no party. To see what it would do, roll the transaction back. `plan`: made before the body was held; it
    is made again where something was recorded at the body since.
    """
    body = _find_body(session, handed, held=True)
    since = None if body is None else body.last_recorded_at
    recording = None if body is None else open_recording(session, body, by=by, clock=clock)
    if plan is None or plan.since != since:
        plan = plan_import(session, handed, clock=clock, on_progress=on_progress)
    merged, stored = plan.merged, plan.stored
    if recording is None:
        recording = add_body(session, BodyCreate.model_validate(_said(_body_row(merged))), by=by, clock=clock)
    counts = count_rows(merged)
    try:
        warnings = _apply(session, recording, merged, stored)
    except Refused as refused:
        raise RegisterRefused(merged, *(_placed(problem, merged) for problem in refused.problems)) from None
    on_progress(100)
    return ImportOutcome(recording.body.code, body is None, recording.body.visibility, counts, merged, warnings)


def _find_body(session: Session, handed: HandedIn, *, held: bool = False) -> Body | None:
    code = handed.body_code
    query = select(Body).where(Body.code == code)
    if held:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.exec(query).one_or_none() if code else None


def count_rows(merged: Merged) -> dict[str, TableCount]:
    """By table, in the order of the register."""
    return {name: _count(merged, name) for name in TABLES}


def _body_row(merged: Merged) -> MergedRow:
    return merged.rows(BODY)[0]


def _time_zone(merged: Merged) -> str:
    rows = merged.rows(BODY)
    return (rows[0].get("time_zone") if rows else None) or "UTC"


def _countries(merged: Merged) -> set[str]:
    return {row.get("country") for row in merged.rows(PARTIES)} - {None}


def _said(row: MergedRow) -> dict[str, Any]:
    return {name: value for name, value in row.values.items() if value is not None}


def _count(merged: Merged, table: str) -> TableCount:
    """A stored row that changes because of another one, such as the end of a period, is counted as changed."""
    rows = merged.rows(TABLES[table])
    added = sum(row.stored is None for row in rows)
    changed = sum(bool(row.changes) for row in rows)
    handed = sum(row.row is not None and row.stored is not None and not row.changes for row in rows)
    return TableCount(added, changed, handed)


def _placed(problem: Problem, merged: Merged) -> Problem:
    """A problem that an action found, at the project's row; where that was not handed in, at its period's."""
    if problem.place.source is not None:
        return problem
    project = merged.tables[PROJECTS.name].get((problem.values.get("ref"),))
    number = problem.values.get("period") if project is None else project.get("period")
    rows = (project, merged.tables[PERIODS.name].get((number,)))
    place = next((row.place() for row in rows if row is not None and row.row is not None), Place())
    return Problem(problem.code, problem.values, place)


def _apply(session: Session, recording: Recording, merged: Merged, stored: StoredRegister) -> list[Problem]:
    body, changes = recording.body, _body_row(merged).changes
    change_row(session, recording, body, changes, subject=Subject.BODY, key=body.code)
    _apply_parties(session, recording, merged)
    _apply_areas(session, recording, merged)
    change_periods(session, recording, merged)
    for row in merged.periods:
        if row.stored is None:
            add_period(session, recording, PeriodCreate.model_validate(_said(row)))
    warnings = apply_projects(session, recording, merged, stored.standing)
    close_periods(session, recording, merged)
    return warnings


def _apply_parties(session: Session, recording: Recording, merged: Merged) -> None:
    parties = {p.code: p for p in session.exec(select(Party).where(Party.body_id == recording.body_id))}
    stays = {
        (stay.party_id, stay.joined_on): stay
        for stay in session.exec(select(Membership).where(col(Membership.body_id) == recording.body_id))
    }
    for row in merged.rows(PARTIES):
        changes = row.changes
        party = parties.get(row.values["code"])
        if party is None:
            new = PartyCreate.model_validate(_said(row))
            party = parties[new.code] = add_party(session, recording, new)
        else:
            of_party: dict[str, Any] = {name: changes[name] for name in ("names", "country") if name in changes}
            change_row(session, recording, party, of_party, subject=Subject.PARTY, key=party.code)
        if row.stored is None:
            add_membership(session, recording, party, MembershipCreate.model_validate(_said(row)))
        else:
            assert party.id is not None
            stay = stays[party.id, row.values["joined_on"]]
            of_stay: dict[str, Any] = {name: changes[name] for name in ("role", "left_on") if name in changes}
            change_row(session, recording, stay, of_stay, subject=Subject.PARTY, key=party.code)


def _apply_areas(session: Session, recording: Recording, merged: Merged) -> None:
    areas = {a.code: a for a in session.exec(select(Area).where(Area.body_id == recording.body_id))}
    for row in merged.rows(AREAS):
        if row.stored is None:
            add_area(session, recording, AreaCreate.model_validate(_said(row)))
        elif row.changes:
            code = row.values["code"]
            change_row(session, recording, areas[code], row.changes, subject=Subject.AREA, key=code)
