"""Days of merged rows: which span holds which day."""

from datetime import date

from tracker.register.layout import PARTIES
from tracker.register.merging import MergedRow


def iso(day: date | None) -> str:
    """The day as a register writes it; `…` for an end that is open."""
    return "…" if day is None else day.isoformat()


def is_present(row: MergedRow, day: date) -> bool:
    """Whether a party's stay, or the time an area is open, holds a day; both ends belong to it."""
    begins, ends = ("joined_on", "left_on") if row.table is PARTIES else ("opened_on", "closed_on")
    begin, end = row.get(begins), row.get(ends)
    return begin is None or (begin <= day and (end is None or day <= end))


def is_within(period: MergedRow, day: date) -> bool:
    """Whether a day lies in a period: from its start or its conference, whichever is earlier, to its end."""
    begins = [one for one in (period.get("starts_on"), period.get("conference_on")) if one is not None]
    end = period.get("ends_on")
    return bool(not begins or min(begins) <= day) and (end is None or day <= end)


def period_days(period: MergedRow) -> dict[str, object]:
    """A period's number and days as a problem says them."""
    return {"number": period.get("number"), "begin": iso(period.get("starts_on")), "end": iso(period.get("ends_on"))}
