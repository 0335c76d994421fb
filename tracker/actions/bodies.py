"""Founding a body, and what belongs to it: parties with their stays, areas."""

from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from tracker.actions.recording import Clock, Recording, open_recording
from tracker.domain.problems import Problem, Refused
from tracker.models import Area, AreaCreate, Body, BodyCreate, Membership, MembershipCreate, Party, PartyCreate


def add_body(session: Session, new: BodyCreate, *, by: str, clock: Clock) -> Recording:
    """Found a body; the recording under which the rest of it can be added. Refused where another body has
    its code, be it one that somebody else founds at the same moment."""
    body = Body(**new.model_dump(), last_recorded_at=clock())
    session.add(body)
    try:
        session.flush()
    except IntegrityError as error:
        raise Refused(Problem("body_exists", {"code": new.code})) from error
    return open_recording(session, body, by=by, clock=clock)


def add_party(session: Session, recording: Recording, new: PartyCreate) -> Party:
    party = Party(body_id=recording.body_id, **new.model_dump())
    session.add(party)
    session.flush()
    return party


def add_membership(session: Session, recording: Recording, party: Party, new: MembershipCreate) -> Membership:
    stay = Membership(body_id=recording.body_id, party_id=party.id, **new.model_dump())
    session.add(stay)
    session.flush()
    return stay


def add_area(session: Session, recording: Recording, new: AreaCreate) -> Area:
    area = Area(body_id=recording.body_id, **new.model_dump())
    session.add(area)
    session.flush()
    return area


def change_row(session: Session, row: SQLModel, changes: dict[str, Any]) -> bool:
    """Set fields of a body, party, stay or area; whether any value was another before."""
    changed = {name: value for name, value in changes.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    session.flush()
    return bool(changed)
