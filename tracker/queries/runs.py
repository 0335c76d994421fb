"""Runs as pages tell them: past ones, those at work, and those that somebody asked for and that wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from tracker.domain.due import BodyCalendar
from tracker.models import Body, Edition, Period, Run, RunState, Schedule
from tracker.queries.due_runs import due_of
from tracker.queries.schedules import get_calendar, going_on, is_running


@dataclass(frozen=True, slots=True)
class RunView:
    """A run. `schedule`: None for one that somebody asked for, who then is `asked_by`. `time_zone`: its schedule's,
    else its body's. `next_try_at`: of a failed one. `edition`: the number of what it produced. `is_left`: it was
    claimed, and whoever claimed it has not been heard of for longer than a lease. `is_given_up`: it failed, and is not
    tried again. `is_withdrawn`: it waited, and was taken back before anybody began. `waits_until`: of one that
    quiet days put off."""

    id: int
    schedule: Schedule | None
    time_zone: str
    period: int
    due_at: datetime
    as_of: date | None
    languages: Sequence[str]
    state: RunState
    is_left: bool
    is_given_up: bool
    attempts: int
    error: str | None
    edition: int | None
    asked_by: str | None
    why: str
    started_at: datetime
    finished_at: datetime | None
    next_try_at: datetime | None
    waits_until: datetime | None

    @property
    def is_withdrawn(self) -> bool:
        return self.state is RunState.ASKED and self.finished_at is not None

    @property
    def may_be_withdrawn(self) -> bool:
        """Somebody asked for it, and nobody has begun."""
        return self.state is RunState.ASKED and self.schedule is None and self.finished_at is None

    @property
    def is_under_way(self) -> bool:
        """There will be news of it soon: somebody is at work on it, or may take it up."""
        if self.schedule is not None and not is_running(self.schedule):
            return self.state is RunState.CLAIMED
        waits = self.state is RunState.ASKED and self.finished_at is None and self.waits_until is None
        return waits or self.state is RunState.CLAIMED


def find_runs(
    session: Session, body_id: int, *, now: datetime, limit: int = 50, schedule_id: int | None = None
) -> list[RunView]:
    """A body's latest runs, the last due first; of one schedule, or all."""
    calendar, zone = get_calendar(session, body_id), session.get_one(Body, body_id).time_zone
    query = (
        select(Run, Schedule, Period.number, Edition.number)
        .outerjoin(Schedule, col(Schedule.id) == col(Run.schedule_id))
        .join(Period, col(Period.id) == col(Run.period_id))
        .outerjoin(Edition, col(Edition.id) == col(Run.edition_id))
        .where(Run.body_id == body_id)
        .order_by(col(Run.due_at).desc(), col(Run.id).desc())
        .limit(limit)
    )
    if schedule_id is not None:
        query = query.where(Run.schedule_id == schedule_id)
    return [_view(*row, zone=zone, calendar=calendar, now=now) for row in session.exec(query)]


def is_anything_at_work(session: Session, *, now: datetime) -> bool:
    """Whether a run of any body is claimed under a lease that holds: some scheduler is there, and busy."""
    query = select(Run.id).where(Run.state == RunState.CLAIMED, col(Run.lease_until) > now)
    return session.exec(query.limit(1)).first() is not None


def _view(
    run: Run,
    schedule: Schedule | None,
    period: int,
    edition: int | None,
    *,
    zone: str,
    calendar: BodyCalendar,
    now: datetime,
) -> RunView:
    return RunView(
        id=run.id,
        schedule=schedule,
        time_zone=zone if schedule is None else schedule.time_zone,
        period=period,
        due_at=run.due_at,
        as_of=_find_as_of(run, schedule, period, calendar),
        languages=run.languages or (() if schedule is None else schedule.languages),
        state=run.state,
        is_left=run.state is RunState.CLAIMED and run.lease_until <= now,
        is_given_up=run.state is RunState.FAILED and run.finished_at is not None,
        attempts=run.attempts,
        error=run.error,
        edition=edition,
        asked_by=run.asked_by,
        why=run.why or "",
        started_at=run.started_at,
        finished_at=run.finished_at,
        next_try_at=run.lease_until if run.state is RunState.FAILED and run.finished_at is None else None,
        waits_until=run.lease_until if schedule and _waits(run) and run.lease_until > now else None,
    )


def _waits(run: Run) -> bool:
    return run.state is RunState.ASKED and run.finished_at is None


def _find_as_of(run: Run, schedule: Schedule | None, period: int, calendar: BodyCalendar) -> date | None:
    if schedule is None:
        return run.as_of
    due = None
    with going_on(schedule):
        due = due_of(run, period, schedule, calendar)
    return None if due is None else due.as_of
