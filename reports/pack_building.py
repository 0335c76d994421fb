"""Fills a conference pack from the queries, as of a day."""

from datetime import date, datetime

from sqlmodel import Session

from reports.building import build_report, find_report_projects
from reports.pack import ConferencePack, PackDispute
from reports.period_report import ReportProject
from tracker.domain.confirmations import Answer
from tracker.queries.bodies import BodyView
from tracker.queries.checklists import find_unconfirmed


def build_pack(session: Session, view: BodyView, period: int, *, as_of: date, known_at: datetime) -> ConferencePack:
    """The pack for the conference that ends a period, which has figures on the day."""
    row = view.periods[view.period_id(period)]
    disputes = (
        PackDispute(one.ref, one.kind, one.effective_on, one.party, one.answer is Answer.DISPUTED, one.note)
        for one in find_unconfirmed(session, row)
    )
    return ConferencePack(
        report=build_report(session, view, period, as_of=as_of, known_at=known_at),
        next_on=row.next_conference_planned_on,
        disputes=tuple(disputes),
        draft=tuple(_find_draft(session, view, period, as_of=as_of, known_at=known_at)),
    )


def _find_draft(
    session: Session, view: BodyView, period: int, *, as_of: date, known_at: datetime
) -> list[ReportProject]:
    """The projects of the next period's list, where it is there already."""
    following = next((one for one in view.facts.visible(as_of) if one.number == period + 1), None)
    if following is None:
        return []
    found = find_report_projects(session, view, following, as_of=as_of, known_at=known_at)
    return [one for one in found if one.struck_reason is None]
