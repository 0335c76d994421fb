"""Sending an edition to those whom its schedule names: a delivery for each, with its mail, in one transaction.

A delivery is made once for a schedule, an edition and an address, whatever happens. Where the schedule holds what it
makes for sign-off, its mail goes into the outbox once every party asked has approved; one that was superseded before is
not sent, nor is one whose figures are not final. Nobody is written to who may no longer see the body's editions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from reports.frozen import check_code, from_text
from reports.letters import LetterFacts, SentFile, WrittenLetter, write_letter
from tracker.actions.edition_links import address_of, make_edition_link
from tracker.actions.mail import MailFile, queue_mail
from tracker.actions.recording import Clock, Recording, open_recording
from tracker.domain.deliveries import DeliveryOutcome, DropReason
from tracker.domain.editions import FileForm, FileKind, SignOffState, WantedFile
from tracker.domain.problems import Problem, Refused
from tracker.domain.roles import Act
from tracker.models import Body, Delivery, Mail, Run, Schedule, SignOff
from tracker.queries.chasing import find_secretaries
from tracker.queries.deliveries import RecipientView, find_recipients, may_read
from tracker.queries.editions import (
    EditionView,
    FileView,
    find_sign_off_states,
    get_edition_by_id,
    get_edition_figures,
)
from tracker.wording.languages import find_language

#: In whose name schedules act.
DELIVERED_BY = "schedule"

#: How long the files with the approvals in them are waited for, once the last party approved.
SIGNED_WAIT = timedelta(hours=1)

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Mailing:
    """What letters need. `base_url`: to which their links lead; `most_bytes`: the largest file that goes along."""

    base_url: str
    most_bytes: int


def deliver_run(session: Session, body_id: int, run_id: int, mailing: Mailing | None, *, clock: Clock) -> int:
    """Put what a run made on its way to the recipients of its schedule; how many. Nothing where that was done.
    `mailing` None: no mail server is set, which each delivery then says."""
    recording = open_recording(session, session.get_one(Body, body_id), by=DELIVERED_BY, clock=clock)
    run = session.get_one(Run, run_id, populate_existing=True)
    if run.delivered_at is not None or run.schedule_id is None or run.edition_id is None:
        return 0
    run.delivered_at = recording.at
    session.add(run)
    is_held = session.get_one(Schedule, run.schedule_id).is_held
    made = 0
    for one in find_recipients(session, recording.body, run.schedule_id):
        if not _is_made(session, run.schedule_id, run.edition_id, one):
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
            settle(session, recording, delivery, mailing)
            made += 1
    return made


def release(
    session: Session, body_id: int, delivery_ids: Sequence[int], mailing: Mailing | None, *, clock: Clock
) -> int:
    """Look again at deliveries that are held; how many are held no longer."""
    recording = open_recording(session, session.get_one(Body, body_id), by=DELIVERED_BY, clock=clock)
    released = 0
    for delivery_id in delivery_ids:
        delivery = session.get_one(Delivery, delivery_id, populate_existing=True)
        if delivery.mail_id is None and delivery.outcome is None:
            released += settle(session, recording, delivery, mailing)
    return released


def settle(session: Session, recording: Recording, delivery: Delivery, mailing: Mailing | None) -> bool:
    """Queue a delivery's mail, or say why it will not be sent; False where it is to be held on."""
    edition = get_edition_by_id(session, delivery.edition_id)
    schedule = session.get_one(Schedule, delivery.schedule_id)
    approval = find_sign_off_states(session, [edition.id])[edition.id]
    if delivery.is_held:
        reason = _find_reason_to_drop(recording, edition, approval)
        if reason is not None:
            return _drop(session, recording, delivery, reason)
        if approval in (SignOffState.AWAITING, SignOffState.RETURNED):
            return False
    file = choose_file(edition, delivery.language, delivery.kind, schedule.languages)
    if (
        delivery.is_held
        and approval is SignOffState.APPROVED
        and _is_being_signed(session, edition, file, recording.at)
    ):
        return False
    return _send_or_drop(session, recording, delivery, mailing, edition=edition, file=file)


def require_free(session: Session, recording: Recording, delivery: Delivery) -> None:
    """Refused where a delivery that is held for sign-off may not go: not approved, not final, or superseded."""
    edition = get_edition_by_id(session, delivery.edition_id)
    approval = find_sign_off_states(session, [edition.id])[edition.id]
    waits = approval in (SignOffState.AWAITING, SignOffState.RETURNED)
    if delivery.is_held and (waits or _find_reason_to_drop(recording, edition, approval) is not None):
        raise Refused(Problem("delivery_is_held"))


def _find_reason_to_drop(recording: Recording, edition: EditionView, approval: SignOffState) -> DropReason | None:
    """Why what is held will never be sent."""
    if not edition.is_latest:
        return DropReason.SUPERSEDED
    if approval is SignOffState.NOT_ASKED and recording.body.asks_sign_off:
        return DropReason.NOT_FINAL
    return None


def send_again(session: Session, recording: Recording, delivery: Delivery, mailing: Mailing) -> bool:
    """Write a delivery's letter anew, to its address as it is now. False where it cannot be sent, which it then
    says."""
    delivery.outcome, delivery.ended_at, delivery.reason, delivery.mail_id = None, None, "", None
    edition = get_edition_by_id(session, delivery.edition_id)
    schedule = session.get_one(Schedule, delivery.schedule_id)
    file = choose_file(edition, delivery.language, delivery.kind, schedule.languages)
    _send_or_drop(session, recording, delivery, mailing, edition=edition, file=file)
    return delivery.mail_id is not None


def choose_file(edition: EditionView, language: str, kind: FileKind, languages: Sequence[str]) -> FileView | None:
    """The PDF wanted; else the whole report, else either in the first of the schedule's languages, else any."""
    for tag in (language, *languages[:1]):
        for one in (kind, FileKind.REPORT):
            file = edition.find_file(WantedFile(tag, one))
            if file is not None:
                return file
    return next((one for one in edition.files if one.form is FileForm.PDF), None)


def _is_made(session: Session, schedule_id: int, edition_id: int, one: RecipientView) -> bool:
    """Whether a user, at whatever address, or an address had it already."""
    to_them = sa.func.lower(Delivery.to_address) == one.address.lower()
    if one.user_id is not None:
        to_them = sa.or_(to_them, col(Delivery.user_id) == one.user_id)
    query = select(Delivery.id).where(
        Delivery.schedule_id == schedule_id,
        Delivery.edition_id == edition_id,
        to_them,
    )
    return session.exec(query).first() is not None


def _is_being_signed(session: Session, edition: EditionView, file: FileView | None, now: datetime) -> bool:
    """Whether the file with the approvals in it is not there yet, and still awaited."""
    if file is not None and file.approvals:
        return False
    last = session.exec(
        select(SignOff.recorded_at).where(SignOff.edition_id == edition.id).order_by(col(SignOff.id).desc())
    ).first()
    return last is not None and now < last + SIGNED_WAIT


def _send_or_drop(
    session: Session,
    recording: Recording,
    delivery: Delivery,
    mailing: Mailing | None,
    *,
    edition: EditionView,
    file: FileView | None,
) -> bool:
    act = Act.SEE_PROVISIONAL_EDITIONS if edition.is_provisional else Act.SEE_EDITIONS
    if delivery.user_id is not None and not may_read(session, recording.body, delivery.user_id, act):
        return _drop(session, recording, delivery, DropReason.NO_RIGHT)
    if file is None:
        return _drop(session, recording, delivery, DropReason.NO_FILE)
    if mailing is None:
        return _drop(session, recording, delivery, DropReason.NO_SERVER)
    _queue(session, recording, delivery, mailing, edition=edition, file=file)
    return True


def _drop(session: Session, recording: Recording, delivery: Delivery, reason: DropReason) -> bool:
    delivery.outcome, delivery.reason, delivery.ended_at = DeliveryOutcome.DROPPED, reason, recording.at
    session.add(delivery)
    session.flush()
    return True


def _queue(
    session: Session,
    recording: Recording,
    delivery: Delivery,
    mailing: Mailing,
    *,
    edition: EditionView,
    file: FileView,
) -> None:
    is_attached = file.size <= mailing.most_bytes
    letter = _write(session, recording, delivery, mailing, edition=edition, file=file)
    name = f"{edition.name}-{file.language}{'-summary' if file.kind is FileKind.SUMMARY else ''}.pdf"
    mail = queue_mail(
        session,
        key=_next_key(session, delivery),
        to_address=delivery.to_address,
        language=find_language([delivery.language]),
        subject=letter.subject,
        text=letter.text,
        at=recording.at,
        body_id=delivery.body_id,
        files=[MailFile(name, PDF, file.path)] if is_attached else [],
    )
    assert mail is not None, "its key is new"
    delivery.mail_id = mail.id
    session.add(delivery)
    session.flush()


def _next_key(session: Session, delivery: Delivery) -> str:
    """`delivery:12:1`, one more for each letter that is written for it."""
    prefix = f"delivery:{delivery.id}:"
    written = session.scalar(sa.select(sa.func.count()).select_from(Mail).where(col(Mail.key).startswith(prefix)))
    return f"{prefix}{(written or 0) + 1}"


def _write(
    session: Session,
    recording: Recording,
    delivery: Delivery,
    mailing: Mailing,
    *,
    edition: EditionView,
    file: FileView,
) -> WrittenLetter:
    """Whoever has an account is led to the edition's page; anybody else by a link of their own."""
    until = None
    if delivery.user_id is not None:
        link = f"{mailing.base_url}/bodies/{edition.body}/reports/{edition.period}/{edition.number}"
    else:
        made, secret = make_edition_link(session, recording, edition_id=edition.id, delivery_id=delivery.id)
        link = address_of(mailing.base_url, secret)
        until = made.expires_at.astimezone(ZoneInfo(recording.body.time_zone)).date()
    users = {one.id: one for of_party in find_secretaries(session, delivery.body_id).values() for one in of_party}
    facts = LetterFacts(
        name=delivery.name,
        link=link,
        until=until,
        file=SentFile(file.language, file.kind, file.pages, file.size, file.size <= mailing.most_bytes),
        approval=find_sign_off_states(session, [edition.id])[edition.id],
        secretaries=[f"{one.name} <{one.email}>" for one in users.values()],
        home=mailing.base_url,
        code=check_code(edition.digest),
    )
    return write_letter(from_text(get_edition_figures(session, edition.id)), delivery.language, facts)
