"""Drawing up a list: what the last one hands on, with its lineage, and rows as a table or form holds them."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from tracker.actions.history import keep_changed, keeper_of
from tracker.actions.importing import ImportOutcome, import_register
from tracker.actions.periods import require_open
from tracker.actions.recording import Clock, Recording
from tracker.domain.problems import Problem, Refused
from tracker.models import Lineage, Period, Project, Subject
from tracker.queries.cycle import DROPPED, find_dropped
from tracker.register import HandedIn
from tracker.register.layout import PROJECTS


def require_draft(session: Session, period: Period) -> None:
    """Refused where the period is closed, or its list sealed."""
    require_open(session, period)
    if period.list_sealed_at is not None:
        raise Refused(Problem("draft_sealed", {"period": period.number}))


def add_rows(session: Session, recording: Recording, handed: HandedIn, *, clock: Clock) -> ImportOutcome:
    """Add the projects that are handed in; every check of a register's import holds. Refused with every problem:
    also where a ref is one that the body has, for these rows are new."""
    rows = handed.rows(PROJECTS.name)
    taken = set(session.exec(select(Project.ref).where(Project.body_id == recording.body_id)))
    problems = [
        Problem("ref_taken", {"value": row.values["ref"]}, row.place("ref"))
        for row in rows
        if row.values.get("ref") in taken
    ]
    if problems:
        raise Refused(*handed.in_order(handed.problems + problems))
    return import_register(session, handed, by=recording.by, clock=clock)


def carry_over(
    session: Session,
    recording: Recording,
    period: Period,
    handed: HandedIn | None,
    dropped: Mapping[str, str],
    *,
    clock: Clock,
) -> int:
    """Add the rows that continue earlier projects, and keep in the history of each dropped one (by its ref) why. All
    or nothing; how many rows were added."""
    require_draft(session, period)
    rows = [] if handed is None else handed.rows(PROJECTS.name)
    continued = {ref for row in rows for ref in row.values.get("continues", ())}
    both = sorted(continued & dropped.keys())
    if both:
        raise Refused(*(Problem("dropped_and_continued", {"ref": ref}) for ref in both))
    if handed is not None and rows:
        add_rows(session, recording, handed, clock=clock)
    known = find_dropped(session, recording.body_id, period.number)
    for ref, reason in dropped.items():
        if known.get(ref) != reason:
            keeper = keeper_of(recording)
            after = {DROPPED: period.number}
            keep_changed(session, keeper, Subject.PROJECT, ref, before={}, after=after, reason=reason)
    return len(rows)


def find_continued(session: Session, period: Period) -> frozenset[str]:
    """The refs of earlier projects that a period's projects continue."""
    later = select(col(Project.id)).where(Project.period_id == period.id, col(Project.struck_at).is_(None))
    query = select(Project.ref).join(Lineage, col(Lineage.continues_id) == Project.id)
    return frozenset(session.exec(query.where(col(Lineage.project_id).in_(later))))
