"""Against forged forms, and for forms that outlive a sign-in: what was typed can be sent again.

A form's token is checked before its view is called; a route that takes files says how many bytes before they are read.
"""

from collections.abc import Iterator

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from tracker.web.asking import current_wording
from tracker.web.changing import TAKES_BYTES
from tracker.web.forms import CSRF


def register_protection(app: Flask) -> None:
    app.before_request(_allow_files)  # before the form is read for its token
    CSRFProtect(app)
    app.register_error_handler(CSRFError, _show_expired)


def show_signed_out() -> Response:
    """The page of a form that was sent by nobody who is signed in: it keeps what was typed."""
    return _show_kept("signed_out", 401)


def _allow_files() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    most_bytes = getattr(view, TAKES_BYTES, None)
    if most_bytes is not None:
        request.max_content_length = most_bytes()


def _show_expired(error: CSRFError) -> Response:
    return _show_kept("expired", 400)


def _show_kept(why: str, status: int) -> Response:
    page = render_template("kept.html", why=why, kept=list(_find_kept()), wording=current_wording())
    return make_response(page, status)


def _find_kept() -> Iterator[tuple[str, str]]:
    """Every field that was sent, but for secrets and files, which have to be given again."""
    for name, values in request.form.lists():
        if name != CSRF and "password" not in name:
            yield from ((name, value) for value in values)
