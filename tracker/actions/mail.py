"""The outbox: actions put mail in, the scheduler sends it. The same thing is never put in twice."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlmodel import Session, select

from tracker.models import Mail


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file that goes along: what it is called, its media type, and its path within the files folder."""

    name: str
    media_type: str
    path: str


def queue_mail(
    session: Session,
    *,
    key: str,
    to_address: str,
    language: str,
    subject: str,
    text: str,
    at: datetime,
    body_id: int | None = None,
    files: Sequence[MailFile] = (),
) -> Mail | None:
    """Put a mail into the outbox; None where one of this key is there already, sent or not."""
    if session.exec(select(Mail.id).where(Mail.key == key)).first() is not None:
        return None
    mail = Mail(
        body_id=body_id,
        key=key,
        to_address=to_address,
        language=language,
        subject=" ".join(subject.split()),
        text=text,
        attachments=[asdict(file) for file in files],
        made_at=at,
        lease_until=at,
    )
    session.add(mail)
    session.flush()
    return mail
