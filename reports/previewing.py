"""What an edition would hold if it were frozen now. Nothing is frozen, and no number is given."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session

from reports.comparing import with_changes
from reports.freezing import make_report
from reports.layouts import find_layout
from reports.period_report import PeriodReport
from tracker.queries.bodies import BodyView
from tracker.queries.editions import find_editions


def build_preview(
    session: Session, view: BodyView, period: int, *, as_of: date, known_at: datetime, files_dir: Path
) -> PeriodReport:
    """Of a period that has figures on the day. Refused as `find_layout`."""
    report = make_report(session, view, period, as_of=as_of, known_at=known_at, edition=0)
    report = replace(report, layout=find_layout(session, view, files_dir))
    editions = find_editions(session, view.body.code, period)
    return with_changes(session, report, view.periods[view.period_id(period)], editions)
