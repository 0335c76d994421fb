"""Editions and runs as rows, without rendering anything."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tracker.models import Edition, Period, Run, RunState, Schedule

AT = datetime(2022, 1, 1, 3, 0, tzinfo=UTC)


def make_edition(period: Period, number: int, flags: str = "final break") -> Edition:
    """An edition as of the end of 2021."""
    return Edition(
        body_id=period.body_id, period_id=period.id, number=number, as_of=date(2021, 12, 31), measured_on=date(2021, 12, 31),
        known_at=AT, produced_at=AT, produced_by="schedule", flags=flags, figures="{}", digest=f"{number}" * 64,
        content_digest=f"{number}" * 64,
    )  # fmt: skip


def make_run(period: Period, schedule: Schedule, state: RunState, due_at: datetime, **fields: Any) -> Run:
    """A run at its third attempt."""
    return Run(
        body_id=period.body_id, schedule_id=schedule.id, period_id=period.id, due_at=due_at, state=state, owner="tests",
        lease_until=due_at + timedelta(minutes=2), attempts=3, started_at=due_at, **fields,
    )  # fmt: skip
