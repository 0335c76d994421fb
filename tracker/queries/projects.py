"""The projects of a body, whole: what the pages list and the report's annex prints."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.counted import ProjectFacts
from tracker.domain.fields import Field
from tracker.domain.following import Latest
from tracker.domain.periods import PeriodFacts
from tracker.domain.problems import NotFound
from tracker.domain.stages import (
    NO_DAYS,
    Condition,
    Entry,
    EntryKind,
    Horizon,
    Mode,
    Reason,
    RunBy,
    Stage,
    StageDays,
    condition_entry_on,
    condition_on,
    find_standing,
    stage_days,
    stage_on,
)
from tracker.domain.stuck import Dispute
from tracker.models import Project, ProjectParty, StatusEntry, table_of
from tracker.queries.answers import Answered, find_answered
from tracker.queries.bodies import BodyView
from tracker.queries.grouping import Department
from tracker.queries.known import is_known
from tracker.queries.lineage import Kin, Kinship, find_kin

Texts = Mapping[str, str]

PROJECT, ENTRY = table_of(Project), table_of(StatusEntry)


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project as of a day. `stage` and `condition` are those of the measuring day; `late_stage` is what
    was reached after the cut-off, by the as-of day; `confirmed_stage` the stage by confirmed entries, where the body
    asks for confirmation. `condition_on`: since when it is suspended or withdrawn. `disputes`: of entries that took
    effect by the measuring day. `last_entry_on`: the last day anything took effect, by
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
    field: Field | None
    proposed_by: str | None
    departments: tuple[Department, ...]
    agreed_on: date
    due_on: date | None
    note: str | None
    stage: Stage
    late_stage: Stage | None
    confirmed_stage: Stage
    condition: Condition | None
    reason: Reason | None
    condition_on: date | None
    last_entry_on: date
    is_additional: bool
    struck_reason: str | None
    continues: tuple[Kin, ...]
    continued_by: tuple[Kin, ...]
    facts: ProjectFacts
    latest: Latest
    disputes: tuple[Dispute, ...]


def find_projects(
    session: Session,
    view: BodyView,
    *,
    period: int | None,
    as_of: date,
    known_at: datetime | None = None,
    ref: str | None = None,
    ids: Collection[int] | None = None,
) -> list[ProjectRow]:
    """The projects of a period (None: of every period with a conference by the day), in register order;
    with a `ref` only the one, with `ids` (a batch at the most) only those.

    Struck ones are among them; additional ones once agreed. As known at an instant, as the figures are.
    """
    if known_at is not None and known_at >= view.body.last_recorded_at:
        known_at = None
    wanted = [p for p in view.facts.visible(as_of) if period in (None, p.number)]
    facts = {view.period_id(p.number): (p, p.list_on, p.measured_on(as_of)) for p in wanted}
    if not facts:
        return []
    chosen = _choose(facts, ref, ids)
    about = _About(
        view=view,
        as_of=as_of,
        known_at=known_at,
        logs=find_logs(session, view, chosen, known_at),
        departments=_find_departments(session, view, chosen),
        kin=find_kin(session, view, known_at, as_of, ids),
        answered=find_answered(session, view, chosen, known_at),
    )
    query = sa.select(PROJECT).where(PROJECT.c.body_id == view.id, chosen)
    if known_at is not None:
        query = query.where(PROJECT.c.recorded_at <= known_at)
    found = []
    for row in session.execute(query.order_by(PROJECT.c.period_id, PROJECT.c.id)):
        of, list_on, day = facts[row.period_id]
        if row.agreed_on <= max(day, list_on):
            found.append(about.row(row, of, list_on=list_on, day=day))
    return found


def _choose(period_ids: Collection[int], ref: str | None, ids: Collection[int] | None) -> sa.ColumnElement[bool]:
    chosen: list[sa.ColumnElement[bool]] = [PROJECT.c.period_id.in_(period_ids)]
    if ref is not None:
        chosen.append(PROJECT.c.ref == ref)
    if ids is not None:
        chosen.append(PROJECT.c.id.in_(ids))
    return sa.and_(*chosen)


def get_project(
    session: Session, view: BodyView, ref: str, *, as_of: date, known_at: datetime | None = None
) -> ProjectRow:
    """The project of a ref. NotFound, also where its period's conference is after the day."""
    query = sa.select(PROJECT.c.period_id).where(PROJECT.c.body_id == view.id, PROJECT.c.ref == ref)
    period_id = session.execute(query).scalar()
    if period_id is not None:
        number = view.periods[period_id].number
        for row in find_projects(session, view, period=number, as_of=as_of, known_at=known_at, ref=ref):
            return row
    raise NotFound("project", f"{view.body.code} {ref}")


def get_project_record(session: Session, body_id: int, ref: str) -> Project:
    """The row of a project, for whoever changes it. NotFound."""
    found = session.exec(select(Project).where(Project.body_id == body_id, Project.ref == ref)).one_or_none()
    if found is None:
        raise NotFound("project", ref)
    return found


def find_project_parties(session: Session, project_id: int) -> Sequence[ProjectParty]:
    """The parties of a project, in the order of the register."""
    query = select(ProjectParty).where(ProjectParty.project_id == project_id)
    return session.exec(query.order_by(col(ProjectParty.party_id))).all()


@dataclass(frozen=True, slots=True)
class _About:
    """All that is known of the projects beside their own rows, by project id."""

    view: BodyView
    as_of: date
    known_at: datetime | None
    logs: Mapping[int, Sequence[Entry]]
    departments: Mapping[int, Sequence[Department]]
    kin: Kinship
    answered: Answered

    def row(self, row: Any, period: PeriodFacts, *, list_on: date, day: date) -> ProjectRow:
        """`list_on`, `day`: the list's day and the measuring day of the project's period, asked once for all of it."""
        log = self.logs.get(row.id, ())
        standing = find_standing(log, self.known_at)
        days = stage_days(standing)
        stage, reached = stage_on(days, day), stage_on(days, self.as_of)
        condition = condition_entry_on(standing, day)
        facts = self.facts(row, days, list_on)
        return ProjectRow(
            id=row.id,
            period=period.number,
            ref=row.ref,
            titles=row.titles,
            area=self.view.areas[row.area_id].code,
            mode=facts.mode,
            lead=None if row.lead_id is None else self.view.parties[row.lead_id].code,
            horizon=None if row.horizon is None else Horizon(row.horizon),
            run_by=None if row.run_by is None else RunBy(row.run_by),
            field=None if row.field is None else Field(row.field),
            proposed_by=None if row.proposed_by_id is None else self.view.parties[row.proposed_by_id].code,
            departments=tuple(self.departments.get(row.id, ())),
            agreed_on=row.agreed_on,
            due_on=row.due_on,
            note=row.note,
            stage=stage,
            late_stage=reached if reached is not stage else None,
            confirmed_stage=stage_on(facts.confirmed, day),
            condition=None if condition is None else Condition(condition.kind.value),
            reason=None if condition is None else condition.reason,
            condition_on=None if condition is None else condition.effective_on,
            last_entry_on=self.last_entry_on(row, standing),
            is_additional=row.agreed_on > list_on,
            struck_reason=row.struck_reason if self.is_struck(row) else None,
            continues=tuple(self.kin.continues.get(row.id, ())),
            continued_by=tuple(self.kin.continued_by.get(row.id, ())),
            facts=facts,
            latest=_find_latest(log, standing, days),
            disputes=self.answered.disputes_by(row.id, day),
        )

    def facts(self, row: Any, days: StageDays, list_on: date) -> ProjectFacts:
        """What a tally counts of a project; `days`: those of its stages."""
        return ProjectFacts(
            is_listed=row.agreed_on <= list_on and not self.is_struck(row),
            mode=Mode(row.mode),
            days=days,
            due_on=row.due_on,
            continues=bool(self.kin.continues.get(row.id)),
            is_continued=row.id in self.kin.renewed,
            confirmed=self.confirmed_days(row),
        )

    def is_struck(self, row: Any) -> bool:
        return row.struck_at is not None and (self.known_at is None or row.struck_at <= self.known_at)

    def last_entry_on(self, row: Any, standing: Sequence[Entry]) -> date:
        """The day of the last entry that had taken effect, or else the one on which the project was agreed."""
        days: list[date] = [row.agreed_on]
        days += [entry.effective_on for entry in standing if entry.effective_on and entry.effective_on <= self.as_of]
        return max(days)

    def confirmed_days(self, row: Any) -> StageDays:
        """The row's own as of now, else those of the instant."""
        if self.answered.confirmed is None:
            return StageDays(row.confirmed_promoted_on, row.confirmed_implemented_on)
        return self.answered.confirmed.get(row.id, NO_DAYS)


def _find_latest(log: Sequence[Entry], standing: Sequence[Entry], days: StageDays) -> Latest:
    return Latest(
        stage=stage_on(days, date.max),
        condition=condition_on(standing, date.max) if standing else None,
        is_promotion_logged=any(entry.kind is EntryKind.PROMOTED for entry in standing),
        newest=log[-1].id if log else 0,
    )


def find_logs(
    session: Session, view: BodyView, chosen: sa.ColumnElement[bool], known_at: datetime | None
) -> dict[int, list[Entry]]:
    """The entries of each project that a condition on their table chooses, as recorded by an instant, in that order."""
    e = ENTRY.c
    query = (
        sa.select(e.project_id, e.id, e.kind, e.effective_on, e.recorded_at, e.reason, e.voids_id)
        .join(PROJECT, PROJECT.c.id == e.project_id)
        .where(e.body_id == view.id, chosen, is_known(ENTRY, known_at))
        .order_by(e.id)
    )
    logs: dict[int, list[Entry]] = defaultdict(list)
    for project_id, entry_id, kind, effective_on, recorded_at, reason, voids in session.execute(query):
        logs[project_id].append(
            Entry(entry_id, EntryKind(kind), effective_on, recorded_at, Reason(reason) if reason else None, voids)
        )
    return logs


def _find_departments(session: Session, view: BodyView, chosen: sa.ColumnElement[bool]) -> dict[int, list[Department]]:
    named = table_of(ProjectParty).c
    query = (
        sa.select(named.project_id, named.party_id, named.is_named, named.departments)
        .join(PROJECT, PROJECT.c.id == named.project_id)
        .where(named.body_id == view.id, chosen)
        .order_by(named.party_id)
    )
    found: dict[int, list[Department]] = defaultdict(list)
    for project_id, party_id, is_named, names in session.execute(query):
        found[project_id].append(Department(view.parties[party_id].code, is_named, names))
    return found
