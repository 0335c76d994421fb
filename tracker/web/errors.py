"""Pages for what is missing, refused or failed: each says what happened and what to do next."""

from dataclasses import dataclass

from flask import Flask, Response, current_app, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from tracker.access import Forbidden
from tracker.domain.problems import NotFound
from tracker.domain.roles import OPEN
from tracker.web.access_log import log_refused
from tracker.web.asking import current_wording, same_address
from tracker.web.paths import find_plain_path
from tracker.web.protection import show_signed_out
from tracker.web.query import BadQuery
from tracker.wording.marks import N_


@dataclass(frozen=True, slots=True)
class Trouble:
    """Keys of the message catalogue: what the page is called, what it says, what to do."""

    title: str
    sentence: str
    advice: str


TROUBLES = {
    400: Trouble(
        N_("This address cannot be read"),
        N_("Something in the address is not what this page expects."),
        N_("Mend the value, or open the page without it."),
    ),
    403: Trouble(
        N_("This body is for its members"),
        N_("Its figures and projects are shown only to people who hold a role at it."),
        N_("Sign in, ask the body’s secretariat for a role, or look at the bodies that are public."),
    ),
    413: Trouble(
        N_("This is too large"),
        N_("More was sent than this page takes. Nothing was saved."),
        N_("Go back and send a smaller file, or fewer at once."),
    ),
    404: Trouble(
        N_("Page not found"),
        N_("Nothing is kept under this address."),
        N_("Check the address for a slip, or find your way from the list of bodies."),
    ),
    405: Trouble(
        N_("This page can only be looked at"),
        N_("The address does not take what was sent to it. Nothing was changed."),
        N_("Go back and open the page by a link."),
    ),
    500: Trouble(
        N_("Something went wrong on our side"),
        N_("The page could not be made. Nothing that was recorded is lost, and the error has been noted."),
        N_("Try again in a moment. If it stays, tell whoever runs this service, with the time and the address."),
    ),
}


def register_errors(app: Flask) -> None:
    app.register_error_handler(HTTPException, _show_http_error)
    app.register_error_handler(NotFound, _show_not_found)
    app.register_error_handler(Forbidden, _show_forbidden)
    app.register_error_handler(BadQuery, _show_bad_query)
    app.register_error_handler(Exception, _show_failure)


def show_trouble(
    status: int, sentence: str | None = None, *, trouble: Trouble | None = None, **values: object
) -> Response:
    """The page of a status; needs no database. `sentence` says more precisely what is wrong."""
    trouble = trouble or TROUBLES.get(status) or TROUBLES[400 if status < 500 else 500]
    wording = current_wording()
    page = render_template(
        "trouble.html",
        status=status,
        title=wording.text(trouble.title),
        sentence=sentence or wording.text(trouble.sentence),
        advice=wording.text(trouble.advice),
        **values,
    )
    return make_response(page, status)


def _show_http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    response = show_trouble(error.code)
    for name, value in error.get_headers():
        if name.lower() == "allow":
            response.headers[name] = value
    return response


def _show_not_found(error: NotFound) -> Response:
    return show_trouble(404, current_wording().not_found(error))


NOT_YOURS = Trouble(
    N_("Your role does not allow this"),
    N_("What you asked for is done by people with another role. Nothing was changed."),
    N_("Ask the administrator of this service for that role, or go back."),
)


def _show_forbidden(error: Forbidden) -> Response:
    """Whoever sent a form without being signed in, perhaps no longer, keeps what was typed."""
    if error.visitor.account is None and request.method == "POST":
        return show_signed_out()
    if request.method == "POST":
        log_refused()
    if error.act in OPEN:
        return show_trouble(403)
    return show_trouble(403, trouble=NOT_YOURS)


def _show_bad_query(error: BadQuery) -> Response:
    sentence = current_wording().text(error.sentence, name=error.name, **error.values)
    return show_trouble(400, sentence, again=same_address(without=error.name))


def _show_failure(error: Exception) -> Response:
    current_app.logger.error("could not answer %s %s", request.method, find_plain_path(), exc_info=error)
    return show_trouble(500)
