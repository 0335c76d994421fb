"""Freezing a period's figures as a numbered edition, or finding the one that says the same already."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlmodel import Session

from reports.building import build_report
from reports.comparing import with_changes
from reports.frozen import content_digest_of, digest_of, to_text
from reports.layouts import find_layout
from reports.period_report import PeriodReport
from tracker.actions.days import latest_day
from tracker.actions.recording import Clock, Recording, open_recording
from tracker.domain.problems import Problem, Refused
from tracker.models import Edition
from tracker.queries.bodies import BodyView, get_body, get_body_view
from tracker.queries.editions import EditionView, find_editions, get_edition


def freeze_edition(
    session: Session,
    body: str,
    period: int,
    *,
    as_of: date,
    by: str,
    clock: Clock,
    files_dir: Path | None = None,
) -> tuple[EditionView, bool]:
    """The edition of a period as of a day, and whether it is new.

    A new one is made where the content differs from that of the last edition of the same measuring day, or
    where that one is of an earlier day and not the period's current one.
    Everything recorded until now is in it, and nothing recorded later. `files_dir`: where the body's emblem lies,
    needed where it has one. Refused: a day that has not come anywhere among the parties, a period whose conference is
    after the day, an emblem that is not there. NotFound: body or period.
    """
    recording = open_recording(session, get_body(session, body), by=by, clock=clock)
    view = get_body_view(session, body)
    _require_day(view, recording, period, as_of)
    editions = find_editions(session, body, period)
    number = max((edition.number for edition in editions), default=0) + 1
    report = build_report(session, view, period, as_of=as_of, known_at=recording.at, edition=number)
    report = replace(report, layout=find_layout(session, view, files_dir))
    report = with_changes(session, report, view.periods[view.period_id(period)], editions)
    content = content_digest_of(report)
    last = next((edition for edition in editions if edition.measured_on == report.figures.measured_on), None)
    if last is not None and last.content_digest == content and (last.is_latest or as_of <= last.as_of):
        return last, False
    _add(session, view, recording, report, content)
    return get_edition(session, body, period, number), True


def _require_day(view: BodyView, recording: Recording, period: int, as_of: date) -> None:
    countries = [party.country for party in view.parties.values()]
    today = latest_day(recording.at, time_zone=view.body.time_zone, countries=countries)
    if as_of > today:
        raise Refused(Problem("report_ahead", {"day": as_of, "today": today}))
    conference_on = view.periods[view.period_id(period)].conference_on
    if conference_on > as_of:
        values = {"body": view.body.code, "period": period, "day": as_of, "conference_on": conference_on}
        raise Refused(Problem("report_before_conference", values))


def _add(session: Session, view: BodyView, recording: Recording, report: PeriodReport, content: str) -> None:
    figures = to_text(report)
    session.add(
        Edition(
            body_id=view.id,
            period_id=view.period_id(report.period.number),
            number=report.edition,
            as_of=report.as_of,
            measured_on=report.figures.measured_on,
            known_at=report.known_at,
            produced_at=report.produced_at,
            produced_by=recording.by,
            flags=" ".join(report.figures.flags),
            figures=figures,
            digest=digest_of(figures),
            content_digest=content,
        )
    )
    session.flush()
