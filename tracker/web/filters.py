"""Which of a period's projects a visitor wants to see, in which order: everything of it stands in the address."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from tracker.domain.counted import is_in_part, is_in_whole
from tracker.domain.fields import Field
from tracker.domain.overdue import count_overdue_days
from tracker.domain.periods import PeriodFacts
from tracker.domain.rates import RateName
from tracker.domain.stages import Condition, Horizon, Mode, RunBy, Stage
from tracker.domain.trends import OVERLAPPING, By
from tracker.queries.bodies import BodyView
from tracker.queries.grouping import NONE, groups_among
from tracker.queries.projects import ProjectRow
from tracker.web.outcome_filters import OUTCOME_STAGES, Outcome, read_outcome, tests_of_outcome
from tracker.web.query import Query, read_choice, read_text, read_word
from tracker.web.silence import CHOICES, is_awaited, is_silent

Row = TypeVar("Row")


class Side(StrEnum):
    """Of the projects that a rate's whole counts: those in its part, or the rest."""

    PART = "part"
    REST = "rest"


class Listing(StrEnum):
    """How a project came to the list."""

    AGREED = "agreed"
    ADDITIONAL = "additional"
    STRUCK = "struck"


class Due(StrEnum):
    """What became of a project's due date."""

    OVERDUE = "overdue"


class Answers(StrEnum):
    """What the parties asked say of a project's entries."""

    DISPUTED = "disputed"


#: The columns that can be sorted by; a leading `-` turns the order.
SORTS = ("ref", "title", "area", "mode", "stage", "due", "last", "silent")
STAGE_ORDER = {stage: index for index, stage in enumerate(Stage)}
#: The filters that ask for a stage, which nobody knows while a period's stages are not published.
STAGE_FILTERS = ("stage", "condition", "silent", "due", "answers", *OUTCOME_STAGES)


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for; None and "" leave everything in."""

    counted: RateName | None
    side: Side | None
    text: str
    department: str
    area: str | None
    mode: Mode | None
    lead: str | None
    horizon: str | None
    groups: Mapping[By, str]
    stage: Stage | None
    condition: str | None
    listing: Listing | None
    silent: str | None
    due: Due | None
    outcome: Outcome
    answers: Answers | None
    sort: str

    @property
    def asked(self) -> dict[str, str]:
        """The filters as they stand in the address, without the order."""
        said = {
            "counted": self.counted, "side": self.side, "q": self.text, "department": self.department,
            "area": self.area, "mode": self.mode, "lead": self.lead, "horizon": self.horizon,
            **{by.value: code for by, code in self.groups.items()}, "stage": self.stage,
            "condition": self.condition, "list": self.listing, "silent": self.silent,
            "due": self.due, "answers": self.answers, **self.outcome.asked,
        }  # fmt: skip
        return {name: str(value) for name, value in said.items() if value}


def read_filters(query: Query, view: BodyView, *, first_sort: str = "ref") -> Filters:
    """The filters of an address. BadQuery for an area, party, stage ... that does not exist. `first_sort`: the order
    where the address says none."""
    counted = read_choice(query, "counted", RateName)
    return Filters(
        counted=counted,
        side=read_choice(query, "side", Side) if counted else None,
        text=read_text(query, "q"),
        department=read_text(query, "department"),
        area=read_word(query, "area", [area.code for area in view.areas.values()]),
        mode=read_choice(query, "mode", Mode),
        lead=read_word(query, "lead", [party.code for party in view.parties.values()]),
        horizon=read_word(query, "horizon", [*Horizon, NONE]),
        groups=_read_groups(query, view),
        stage=read_choice(query, "stage", Stage),
        condition=read_word(query, "condition", [*Condition, NONE]),
        listing=read_choice(query, "list", Listing),
        silent=read_word(query, "silent", [str(months) for months in CHOICES]),
        due=read_choice(query, "due", Due),
        outcome=read_outcome(query, view),
        answers=read_choice(query, "answers", Answers),
        sort=read_word(query, "sort", [*SORTS, *(f"-{name}" for name in SORTS)]) or first_sort,
    )


def _read_groups(query: Query, view: BodyView) -> dict[By, str]:
    asked = {by: read_word(query, by.value, known) for by, known in find_known_groups(view).items()}
    return {by: code for by, code in asked.items() if code is not None}


def find_known_groups(view: BodyView) -> dict[By, list[str]]:
    """What the filters by group offer beside those of their own."""
    parties = [party.code for party in view.parties.values()]
    return {
        By.FIELD: [*Field, NONE],
        By.RUN_BY: [*RunBy, NONE],
        By.PROPOSED_BY: [*parties, NONE],
        By.PARTNER: parties,
        By.COUNTRY: sorted({party.country for party in view.parties.values()}),
    }


def filter_projects(
    view: BodyView,
    rows: Iterable[ProjectRow],
    filters: Filters,
    *,
    period: PeriodFacts,
    as_of: date,
    notes: Mapping[int, Iterable[str]] | None = None,
) -> Iterator[ProjectRow]:
    """The rows that every filter leaves in, in their order. `notes`: what the text is also looked for in, by the
    project's id."""
    tests = _make_tests(view, filters, period, as_of, notes or {})
    return (row for row in rows if all(test(row) for test in tests))


def _make_tests(
    view: BodyView, filters: Filters, period: PeriodFacts, as_of: date, notes: Mapping[int, Iterable[str]]
) -> list[Callable[[ProjectRow], bool]]:
    tests: list[Callable[[ProjectRow], bool]] = []
    if filters.counted:
        tests.append(_counted_test(filters.counted, filters.side, period.measured_on(as_of)))
    if filters.text:
        tests.append(_search_test(filters.text, notes))
    if filters.department:
        tests.append(_department_test(view, filters.department))
    if filters.silent:
        months, day = int(filters.silent), period.measured_on(as_of)
        tests.append(lambda row: is_silent(row, months, day=day))
    if filters.due:
        measured_on = period.measured_on(as_of)
        tests.append(lambda row: count_overdue_days(row, day=measured_on) is not None)
    if filters.answers:
        tests.append(lambda row: bool(row.disputes) and row.struck_reason is None)
    if filters.horizon:
        tests.append(lambda row: (row.horizon or NONE) == filters.horizon)
    if filters.listing:
        tests.append(lambda row: listing_of(row) is filters.listing)
    tests += [_group_test(view, by, code) for by, code in filters.groups.items()]
    if filters.condition:
        tests.append(lambda row: (row.condition or NONE) == filters.condition)
    tests += tests_of_outcome(filters.outcome)
    for name in ("area", "mode", "lead", "stage"):
        wanted = getattr(filters, name)
        if wanted is not None:
            tests.append(_equal_test(name, wanted))
    return tests


def listing_of(row: ProjectRow) -> Listing:
    if row.struck_reason is not None:
        return Listing.STRUCK
    return Listing.ADDITIONAL if row.is_additional else Listing.AGREED


def _equal_test(name: str, wanted: str) -> Callable[[ProjectRow], bool]:
    return lambda row: bool(getattr(row, name) == wanted)


def _group_test(view: BodyView, by: By, wanted: str) -> Callable[[ProjectRow], bool]:
    if by in OVERLAPPING:
        return lambda row: wanted in groups_among(view, by, row)
    return lambda row: (getattr(row, by.value) or NONE) == wanted


def _department_test(view: BodyView, wanted: str) -> Callable[[ProjectRow], bool]:
    """Whether a department's name has every word; a department as the figures call it (`SEL: its name`) is just
    that one."""
    is_party = wanted.partition(": ")[0] in {party.code for party in view.parties.values()}
    if wanted == NONE or is_party:
        return _group_test(view, By.DEPARTMENT, wanted)
    return _text_test(wanted, _departments)


def _counted_test(name: RateName, side: Side | None, day: date) -> Callable[[ProjectRow], bool]:
    if side is None:
        return lambda row: is_in_whole(name, row.facts, day)
    wanted = side is Side.PART
    return lambda row: is_in_whole(name, row.facts, day) and is_in_part(name, row.facts, day) is wanted


def _search_test(wanted: str, notes: Mapping[int, Iterable[str]]) -> Callable[[ProjectRow], bool]:
    """Whether every word is in the ref or a title, or begins a word of a department or note: `air` finds the air
    forum, but not everything that the office of foreign affairs does. Scripts without blanks begin words anywhere."""
    words = [
        (word, re.compile((r"(?<!\w)" if word.isascii() else "") + re.escape(word))) for word in fold(wanted).split()
    ]

    def test(row: ProjectRow) -> bool:
        head = fold("\n".join((row.ref, *row.titles.values())))
        missing = [begins for word, begins in words if word not in head]
        if not missing:
            return True
        rest = fold("\n".join((*_departments(row), *notes.get(row.id, ()))))
        return all(begins.search(rest) for begins in missing)

    return test


def _departments(row: ProjectRow) -> Iterable[str]:
    return (name for department in row.departments for name in department.names.values())


def _text_test(wanted: str, texts: Callable[[ProjectRow], Iterable[str]]) -> Callable[[ProjectRow], bool]:
    words = fold(wanted).split()
    return lambda row: all(any(word in fold(text) for text in texts(row)) for word in words)


def fold(text: str) -> str:
    """Text as it is compared: without case, and full-width and composed letters as plain ones."""
    if text.isascii():
        return text.casefold()
    return unicodedata.normalize("NFKC", text).casefold()


def sort_projects(rows: list[ProjectRow], sort: str, titles: Callable[[ProjectRow], str]) -> list[ProjectRow]:
    """Ordered by a column, rows that have nothing in it last; the register's order where they are equal."""
    key = find_sort_key(sort, titles)
    return [row for _, row in sort_by_key(((None if key is None else key(row), row) for row in rows), sort)]


def find_sort_key(sort: str, titles: Callable[[ProjectRow], str]) -> Callable[[ProjectRow], Any] | None:
    """What a column orders a project by; None for the register's order."""
    keys: Mapping[str, Callable[[ProjectRow], object]] = {
        "title": lambda row: fold(titles(row)),
        "area": lambda row: row.area,
        "mode": lambda row: (row.mode, row.lead or ""),
        "stage": lambda row: STAGE_ORDER[row.stage],
        "due": lambda row: row.due_on,
        "last": lambda row: row.last_entry_on,
        "silent": lambda row: row.last_entry_on if is_awaited(row) else None,
    }
    return keys.get(sort.removeprefix("-"))


def sort_by_key(keyed: Iterable[tuple[Any, Row]], sort: str) -> list[tuple[Any, Row]]:
    """Things with their keys, ordered as `sort_projects` does."""
    listed, backward = list(keyed), sort.startswith("-")
    if sort.removeprefix("-") == "ref":
        return listed[::-1] if backward else listed
    filled = [one for one in listed if one[0] is not None]
    empty = [one for one in listed if one[0] is None]
    return sorted(filled, key=lambda one: one[0], reverse=backward) + empty
