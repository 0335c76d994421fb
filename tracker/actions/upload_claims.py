"""Uploads that take long: claimed by one scheduler among any number, under a lease, as runs are.

Whoever lost the lease changes nothing. An upload at which process after process dies is given up.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.actions.previews import Preview
from tracker.actions.uploads import Answer, find_code, settle
from tracker.models import Upload, UploadState
from tracker.queries.uploads import find_left

#: How often an upload is taken up, where nobody comes to its end.
MOST_ATTEMPTS = 3

#: What is kept as the error of one that is given up.
BROKEN_OFF = "broken off"


@dataclass(frozen=True, slots=True)
class ClaimedUpload:
    """What is to be looked at, or applied, by whoever holds it. `code`: of the body; None where it founds one."""

    id: int
    owner: str
    state: UploadState
    name: str
    path: str
    code: str | None
    recorded_by: str
    preview: Preview

    @property
    def attempts(self) -> int:
        return int(self.preview["attempts"])


def claim_upload(session: Session, *, owner: str, now: datetime, lease: timedelta) -> ClaimedUpload | None:
    """Claim the oldest that nobody holds; None where there is none. Of two who ask at once, one gets it."""
    for upload_id in find_left(session, now=now):
        found = select(Upload).where(Upload.id == upload_id).execution_options(populate_existing=True)
        upload = session.exec(found).one()
        preview = upload.preview | {"attempts": upload.preview.get("attempts", 0) + 1}
        left = (col(Upload.id) == upload_id, col(Upload.state) == upload.state, col(Upload.lease_until) <= now)
        changes = {"owner": owner, "lease_until": now + lease, "preview": preview, "progress": 0}
        if _count(session.execute(sa.update(Upload).where(*left).values(**changes))) == 1:
            code = find_code(session, upload)
            facts = (upload.name, upload.path, code, upload.recorded_by, preview)
            return ClaimedUpload(upload_id, owner, upload.state, *facts)
    return None


def renew_upload(session: Session, claimed: ClaimedUpload, *, until: datetime) -> bool:
    """Hold it for longer. False where it is no longer ours."""
    return _change(session, claimed, {"lease_until": until})


def report_progress(session: Session, claimed: ClaimedUpload, percent: int) -> None:
    _change(session, claimed, {"progress": percent})


def give_back_upload(session: Session, claimed: ClaimedUpload, *, now: datetime) -> bool:
    """Leave it for the next who looks, as if it had not been taken up. False where it is no longer ours."""
    preview = claimed.preview | {"attempts": claimed.attempts - 1}
    return _change(session, claimed, {"owner": None, "lease_until": now, "progress": 0, "preview": preview})


def settle_claimed(session: Session, claimed: ClaimedUpload, answer: Answer, *, now: datetime) -> bool:
    """Write down what came of it. False where it is no longer ours, and then nothing may be committed."""
    own = (Upload.id == claimed.id, Upload.owner == claimed.owner, Upload.state == claimed.state)
    query = select(Upload).where(*own).with_for_update().execution_options(populate_existing=True)
    upload = session.exec(query).one_or_none()
    if upload is None:
        return False
    settle(session, upload, answer, now=now)
    return True


def _change(session: Session, claimed: ClaimedUpload, changes: dict[str, Any]) -> bool:
    ours = (
        col(Upload.id) == claimed.id,
        col(Upload.owner) == claimed.owner,
        col(Upload.state) == claimed.state,
    )
    return _count(session.execute(sa.update(Upload).where(*ours).values(**changes))) == 1


def _count(result: Any) -> int:
    return cast("sa.CursorResult[Any]", result).rowcount
