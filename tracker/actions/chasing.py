"""Putting digests into the outbox: when they are due, once each; and the settings that say when."""

from dataclasses import dataclass
from datetime import datetime, time
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker.actions.digests import DigestLinks, DigestWriter, Doors
from tracker.actions.hand_overs import HOLDS, make_token
from tracker.actions.history import keep_changed, keeper_of
from tracker.actions.mail import is_queued, queue_mail
from tracker.actions.recording import Clock, Recording, open_recording
from tracker.actions.return_links import end_links, make_link
from tracker.domain.chasing import find_last_due
from tracker.models import Body, Chase, Subject
from tracker.queries.bodies import BodyView, get_body_view
from tracker.queries.chasing import KEY, Digest, find_chased, find_secretaries, get_chase, rule_of, timing_of
from tracker.queries.contacts import DepartmentKey
from tracker.wording.languages import find_language

#: Who makes the links of digests, also of those that somebody sends: what comes back is for each department's own
#: secretariat, and not for whoever sent them.
CHASED_BY = "schedule"


@dataclass(frozen=True, slots=True)
class ChaseSettings:
    is_on: bool
    weekday: int
    at: time
    silent_days: int
    due_days: int


def set_chase(session: Session, recording: Recording, wanted: ChaseSettings) -> Chase:
    """Whoever switches chasing on, or moves its time, is not answered by what would have been due before."""
    chase = get_chase(session, recording.body_id, now=recording.at)
    before = _describe(chase)
    moved = (chase.is_on, chase.weekday, chase.at) != (wanted.is_on, wanted.weekday, wanted.at)
    chase.is_on, chase.weekday, chase.at = wanted.is_on, wanted.weekday, wanted.at
    chase.silent_days, chase.due_days = wanted.silent_days, wanted.due_days
    if moved:
        chase.active_from = recording.at
    session.add(chase)
    session.flush()
    key = recording.body.code
    keep_changed(session, keeper_of(recording), Subject.CHASE, key, before=before, after=_describe(chase))
    return chase


def chase_if_due(session: Session, body_id: int, links: DigestLinks, *, clock: Clock) -> int | None:
    """Put the digests of the last due instant into the outbox, unless they were; how many, or None where nothing is
    due. Of two who try at once, the second finds it done."""
    recording = open_recording(session, session.get_one(Body, body_id), by=CHASED_BY, clock=clock)
    chase = session.get_one(Chase, body_id, populate_existing=True)
    due_at = find_last_due(timing_of(chase, recording.body), until=clock())
    if not chase.is_on or due_at is None or (chase.last_due_at is not None and due_at <= chase.last_due_at):
        return None
    chase.last_due_at = due_at
    session.add(chase)
    return queue_digests(session, recording, chase, links, due_at=due_at)


def queue_digests(session: Session, recording: Recording, chase: Chase, links: DigestLinks, *, due_at: datetime) -> int:
    """Put one mail for each recipient into the outbox, as things stand now; how many. None to whom nothing is to be
    said, and none twice for one instant."""
    view, zone = get_body_view(session, recording.body.code), ZoneInfo(recording.body.time_zone)
    rule, day = rule_of(chase), recording.at.astimezone(zone).date()
    writer = DigestWriter(view, rule, day, links, find_secretaries(session, view.id))
    queued = 0
    for digest in find_chased(session, view, rule, day=day).digests:
        key = f"{KEY}{view.body.code}:{due_at.isoformat()}:{sha256(digest.address.casefold().encode()).hexdigest()}"
        if is_queued(session, key):
            continue
        language = find_language([digest.language])
        written = writer.write(digest, _open_doors(session, recording, view, digest, links))
        mail = queue_mail(
            session,
            key=key,
            to_address=digest.address,
            language=language,
            subject=written.subject,
            text=written.text,
            at=recording.at,
            body_id=view.id,
        )
        queued += mail is not None
    return queued


def _open_doors(session: Session, recording: Recording, view: BodyView, digest: Digest, links: DigestLinks) -> Doors:
    """The links of a digest that need no account: to hand over, and to the form of each department whose contact the
    recipient is."""
    zone = ZoneInfo(view.body.time_zone)
    token = make_token(links.secret, digest.contacts, now=recording.at)
    forms: dict[DepartmentKey, list[str]] = {}
    for part in digest.parts:
        for period in part.periods if part.contact is not None else ():
            of: dict[str, Any] = {
                "period_id": view.period_id(period),
                "party_id": part.party_id,
                "department": part.department,
            }
            end_links(session, recording, made_by=CHASED_BY, **of)  # the last digest's: its secret is kept nowhere
            _, secret = make_link(session, recording, days=HOLDS.days, made_by=CHASED_BY, **of)
            forms.setdefault(part.key, []).append(links.form(secret))
    return Doors(
        until=(recording.at + HOLDS).astimezone(zone).date(),
        hand_over=links.hand_over(token, find_language([digest.language])),
        forms=forms,
    )


def _describe(chase: Chase) -> dict[str, object]:
    names = ("is_on", "weekday", "at", "silent_days", "due_days")
    return {name: getattr(chase, name) for name in names}
