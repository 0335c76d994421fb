"""Since which edition a figure is final: the editions of its period, read back from what each of them froze."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from tracker.domain.rates import Rate, RateName
from tracker.domain.trends import By, Figures
from tracker.queries.editions import EditionView, find_editions, get_edition_figures

#: Where an edition keeps the figures of groups, by what they are grouped by; it keeps no others.
GROUPS = {By.AREA: "area_trend", By.MODE: "by_mode", By.LEAD: "by_lead"}


def find_final_since(
    session: Session, body: str, figures: Figures, name: RateName, *, by: By | None, known_at: datetime | None = None
) -> EditionView | None:
    """The edition from which on a period's final editions all have this very figure, part and whole, of the same
    measuring day; None where the last of them has another, or there is none. `known_at`: those made by then only.
    `figures`: of one group by one of GROUPS, or of all projects."""
    made = [
        edition
        for edition in find_editions(session, body, figures.period.number)
        if _is_final_on(edition, figures.measured_on) and (known_at is None or edition.produced_at <= known_at)
    ]
    since = None
    for edition in made:  # the last one first
        if _find_rate(json.loads(get_edition_figures(session, edition.id)), figures, name, by) != figures.rates[name]:
            break
        since = edition
    return since


def _is_final_on(edition: EditionView, day: date) -> bool:
    return not edition.is_provisional and edition.measured_on == day


def _find_rate(frozen: Mapping[str, Any], figures: Figures, name: RateName, by: By | None) -> Rate | None:
    """The rate that an edition's figures have for the same group of its own period."""
    rows: Sequence[Mapping[str, Any]] = frozen["trend" if by is None else GROUPS[by]]
    for row in rows:
        if row["period"]["number"] == figures.period.number and row["group"] == figures.group:
            kept = row["rates"].get(name)
            return None if kept is None else Rate(kept["part"], kept["whole"])
    return None
