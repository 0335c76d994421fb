"""Departments, as the projects of a body name them, and whom each is reached by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.problems import NotFound
from tracker.models import DepartmentContact, Project, ProjectParty, table_of
from tracker.queries.bodies import BodyView
from tracker.wording.languages import pick_name

#: A party's row and the department's name, by which a contact is found.
DepartmentKey = tuple[int, str]

Contacts = Mapping[DepartmentKey, DepartmentContact]

#: How much of a department's name is kept where it is known by it.
LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class DepartmentView:
    """A department of a party. `names` by language; `projects`: how many name it, in whatever period;
    `contact` is None where nobody said whom it is reached by."""

    party_id: int
    department: str
    names: Mapping[str, str]
    projects: int
    contact: DepartmentContact | None

    @property
    def key(self) -> DepartmentKey:
        return (self.party_id, self.department)


def name_department(names: Mapping[str, str], languages: Iterable[str]) -> str:
    """The name by which a department is known: in the first of the body's languages that has one, as far as it can be
    kept; empty for none."""
    listed = list(languages)
    return pick_name(names, lang=next(iter(listed), ""), languages=listed).text.strip()[:LONGEST_NAME].rstrip()


def find_contacts(session: Session, body_id: int) -> Contacts:
    """Whom the departments of a body are reached by, each under its party's row and its name."""
    query = select(DepartmentContact).where(DepartmentContact.body_id == body_id).order_by(col(DepartmentContact.id))
    return {(contact.party_id, contact.department): contact for contact in session.exec(query)}


def get_contact(session: Session, body_id: int, contact_id: int) -> DepartmentContact:
    """NotFound, also for a contact of another body."""
    contact = session.get(DepartmentContact, contact_id)
    if contact is None or contact.body_id != body_id:
        raise NotFound("contact", str(contact_id))
    return contact


def find_departments(session: Session, view: BodyView) -> list[DepartmentView]:
    """Every department that a project of the body names, struck ones aside, and every one that has a contact;
    in the order of the parties, then by name."""
    contacts = find_contacts(session, view.id)
    names: dict[DepartmentKey, dict[str, str]] = {key: {} for key in contacts}
    counts: dict[DepartmentKey, int] = dict.fromkeys(contacts, 0)
    for party_id, texts in _find_named(session, view.id):
        key = (party_id, name_department(texts, view.body.languages))
        if key[1]:
            names[key] = texts | names.get(key, {})
            counts[key] = counts.get(key, 0) + 1
    found = [
        DepartmentView(key[0], key[1], names[key] or {view.body.languages[0]: key[1]}, counts[key], contacts.get(key))
        for key in names
    ]
    order = list(view.parties)
    return sorted(found, key=lambda one: (order.index(one.party_id), one.department))


def _find_named(session: Session, body_id: int) -> list[tuple[int, dict[str, str]]]:
    """Party and department's names of every project that counts."""
    named, project = table_of(ProjectParty).c, table_of(Project).c
    query = (
        sa.select(named.party_id, named.departments)
        .join(table_of(Project), project.id == named.project_id)
        .where(named.body_id == body_id, project.struck_at.is_(None))
        .order_by(named.project_id)
    )
    return [(party_id, texts) for party_id, texts in session.execute(query)]
