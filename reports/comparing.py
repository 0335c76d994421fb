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
    was, or no such edition has the same measuring day. `editions`: the period's, the latest first."""
    reopenings = [one for one in find_closings(session, period) if one.kind is ClosingKind.REOPENED]
    if not reopenings:
        return report
    base = _find_base(report, editions, reopenings[0])
    if base is None:
        return report
    before = from_text(get_edition_figures(session, base.id))
    since = [one for one in reversed(reopenings) if one.recorded_at > base.known_at]
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


def _find_base(report: PeriodReport, editions: Sequence[EditionView], reopening: PeriodClosing) -> EditionView | None:
    known = [one for one in editions if one.known_at < reopening.recorded_at]
    return next((one for one in known if one.measured_on == report.figures.measured_on), None)
