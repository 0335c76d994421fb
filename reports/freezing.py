"""Freezing a period's figures as a numbered edition, or finding the one that says the same already."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session

from reports.building import build_report
from reports.comparing import with_changes
from reports.frozen import content_digest_of, digest_of, from_text, to_text
from reports.layouts import find_layout
from reports.period_report import PeriodReport
from tracker.actions.days import latest_day
from tracker.actions.recording import Clock, Recording, open_recording
from tracker.domain.editions import keep_flags
from tracker.domain.problems import Place, Problem, Refused
from tracker.models import Edition, PartyRole
from tracker.queries.bodies import BodyView, get_body, get_body_view
from tracker.queries.editions import EditionView, find_editions, get_edition, get_edition_figures


def freeze_edition(
    session: Session,
    body: str,
    period: int,
    *,
    as_of: date,
    by: str,
    clock: Clock,
    why: str | None = None,
    schedule_id: int | None = None,
    newer_than: datetime | None = None,
    files_dir: Path | None = None,
    check_at: str = "",
) -> tuple[EditionView, bool]:
    """The edition of a period as of a day, and whether it is new.

    A new one is made where the content differs from that of the last edition of the same measuring day, or
    where that one is of an earlier day and not the period's current one.
    Everything recorded until now is in it, and nothing recorded later. `why`: what whoever asks for it says;
    `schedule_id`: of the schedule that it is due by. `newer_than`: a new one is wanted although the figures are the
    same, for the reason `why`: an edition produced before this instant does not do. `files_dir`: where the body's
    emblem lies, needed where it has one; `check_at`: the address of the page that checks files, kept and printed on
    each. Refused: a day that has not come anywhere among the parties, a period whose conference is after the day, a
    new edition of the same figures without a reason, an emblem that is not there. NotFound: body or period.
    """
    if newer_than is not None and not (why or "").strip():
        raise Refused(Problem("edition_without_reason", {"body": body, "period": period}, Place(column="why")))
    recording = open_recording(session, get_body(session, body), by=by, clock=clock)
    view = get_body_view(session, body)
    require_day(view, recording, period, as_of)
    editions = find_editions(session, body, period)
    number = max((edition.number for edition in editions), default=0) + 1
    report = make_report(session, view, period, as_of=as_of, known_at=recording.at, edition=number)
    report = replace(report, layout=replace(find_layout(session, view, files_dir), check_at=check_at))
    last = next((edition for edition in editions if edition.measured_on == report.figures.measured_on), None)
    if last is not None and _is_enough(session, last, report, newer_than):
        return last, False
    report = with_changes(session, report, view.periods[view.period_id(period)], editions, why=why)
    _add(session, view, recording, report, why=why, schedule_id=schedule_id)
    return get_edition(session, body, period, number), True


def make_report(
    session: Session, view: BodyView, period: int, *, as_of: date, known_at: datetime, edition: int
) -> PeriodReport:
    """The report that an edition freezes, without what it says of the edition before."""
    report = build_report(session, view, period, as_of=as_of, known_at=known_at, edition=edition)
    return replace(report, asked=find_asked(view, report))


def find_asked(view: BodyView, report: PeriodReport) -> tuple[str, ...]:
    """The codes of the parties that are asked to sign a report off: the members on its measuring day, where the body
    asks for sign-off and the figures stand."""
    figures = report.figures
    if not view.body.asks_sign_off or figures.is_provisional:
        return ()
    stays = view.members_on(figures.measured_on)
    return tuple(party.code for party, stay in stays if stay.role is PartyRole.MEMBER)


def _is_enough(session: Session, last: EditionView, report: PeriodReport, newer_than: datetime | None) -> bool:
    """Whether an edition says what the report says, and is as new as is wanted."""
    if newer_than is not None and last.produced_at < newer_than:
        return False
    if not last.is_latest and report.as_of > last.as_of:
        return False
    content = content_digest_of(report)
    if last.content_digest == content:
        return True
    # Editions of before counted what they said of the edition before them as content.
    return content_digest_of(from_text(get_edition_figures(session, last.id))) == content


def require_day(view: BodyView, recording: Recording, period: int, as_of: date) -> None:
    """Refused: see `freeze_edition`."""
    countries = [party.country for party in view.parties.values()]
    today = latest_day(recording.at, time_zone=view.body.time_zone, countries=countries)
    if as_of > today:
        raise Refused(Problem("report_ahead", {"day": as_of, "today": today}))
    conference_on = view.periods[view.period_id(period)].conference_on
    if conference_on > as_of:
        values = {"body": view.body.code, "period": period, "day": as_of, "conference_on": conference_on}
        raise Refused(Problem("report_before_conference", values))


def _add(
    session: Session,
    view: BodyView,
    recording: Recording,
    report: PeriodReport,
    *,
    why: str | None,
    schedule_id: int | None,
) -> None:
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
            flags=" ".join(keep_flags(report.figures.flags, is_provisional=report.figures.is_provisional)),
            figures=figures,
            digest=digest_of(figures),
            content_digest=content_digest_of(report),
            why=why,
            schedule_id=schedule_id,
            asked=list(report.asked),
        )
    )
    session.flush()
