"""What pages have in common that a secret link opens to whoever has it, without an account."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import make_response, request
from flask_babel import force_locale
from sqlmodel import Session
from werkzeug.wrappers import Response

from tracker.actions.access_log import log_access
from tracker.web.asking import current_asking
from tracker.web.errors import Trouble
from tracker.web.languages import COOKIE
from tracker.web.paths import find_plain_path
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

TOO_MANY = Trouble(
    N_("Too many tries"),
    N_("Too many links that do not exist were tried from your network address."),
    N_("Wait a quarter of an hour, then open the link once more from the mail."),
)


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """In the language that the visitor chose, else in that of whom the link was sent to (empty: not known)."""
    if request.cookies.get(COOKIE, "") in LANGUAGES or lang not in LANGUAGES:
        yield
        return
    with force_locale("zh_Hans" if lang == "zh" else lang):
        yield


def log_visit(session: Session, account: str, *, done: bool) -> None:
    """`account`: the link, as a recorder."""
    log_access(
        session,
        at=current_asking().now,
        account=account,
        address=request.remote_addr or "",
        what=f"{request.method} {request.endpoint or ''}",
        path=find_plain_path(),
        done=done,
    )


def hide(page: object, status: int = 200) -> Response:
    """The answer, found by no search engine."""
    answer = make_response(page) if status == 200 else make_response(page, status)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer
