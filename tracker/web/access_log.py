"""What the access log is told of a request: which account, from where, what it was, and whether it was done."""

from flask import request
from sqlmodel import Session

from tracker.actions.access_log import log_access
from tracker.db import writing
from tracker.web.asking import current_asking
from tracker.web.paths import find_plain_path
from tracker.web.service import current_service

#: As the log names those who are not signed in.
PASSER_BY = "-"


def log_request(*, done: bool, session: Session | None = None, account: str | None = None) -> None:
    """Log the request at hand, without the secret that its address may hold; in the transaction of what it did, where
    that is given."""
    if session is None:
        with writing(current_service().engine) as own:
            return log_request(done=done, session=own, account=account)
    asking = current_asking()
    log_access(
        session,
        at=asking.now,
        account=account or asking.visitor.recorder or PASSER_BY,
        address=request.remote_addr or "",
        what=f"{request.method} {request.endpoint or ''}",
        path=find_plain_path(),
        done=done,
    )
    return None


def log_refused() -> None:
    """Log that the request at hand was refused, where anybody is signed in."""
    if current_asking().visitor.account is not None:
        log_request(done=False)
