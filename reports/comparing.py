"""What an edition has otherwise than the one whose place it takes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from reports.causes import find_causes
from reports.differences import differs, find_moved, find_words
from reports.frozen import from_text
from reports.period_report import ChangedProject, PeriodReport, ReportChanges, ReportReopening
from tracker.domain.periods import ClosingKind
from tracker.models import Period
from tracker.queries.cycle import find_closings
from tracker.queries.editions import EditionView, get_edition_figures


def with_changes(
    session: Session, report: PeriodReport, period: Period, editions: Sequence[EditionView], *, why: str | None = None
) -> PeriodReport:
    """The report with what changed since the edition whose place it takes; as it is where it takes none's. `editions`:
    the period's; `why`: what whoever asked for this one said."""
    base = find_base(session, report, editions)
    if base is None:
        return report
    before = from_text(get_edition_figures(session, base.id))
    changes = compare(report, before, find_reopenings(session, period, since=base.known_at, until=report.known_at))
    causes = find_causes(session, period.body_id, before, report, [one.ref for one in changes.projects])
    projects = tuple(replace(one, causes=causes.get(one.ref, ())) for one in changes.projects)
    return replace(report, changes=replace(changes, projects=projects, why=why))


def find_base(session: Session, report: PeriodReport, editions: Sequence[EditionView]) -> EditionView | None:
    """The edition whose place a report takes: the last of the latest measuring day up to its own, which is what its
    readers had in hand. One of an earlier day than any before it corrects the last edition of the same measuring day;
    where the last day of the period was corrected and it is of that, the last one of what was the last day then."""
    measured_on = report.period.measured_on
    earlier = [one for one in editions if measured_on(one.as_of) <= measured_on(report.as_of)]
    if earlier:
        return max(earlier, key=lambda one: (measured_on(one.as_of), one.number))
    same = [one for one in editions if one.measured_on == report.figures.measured_on]
    if same or not _is_whole(report):
        return max(same, key=lambda one: one.number, default=None)
    latest = sorted(editions, key=lambda one: -one.number)
    return next((one for one in latest if _is_whole(from_text(get_edition_figures(session, one.id)))), None)


def _is_whole(report: PeriodReport) -> bool:
    """Whether it is measured on the last day of its period."""
    return report.figures.measured_on == report.figures.period.ends_on


def find_reopenings(
    session: Session, period: Period, *, since: datetime, until: datetime
) -> tuple[ReportReopening, ...]:
    """When and why a period was reopened between two instants, in order."""
    closings = reversed(find_closings(session, period))
    return tuple(
        ReportReopening(one.effective_on, one.reason or "")
        for one in closings
        if one.kind is ClosingKind.REOPENED and since < one.recorded_at <= until
    )


def compare(report: PeriodReport, before: PeriodReport, reopenings: Sequence[ReportReopening] = ()) -> ReportChanges:
    """`before`: the report that this one is held against."""
    then, now = ({one.ref: one for one in side.projects} for side in (before, report))
    refs = [*now, *(ref for ref in then if ref not in now)]
    return ReportChanges(
        edition=before.edition,
        as_of=before.as_of,
        reopenings=tuple(reopenings),
        figures=before.figures,
        projects=tuple(ChangedProject(ref, then.get(ref)) for ref in refs if differs(then.get(ref), now.get(ref))),
        moved=tuple(find_moved(before, report)),
        words=tuple(find_words(before, report)),
    )
