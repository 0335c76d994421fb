"""What the pace of a period shows, in sentences: made from its course and those it is compared with.

Of few projects the counts are said first, and nothing is compared.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.domain.pace import Comparison, Course
from tracker.domain.rates import FEW, RateName, change, find_direction, to_hundredfold
from tracker.domain.tallies import RATES
from tracker.wording.marks import N_

if TYPE_CHECKING:
    from tracker.wording import Wording

RUNNING = N_("{rate} of period {number} stands at {value} on day {day} after its conference.")
WHOLE = N_("{rate} of period {number} was {value} on its last day, day {day} after its conference.")
SAME_DAY = {
    1: N_("That is {points} points more than period {number} on the same day: {value}."),
    -1: N_("That is {points} points less than period {number} on the same day: {value}."),
    0: N_("That is as much as period {number} on the same day: {value}."),
}
LAST_DAY = {
    1: N_("That is {points} points more than period {number} on its last day, day {day}: {value}."),
    -1: N_("That is {points} points less than period {number} on its last day, day {day}: {value}."),
    0: N_("That is as much as period {number} on its last day, day {day}: {value}."),
}
DUE = {
    1: N_("By then {due} of the list was due: {points} points less than has been implemented."),
    -1: N_("By then {due} of the list was due: {points} points more than has been implemented."),
    0: N_("By then {due} of the list was due: as much as has been implemented."),
}
CONFIRMED_DUE = {
    1: N_("By then {due} of the list was due: {points} points less than is confirmed as implemented."),
    -1: N_("By then {due} of the list was due: {points} points more than is confirmed as implemented."),
    0: N_("By then {due} of the list was due: as much as is confirmed as implemented."),
}
FEW_PROJECTS = {
    "promoted": N_("Of the {whole} projects of period {number}, {part} were promoted by day {day} ({percent})."),
    "implemented": N_("Of the {whole} projects of period {number}, {part} were implemented by day {day} ({percent})."),
    "confirmed_promoted": N_(
        "Of the {whole} projects of period {number}, {part} are confirmed as promoted by day {day} ({percent})."
    ),
    "confirmed_implemented": N_(
        "Of the {whole} projects of period {number}, {part} are confirmed as implemented by day {day} ({percent})."
    ),
}
NOT_COMPARED = N_("With fewer than {few} projects no comparison is drawn.")
FEW_DUE = N_("By then {part} of them were due.")
NOT_PUBLISHED = N_("{rate} of period {number} is not published.")
NO_VALUE = N_("{rate} of period {number} has no value: nothing to count it from.")


def describe_pace(wording: "Wording", course: Course, comparisons: Sequence[Comparison]) -> list[str]:
    """One sentence on where the period stands, one on each period that it is compared with, one on what was due."""
    say = {"rate": wording.term(course.name), "number": course.period.number}
    if course.rate.part is None:
        return [wording.text(NOT_PUBLISHED, **say)]
    if course.rate.value is None:
        return [wording.text(NO_VALUE, **say)]
    if course.agreed < FEW:
        return _describe_few(wording, course)
    first = wording.text(
        RUNNING if course.is_running else WHOLE,
        value=wording.rate(course.rate), day=wording.number(course.last), **say,
    )  # fmt: skip
    compared = [_compare(wording, course, one) for one in comparisons]
    return [first, *compared, *_describe_due(wording, course)]


def _describe_few(wording: "Wording", course: Course) -> list[str]:
    values = {
        "whole": wording.number(course.agreed),
        "part": wording.number(course.rate.part or 0),
        "percent": wording.percent(course.rate),
        "number": course.period.number,
        "day": wording.number(course.last),
    }
    said = [wording.text(FEW_PROJECTS[RATES[course.name][0]], **values)]
    due = course.due_at(course.last)
    if due is not None and due.part is not None and _is_implementation(course):
        said.append(wording.text(FEW_DUE, part=wording.number(due.part)))
    return [*said, wording.text(NOT_COMPARED, few=FEW)]


def _compare(wording: "Wording", course: Course, one: Comparison) -> str:
    return wording.text(
        (SAME_DAY if one.day == course.last else LAST_DAY)[find_direction(one.change)],
        points=wording.decimal(abs(to_hundredfold(one.change))),
        number=one.other.period.number,
        value=wording.rate(one.rate),
        day=wording.number(one.day),
    )


def _describe_due(wording: "Wording", course: Course) -> list[str]:
    due = course.due_at(course.last)
    difference = change(course.rate, due)
    if due is None or difference is None or not _is_implementation(course):
        return []
    points = wording.decimal(abs(to_hundredfold(difference)))
    words = DUE if course.name is RateName.IMPLEMENTATION else CONFIRMED_DUE
    return [wording.text(words[find_direction(difference)], due=wording.rate(due), points=points)]


def _is_implementation(course: Course) -> bool:
    return course.name in (RateName.IMPLEMENTATION, RateName.CONFIRMED_IMPLEMENTATION)
