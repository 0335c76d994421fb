"""The rows of a public body's open tables, as plain values by column: what anybody may know, and nothing personal.

A row is a text, number, truth, list of codes or nothing (None) by the name of its column. Days and instants are texts
as ISO 8601 writes them. Rows are taken one after the other, so that memory does not grow with them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from tracker.domain.periods import PeriodFacts
from tracker.domain.trends import By
from tracker.models import Body
from tracker.queries.bodies import BodyView
from tracker.queries.document import flatten, rates_document, to_instant_text
from tracker.queries.figures import find_figures
from tracker.queries.projects import ProjectRow
from tracker.queries.streaming import EntryRow, iterate_entries, iterate_projects
from tracker.wording.languages import LANGUAGES

Row = dict[str, Any]

AGREED, ADDITIONAL = "agreed", "additional"


@dataclass(frozen=True, slots=True)
class Moment:
    """What open data are asked of: a body as of a day. `known_at`: as known at an instant, None for now."""

    session: Session
    view: BodyView
    as_of: date
    known_at: datetime | None

    @property
    def said_at(self) -> datetime:
        """The instant that rows name: what is known now has been known since the last change, and reads the same
        until the next."""
        return self.known_at or self.view.body.last_recorded_at

    @property
    def tags(self) -> list[str]:
        return find_tags(self.view.body)


def find_tags(body: Body) -> list[str]:
    """The languages in which texts come, whether there are any in them or not: the body's, then those of the pages."""
    return list(dict.fromkeys([*body.languages, *LANGUAGES]))


def get_rates_document(at: Moment, by: By | None) -> Mapping[str, Any]:
    """As the command prints it."""
    found = find_figures(at.session, at.view, by=by, as_of=at.as_of, known_at=at.known_at)
    return rates_document(at.view.body.code, found, by=by, as_of=at.as_of, known_at=at.said_at)


def iterate_rates(at: Moment, by: By | None) -> Iterator[Row]:
    yield from flatten(dict(get_rates_document(at, by)))


def iterate_body(at: Moment) -> Iterator[Row]:
    body = at.view.body
    yield {
        "code": body.code,
        **_texts("name", body.names, at.tags),
        "kind": body.kind.value,
        "founded_on": _day(body.founded_on),
        "time_zone": body.time_zone,
        "languages": list(body.languages),
        "visibility": body.visibility.value,
        "illustrative": body.illustrative,
        "asks_confirmation": body.asks_confirmation,
        "asks_sign_off": body.asks_sign_off,
        **_texts("criteria", body.criteria, at.tags),
        "source": body.source,
        **_texts("licence", body.data_licence, at.tags),
    }


def iterate_parties(at: Moment) -> Iterator[Row]:
    for stay in at.view.memberships:
        if stay.joined_on <= at.as_of:
            party = at.view.parties[stay.party_id]
            yield {
                "code": party.code,
                **_texts("name", party.names, at.tags),
                "country": party.country,
                "role": stay.role.value,
                "joined_on": _day(stay.joined_on),
                "left_on": _day(stay.left_on, by=at.as_of),
            }


def iterate_areas(at: Moment) -> Iterator[Row]:
    for area in at.view.areas.values():
        if area.opened_on <= at.as_of:
            yield {
                "code": area.code,
                **_texts("name", area.names, at.tags),
                "opened_on": _day(area.opened_on),
                "closed_on": _day(area.closed_on, by=at.as_of),
            }


def iterate_periods(at: Moment) -> Iterator[Row]:
    for facts in at.view.facts.visible(at.as_of):
        period = at.view.periods[at.view.period_id(facts.number)]
        yield {
            "number": period.number,
            "conference_on": _day(period.conference_on),
            "agreed_list_on": _day(period.agreed_list_on),
            "host": None if period.host_id is None else at.view.parties[period.host_id].code,
            "starts_on": _day(period.starts_on),
            "ends_on": _day(period.ends_on),
            "next_conference_planned_on": _day(period.next_conference_planned_on),
            "closed_on": _day(_closed_on(facts, at.as_of)),
            "stages_published": period.stages_published,
            "break_note": period.break_note,
        }


def iterate_projects_that_count(at: Moment) -> Iterator[Row]:
    """Period by period, each in the order of the register; what was struck counts nowhere and is left out."""
    for period in at.view.facts.visible(at.as_of):
        rows = iterate_projects(at.session, at.view, period=period.number, as_of=at.as_of, known_at=at.known_at)
        for row in rows:
            if row.struck_reason is None:
                yield _project_row(at, row) | _stages_of(at, row, period)


def iterate_standing_entries(at: Moment) -> Iterator[Row]:
    """Of the periods whose stages are published."""
    published = {period.number for period in at.view.facts.visible(at.as_of) if period.stages_published}
    for row in iterate_entries(at.session, at.view, period=None, as_of=at.as_of, known_at=at.known_at):
        if row.void is None and not row.is_struck and row.period in published:
            yield _entry_row(row)


#: By the name of the table; figures apart, which come by group as well.
ITERATORS: Mapping[str, Callable[[Moment], Iterator[Row]]] = {
    "body": iterate_body,
    "parties": iterate_parties,
    "areas": iterate_areas,
    "periods": iterate_periods,
    "projects": iterate_projects_that_count,
    "entries": iterate_standing_entries,
}


def _project_row(at: Moment, row: ProjectRow) -> Row:
    departments = {tag: _tell_departments(row, tag) for tag in at.tags}
    return {
        "period": row.period,
        "ref": row.ref,
        "list": ADDITIONAL if row.is_additional else AGREED,
        "area": row.area,
        **_texts("title", row.titles, at.tags),
        "mode": row.mode.value,
        "lead": row.lead,
        "parties": [one.party for one in row.departments if one.is_named],
        **_texts("departments", departments, at.tags),
        "proposed_by": row.proposed_by,
        "run_by": row.run_by and row.run_by.value,
        "field": row.field and row.field.value,
        "horizon": row.horizon and row.horizon.value,
        "continues": [kin.ref for kin in row.continues],
        "agreed_on": _day(row.agreed_on),
        "due_on": _day(row.due_on),
    }


def _stages_of(at: Moment, row: ProjectRow, period: PeriodFacts) -> Row:
    """What became of a project; nothing of it where nobody published that, and nothing confirmed unless it is asked."""
    published = period.stages_published
    asked = published and at.view.body.asks_confirmation
    days, confirmed = row.facts.days, row.facts.confirmed
    return {
        "promoted_on": _day(days.promoted_on, by=at.as_of) if published else None,
        "implemented_on": _day(days.implemented_on, by=at.as_of) if published else None,
        "confirmed_promoted_on": _day(confirmed.promoted_on, by=at.as_of) if asked else None,
        "confirmed_implemented_on": _day(confirmed.implemented_on, by=at.as_of) if asked else None,
        "stage": row.stage.value if published else None,
        "late_stage": row.late_stage.value if published and row.late_stage else None,
        "condition": row.condition.value if published and row.condition else None,
        "reason": row.reason.value if published and row.reason else None,
    }


def _entry_row(row: EntryRow) -> Row:
    return {
        "period": row.period,
        "ref": row.ref,
        "kind": row.kind.value,
        "effective_on": _day(row.effective_on),
        "reason": row.reason and row.reason.value,
        "party": row.party,
        "recorded_at": to_instant_text(row.recorded_at),
    }


def _tell_departments(row: ProjectRow, tag: str) -> str:
    """`SEL: Office; BJS: Office`, as registers have it."""
    return "; ".join(f"{one.party}: {one.names[tag]}" for one in row.departments if one.names.get(tag))


def _texts(name: str, texts: Mapping[str, str], tags: Sequence[str]) -> Row:
    return {f"{name}_{tag}": texts.get(tag) or None for tag in tags}


def _day(day: date | None, *, by: date = date.max) -> str | None:
    """None also for what was yet to come."""
    return None if day is None or day > by else day.isoformat()


def _closed_on(period: PeriodFacts, as_of: date) -> date | None:
    """The day of the closing that stood on the day."""
    return max(one.on for one in period.closings if one.on <= as_of) if period.is_closed(as_of) else None
