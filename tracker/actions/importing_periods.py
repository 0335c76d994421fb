"""An import's changes to periods, in an order in which no two of them ever overlap."""

from sqlmodel import Session, select

from tracker.actions.periods import change_period, close_period
from tracker.actions.recording import Recording
from tracker.domain.problems import Problem, Refused
from tracker.models import Period
from tracker.register import Merged, MergedRow


def change_periods(session: Session, recording: Recording, merged: Merged) -> None:
    """Change the periods that are stored; their closing comes last of all, see `close_periods`."""
    periods = _periods(session, recording)
    for row in _without_overlap([row for row in merged.periods if row.changes]):
        changes = {name: value for name, value in row.changes.items() if name != "closed_on"}
        if changes:
            change_period(session, recording, periods[row.values["number"]], changes)


def close_periods(session: Session, recording: Recording, merged: Merged) -> None:
    """Close the periods that are said to be closed, once everything of theirs is in. Refused at their cells."""
    periods = _periods(session, recording)
    problems: list[Problem] = []
    for row in merged.periods:
        on = row.get("closed_on")
        if on is None or (row.stored is not None and row.stored.get("closed_on") is not None):
            continue
        try:
            close_period(session, recording, periods[row.values["number"]], on=on)
        except Refused as refused:
            problems += [Problem(one.code, one.values, row.place("closed_on")) for one in refused.problems]
    if problems:
        raise Refused(*problems)


def _periods(session: Session, recording: Recording) -> dict[int, Period]:
    found = session.exec(select(Period).where(Period.body_id == recording.body_id))
    return {period.number: period for period in found}


def _without_overlap(rows: list[MergedRow]) -> list[MergedRow]:
    """Those that only give days free, then those that move later from the last, then the others from the first."""
    freeing = [row for row in rows if _move(row, "starts_on") >= 0 and _move(row, "ends_on") <= 0]
    rest = [row for row in rows if row not in freeing]
    later = [row for row in rest if _move(row, "starts_on") > 0 or _move(row, "ends_on") > 0]
    return [*freeing, *reversed(later), *(row for row in rest if row not in later)]


def _move(row: MergedRow, name: str) -> int:
    """By how many days a start or end moves later; an end that was open moves earlier."""
    before, now = (row.stored or {}).get(name), row.get(name)
    if now is None:
        return 0
    return -1 if before is None else (now - before).days
