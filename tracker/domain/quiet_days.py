"""Days on which nothing is sent, as people paste them: from a ministry's page, a table, a mail."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.domain.moments import to_day

#: Stands among a schedule's quiet days for every Saturday and Sunday.
WEEKEND = "weekend"

#: How many days are taken together, and the longest stretch of one line: a paste gone wrong is not kept.
MOST_DAYS, LONGEST_STRETCH = 1000, 62

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month_name>{'|'.join(_MONTHS)})[a-z]*\.?"
_FORMS = (
    r"(?P<year>\d{4})\s*[-./年년]\s*(?P<month>\d{1,2})\s*[-./月월]\s*(?P<day>\d{1,2})(?!\d)\s*[.日일]?",
    r"(?<!\d)(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?!\d)",
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?P<year>\d{{4}})(?!\d)",
    rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)",
)
_READ = tuple(re.compile(form) for form in _FORMS)
#: The same without names of their parts, to find any of them.
_ANY = re.compile("|".join(re.sub(r"\?P<\w+>", "?:", form) for form in _FORMS))

#: Between two days: the days from one to the other. A weekday in brackets may stand before it.
_UNTIL = re.compile(r"\s*(?:\([^()\d]{1,12}\))?\s*(?:~|-|–|—|to|until|부터|至|到|から)\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is not all days, by its number from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """Every day once, in order, and the lines that could not be read."""

    days: Sequence[date]
    bad: Sequence[BadLine]


def read_quiet_days(text: str) -> Pasted:
    """Days with anything between them that holds no digit: lines, commas, names of holidays. `2026-10-03`,
    `2026. 10. 3.`, `2026/10/3`, `2026년 10월 3일`, `2026年10月3日`, `20261003`, `3 October 2026`, `October 3, 2026`;
    two days with a dash or `~` between them are all the days from one to the other."""
    days: set[date] = set()
    bad = []
    for number, line in enumerate(unicodedata.normalize("NFKC", text).splitlines(), start=1):
        if not line.strip():
            continue
        found = _read_line(line.casefold())
        if found is None:
            bad.append(BadLine(number, line.strip()[:100]))
        else:
            days.update(found)
    return Pasted(sorted(days), bad)


def _read_line(line: str) -> list[date] | None:
    """The days of a line; None where it has none, or more digits than those of its days."""
    matches = list(_ANY.finditer(line))
    if not matches or any(one.isdigit() for one in _ANY.sub("", line)):
        return None
    days: list[date] = []
    end = None
    for match in matches:
        day = _to_day(match[0])
        between = "" if end is None else line[end : match.start()]
        if day is None:
            return None
        if days and _UNTIL.fullmatch(between):
            stretch = (day - days[-1]).days
            if not 0 < stretch <= LONGEST_STRETCH:
                return None
            days += [days[-1] + timedelta(days=number) for number in range(1, stretch)]
        days.append(day)
        end = match.end()
    return days


def _to_day(text: str) -> date | None:
    """None for a day that no calendar has."""
    match = next(match for form in _READ if (match := form.fullmatch(text)) is not None)
    parts = match.groupdict()
    month = _MONTHS.index(parts["month_name"]) + 1 if parts.get("month_name") else int(parts["month"])
    try:
        return to_day(f"{int(parts['year']):04}-{month:02}-{int(parts['day']):02}")
    except ValueError:
        return None
