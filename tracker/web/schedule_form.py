"""The form of a schedule: what it shows before anybody types, and what it says once it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.domain.due import ScheduleKind
from tracker.domain.quiet_days import MOST_DAYS, WEEKEND, read_quiet_days
from tracker.models import Schedule, ScheduleCreate
from tracker.web.forms import Reader
from tracker.web.gates import AtBody
from tracker.web.places import time_zone_options
from tracker.web.versions import Field
from tracker.wording import Wording
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

#: Whether what is produced is sent at once, or once it is signed off.
AT_ONCE, HELD = "at_once", "held"
WAYS = (
    (AT_ONCE, N_("Send at once"), N_("As soon as an edition is produced, it goes to the recipients.")),
    (HELD, N_("Hold for sign-off"), N_("It goes to the recipients once every party has approved it.")),
)

LABELS = {
    "day_of_month": N_("Day of the month"),
    "month": N_("Month"),
    "days_before": N_("Days before the conference"),
    "once_on": N_("Day"),
    "at": N_("Time of day"),
    "time_zone": N_("Time zone"),
    "languages": N_("Languages"),
    "way": N_("Sending"),
    "weekends": N_("Nothing on Saturdays and Sundays"),
    "quiet_days": N_("Days on which nothing is sent"),
}

#: As a box that is ticked says it.
TICKED = "yes"

#: The fields that each kind needs to say when.
NEEDED: Mapping[ScheduleKind, tuple[str, ...]] = {
    ScheduleKind.ON_CLOSE: (),
    ScheduleKind.MONTHLY: ("day_of_month",),
    ScheduleKind.QUARTERLY: ("day_of_month",),
    ScheduleKind.YEARLY: ("month", "day_of_month"),
    ScheduleKind.BEFORE_CONFERENCE: ("days_before",),
    ScheduleKind.ONCE: ("once_on",),
}


@dataclass(frozen=True, slots=True)
class Now:
    """What a form of a schedule shows before anybody types: by field, as the form sends it."""

    day_of_month: str
    month: str
    days_before: str
    once_on: str
    at: str
    time_zone: str
    languages: Sequence[str]
    way: str
    weekends: str
    quiet_days: str


def make_fields(at: AtBody, schedule: Schedule) -> list[Field]:
    """What the form of a schedule holds now, for telling whether somebody else changed it."""
    wording = at.asking.wording
    now = find_now(wording, schedule)
    words = {
        "way": {value: wording.text(word) for value, word, _ in WAYS},
        "languages": LANGUAGES,
        "weekends": {TICKED: wording.text(N_("yes"))},
    }
    names = (*NEEDED[schedule.kind], "at", "time_zone", "languages", "way", "weekends", "quiet_days")
    return [Field(name, wording.text(LABELS[name]), getattr(now, name), words.get(name, {})) for name in names]


def read_schedule(at: AtBody, kind: ScheduleKind, languages: Sequence[str] | Mapping[str, str]) -> ScheduleCreate:
    """What a form says of a schedule. Refused with everything that is wrong."""
    reader = Reader(at.form)
    values: dict[str, Any] = {name: _read_needed(reader, name) for name in NEEDED[kind]}
    values["at"] = reader.time_of_day("at")
    zones = dict(time_zone_options(at.asking.wording.lang))
    values["time_zone"] = reader.word("time_zone", [*zones, at.view.body.time_zone], required=True)
    values["languages"] = reader.words("languages", languages)
    if not values["languages"]:
        reader.refuse("languages", "schedule_no_language")
    values["is_held"] = reader.word("way", [AT_ONCE, HELD]) == HELD
    values["quiet_days"] = _read_quiet_days(reader)
    reader.finish()
    return ScheduleCreate(kind=kind, active_from=at.recording.at, **values)


def _read_needed(reader: Reader, name: str) -> Any:
    match name:
        case "once_on":
            return reader.day(name, required=True)
        case "days_before":
            return reader.number(name, required=True, most=1000)
        case "month":
            return reader.number(name, required=True, least=1, most=12)
    return reader.number(name, required=True, least=1, most=31)


def _read_quiet_days(reader: Reader) -> list[str]:
    pasted = read_quiet_days(reader.text("quiet_days") or "")
    for bad in pasted.bad[:10]:
        reader.refuse("quiet_days", "quiet_day_unread", line=bad.number, text=bad.text)
    if len(pasted.days) > MOST_DAYS:
        reader.refuse("quiet_days", "quiet_days_many", number=len(pasted.days), most=MOST_DAYS)
    return [*([WEEKEND] if reader.ticked("weekends") else []), *(day.isoformat() for day in pasted.days)]


def find_now(wording: Wording, schedule: Schedule) -> Now:
    """Of a schedule that is kept."""

    def say(value: object) -> str:
        return "" if value is None else str(value)

    return Now(
        day_of_month=say(schedule.day_of_month),
        month=say(schedule.month),
        days_before=say(schedule.days_before),
        once_on=say(schedule.once_on),
        at=f"{schedule.at:%H:%M}",
        time_zone=schedule.time_zone,
        languages=schedule.languages,
        way=HELD if schedule.is_held else AT_ONCE,
        weekends=TICKED if WEEKEND in schedule.quiet_days else "",
        quiet_days="\n".join(day for day in schedule.quiet_days if day != WEEKEND),
    )
