"""Since which edition a figure is final: the editions of its period, read back from what each of them froze."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from reports.frozen import from_text
from reports.period_report import PeriodReport, ReportProject
from tracker.domain.counted import is_in_part, is_in_whole
from tracker.domain.rates import Rate, RateName
from tracker.domain.trends import By, Figures
from tracker.queries.editions import EditionView, find_editions, get_edition_figures
from tracker.queries.grouping import NONE, name_departments

#: Where an edition keeps the figures of groups, by what they are grouped by. Those of other groups can be counted from
#: the projects that it keeps, but for fields, which it does not know, and renewal, whose list is of the period before.
KEPT = {By.AREA: "area_trend", By.MODE: "by_mode", By.LEAD: "by_lead"}


def is_printed(by: By | None) -> bool:
    """Whether editions hold the figure itself."""
    return by is None or by in KEPT


def is_held(by: By | None, name: RateName) -> bool:
    """Whether editions hold the figure, or what it is counted from."""
    return is_printed(by) or (by is not By.FIELD and name is not RateName.RENEWAL)


def find_final_since(
    session: Session, body: str, figures: Figures, name: RateName, *, by: By | None, known_at: datetime | None = None
) -> EditionView | None:
    """The edition from which on a period's final editions all have this very figure, part and whole, of the same
    measuring day; None where the last of them has another, or there is none. `known_at`: those made by then only.
    `figures`: of one group by `by`, or of all projects; such as are held (see `is_held`)."""
    made = [
        edition
        for edition in find_editions(session, body, figures.period.number)
        if not edition.is_provisional
        and edition.measured_on == figures.measured_on
        and (known_at is None or edition.produced_at <= known_at)
    ]
    since = None
    for edition in made:  # the last one first
        if _find_rate(get_edition_figures(session, edition.id), figures, name, by) != figures.rates[name]:
            break
        since = edition
    return since


def count_frozen(report: PeriodReport, figures: Figures, name: RateName, by: By) -> Rate | None:
    """The rate of a group, counted from the projects of an edition; None where the edition has no such rate."""
    total, day = report.figures.rates.get(name), figures.measured_on
    if total is None:
        return None
    facts = [one.facts for one in report.projects if figures.group in _find_groups(report, one, by)]
    part = None if total.part is None else sum(is_in_part(name, one, day) for one in facts)
    return Rate(part, sum(is_in_whole(name, one, day) for one in facts))


def _find_rate(frozen: str, figures: Figures, name: RateName, by: By | None) -> Rate | None:
    """The rate that an edition has for the same group of its own period."""
    if by is not None and not is_printed(by):
        return count_frozen(from_text(frozen), figures, name, by)
    rows: Sequence[Mapping[str, Any]] = json.loads(frozen)["trend" if by is None else KEPT[by]]
    for row in rows:
        if row["period"]["number"] == figures.period.number and row["group"] == figures.group:
            kept = row["rates"].get(name)
            return None if kept is None else Rate(kept["part"], kept["whole"])
    return None


def _find_groups(report: PeriodReport, project: ReportProject, by: By) -> Collection[str]:
    """The codes of a project's groups. Editions of before do not say whom a project concerns: it is then in none."""
    match by:
        case By.DEPARTMENT:
            return name_departments(report.body.languages, project.departments) or {NONE}
        case By.PARTNER:
            return project.concerned
        case By.COUNTRY:
            return {party.country for party in report.parties if party.code in project.concerned}
        case By.HORIZON:
            return {project.horizon or NONE}
        case By.PROPOSED_BY:
            return {project.proposed_by or NONE}
        case By.RUN_BY:
            return {project.run_by or NONE}
        case _:
            return ()
