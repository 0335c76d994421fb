"""The projects of a body, whole: what the pages list and the report's annex prints."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.domain.counted import ProjectFacts
from tracker.domain.periods import PeriodFacts
from tracker.domain.problems import NotFound
from tracker.domain.stages import (
    Condition,
    Entry,
    EntryKind,
    Horizon,
    Mode,
    Reason,
    RunBy,
    Stage,
    condition_entry_on,
    find_standing,
    stage_days,
    stage_on,
)
from tracker.models import Lineage, Project, ProjectParty, StatusEntry
from tracker.queries.bodies import BodyView
from tracker.queries.known import is_known

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Department:
    """A party of a project: its code, whether it is named as concerned, its department's names by language."""

    party: str
    is_named: bool
    names: Texts


@dataclass(frozen=True, slots=True)
class Kin:
    """A project on the other end of a lineage."""

    ref: str
    titles: Texts
    period: int


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project as of a day. `stage` and `condition` are those of the measuring day; `late_stage` is what
    was reached after the cut-off, by the as-of day. `last_entry_on`: the last day anything took effect, by
    the as-of day; its agreement where nothing did. `struck_reason` set: counted nowhere."""

    id: int
    period: int
    ref: str
    titles: Texts
    area: str
    mode: Mode
    lead: str | None
    horizon: Horizon | None
    run_by: RunBy | None
    proposed_by: str | None
    departments: tuple[Department, ...]
    agreed_on: date
    due_on: date | None
    note: str | None
    stage: Stage
    late_stage: Stage | None
    condition: Condition | None
    reason: Reason | None
    last_entry_on: date
    is_additional: bool
    struck_reason: str | None
    continues: tuple[Kin, ...]
    continued_by: tuple[Kin, ...]
    facts: ProjectFacts


def find_projects(
    session: Session, view: BodyView, *, period: int | None, as_of: date, known_at: datetime | None = None
) -> list[ProjectRow]:
    """The projects of a period (None: of every period with a conference by the day), in register order.

    Struck ones are among them; additional ones once agreed. As known at an instant, as the figures are.
    """
    if known_at is not None and known_at >= view.body.last_recorded_at:
        known_at = None
    wanted = [p for p in view.facts.visible(as_of) if period in (None, p.number)]
    ids = [view.period_id(p.number) for p in wanted]
    if not ids:
        return []
    facts = {view.period_id(p.number): p for p in wanted}
    logs = _find_logs(session, view, ids, known_at)
    departments = _find_departments(session, view, ids)
    kin = _find_kin(session, view, known_at)
    query = sa.select(Project.__table__).where(  # type: ignore[attr-defined]
        Project.body_id == view.id,
        col(Project.period_id).in_(ids),
        sa.true() if known_at is None else col(Project.recorded_at) <= known_at,
    )
    rows = session.execute(query.order_by(col(Project.period_id), col(Project.id)))
    return [
        _row(row, view, facts[row.period_id], as_of, known_at, logs[row.id], departments[row.id], kin)
        for row in rows
        if row.agreed_on <= facts[row.period_id].measured_on(as_of) or row.agreed_on <= facts[row.period_id].list_on
    ]


def get_project(
    session: Session, view: BodyView, ref: str, *, as_of: date, known_at: datetime | None = None
) -> ProjectRow:
    """The project of a ref. NotFound, also where its period's conference is after the day."""
    query = sa.select(Project.period_id).where(Project.body_id == view.id, Project.ref == ref)  # type: ignore[call-overload]
    period_id = session.execute(query).scalar()
    if period_id is not None:
        number = view.periods[period_id].number
        for row in find_projects(session, view, period=number, as_of=as_of, known_at=known_at):
            if row.ref == ref:
                return row
    raise NotFound("project", f"{view.body.code} {ref}")


def find_conditioned(rows: Iterable[ProjectRow], condition: Condition) -> list[ProjectRow]:
    """The agreed-list projects under a condition on the measuring day."""
    return [row for row in rows if row.condition is condition and row.facts.is_listed and row.struck_reason is None]


Kinship = tuple[Mapping[int, list[Kin]], Mapping[int, list[Kin]], frozenset[int]]


def _row(
    row: Any,
    view: BodyView,
    period: PeriodFacts,
    as_of: date,
    known_at: datetime | None,
    log: Sequence[Entry],
    departments: Sequence[Department],
    kin: Kinship,
) -> ProjectRow:
    day = period.measured_on(as_of)
    standing = find_standing(log, known_at)
    days = stage_days(standing)
    stage, reached = stage_on(days, day), stage_on(days, as_of)
    condition = condition_entry_on(standing, day)
    continues, continued_by, renewed = kin
    listed = row.agreed_on <= period.list_on
    struck = row.struck_at is not None and (known_at is None or row.struck_at <= known_at)
    seen = [entry.effective_on for entry in standing if entry.effective_on and entry.effective_on <= as_of]
    mode = Mode(row.mode)
    return ProjectRow(
        id=row.id,
        period=period.number,
        ref=row.ref,
        titles=row.titles,
        area=view.areas[row.area_id].code,
        mode=mode,
        lead=None if row.lead_id is None else view.parties[row.lead_id].code,
        horizon=None if row.horizon is None else Horizon(row.horizon),
        run_by=None if row.run_by is None else RunBy(row.run_by),
        proposed_by=None if row.proposed_by_id is None else view.parties[row.proposed_by_id].code,
        departments=tuple(departments),
        agreed_on=row.agreed_on,
        due_on=row.due_on,
        note=row.note,
        stage=stage,
        late_stage=reached if reached is not stage else None,
        condition=None if condition is None else Condition(condition.kind.value),
        reason=None if condition is None else condition.reason,
        last_entry_on=max([row.agreed_on, *seen]),
        is_additional=not listed,
        struck_reason=row.struck_reason if struck else None,
        continues=tuple(continues.get(row.id, ())),
        continued_by=tuple(k for k in continued_by.get(row.id, ()) if k.period in _visible(view, as_of)),
        facts=ProjectFacts(
            is_listed=listed and not struck,
            mode=mode,
            days=days,
            due_on=row.due_on,
            continues=bool(continues.get(row.id)),
            is_continued=row.id in renewed,
        ),
    )


def _visible(view: BodyView, as_of: date) -> set[int]:
    return {period.number for period in view.facts.visible(as_of)}


def _find_logs(
    session: Session, view: BodyView, ids: Sequence[int], known_at: datetime | None
) -> dict[int, list[Entry]]:
    query = (
        sa.select(
            StatusEntry.project_id, StatusEntry.id, StatusEntry.kind, StatusEntry.effective_on, StatusEntry.recorded_at,
            StatusEntry.reason, StatusEntry.voids_id,
        )  # type: ignore[call-overload]
        .join(Project, Project.id == StatusEntry.project_id)
        .where(StatusEntry.body_id == view.id, Project.period_id.in_(ids), is_known(StatusEntry, known_at))
        .order_by(StatusEntry.id)
    )  # fmt: skip
    logs: dict[int, list[Entry]] = defaultdict(list)
    for project_id, entry_id, kind, effective_on, recorded_at, reason, voids in session.execute(query):
        logs[project_id].append(
            Entry(entry_id, EntryKind(kind), effective_on, recorded_at, Reason(reason) if reason else None, voids)
        )
    return logs


def _find_departments(session: Session, view: BodyView, ids: Sequence[int]) -> dict[int, list[Department]]:
    query = (
        sa.select(ProjectParty.project_id, ProjectParty.party_id, ProjectParty.is_named, ProjectParty.departments)  # type: ignore[call-overload]
        .join(Project, Project.id == ProjectParty.project_id)
        .where(ProjectParty.body_id == view.id, Project.period_id.in_(ids))
        .order_by(ProjectParty.party_id)
    )
    found: dict[int, list[Department]] = defaultdict(list)
    for project_id, party_id, is_named, names in session.execute(query):
        found[project_id].append(Department(view.parties[party_id].code, is_named, names))
    return found


def _find_kin(session: Session, view: BodyView, known_at: datetime | None) -> Kinship:
    """What each project continues and is continued by, and the ids of those renewed: of an agreed list
    that the very next agreed list continues. Struck projects are nobody's kin."""
    later, earlier = sa.orm.aliased(Project, name="later"), sa.orm.aliased(Project, name="earlier")
    query = (
        sa.select(
            later.id, later.ref, later.titles, later.period_id, later.agreed_on,
            earlier.id, earlier.ref, earlier.titles, earlier.period_id,
        )  # type: ignore[call-overload]
        .select_from(Lineage)
        .join(later, later.id == Lineage.project_id)
        .join(earlier, earlier.id == Lineage.continues_id)
        .where(Lineage.body_id == view.id, is_known(later, known_at), is_known(earlier, known_at))
        .order_by(later.id, earlier.id)
    )  # fmt: skip
    periods = {period_id: _facts(view, period.number) for period_id, period in view.periods.items()}
    continues: dict[int, list[Kin]] = defaultdict(list)
    continued_by: dict[int, list[Kin]] = defaultdict(list)
    renewed = set()
    for a_id, a_ref, a_titles, a_period, agreed_on, b_id, b_ref, b_titles, b_period in session.execute(query):
        continues[a_id].append(Kin(b_ref, b_titles, periods[b_period].number))
        continued_by[b_id].append(Kin(a_ref, a_titles, periods[a_period].number))
        is_next = view.facts.before(periods[a_period]) is periods[b_period]
        if is_next and agreed_on <= periods[a_period].list_on:
            renewed.add(b_id)
    return continues, continued_by, frozenset(renewed)


def _facts(view: BodyView, number: int) -> PeriodFacts:
    return next(period for period in view.facts.periods if period.number == number)
