"""Routes that change something, each behind its gate and in the one transaction of its request.

It is committed when the view returns and undone when it refuses. What was refused is shown again by the view that shows
the form, with everything that was typed. What takes long and needs no database is done before it (`prepare`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import unwrap
from typing import Any

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session
from werkzeug.wrappers import Response

from tracker.access import Forbidden, require
from tracker.actions.history import Keeper
from tracker.actions.recording import open_recording
from tracker.actions.submissions import find_location, keep_submission
from tracker.db import reading, writing
from tracker.domain.problems import Refused
from tracker.domain.roles import Act
from tracker.queries.bodies import get_body, get_body_view
from tracker.web.access_log import log_refused, log_request
from tracker.web.asking import current_asking
from tracker.web.forms import Form, posted_form
from tracker.web.gates import AtBody, AtService, Route, declared
from tracker.web.service import current_service
from tracker.web.versions import is_stale

Change = Callable[..., "ResponseReturnValue | Part | Trial"]
Prepare = Callable[..., Callable[[], object]]

#: The attribute of a view function that changes something.
CHANGES = "changes"

#: The attribute by which a view function says how many bytes it takes, where it takes files.
TAKES_BYTES = "takes_bytes"


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a page that changed, for whoever asked for no more. `location`: where all of it is seen, for whoever
    sends the form again."""

    location: str
    page: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What a change would come to: it is undone with everything that belongs to it, also that the form was sent, and
    then the answer is made."""

    make: Callable[[], ResponseReturnValue]


def changing(act: Act, *, again: Route, prepare: Prepare | None = None) -> Callable[[Change], Route]:
    """The route changes something at its body. Its view gets an `AtBody` that holds the body's lock, and gives the
    address to go to, or a whole answer; what it raises undoes everything. Where it is refused, `again` shows the
    form, called with the same values of the address; a route that shows it does, and is called behind its own gate.
    A form that was sent before does nothing again. `prepare`: looks things up for whoever may do this, and gives a
    function that is called once nothing of the database is held any more; what that gives is `at.prepared`. It may
    refuse, too."""

    def declare(view: Change) -> Route:
        def guarded(code: str, **values: Any) -> ResponseReturnValue:
            asking, form = current_asking(), posted_form()
            try:
                prepared = None if prepare is None else _prepare(prepare, act, form, code, values)
                with writing(current_service().engine) as session:
                    body = get_body(session, code)
                    require(asking.visitor, act, body)
                    by, clock = asking.visitor.recorder, current_service().clock
                    recording = open_recording(session, body, by=by, clock=clock)
                    location = find_location(session, form.submission, by=by)
                    if location is not None:
                        return lead(location)
                    shown = get_body_view(session, code)
                    as_of = asking.as_of(body.time_zone)
                    answer = view(AtBody(asking, session, shown, as_of, form, recording, prepared), **values)
                    if not isinstance(answer, Trial):
                        return _finish(session, form, answer, by=by)
                    session.rollback()
                made = answer.make()
                log_request(done=True)
                return made
            except Refused as refused:
                log_refused()
                return _show_again(unwrap(again), form.refused(refused.problems), act, code, values)

        return _declared(view, act, guarded)

    return declare


def changing_everywhere(act: Act | None, *, again: Route, prepare: Prepare | None = None) -> Callable[[Route], Route]:
    """As `changing`, of what is of no body; `act` None: for whoever is signed in, about themselves."""

    def declare(view: Route) -> Route:
        def guarded(**values: Any) -> ResponseReturnValue:
            asking, form = current_asking(), posted_form()
            if act is not None:
                require(asking.visitor, act)
            if asking.visitor.account is None:
                raise Forbidden(act or Act.ADMINISTER, None, asking.visitor)
            by = asking.visitor.recorder
            try:
                prepared = None if prepare is None else _prepare_everywhere(prepare, form, values)
                with writing(current_service().engine) as session:
                    location = find_location(session, form.submission, by=by)
                    if location is not None:
                        return lead(location)
                    answer = view(AtService(asking, session, form, Keeper(by, asking.now), prepared), **values)
                    return _finish(session, form, answer, by=by)
            except Refused as refused:
                log_refused()
                problems = refused.problems
            except IntegrityError:  # sent twice at the same moment, or refused by the database
                with reading(current_service().engine) as session:
                    location = find_location(session, form.submission, by=by)
                if location is None:
                    raise
                return lead(location)
            with reading(current_service().engine) as session:
                refused_form = form.refused(problems)
                return _with_status(unwrap(again)(AtService(asking, session, refused_form), **values), refused_form)

        return _declared(view, act or "signed_in", guarded)

    return declare


def takes_files(most_bytes: Callable[[], int]) -> Callable[[Route], Route]:
    """The route takes files, of so many bytes together at the most."""

    def declare(view: Route) -> Route:
        setattr(view, TAKES_BYTES, most_bytes)
        return view

    return declare


def _declared(view: Change, who: object, guarded: Route) -> Route:
    route = declared(view, who, guarded)
    setattr(route, CHANGES, True)
    return route


def _prepare(prepare: Prepare, act: Act, form: Form, code: str, values: Mapping[str, Any]) -> object:
    asking = current_asking()
    with reading(current_service().engine) as session:
        shown = get_body_view(session, code)
        require(asking.visitor, act, shown.body)
        finish = prepare(AtBody(asking, session, shown, asking.as_of(shown.body.time_zone), form), **values)
    return finish()


def _prepare_everywhere(prepare: Prepare, form: Form, values: Mapping[str, Any]) -> object:
    with reading(current_service().engine) as session:
        finish = prepare(AtService(current_asking(), session, form), **values)
    return finish()


def _finish(session: Session, form: Form, answer: ResponseReturnValue | Part, *, by: str) -> ResponseReturnValue:
    """Keep that the form was sent and by whom, in the same transaction as what it did."""
    if isinstance(answer, Part):
        _keep(session, form, answer.location, by=by)
        return answer.page
    if not isinstance(answer, str) and make_response(answer).status_code >= 400:
        log_request(done=False, session=session)  # the view says itself what was wrong, and keeps what it recorded
        return answer
    location = answer if isinstance(answer, str) and answer.startswith("/") else request.full_path
    _keep(session, form, location, by=by)
    return lead(location) if answer is location else answer


def _keep(session: Session, form: Form, location: str, *, by: str) -> None:
    keep_submission(session, form.submission, by=by, at=current_asking().now, location=location)
    log_request(done=True, session=session)


def lead(location: str) -> ResponseReturnValue:
    """To the page where what was done can be seen. A part of a page that asked is told to load that page whole."""
    if "HX-Request" in request.headers:
        answer = make_response("", 200)
        answer.headers["HX-Redirect"] = location
        return answer
    return redirect(location, 303)


def _show_again(again: Route, form: Form, act: Act, code: str, values: Mapping[str, Any]) -> ResponseReturnValue:
    asking = current_asking()
    with reading(current_service().engine) as session:
        body = get_body_view(session, code)
        require(asking.visitor, act, body.body)
        at = AtBody(asking, session, body, asking.as_of(body.body.time_zone), form)
        return _with_status(again(at, **values), form)


def _with_status(answer: ResponseReturnValue, form: Form) -> Response:
    """422 for what was refused, 409 where somebody else was faster, unless the answer says something else by itself."""
    made = make_response(answer)
    if made.status_code == 200:
        made.status_code = 409 if is_stale(form) else 422
    return made
