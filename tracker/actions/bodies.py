"""Founding a body, and what belongs to it: parties with their stays, areas."""

from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from tracker.actions.confirmations import keep_asking_in_step, keep_requests_in_step
from tracker.actions.history import keep_added, keep_changed, keeper_of
from tracker.actions.recording import Clock, Recording, open_recording
from tracker.domain.problems import Problem, Refused
from tracker.models import (
    Area,
    AreaCreate,
    Body,
    BodyCreate,
    Membership,
    MembershipCreate,
    Party,
    PartyCreate,
    Subject,
)


def add_body(session: Session, new: BodyCreate, *, by: str, clock: Clock) -> Recording:
    """Found a body; the recording under which the rest of it can be added. Refused where another body has
    its code, be it one that somebody else founds at the same moment."""
    body = Body(**new.model_dump(), last_recorded_at=clock())
    session.add(body)
    try:
        session.flush()
    except IntegrityError as error:
        raise Refused(Problem("body_exists", {"code": new.code})) from error
    recording = open_recording(session, body, by=by, clock=clock)
    keep_added(session, keeper_of(recording), Subject.BODY, new.code, new.model_dump())
    return recording


def add_party(session: Session, recording: Recording, new: PartyCreate) -> Party:
    party = Party(body_id=recording.body_id, **new.model_dump())
    session.add(party)
    session.flush()
    keep_added(session, keeper_of(recording), Subject.PARTY, new.code, new.model_dump())
    return party


def add_membership(session: Session, recording: Recording, party: Party, new: MembershipCreate) -> Membership:
    stay = Membership(body_id=recording.body_id, party_id=party.id, **new.model_dump())
    session.add(stay)
    session.flush()
    keep_requests_in_step(session, recording.body)
    keep_added(session, keeper_of(recording), Subject.PARTY, party.code, new.model_dump())
    return stay


def add_area(session: Session, recording: Recording, new: AreaCreate) -> Area:
    area = Area(body_id=recording.body_id, **new.model_dump())
    session.add(area)
    session.flush()
    keep_added(session, keeper_of(recording), Subject.AREA, new.code, new.model_dump())
    return area


def change_row(
    session: Session, recording: Recording, row: SQLModel, changes: dict[str, Any], *, subject: Subject, key: str
) -> bool:
    """Set fields of a body, party, stay or area, called by `key`; whether any value was another before."""
    before = {name: getattr(row, name) for name in changes}
    for name, value in changes.items():
        if before[name] != value:
            setattr(row, name, value)
    session.flush()
    if before != changes:
        _keep_in_step(session, recording, row, changes)
    return keep_changed(session, keeper_of(recording), subject, key, before=before, after=changes)


def _keep_in_step(session: Session, recording: Recording, row: SQLModel, changes: dict[str, Any]) -> None:
    """Who belonged to the body on a day says whom its projects concern; and whether it asks at all."""
    if isinstance(row, Membership):
        keep_requests_in_step(session, recording.body)
    elif isinstance(row, Body) and "asks_confirmation" in changes:
        keep_asking_in_step(session, row)
