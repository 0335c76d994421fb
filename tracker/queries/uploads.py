"""Registers that were uploaded: those of a body, and those that found one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from tracker.domain.problems import NotFound
from tracker.models import Upload, UploadState

#: Which states somebody has to work on.
WORKED_ON = (UploadState.WAITING, UploadState.APPROVED)


def find_uploads(session: Session, body_id: int | None, *, limit: int) -> Sequence[Upload]:
    """The latest first; of no body: those that are to found one. Without their previews."""
    own = col(Upload.body_id).is_(None) if body_id is None else col(Upload.body_id) == body_id
    preview = defer(Upload.preview)  # type: ignore[arg-type]
    return session.exec(select(Upload).where(own).order_by(col(Upload.id).desc()).limit(limit).options(preview)).all()


def get_upload(session: Session, body_id: int | None, upload_id: int) -> Upload:
    """NotFound, also where it is another body's."""
    upload = session.get(Upload, upload_id)
    if upload is None or upload.body_id != body_id:
        raise NotFound("upload", str(upload_id))
    return upload


def find_left(session: Session, *, now: datetime) -> Sequence[int]:
    """The ids of those that have to be worked on and that nobody holds, the oldest first."""
    query = select(Upload.id).where(col(Upload.state).in_(WORKED_ON), Upload.lease_until <= now)
    return session.exec(query.order_by(col(Upload.id))).all()


def find_expired(session: Session, *, before: datetime) -> Sequence[int]:
    """The ids of those whose file need not be kept: over since then, or never answered."""
    over = (col(Upload.ended_at) < before) & (col(Upload.path) != "")
    unanswered = (col(Upload.state) == UploadState.READY) & (col(Upload.recorded_at) < before)
    return session.exec(select(Upload.id).where(over | unanswered).order_by(col(Upload.id))).all()
