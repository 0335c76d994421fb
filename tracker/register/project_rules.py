"""What a project's row must fit: its period, area and parties on the day it was agreed, its stages, its lineage."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from tracker.domain.problems import Place, Problem
from tracker.domain.stages import Entry, EntryKind, Mode, find_order_problems
from tracker.register.layout import AREAS, PARTIES, PERIODS, PROJECTS
from tracker.register.merging import Merged, MergedRow, stays_of
from tracker.register.spans import is_present, is_within, iso, period_days

#: The columns of days that become status entries, in the order in which a day's entries are read.
STAGE_FIELDS = {
    "promoted_on": EntryKind.PROMOTED,
    "implemented_on": EntryKind.IMPLEMENTED,
    "suspended_on": EntryKind.SUSPENDED,
    "resumed_on": EntryKind.RESUMED,
    "withdrawn_on": EntryKind.WITHDRAWN,
}

_NO_INSTANT = datetime(1, 1, 1, tzinfo=UTC)


def find_project_problems(merged: Merged) -> Iterator[Problem]:
    """Of projects handed in, at their cells; of others, at the row handed in that no longer fits them."""
    stays = stays_of(merged)
    for project in merged.rows(PROJECTS):
        if project.row is not None:
            yield from _mode_problems(project)
            yield from _stage_problems(project)
            yield from _reason_problems(project)
            yield from _lineage_problems(merged, project)
            yield from _stored_problems(merged, project)
        yield from _period_problems(merged, project)
        yield from _area_problems(merged, project)
        yield from _party_problems(merged, project, stays)


def _at(project: MergedRow, field: str, *others: MergedRow) -> Place | None:
    """The project's cell; where it was not handed in, the changed row of others that it does not fit."""
    if project.row is not None:
        return project.place(field)
    return next((other.place() for other in others if other.row is not None and other.changes), None)


def _moving(merged: Merged, project: MergedRow) -> list[MergedRow]:
    """The period that moved the project's day along with its conference."""
    period = merged.tables[PERIODS.name].get((project.get("period"),))
    return [period] if period is not None and project.stored is not None and "agreed_on" in project.changes else []


def _mode_problems(project: MergedRow) -> Iterator[Problem]:
    mode, lead = project.get("mode"), project.get("lead")
    if project.row is None or mode is None or "lead" in project.row.bad:
        return
    if mode is Mode.ONE_SIDED and lead is None:
        yield Problem("lead_missing", {}, project.place("lead"))
    if mode is Mode.MUTUAL and lead is not None:
        yield Problem("lead_on_mutual", {"value": lead}, project.place("lead"))


def _stage_problems(project: MergedRow) -> Iterator[Problem]:
    """The order of the days, by the rules of the log."""
    agreed_on = project.get("agreed_on")
    days = {name: project.get(name) for name in STAGE_FIELDS}
    said = [(name, day) for name, day in days.items() if day is not None]
    entries = [Entry(index, STAGE_FIELDS[name], day, _NO_INSTANT) for index, (name, day) in enumerate(said)]
    bad = project.row.bad if project.row is not None else frozenset()
    for found in find_order_problems(agreed_on or date.min, entries):
        day = iso(found.values["day"])
        if found.code == "before_agreed":
            name = f"{found.values['kind'].value}_on"
            yield Problem("day_before_agreed", {"day": day, "agreed_on": iso(agreed_on)}, project.place(name))
        elif found.code == "implemented_before_promoted":
            values = {"day": day, "promoted_on": iso(found.values["promoted_on"])}
            yield Problem("day_before_promoted", values, project.place("implemented_on"))
        elif days["suspended_on"] is not None:
            values = {"day": day, "suspended_on": iso(days["suspended_on"])}
            yield Problem("day_before_suspended", values, project.place("resumed_on"))
        elif "suspended_on" not in bad:
            yield Problem("resumed_alone", {}, project.place("resumed_on"))


def _reason_problems(project: MergedRow) -> Iterator[Problem]:
    if project.row is None or project.row.bad & {"reason", "suspended_on", "withdrawn_on"}:
        return
    stopped = [name for name in ("withdrawn_on", "suspended_on") if project.get(name) is not None]
    if stopped and project.get("reason") is None:
        yield Problem("reason_needed", {"column": stopped[0]}, project.place("reason"))
    if project.get("reason") is not None and not stopped:
        yield Problem("reason_for_nothing", {}, project.place("reason"))


def _lineage_problems(merged: Merged, project: MergedRow) -> Iterator[Problem]:
    if PROJECTS.name in merged.unread:
        return
    rows = merged.tables[PROJECTS.name]
    for ref in project.get("continues") or []:
        values = {"value": ref, "body": merged.body_code}
        other = rows.get((ref,))
        if ref == project.get("ref"):
            yield Problem("continues_itself", values, project.place("continues"))
        elif other is None:
            yield Problem("continues_nothing", values, project.place("continues"))
        elif (other.get("period") or 0) >= (project.get("period") or 10**6):
            numbers = {"period": other.get("period"), "own": project.get("period")}
            yield Problem("continues_later", values | numbers, project.place("continues"))


def _period_problems(merged: Merged, project: MergedRow) -> Iterator[Problem]:
    number, agreed_on = project.get("period"), project.get("agreed_on")
    if number is None or PERIODS.name in merged.unread:
        return
    period = merged.tables[PERIODS.name].get((number,))
    if period is None:
        values = {"value": number, "body": merged.body_code, "known": [row.values["number"] for row in merged.periods]}
        yield Problem("no_such_period", values, project.place("period"))
        return
    if agreed_on is not None and not is_within(period, agreed_on):
        place = _at(project, "agreed_on", period)
        if place is not None:
            values = {"ref": project.get("ref"), "day": iso(agreed_on)}
            yield Problem("agreed_outside_period", values | period_days(period), place)


def _area_problems(merged: Merged, project: MergedRow) -> Iterator[Problem]:
    code, agreed_on = project.get("area"), project.get("agreed_on")
    if code is None or AREAS.name in merged.unread:
        return
    areas = merged.tables[AREAS.name]
    values = {"value": code, "body": merged.body_code}
    area = areas.get((code,))
    if area is None:
        known = [row.values["code"] for row in areas.values()]
        yield Problem("no_such_area", values | {"known": known}, project.place("area"))
    elif agreed_on is not None and not is_present(area, agreed_on):
        place = _at(project, "area", area, *_moving(merged, project))
        if place is not None:
            yield Problem("area_not_open", values | {"day": iso(agreed_on), "ref": project.get("ref")}, place)


def _party_problems(merged: Merged, project: MergedRow, stays: dict[str, list[MergedRow]]) -> Iterator[Problem]:
    if PARTIES.name in merged.unread:
        return
    agreed_on = project.get("agreed_on")
    for field, code in _parties_named(project):
        values = {"value": code, "body": merged.body_code}
        if code not in stays:
            yield Problem("no_such_party", values | {"known": list(stays)}, project.place(field))
        elif agreed_on is not None and not any(is_present(stay, agreed_on) for stay in stays[code]):
            place = _at(project, field, *stays[code], *_moving(merged, project))
            if place is not None:
                yield Problem("party_not_there", values | {"day": iso(agreed_on)}, place)


def _parties_named(project: MergedRow) -> Iterator[tuple[str, str]]:
    """Each party once for each column that names it."""
    for field in ("lead", "proposed_by"):
        if project.get(field) is not None:
            yield field, project.values[field]
    yield from (("parties", code) for code in project.get("parties") or [])
    named = (code for departments in (project.get("departments") or {}).values() for code in departments)
    yield from (("departments", code) for code in dict.fromkeys(named))


def _stored_problems(merged: Merged, project: MergedRow) -> Iterator[Problem]:
    """What a stored project allows: it stays in its period, and as it is where struck or its period is closed."""
    period = merged.tables[PERIODS.name].get((project.get("period"),))
    closed_on = (period.stored or {}).get("closed_on") if period is not None else None
    if project.stored is None:
        if period is not None and closed_on is not None:
            values = {"number": period.get("number"), "closed_on": iso(closed_on)}
            yield Problem("closed_period_new", values, project.place("period"))
        return
    changes = project.changes
    said = [name for name in changes if project.row is not None and project.row.says(name)]
    if said and project.stored.get("struck"):
        yield Problem("struck_project", {"value": project.get("ref")}, project.place("ref"))
        return
    if "period" in changes:
        values = {"value": project.get("ref"), "number": project.stored["period"]}
        yield Problem("project_moved", values, project.place("period"))
        return
    if period is not None and closed_on is not None:
        for name in changes:
            if not _is_late(project, name, period.get("ends_on")):
                values = {"number": period.get("number"), "closed_on": iso(closed_on)}
                yield Problem("closed_period", values, project.place(name))


def _is_late(project: MergedRow, field: str, ends_on: date | None) -> bool:
    """Whether a change only tells, or corrects, what took effect after the cut-off."""
    if field == "reason":
        name = "withdrawn_on" if project.get("withdrawn_on") is not None else "suspended_on"
        days = [project.get(name)]
    elif field in STAGE_FIELDS:
        before = (project.stored or {}).get(field)
        days = [project.get(field)] + ([before] if before is not None else [])
    else:
        return False
    return ends_on is not None and all(day is None or day > ends_on for day in days)
