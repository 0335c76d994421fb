"""What an edition after a reopening has otherwise than the last edition before it."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from reports.differences import differs
from reports.frozen import from_text
from reports.period_report import ChangedProject, PeriodReport, ReportChanges, ReportReopening
from tracker.domain.periods import ClosingKind
from tracker.models import Period, PeriodClosing
from tracker.queries.cycle import find_closings
from tracker.queries.editions import EditionView, get_edition_figures


def with_changes(
    session: Session, report: PeriodReport, period: Period, editions: Sequence[EditionView]
) -> PeriodReport:
    """The report with what changed since the last edition before the period was last reopened; as it is where it never
    was, or no such edition can be held against it. `editions`: the period's, the latest first."""
    reopenings = [one for one in find_closings(session, period) if one.kind is ClosingKind.REOPENED]
    if not reopenings:
        return report
    before = _find_base(session, report, editions, reopenings[0])
    if before is None:
        return report
    since = [one for one in reversed(reopenings) if one.recorded_at > before.known_at]
    return replace(
        report, changes=compare(report, before, [ReportReopening(one.effective_on, one.reason or "") for one in since])
    )


def compare(report: PeriodReport, before: PeriodReport, reopenings: Sequence[ReportReopening]) -> ReportChanges:
    """`before`: the report of the edition that this one is held against."""
    then, now = ({one.ref: one for one in side.projects} for side in (before, report))
    refs = [*now, *(ref for ref in then if ref not in now)]
    return ReportChanges(
        edition=before.edition,
        as_of=before.as_of,
        reopenings=tuple(reopenings),
        figures=before.figures,
        projects=tuple(ChangedProject(ref, then.get(ref)) for ref in refs if differs(then.get(ref), now.get(ref))),
    )


def _find_base(
    session: Session, report: PeriodReport, editions: Sequence[EditionView], reopening: PeriodClosing
) -> PeriodReport | None:
    """The last one known before the reopening that was measured on the same day; where the last day of the period was
    corrected since and this report is of it, the last one that was measured on what was the last day then."""
    known = [one for one in editions if one.known_at < reopening.recorded_at]
    same = next((one for one in known if one.measured_on == report.figures.measured_on), None)
    if same is not None:
        return from_text(get_edition_figures(session, same.id))
    if not _is_whole(report):
        return None
    reports = (from_text(get_edition_figures(session, one.id)) for one in known)
    return next((one for one in reports if _is_whole(one)), None)


def _is_whole(report: PeriodReport) -> bool:
    """Whether it is measured on the last day of its period."""
    return report.figures.measured_on == report.figures.period.ends_on
