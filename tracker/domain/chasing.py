"""When departments are asked after their projects, and after which.

A weekly hour of a body's zone, due as `tracker.domain.due` has it where the clocks change. What was missed
is made up for once: of several due instants that passed, only the last counts.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tracker.domain.due import local_instant
from tracker.domain.stages import Condition, Stage


class Ask(StrEnum):
    """Why a project is asked after. In this order: the first that holds is the one it is listed under."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class ChaseTiming:
    """`weekday` 0 is Monday. Nothing before `active_from` is due."""

    weekday: int
    at: time
    time_zone: str
    active_from: datetime


@dataclass(frozen=True, slots=True)
class AskRule:
    """After how many days of silence, and how many days before it is due, a project is asked after."""

    silent_days: int
    due_days: int


@dataclass(frozen=True, slots=True)
class AskedFacts:
    """What the rule looks at: the stage and condition reached by now, and whether the project is struck."""

    stage: Stage
    condition: Condition | None
    is_struck: bool
    last_entry_on: date
    due_on: date | None


def find_last_due(timing: ChaseTiming, *, until: datetime) -> datetime | None:
    """The latest instant due by another, that included; None where none has been since `active_from`."""
    day = until.astimezone(ZoneInfo(timing.time_zone)).date()
    # From tomorrow: a skipped or repeated hour near midnight can be another day's by its instant.
    for back in range(-1, 15):
        candidate = day - timedelta(days=back)
        if candidate.weekday() != timing.weekday:
            continue
        due_at = local_instant(candidate, timing.at, timing.time_zone)
        if due_at <= until:
            return due_at if due_at >= timing.active_from else None
    return None


def find_next_due(timing: ChaseTiming, *, after: datetime) -> datetime:
    """The first instant after another at which it will be due, not before `active_from`."""
    since = max(after, timing.active_from.astimezone(UTC))
    day = since.astimezone(ZoneInfo(timing.time_zone)).date()
    for ahead in range(-1, 15):
        candidate = day + timedelta(days=ahead)
        due_at = local_instant(candidate, timing.at, timing.time_zone)
        if candidate.weekday() == timing.weekday and due_at >= since and due_at != after:
            return due_at
    raise AssertionError("every week has each of its days")


def find_ask(facts: AskedFacts, rule: AskRule, *, day: date) -> Ask | None:
    """Why to ask after a project on a day; None where there is nothing to ask: it is implemented, withdrawn,
    suspended or struck, or neither late, nor soon due, nor silent for long enough."""
    if facts.is_struck or facts.condition is not None or facts.stage is Stage.IMPLEMENTED:
        return None
    if facts.due_on is not None and facts.due_on < day:
        return Ask.OVERDUE
    if facts.due_on is not None and facts.due_on <= day + timedelta(days=rule.due_days):
        return Ask.DUE_SOON
    return Ask.SILENT if (day - facts.last_entry_on).days >= rule.silent_days else None
