"""A body's settings, parties with their stays, and areas, changed one at a time: every rule of a register holds."""

from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, select

from tracker.actions.bodies import add_area, add_membership, add_party, change_row
from tracker.actions.confirmations import keep_requests_in_step
from tracker.actions.days import latest_day
from tracker.actions.history import keep_removed, keeper_of
from tracker.actions.recording import Recording
from tracker.domain.problems import NotFound, Problem, Refused
from tracker.models import Area, AreaCreate, Membership, MembershipCreate, Party, PartyCreate, Subject
from tracker.queries.registers import get_register
from tracker.register.edits import Edit, find_edit_problems
from tracker.register.layout import AREAS, BODY, PARTIES
from tracker.register.merging import Row

OF_PARTY = ("code", "names", "country")


def change_body(session: Session, recording: Recording, values: Row) -> bool:
    """Set fields of the body; whether any was another before. Refused as a register that says them would be."""
    body = recording.body
    _require_fitting(session, recording, Edit(BODY, {"code": body.code} | values, (body.code,)))
    return change_row(session, recording, body, values, subject=Subject.BODY, key=body.code)


def found_party(session: Session, recording: Recording, values: Row) -> Party:
    """A party with its first stay."""
    if _find_party(session, recording, values["code"]) is not None:
        raise Refused(Problem("row_there", {"value": values["code"]}))
    _require_fitting(session, recording, Edit(PARTIES, values))
    party = add_party(session, recording, PartyCreate.model_validate({name: values[name] for name in OF_PARTY}))
    add_membership(session, recording, party, MembershipCreate.model_validate(_of_stay(values)))
    return party


def change_party(session: Session, recording: Recording, code: str, values: Row) -> bool:
    """Names and country; whether any was another before."""
    party = get_party(session, recording, code)
    stay = _stays_of(session, party)[0]
    whole = {"code": code, "joined_on": stay.joined_on} | values
    _require_fitting(session, recording, Edit(PARTIES, whole, (code, stay.joined_on)))
    return change_row(session, recording, party, values, subject=Subject.PARTY, key=code)


def add_stay(session: Session, recording: Recording, code: str, values: Row) -> Membership:
    """A party that left comes again."""
    party = get_party(session, recording, code)
    whole = {"code": code, "names": party.names, "country": party.country} | values
    _require_fitting(session, recording, Edit(PARTIES, whole))
    return add_membership(session, recording, party, MembershipCreate.model_validate(_of_stay(values)))


def change_stay(session: Session, recording: Recording, stay_id: int, values: Row) -> bool:
    """Role and days of a stay; whether any was another before."""
    stay = session.get(Membership, stay_id)
    if stay is None or stay.body_id != recording.body_id:
        raise NotFound("stay", str(stay_id))
    party = session.get_one(Party, stay.party_id)
    _require_fitting(session, recording, Edit(PARTIES, {"code": party.code} | values, (party.code, stay.joined_on)))
    return change_row(session, recording, stay, _of_stay(values), subject=Subject.PARTY, key=party.code)


def remove_party(session: Session, recording: Recording, code: str) -> None:
    """One that was added by mistake. Refused (`in_use`) where anything names it."""
    party = get_party(session, recording, code)
    before = {name: getattr(party, name) for name in OF_PARTY}
    for stay in _stays_of(session, party):
        session.delete(stay)
    keep_requests_in_step(session, recording.body)  # nobody asks it any more
    _delete(session, party, code)
    keep_removed(session, keeper_of(recording), Subject.PARTY, code, before)


def found_area(session: Session, recording: Recording, values: Row) -> Area:
    _require_fitting(session, recording, Edit(AREAS, values))
    return add_area(session, recording, AreaCreate.model_validate(values))


def change_area(session: Session, recording: Recording, code: str, values: Row) -> bool:
    """Names and days of an area; whether any was another before."""
    area = get_area(session, recording, code)
    _require_fitting(session, recording, Edit(AREAS, {"code": code} | values, (code,)))
    return change_row(session, recording, area, values, subject=Subject.AREA, key=code)


def remove_area(session: Session, recording: Recording, code: str) -> None:
    """One that was added by mistake. Refused (`in_use`) where any project is of it."""
    area = get_area(session, recording, code)
    before = {name: getattr(area, name) for name in ("code", "names", "opened_on", "closed_on")}
    _delete(session, area, code)
    keep_removed(session, keeper_of(recording), Subject.AREA, code, before)


def get_party(session: Session, recording: Recording, code: str) -> Party:
    party = _find_party(session, recording, code)
    if party is None:
        raise NotFound("party", code)
    return party


def get_area(session: Session, recording: Recording, code: str) -> Area:
    area = session.exec(select(Area).where(Area.body_id == recording.body_id, Area.code == code)).one_or_none()
    if area is None:
        raise NotFound("area", code)
    return area


def _find_party(session: Session, recording: Recording, code: str) -> Party | None:
    return session.exec(select(Party).where(Party.body_id == recording.body_id, Party.code == code)).one_or_none()


def _stays_of(session: Session, party: Party) -> list[Membership]:
    query = select(Membership).where(Membership.party_id == party.id).order_by(col(Membership.joined_on))
    return list(session.exec(query))


def _of_stay(values: Row) -> dict[str, Any]:
    return {name: values[name] for name in ("role", "joined_on", "left_on")}


def _delete(session: Session, row: SQLModel, code: str) -> None:
    """Refused where a row of another table refers to it."""
    try:
        session.flush()
        session.delete(row)
        session.flush()
    except IntegrityError as error:
        raise Refused(Problem("in_use", {"value": code})) from error


def _require_fitting(session: Session, recording: Recording, edit: Edit) -> None:
    stored = get_register(session, recording.body.code).tables
    countries: set[Any] = {row["country"] for row in stored[PARTIES.name]} | {edit.values.get("country")}
    zone = edit.values.get("time_zone") or recording.body.time_zone
    today = latest_day(recording.at, time_zone=zone, countries=countries - {None})
    problems = find_edit_problems(recording.body.code, stored, edit, today)
    if problems:
        raise Refused(*problems)
