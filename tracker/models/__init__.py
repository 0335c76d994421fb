"""The tables, one noun per file, each with the classes through which outside data enters it.

An `id` is an int for whoever reads a row; a new row has none before it is flushed.
"""

from tracker.domain.bodies import BodyKind, PartyRole
from tracker.domain.due import ScheduleKind
from tracker.domain.editions import FileForm, FileKind, SignOffAnswer
from tracker.models.access_entry import AccessEntry
from tracker.models.area import Area, AreaCreate
from tracker.models.body import Body, BodyCreate
from tracker.models.chase import Chase, DepartmentContact
from tracker.models.closing import PeriodClosing
from tracker.models.columns import metadata, table_of
from tracker.models.conference_plan import ConferencePlan, PlanKind
from tracker.models.confirmation import Confirmation, ConfirmationRequest
from tracker.models.delivery import CalendarLink, Delivery, Recipient
from tracker.models.department_return import DepartmentReturn, ReportedStatement, ReturnLink
from tracker.models.document import Document, DocumentKind, Redaction
from tracker.models.edition import Edition, EditionLink, ReportFile, SignOff
from tracker.models.exchange import (
    EntryOrigin,
    ExchangeItem,
    ExchangeKind,
    ExchangePackage,
    ExchangeState,
    Installation,
    PackageContent,
    SentAnswer,
    SentEntry,
    SentVoid,
)
from tracker.models.history import HistoryAct, HistoryEntry, Subject
from tracker.models.lineage import Lineage
from tracker.models.mail import Mail
from tracker.models.party import Membership, MembershipCreate, Party, PartyCreate
from tracker.models.period import Period, PeriodCreate
from tracker.models.period_tally import PeriodTally
from tracker.models.project import Project, ProjectCreate, ProjectParty
from tracker.models.report_layout import AreaWords, Paper, ReportLayout
from tracker.models.schedule import Run, RunState, Schedule, ScheduleCreate
from tracker.models.status_entry import StatusEntry, StatusEntryCreate
from tracker.models.submission import Submission
from tracker.models.upload import Upload, UploadState
from tracker.models.user import SignIn, SignInAttempt, User, UserCreate, UserGrant, UserLink, UserLinkKind

__all__ = [
    "AccessEntry",
    "Area",
    "AreaCreate",
    "AreaWords",
    "Body",
    "BodyCreate",
    "BodyKind",
    "CalendarLink",
    "Chase",
    "ConferencePlan",
    "Confirmation",
    "ConfirmationRequest",
    "Delivery",
    "DepartmentContact",
    "DepartmentReturn",
    "Document",
    "DocumentKind",
    "Edition",
    "EditionLink",
    "EntryOrigin",
    "ExchangeItem",
    "ExchangeKind",
    "ExchangePackage",
    "ExchangeState",
    "FileForm",
    "FileKind",
    "HistoryAct",
    "HistoryEntry",
    "Installation",
    "Lineage",
    "Mail",
    "Membership",
    "MembershipCreate",
    "PackageContent",
    "Paper",
    "Party",
    "PartyCreate",
    "PartyRole",
    "Period",
    "PeriodClosing",
    "PeriodCreate",
    "PeriodTally",
    "PlanKind",
    "Project",
    "ProjectCreate",
    "ProjectParty",
    "Recipient",
    "Redaction",
    "ReportFile",
    "ReportLayout",
    "ReportedStatement",
    "ReturnLink",
    "Run",
    "RunState",
    "Schedule",
    "ScheduleCreate",
    "ScheduleKind",
    "SentAnswer",
    "SentEntry",
    "SentVoid",
    "SignIn",
    "SignInAttempt",
    "SignOff",
    "SignOffAnswer",
    "StatusEntry",
    "StatusEntryCreate",
    "Subject",
    "Submission",
    "Upload",
    "UploadState",
    "User",
    "UserCreate",
    "UserGrant",
    "UserLink",
    "UserLinkKind",
    "metadata",
    "table_of",
]
