"""A body's figures as the plain document that the command prints and the interface will answer (design: section 5).

Numbers are exact fractions turned into floats at the very end. A count that nobody knows is None.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from tracker.domain.tallies import CONFIRMED_COUNTS, COUNTS, STAGE_COUNTS
from tracker.domain.trends import By, Figures


def rates_document(
    body: str, figures: Sequence[Figures], *, by: By | None, as_of: date, known_at: datetime
) -> dict[str, Any]:
    """Rows as `find_figures` gives them: periods ascend, in each the groups, then the total (`group` None)."""
    return {
        "body": body,
        "as_of": as_of.isoformat(),
        "known_at": to_instant_text(known_at),
        "by": None if by is None else by.value,
        "rows": [to_row(row) for row in figures],
    }


def to_row(figures: Figures) -> dict[str, Any]:
    """One row of the document."""
    counts = {name: count_of(figures, name) for name in COUNTS}
    return {
        "period": figures.period.number,
        "group": figures.group,
        "as_of": figures.measured_on.isoformat(),
        "flags": [flag.value for flag in figures.flags],
        **counts,
        "rates": {name.value: _float(None if rate is None else rate.value) for name, rate in figures.rates.items()},
        "changes": {name.value: _float(change) for name, change in figures.changes.items()},
        "changes_basis": figures.changes_basis.value,
        "not_applicable": [name.value for name in figures.not_applicable],
    }


def flatten(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows with the same names on one level, for CSV: `rates.promotion`, `changes.promotion` ..."""
    head = {name: document[name] for name in ("body", "known_at", "by")}
    rows = []
    for row in document["rows"]:
        flat: dict[str, Any] = {}
        for name, value in row.items():
            if isinstance(value, dict):
                flat |= {f"{name}.{key}": one for key, one in value.items()}
            else:
                flat[name] = ";".join(value) if isinstance(value, list) else value
        rows.append(head | flat)
    return rows


def to_instant_text(instant: datetime) -> str:
    """`2026-11-23T09:00:00Z`, with fractions of a second only where there are any."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def count_of(figures: Figures, name: str) -> int | None:
    """A count by its name; None where nobody knows it: stages not published, no confirmation asked for."""
    if name in STAGE_COUNTS and not figures.has_stages:
        return None
    if name in CONFIRMED_COUNTS and not figures.is_confirmable:
        return None
    return int(getattr(figures.tally, name))


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
