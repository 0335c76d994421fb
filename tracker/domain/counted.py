"""Which projects a rate counts: from any figure to the list of projects behind it."""

from dataclasses import dataclass
from datetime import date

from tracker.domain.rates import RateName
from tracker.domain.stages import NO_DAYS, Mode, Stage, StageDays, stage_on


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What the rates ask of one project that was not struck. `is_listed`: on the agreed list, not additional.
    `is_continued`: a project of the next period's agreed list continues it. `confirmed`: its days by the entries
    that every party concerned has confirmed."""

    is_listed: bool
    mode: Mode
    days: StageDays
    due_on: date | None
    continues: bool
    is_continued: bool
    confirmed: StageDays = NO_DAYS


def is_in_whole(name: RateName, project: ProjectFacts, day: date) -> bool:
    """Whether the rate's whole counts the project by the measuring day. Renewal's whole is the *earlier*
    period's list: ask it of that period's projects."""
    if not project.is_listed:
        return False
    match name:
        case RateName.MUTUAL_PROMOTION | RateName.MUTUAL_IMPLEMENTATION:
            return project.mode is Mode.MUTUAL
        case RateName.ONE_SIDED_PROMOTION:
            return project.mode is Mode.ONE_SIDED
        case RateName.DUE_IMPLEMENTATION:
            return project.due_on is not None and project.due_on <= day
        case _:
            return True


def is_in_part(name: RateName, project: ProjectFacts, day: date) -> bool:
    """Whether the rate's part counts the project by the measuring day; never one that the whole leaves out."""
    if not is_in_whole(name, project, day):
        return False
    stage = stage_on(project.days, day)
    match name:
        case RateName.PROMOTION | RateName.MUTUAL_PROMOTION | RateName.ONE_SIDED_PROMOTION:
            return stage is not Stage.AGREED
        case RateName.IMPLEMENTATION | RateName.MUTUAL_IMPLEMENTATION | RateName.DUE_IMPLEMENTATION:
            return stage is Stage.IMPLEMENTED
        case RateName.CONFIRMED_PROMOTION:
            return stage_on(project.confirmed, day) is not Stage.AGREED
        case RateName.CONFIRMED_IMPLEMENTATION:
            return stage_on(project.confirmed, day) is Stage.IMPLEMENTED
        case RateName.MUTUAL_SHARE:
            return project.mode is Mode.MUTUAL
        case RateName.RETENTION:
            return project.continues
        case RateName.RENEWAL:
            return project.is_continued
        case _:
            return False
