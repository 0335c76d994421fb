"""Keeping whom departments are reached by.

The history holds an address only in part: who was asked when can be followed, and an address can still be forgotten.
"""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from tracker.actions.history import keep_added, keep_changed, keep_removed, keeper_of
from tracker.actions.recording import Recording
from tracker.domain.problems import Place, Problem, Refused
from tracker.models import DepartmentContact, Party, Subject


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom a department is reached by. `name` may be empty."""

    email: str
    language: str
    name: str = ""


def add_contact(
    session: Session, recording: Recording, *, party_id: int, department: str, reached: Reached
) -> DepartmentContact:
    """Refused where the department has a contact."""
    query = select(DepartmentContact.id).where(
        DepartmentContact.body_id == recording.body_id,
        DepartmentContact.party_id == party_id,
        DepartmentContact.department == department,
    )
    if session.exec(query).first() is not None:
        raise Refused(Problem("contact_kept", {"department": department}, Place(column="department")))
    contact = DepartmentContact(
        body_id=recording.body_id,
        party_id=party_id,
        department=department,
        email=reached.email,
        name=reached.name,
        language=reached.language,
        recorded_at=recording.at,
        recorded_by=recording.by,
    )
    session.add(contact)
    keep_added(session, keeper_of(recording), Subject.CONTACT, get_key(session, contact), describe_contact(contact))
    return contact


def change_contact(session: Session, recording: Recording, contact: DepartmentContact, reached: Reached) -> bool:
    """Whether anything differs. A link by which the contact could hand over holds no more then."""
    now = (reached.email, reached.language, reached.name)
    if (contact.email, contact.language, contact.name) == now:
        return False
    before = describe_contact(contact)
    if contact.email != reached.email:
        contact.handed_over_from = None
    contact.email, contact.language, contact.name = now
    contact.recorded_at, contact.recorded_by = recording.at, recording.by
    session.add(contact)
    key, after = get_key(session, contact), describe_contact(contact)
    keep_changed(session, keeper_of(recording), Subject.CONTACT, key, before=before, after=after)
    return True


def remove_contact(session: Session, recording: Recording, contact: DepartmentContact) -> None:
    before, key = describe_contact(contact), get_key(session, contact)
    session.delete(contact)
    keep_removed(session, keeper_of(recording), Subject.CONTACT, key, before)


def get_key(session: Session, contact: DepartmentContact) -> str:
    """By which the history knows the department: its party's code and its name."""
    return make_key(session.get_one(Party, contact.party_id).code, contact.department)


def make_key(party: str, department: str) -> str:
    return f"{party} {department}"[:200]


def describe_contact(contact: DepartmentContact) -> dict[str, Any]:
    """A contact as the history holds it: no name, and of addresses only a part."""
    former = contact.handed_over_from
    return {
        "email": mask_address(contact.email),
        "language": contact.language,
        "handed_over_from": None if former is None else mask_address(former),
    }


def mask_address(address: str) -> str:
    """`ki…@city.example`: enough to tell two apart, not enough to write to."""
    name, _, host = address.rpartition("@")
    return f"{name[:2]}…@{host}"
