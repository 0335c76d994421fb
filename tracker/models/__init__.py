"""The tables, one noun per file, each with the classes through which outside data enters it.

An `id` is an int for whoever reads a row; a new row has none before it is flushed.
"""

from tracker.domain.due import ScheduleKind
from tracker.models.area import Area, AreaCreate
from tracker.models.body import Body, BodyCreate, BodyKind
from tracker.models.closing import PeriodClosing
from tracker.models.columns import metadata, table_of
from tracker.models.edition import Edition, ReportFile
from tracker.models.lineage import Lineage
from tracker.models.party import Membership, MembershipCreate, Party, PartyCreate, PartyRole
from tracker.models.period import Period, PeriodCreate
from tracker.models.project import Project, ProjectCreate, ProjectParty
from tracker.models.schedule import Run, RunState, Schedule, ScheduleCreate
from tracker.models.status_entry import StatusEntry, StatusEntryCreate

__all__ = [
    "Area",
    "AreaCreate",
    "Body",
    "BodyCreate",
    "BodyKind",
    "Edition",
    "Lineage",
    "Membership",
    "MembershipCreate",
    "Party",
    "PartyCreate",
    "PartyRole",
    "Period",
    "PeriodClosing",
    "PeriodCreate",
    "Project",
    "ProjectCreate",
    "ProjectParty",
    "ReportFile",
    "Run",
    "RunState",
    "Schedule",
    "ScheduleCreate",
    "ScheduleKind",
    "StatusEntry",
    "StatusEntryCreate",
    "metadata",
    "table_of",
]
