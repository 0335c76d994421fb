"""Whether the areas or conferences handed in would change the break of a closed period's figures."""

from collections.abc import Iterator, Sequence
from datetime import date

from tracker.domain.periods import AreaSpan, PeriodFacts, has_break
from tracker.domain.problems import Place, Problem
from tracker.register.layout import AREAS
from tracker.register.merging import Merged, Row
from tracker.register.spans import iso


def find_break_problems(merged: Merged) -> Iterator[Problem]:
    """One for each closed period that would get or lose its break, at the row that does so."""
    stored = [row.stored for row in merged.periods if row.stored is not None]
    values = [row.values for row in merged.periods if row.get("conference_on") is not None]
    areas_stored = _spans([row.stored for row in merged.rows(AREAS) if row.stored is not None])
    areas = _spans([row.values for row in merged.rows(AREAS)])
    for row in merged.periods:
        closed_on = (row.stored or {}).get("closed_on")
        if closed_on is None:
            continue
        number = row.values["number"]
        if _breaks(number, stored, areas_stored) != _breaks(number, values, areas):
            place = _find_place(merged, number)
            yield Problem("closed_period_break", {"number": number, "closed_on": iso(closed_on)}, place)


def _breaks(number: int, periods: Sequence[Row], areas: Sequence[AreaSpan]) -> bool:
    facts = [
        PeriodFacts(row["number"], row["conference_on"], break_note=row.get("break_note"))
        for row in periods
        if row["number"] <= number
    ]
    *_, previous, period = (None, *facts)
    return period is not None and has_break(period, previous, areas)


def _spans(areas: Sequence[Row]) -> list[AreaSpan]:
    dated = [row for row in areas if row.get("opened_on") is not None]
    return [AreaSpan(row["code"], row["opened_on"], row.get("closed_on")) for row in dated]


def _find_place(merged: Merged, number: int) -> Place:
    """The area that opens or closes across a conference; else the period before, which is new or moved."""
    upto = [row for row in merged.periods if row.values["number"] <= number]
    conferences = [row.get("conference_on") for row in upto[-2:]]
    for area in merged.handed(AREAS):
        if any(_is_open(area.stored, day) != _is_open(area.values, day) for day in conferences):
            return area.place("closed_on" if "closed_on" in area.changes else "opened_on")
    return upto[-2].place("conference_on") if len(upto) > 1 else Place()


def _is_open(area: Row | None, day: date | None) -> bool:
    return day is not None and area is not None and any(span.is_open(day) for span in _spans([area]))
