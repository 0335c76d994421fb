"""What the next conference is asked to do with each unfinished project."""

from dataclasses import dataclass
from enum import StrEnum

from reports.period_report import PeriodReport, ReportProject
from reports.selections import find_unfinished
from tracker.domain.stages import Condition, Reason, Stage
from tracker.wording.marks import N_


class Proposal(StrEnum):
    """What the next conference is asked to do with an unfinished project."""

    RESCHEDULE = "reschedule"
    REDEFINE = "redefine"
    REPLACE = "replace"
    RESUME = "resume"
    FUND = "fund"
    ANSWER = "answer"
    BEGIN = "begin"
    EXTEND = "extend"
    COMPLETE = "complete"


#: What is asked, as the heading of the projects of which it is.
WORDS = {
    Proposal.RESCHEDULE: N_("Postponed: set a new date, or drop it"),
    Proposal.REDEFINE: N_("Reformulated: agree on the changed content"),
    Proposal.REPLACE: N_("Superseded: name the project that takes its place, or drop it"),
    Proposal.RESUME: N_("Suspended: resume it, or drop it"),
    Proposal.FUND: N_("Without funding: settle the funding, or drop it"),
    Proposal.ANSWER: N_("Waiting for the other side: give the answer that it waits for"),
    Proposal.BEGIN: N_("Not promoted: carry it over with a first step and who takes it, or drop it"),
    Proposal.EXTEND: N_("Promoted, its due date passed: carry it over with a new date, or end it"),
    Proposal.COMPLETE: N_("Promoted, not yet implemented: carry it over until it is implemented"),
}

#: What a suspended project waits for, by its reason.
FOR_REASON = {
    Reason.POSTPONED: Proposal.RESCHEDULE,
    Reason.REFORMULATED: Proposal.REDEFINE,
    Reason.SUPERSEDED: Proposal.REPLACE,
    Reason.FUNDING: Proposal.FUND,
    Reason.OTHER_SIDE_PENDING: Proposal.ANSWER,
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """The projects of which the same is asked."""

    proposal: Proposal
    projects: tuple[ReportProject, ...]


def find_proposals(report: PeriodReport) -> list[Proposed]:
    """What is asked of the next conference, project by project: every unfinished one once. None while nobody knows
    which projects are finished."""
    if not report.figures.has_stages:
        return []
    groups: dict[Proposal, list[ReportProject]] = {proposal: [] for proposal in Proposal}
    for project in find_unfinished(report):
        groups[propose(project, report)].append(project)
    return [Proposed(proposal, tuple(projects)) for proposal, projects in groups.items() if projects]


def propose(project: ReportProject, report: PeriodReport) -> Proposal:
    """What is asked of the conference about an unfinished project: by the reason of its suspension, else by its stage
    and whether its due date has passed on the measuring day."""
    if project.condition is Condition.SUSPENDED:
        return Proposal.RESUME if project.reason is None else FOR_REASON.get(project.reason, Proposal.RESUME)
    if project.stage is not Stage.PROMOTED:
        return Proposal.BEGIN
    return Proposal.EXTEND if is_overdue(project, report) else Proposal.COMPLETE


def is_overdue(project: ReportProject, report: PeriodReport) -> bool:
    return project.due_on is not None and project.due_on < report.figures.measured_on
