"""What is still open of a period before it is closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.confirmations import Answer
from tracker.domain.silence import find_silent_months
from tracker.domain.stages import EntryKind, Mode
from tracker.models import Confirmation, ConfirmationRequest, Party, PartyRole, Period, Project, StatusEntry
from tracker.queries.bodies import BodyView
from tracker.queries.projects import ProjectRow


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """An entry of the project of a ref that a party disputes, or (answer None) has still to answer. `kind` and
    `effective_on`: what the entry says."""

    ref: str
    party: str
    answer: Answer | None
    note: str | None
    kind: EntryKind
    effective_on: date


def find_unconfirmed(session: Session, period: Period) -> list[Unconfirmed]:
    """The entries of a period's projects that a party disputes or has still to answer, in register order; `note`: what
    the party said last."""
    said = (
        select(Confirmation.note)
        .where(Confirmation.entry_id == ConfirmationRequest.entry_id)
        .where(Confirmation.party_id == ConfirmationRequest.party_id)
        .order_by(col(Confirmation.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        sa.select(
            col(Project.ref),
            col(Party.code),
            col(ConfirmationRequest.answer),
            said,
            col(StatusEntry.kind),
            col(StatusEntry.effective_on),
        )
        .select_from(ConfirmationRequest)
        .join(Project, col(Project.id) == ConfirmationRequest.project_id)
        .join(Party, col(Party.id) == ConfirmationRequest.party_id)
        .join(StatusEntry, col(StatusEntry.id) == ConfirmationRequest.entry_id)
        .where(col(Project.period_id) == period.id, col(Project.struck_at).is_(None))
        .where(sa.or_(col(ConfirmationRequest.answer).is_(None), col(ConfirmationRequest.answer) == Answer.DISPUTED))
        .order_by(col(Project.id), col(ConfirmationRequest.entry_id))
    )
    return [Unconfirmed(*row) for row in session.execute(query)]


@dataclass(frozen=True, slots=True)
class Checklist:
    """The refs of the projects that lack something, by what. `is_draft`: the period's list is not sealed."""

    is_draft: bool
    silent: Sequence[str]
    waiting: Sequence[str]
    disputed: Sequence[str]
    without_department: Sequence[str]
    without_counterpart: Sequence[str]

    @property
    def is_clear(self) -> bool:
        found = (self.silent, self.waiting, self.disputed, self.without_department, self.without_counterpart)
        return not self.is_draft and not any(found)


def make_checklist(
    session: Session, view: BodyView, period: Period, rows: Sequence[ProjectRow], *, day: date
) -> Checklist:
    """`rows`: the period's projects as of `day`, the last one it is measured on. A project that names no department
    at all is not once more one without a counterpart."""
    kept = [row for row in rows if row.struck_reason is None]
    unconfirmed = find_unconfirmed(session, period)
    members = frozenset(
        party.code for party, stay in view.members_on(period.conference_on) if stay.role is PartyRole.MEMBER
    )
    return Checklist(
        is_draft=period.list_sealed_at is None,
        silent=[row.ref for row in kept if period.stages_published and _is_silent(row, day)],
        waiting=_once(one.ref for one in unconfirmed if one.answer is None),
        disputed=_once(one.ref for one in unconfirmed if one.answer is Answer.DISPUTED),
        without_department=[row.ref for row in kept if not find_departments(row)],
        without_counterpart=[row.ref for row in kept if lacks_counterpart(row, members)],
    )


def find_departments(row: ProjectRow) -> list[str]:
    """The codes of the parties whose department is named."""
    return [one.party for one in row.departments if any(one.names.values())]


def lacks_counterpart(row: ProjectRow, members: frozenset[str]) -> bool:
    """Whether a mutual project names departments, but not of every party that is named, or of one party only."""
    named = set(find_departments(row))
    if row.mode is not Mode.MUTUAL or not named:
        return False
    concerned = {one.party for one in row.departments if one.is_named} & members
    return len(named) < 2 or bool(concerned - named)


def _is_silent(row: ProjectRow, day: date) -> bool:
    found = find_silent_months(row.last_entry_on, stage=row.stage, condition=row.condition, day=day)
    return found is not None


def _once(refs: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(refs))
