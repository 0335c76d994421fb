"""Bodies with schedules, and a production that leaves a trace instead of a report."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from tests.builders import make_body, make_period, record
from tracker.actions.runs import ClaimedRun
from tracker.actions.schedules import add_schedule
from tracker.db import reading, writing
from tracker.domain.due import ScheduleKind
from tracker.models import Body, Edition, Period, Run, Schedule, ScheduleCreate
from tracker.queries.bodies import get_body
from tracker.scheduler.working import Work

ACTIVE_FROM = datetime(2026, 1, 1, tzinfo=UTC)


def make_scheduled_body(session: Session, code: str, **fields: object) -> Schedule:
    """A body with one open period and a schedule: monthly on the first at six, UTC, in English."""
    body = make_body(session, code, time_zone="UTC")
    make_period(session, body, 1, conference_on=date(2025, 1, 1), ends_on=None)
    return make_schedule(session, body, **fields)


def make_schedule(session: Session, body: Body, **fields: object) -> Schedule:
    values: dict[str, object] = {
        "kind": ScheduleKind.MONTHLY,
        "day_of_month": 1,
        "at": time(6),
        "time_zone": "UTC",
        "languages": ["en"],
        "active_from": ACTIVE_FROM,
    }
    recording = record(session, body, body.last_recorded_at)
    return add_schedule(session, recording, ScheduleCreate.model_validate(values | fields))


def record_edition(engine: Engine, claimed: ClaimedRun) -> int:
    """An edition without figures, numbered in the order of production."""
    with writing(engine) as session:
        body = session.get_one(Body, get_body(session, claimed.body).id, with_for_update=True)
        period = session.exec(select(Period).where(Period.body_id == body.id, Period.number == claimed.period)).one()
        last = session.exec(
            select(Edition.number).where(Edition.period_id == period.id).order_by(col(Edition.number).desc())
        ).first()
        edition = Edition(
            body_id=period.body_id,
            period_id=period.id,
            number=(last or 0) + 1,
            as_of=claimed.as_of,
            measured_on=claimed.as_of,
            known_at=claimed.due_at,
            produced_at=claimed.due_at,
            produced_by=claimed.owner,
            flags="final",
            figures="{}",
            digest="0" * 64,
            content_digest="0" * 64,
        )
        session.add(edition)
        session.flush()
        assert edition.id is not None
        return edition.id


@dataclass
class Scene:
    """A scheduler whose clock and production the test holds."""

    engine: Engine
    now: datetime
    fails_for: set[str] = field(default_factory=set)
    produced: list[tuple[str, date]] = field(default_factory=list)

    def work(self, owner: str = "one", lease: timedelta = timedelta(minutes=2)) -> Work:
        return Work(self.engine, self.produce, owner, lambda: self.now, lease)

    def produce(self, claimed: ClaimedRun, wait: Callable[[], None]) -> int:
        wait()
        if claimed.body in self.fails_for:
            raise RuntimeError(f"no glyph for {claimed.body}")
        self.produced.append((claimed.body, claimed.as_of))
        return record_edition(self.engine, claimed)


def find_all_runs(engine: Engine) -> list[Run]:
    """Every run, oldest due first."""
    with reading(engine) as session:
        return list(session.exec(select(Run).order_by(col(Run.due_at), col(Run.id))))
