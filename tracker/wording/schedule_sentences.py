"""Schedules and runs in words: when one is due, how a run stands; and sentences of problems with them."""

from typing import TYPE_CHECKING

from tracker.domain.due import ScheduleKind, Timing
from tracker.wording.marks import N_

if TYPE_CHECKING:
    from tracker.wording import Wording

SENTENCES: dict[str, str] = {
    "not_found_schedule": N_("This body has no schedule {name}."),
    "not_found_asked_edition": N_("Nobody asked this body for an edition numbered {name}."),
    "schedule_ended": N_("This schedule has ended. Create a new one instead."),
    "schedule_once_past": N_("{day} has passed at this hour. Choose a later day, or produce the edition now."),
    "schedule_no_language": N_("Tick at least one language."),
    "quiet_day_unread": N_(
        "Line {line} cannot be read as days: ‘{text}’. Write year, month and day, such as 2026-10-03."
    ),
    "quiet_days_many": N_("These are {number} days; at most {most} are kept. Take away those that have passed."),
}

#: What each kind is called where it is chosen.
KINDS: dict[ScheduleKind, str] = {
    ScheduleKind.ON_CLOSE: N_("When a period closes"),
    ScheduleKind.BEFORE_CONFERENCE: N_("Before the conference"),
    ScheduleKind.MONTHLY: N_("Every month"),
    ScheduleKind.QUARTERLY: N_("Every quarter"),
    ScheduleKind.YEARLY: N_("Every year"),
    ScheduleKind.ONCE: N_("Once"),
}

#: What each kind is for.
MEANINGS: dict[ScheduleKind, str] = {
    ScheduleKind.ON_CLOSE: N_("As soon as a period is closed, its final report as of its last day."),
    ScheduleKind.BEFORE_CONFERENCE: N_(
        "A number of days before the planned conference; it moves along where that is postponed."
    ),
    ScheduleKind.MONTHLY: N_("On a day of every month, as of that day."),
    ScheduleKind.QUARTERLY: N_("On a day of January, April, July and October, as of that day."),
    ScheduleKind.YEARLY: N_("On a day of the year, as of that day."),
    ScheduleKind.ONCE: N_("On one day that you name, as of that day."),
}


def describe_timing(wording: "Wording", timing: Timing) -> str:
    """When it is due, in a sentence's part: `every month on day 1 at 06:00`."""
    values = {"time": f"{timing.at:%H:%M}", "day": timing.day_of_month, "month": timing.month}
    match timing.kind:
        case ScheduleKind.ON_CLOSE:
            return wording.text(N_("when a period closes"))
        case ScheduleKind.MONTHLY:
            return wording.text(N_("every month on day {day} at {time}"), **values)
        case ScheduleKind.QUARTERLY:
            return wording.text(N_("every quarter on day {day} of its first month at {time}"), **values)
        case ScheduleKind.YEARLY:
            return wording.text(N_("every year on day {day} of month {month} at {time}"), **values)
        case ScheduleKind.ONCE:
            return wording.text(N_("once, on {day} at {time}"), day=wording.day(timing.once_on), time=values["time"])
    return wording.plural(
        "{number} day before the planned conference at {time}",
        "{number} days before the planned conference at {time}",
        timing.days_before or 0,
        time=values["time"],
    )
