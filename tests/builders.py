"""The smallest valid thing of each kind, in a session; whatever a test cares about, it says.

Rows are written as they are, past the rules of `tracker.actions`; entries go through them, so that
the days on a project's row fit its log.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel

from tracker.actions.entries import log_entry
from tracker.actions.recording import Recording, open_recording
from tracker.domain.stages import CONDITION_KINDS, EntryKind, Mode, Reason
from tracker.models import (
    Area,
    Body,
    BodyKind,
    Membership,
    Party,
    PartyRole,
    Period,
    Project,
    StatusEntry,
    StatusEntryCreate,
)

#: When everything is recorded unless a test says otherwise, and by whom.
RECORDED_AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
RECORDED_BY = "tests"
FOUNDED_ON = date(2020, 1, 1)

_numbers = count(1)
Row = TypeVar("Row", bound=SQLModel)


def clock_at(instant: datetime) -> Callable[[], datetime]:
    """A clock that stands."""
    return lambda: instant


def record(session: Session, body: Body, at: datetime = RECORDED_AT) -> Recording:
    """A recording on a body, as actions want it."""
    return open_recording(session, body, by=RECORDED_BY, clock=clock_at(at))


def make_body(session: Session, code: str = "body", **fields: Any) -> Body:
    """A body founded on FOUNDED_ON that nothing was recorded of."""
    values: dict[str, Any] = {
        "names": {"en": f"Body {code}"},
        "kind": BodyKind.JOINT_COMMITTEE,
        "founded_on": FOUNDED_ON,
        "time_zone": "Asia/Seoul",
        "languages": ["en"],
        "last_recorded_at": datetime(2020, 1, 1, tzinfo=UTC),
    }
    return _added(session, Body(code=code, **values | fields))


def make_party(session: Session, body: Body, code: str = "SEL", **fields: Any) -> Party:
    """A Korean member since FOUNDED_ON; `role`, `joined_on`, `left_on` are of its one stay."""
    stay: dict[str, Any] = {"role": PartyRole.MEMBER, "joined_on": FOUNDED_ON}
    stay |= {name: fields.pop(name) for name in ("role", "joined_on", "left_on") if name in fields}
    values: dict[str, Any] = {"body_id": body.id, "names": {"en": f"Party {code}"}, "country": "KR"}
    party = _added(session, Party(code=code, **values | fields))
    _added(session, Membership(**stay | {"body_id": body.id, "party_id": party.id}))
    return party


def make_area(session: Session, body: Body, code: str = "ECO", **fields: Any) -> Area:
    """An area open since FOUNDED_ON."""
    values: dict[str, Any] = {"body_id": body.id, "names": {"en": f"Area {code}"}, "opened_on": FOUNDED_ON}
    return _added(session, Area(code=code, **values | fields))


def make_period(session: Session, body: Body, number: int = 1, **fields: Any) -> Period:
    """A period of two years from 2020 + 2 (number - 1), its list sealed at the conference."""
    opens_on = date(2018 + 2 * number, 1, 1)
    values: dict[str, Any] = {
        "body_id": body.id,
        "conference_on": opens_on,
        "starts_on": fields.get("conference_on", opens_on),
        "ends_on": date(opens_on.year + 1, 12, 31),
        "list_sealed_at": datetime(opens_on.year, opens_on.month, opens_on.day, 9, tzinfo=UTC),
    }
    return _added(session, Period(number=number, **values | fields))


def make_project(session: Session, period: Period, area: Area, ref: str | None = None, **fields: Any) -> Project:
    """A mutual project agreed at the period's conference, with nothing logged; one-sided where `lead_id` is given."""
    ref = ref or f"{period.number}-{area.code}-{next(_numbers):04}"
    values: dict[str, Any] = {
        "body_id": period.body_id,
        "period_id": period.id,
        "area_id": area.id,
        "titles": {"en": f"Project {ref}"},
        "mode": Mode.ONE_SIDED if "lead_id" in fields else Mode.MUTUAL,
        "agreed_on": period.conference_on,
        "recorded_at": period.list_sealed_at or RECORDED_AT,
        "recorded_by": RECORDED_BY,
    }
    return _added(session, Project(ref=ref, **values | fields))


def make_entry(
    session: Session, project: Project, kind: EntryKind, on: date, *, at: datetime = RECORDED_AT, **fields: Any
) -> StatusEntry:
    """An entry logged by the rules; suspended and withdrawn have the reason `other` unless given."""
    if kind in CONDITION_KINDS and kind is not EntryKind.RESUMED:
        fields.setdefault("reason", Reason.OTHER)
    recording = record(session, session.get_one(Body, project.body_id), at)
    return log_entry(session, recording, project, StatusEntryCreate(kind=kind, effective_on=on, **fields))


def _added(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
