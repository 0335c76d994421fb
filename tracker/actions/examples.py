"""The example bodies that come with the tracker, each with a schedule that has something due at once."""

from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import Session

import tracker
from tracker.actions.importing import import_register
from tracker.actions.recording import Clock, open_recording
from tracker.actions.schedules import add_schedule
from tracker.domain.due import ScheduleKind, local_instant, quarter_start
from tracker.models import Body, ScheduleCreate
from tracker.queries.bodies import get_body
from tracker.register import read_register
from tracker.settings import RegisterLimits

FOLDER = Path(tracker.__file__).parent / "examples"

#: The example bodies, and when each has its reports produced.
EXAMPLES = {"seoul-beijing": ScheduleKind.ON_CLOSE, "haerang-conference": ScheduleKind.QUARTERLY}

RECORDED_BY = "example"


def load_example(session: Session, code: str, limits: RegisterLimits, *, clock: Clock) -> Body:
    """Import one of EXAMPLES with its schedule: the closings that its register tells of are due at once, and so is
    the quarter that has begun."""
    now = clock()
    import_register(session, read_register(FOLDER / code, limits), by=RECORDED_BY, clock=clock)
    recording = open_recording(session, get_body(session, code), by=RECORDED_BY, clock=clock)
    add_schedule(session, recording, _schedule(recording.body, EXAMPLES[code], now))
    return recording.body


def _schedule(body: Body, kind: ScheduleKind, now: datetime) -> ScheduleCreate:
    if kind is ScheduleKind.ON_CLOSE:
        return ScheduleCreate(kind=kind, time_zone=body.time_zone, languages=body.languages, active_from=now)
    quarter = quarter_start(now.astimezone(ZoneInfo(body.time_zone)).date())
    return ScheduleCreate(
        kind=kind,
        day_of_month=1,
        at=time(6, 0),
        time_zone=body.time_zone,
        languages=body.languages,
        active_from=local_instant(quarter, time(0, 0), body.time_zone),
    )
