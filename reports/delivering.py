"""Sending an edition to those whom its schedule names: a delivery for each, with its mail.

A delivery is made once for a schedule, an edition and an address, whatever happens; a batch of them in one transaction,
so that many recipients do not hold a body for long. Where the schedule holds what it makes for sign-off, its mail goes
into the outbox once every party asked has approved. What may not go is not sent, and says why: now, when it is
released, and when it is handed over.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlmodel import Session, col, select

from reports.posting import Drafts, Mailing, Posting, Seen, look_at, post_letter
from reports.publishing import find_approvals
from tracker.actions.recording import Clock, open_recording
from tracker.domain.deliveries import DeliveryOutcome, DeliveryState, DropReason, find_delivery_state
from tracker.domain.editions import FileForm, FileKind, SignOffState, WantedFile
from tracker.domain.problems import Problem, Refused
from tracker.models import Body, Delivery, Run, Schedule, SignOff, User
from tracker.queries.deliveries import RecipientView, find_recipients
from tracker.queries.editions import EditionView, FileView, find_sign_off_states
from tracker.queries.left_out import find_left_out
from tracker.queries.obstacles import find_obstacle, find_obstacle_of_edition, find_obstacle_of_recipient

#: In whose name schedules act.
DELIVERED_BY = "schedule"

#: How many deliveries are made in one transaction.
BATCH = 20

#: How long the files with the approvals in them are waited for, once the last party approved.
SIGNED_WAIT = timedelta(hours=1)

UNAPPROVED = (SignOffState.AWAITING, SignOffState.RETURNED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to become of a delivery: dropped for a reason, or sent with a file."""

    reason: DropReason | None = None
    file: FileView | None = None


def deliver_batch(
    session: Session, body_id: int, run_id: int, mailing: Mailing | None, drafts: Drafts, *, clock: Clock
) -> int:
    """Put what a run made on its way to the next recipients of its schedule; how many, 0 once it is done. `mailing`
    None: no mail server is set, which each delivery then says."""
    recording = open_recording(session, session.get_one(Body, body_id), by=DELIVERED_BY, clock=clock)
    run = session.get_one(Run, run_id, populate_existing=True)
    if run.delivered_at is not None or run.schedule_id is None or run.edition_id is None:
        return 0
    posting = Posting(session, recording, mailing, drafts)
    waiting = _find_unserved(session, recording.body, run.schedule_id, run.edition_id)
    is_held = session.get_one(Schedule, run.schedule_id).is_held
    for one in waiting[:BATCH]:
        delivery = Delivery(
            body_id=body_id,
            edition_id=run.edition_id,
            schedule_id=run.schedule_id,
            user_id=one.user_id,
            to_address=one.address,
            name=one.name,
            language=one.language,
            kind=one.kind,
            is_held=is_held,
            made_at=recording.at,
        )
        session.add(delivery)
        session.flush()
        settle(posting, delivery)
    if len(waiting) <= BATCH:
        run.delivered_at = recording.at
        session.add(run)
        session.flush()
    return len(waiting[:BATCH])


def send_to_left_out(posting: Posting, edition: EditionView) -> Counter[DeliveryState]:
    """Put the current edition on its way to whoever was to get an earlier one of its period and got none; how many, by
    how each stands then. Where that one was held for sign-off, this one is. Done again, it does nothing."""
    states: Counter[DeliveryState] = Counter()
    for one, _ in find_left_out(posting.session, edition):
        user = None if one.user_id is None else posting.session.get_one(User, one.user_id)
        delivery = Delivery(
            body_id=one.body_id,
            edition_id=edition.id,
            schedule_id=one.schedule_id,
            user_id=one.user_id,
            to_address=one.to_address if user is None else user.email,
            name=one.name,
            language=one.language,
            kind=one.kind,
            is_held=one.is_held,
            made_at=posting.recording.at,
        )
        posting.session.add(delivery)
        posting.session.flush()
        settle(posting, delivery)
        states[find_delivery_state(delivery.outcome, has_mail=delivery.mail_id is not None)] += 1
    return states


def _find_unserved(session: Session, body: Body, schedule_id: int, edition_id: int) -> list[RecipientView]:
    """The recipients of a schedule who did not have an edition from it yet: a user at no address, an address neither by
    itself nor as a user's."""
    query = select(Delivery.user_id, Delivery.to_address).where(
        Delivery.schedule_id == schedule_id, Delivery.edition_id == edition_id
    )
    served: set[int | str | None] = {
        key for user_id, address in session.exec(query) for key in (user_id, address.lower())
    }
    unserved = []
    for one in find_recipients(session, body, schedule_id):
        keys = {one.address.lower()} | ({one.user_id} if one.user_id is not None else set())
        if not served & keys:
            unserved.append(one)
            served |= keys
    return unserved


def find_ready(session: Session, delivery_ids: Sequence[int], *, now: datetime) -> list[int]:
    """Of deliveries that are held, those that need not be any longer, edition by edition."""
    found = session.exec(select(Delivery).where(col(Delivery.id).in_(delivery_ids)).order_by(col(Delivery.edition_id)))
    ready = []
    for edition_id, deliveries in groupby(found, key=lambda one: one.edition_id):
        seen = look_at(session, edition_id)
        ready += [one.id for one in deliveries if judge(session, one, seen, now=now) is not None]
    return ready


def release(
    session: Session,
    body_id: int,
    delivery_ids: Sequence[int],
    mailing: Mailing | None,
    drafts: Drafts,
    *,
    clock: Clock,
) -> int:
    """Look again at deliveries that are held; how many are held no longer."""
    recording = open_recording(session, session.get_one(Body, body_id), by=DELIVERED_BY, clock=clock)
    posting, released = Posting(session, recording, mailing, drafts), 0
    for delivery_id in delivery_ids:
        delivery = session.get_one(Delivery, delivery_id, populate_existing=True)
        if delivery.mail_id is None and delivery.outcome is None:
            released += settle(posting, delivery)
    return released


def settle(posting: Posting, delivery: Delivery) -> bool:
    """Queue a delivery's mail, or say why it will not be sent; False where it is to be held on."""
    verdict = judge(posting.session, delivery, posting.look_at(delivery.edition_id), now=posting.recording.at)
    if verdict is not None:
        _carry_out(posting, delivery, verdict)
    return verdict is not None


def judge(session: Session, delivery: Delivery, seen: Seen, *, now: datetime) -> Verdict | None:
    """None where it is to be held on. Who may have it is asked only once it goes: until then roles come and go."""
    reason = find_obstacle_of_edition(session, delivery, seen.edition)
    if reason is not None:
        return Verdict(reason)
    if delivery.is_held and seen.approval in UNAPPROVED:
        return None
    file = _choose(session, seen.edition, delivery)
    if file is None and delivery.is_held and _is_being_signed(session, delivery.edition_id, now):
        return None
    return Verdict(find_obstacle_of_recipient(session, delivery, seen.edition), file)


def require_free(session: Session, delivery: Delivery) -> None:
    """Refused where a delivery may not go now: its recipient may not have it, a later edition took its place, or it is
    held for sign-off."""
    reason = find_obstacle(session, delivery)
    if reason is not None:
        raise Refused(Problem(f"delivery_{reason}"))
    approval = find_sign_off_states(session, [delivery.edition_id])[delivery.edition_id]
    if delivery.is_held and approval in UNAPPROVED:
        raise Refused(Problem("delivery_is_held"))


def send_again(posting: Posting, delivery: Delivery) -> bool:
    """Write a delivery's letter anew, to its address as it is now. False where it cannot be sent, which it then
    says."""
    delivery.outcome, delivery.ended_at, delivery.reason, delivery.mail_id = None, None, "", None
    edition = posting.look_at(delivery.edition_id).edition
    file = _choose(posting.session, edition, delivery)
    _carry_out(posting, delivery, Verdict(find_obstacle(posting.session, delivery), file))
    return delivery.mail_id is not None


def choose_file(edition: EditionView, language: str, kind: FileKind, languages: Sequence[str]) -> FileView | None:
    """The PDF wanted; else the whole report, else either in the first of the schedule's languages, else any."""
    for tag in (language, *languages[:1]):
        for one in (kind, FileKind.REPORT):
            file = edition.find_file(WantedFile(tag, one))
            if file is not None:
                return file
    return next((one for one in edition.files if one.form is FileForm.PDF), None)


def _choose(session: Session, edition: EditionView, delivery: Delivery) -> FileView | None:
    """What is held goes with a file that prints the answers that stand, or not at all: its letter says that the edition
    is approved."""
    schedule = session.get_one(Schedule, delivery.schedule_id)
    file = choose_file(edition, delivery.language, delivery.kind, schedule.languages)
    if file is not None and delivery.is_held and file.approvals != find_approvals(session, edition.id).digest:
        return None
    return file


def _is_being_signed(session: Session, edition_id: int, now: datetime) -> bool:
    """Whether the file with the approvals in it is still awaited."""
    last = session.exec(
        select(SignOff.recorded_at).where(SignOff.edition_id == edition_id).order_by(col(SignOff.id).desc())
    ).first()
    return last is not None and now < last + SIGNED_WAIT


def _carry_out(posting: Posting, delivery: Delivery, verdict: Verdict) -> None:
    if verdict.reason is not None:
        _drop(posting, delivery, verdict.reason)
    elif verdict.file is None:
        _drop(posting, delivery, DropReason.NO_FILE)
    elif posting.mailing is None:
        _drop(posting, delivery, DropReason.NO_SERVER)
    else:
        post_letter(posting, posting.mailing, delivery, verdict.file)


def _drop(posting: Posting, delivery: Delivery, reason: DropReason) -> None:
    delivery.outcome, delivery.reason, delivery.ended_at = DeliveryOutcome.DROPPED, reason, posting.recording.at
    posting.session.add(delivery)
    posting.session.flush()
