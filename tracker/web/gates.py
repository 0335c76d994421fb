"""Who may call a route: each one declares it, and is called only when it holds.

A route of a body opens the one transaction of its request: one that looks, on one state of the database; one that
changes, under the body's lock, committed when its view returns and undone when it refuses. What was refused is shown
again by the view that shows the form, with everything that was typed. What takes long and needs no database is done
outside of it: reading what was handed in before (`prepare`), drawing what was looked up after (`Afterwards`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from inspect import unwrap
from typing import Any, TypeVar

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session
from werkzeug.wrappers import Response

from tracker.access import Forbidden, require
from tracker.actions.history import Keeper
from tracker.actions.recording import Recording, open_recording
from tracker.actions.submissions import find_location, keep_submission
from tracker.db import reading, writing
from tracker.domain.problems import Refused
from tracker.domain.roles import OPEN, Act
from tracker.queries.bodies import BodyView, get_body, get_body_view
from tracker.web.access_log import log_refused, log_request
from tracker.web.asking import Asking, current_asking
from tracker.web.forms import EMPTY, Form, posted_form
from tracker.web.service import current_service
from tracker.web.versions import is_stale
from tracker.wording.languages import Name

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
Route = Callable[..., ResponseReturnValue]
Look = Callable[..., "ResponseReturnValue | Afterwards"]
Change = Callable[..., "ResponseReturnValue | Part | Trial"]
Prepare = Callable[..., Callable[[], object]]

#: The attribute by which a view function says who may call it.
DECLARED = "may_be_called_by"

#: The attribute of a view function that changes something.
CHANGES = "changes"

#: The attribute by which a view function says how many bytes it takes, where it takes files.
TAKES_BYTES = "takes_bytes"


@dataclass(frozen=True, slots=True)
class AtBody:
    """A request at a body that the visitor may see: what it asks, the session, the body, the as-of day.
    `form`: what was sent. `held`: the recording, where the request may change something. `prepared`: what was made
    ready before it was held."""

    asking: Asking
    session: Session
    view: BodyView
    as_of: date
    form: Form = EMPTY
    held: Recording | None = None
    prepared: Any = None

    @property
    def code(self) -> str:
        return self.view.body.code

    @property
    def name(self) -> Name:
        return self.call(self.view.body.names)

    @property
    def recording(self) -> Recording:
        """Of a request that may change something."""
        assert self.held is not None, "the route only looks"
        return self.held

    @property
    def today(self) -> date:
        """Today in the body's time zone."""
        return self.asking.today(self.view.body.time_zone)

    @property
    def party(self) -> str | None:
        """The code of the party in whose name the visitor keeps records here; None where for none. A secretary of
        several chooses one by the form's field `party`."""
        own = self.asking.visitor.parties_at(self.view.body)
        chosen = self.form.text("party")
        return chosen if chosen in own else next(iter(own), None)

    def may(self, act: Act, party: str | None = None) -> bool:
        return self.asking.visitor.may(act, self.view.body, party)

    def require(self, act: Act, party: str | None = None) -> None:
        """Forbidden, unless the visitor may."""
        require(self.asking.visitor, act, self.view.body, party)

    def call(self, texts: Mapping[str, str]) -> Name:
        """A name or title in the page's language, else in the body's first."""
        return self.asking.wording.name(texts, self.view.body.languages)

    def name_area(self, code: str) -> Name:
        return self.call(next((area.names for area in self.view.areas.values() if area.code == code), {"": code}))

    def name_party(self, code: str) -> Name:
        return self.call(next((party.names for party in self.view.parties.values() if party.code == code), {"": code}))


@dataclass(frozen=True, slots=True)
class AtService:
    """A request that is of no single body. `held`: by whom and when, where it may change something. `prepared`: what
    was made ready before it was held."""

    asking: Asking
    session: Session
    form: Form = EMPTY
    held: Keeper | None = None
    prepared: Any = None

    @property
    def keeper(self) -> Keeper:
        assert self.held is not None, "the route only looks"
        return self.held


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a page that changed, for whoever asked for no more. `location`: where all of it is seen, for whoever
    sends the form again."""

    location: str
    page: str


@dataclass(frozen=True, slots=True)
class Afterwards:
    """The rest of an answer, made when the state of the database that it was gathered from is no longer held."""

    make: Callable[[], ResponseReturnValue]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a change would come to: it is undone with everything that belongs to it, also that the form was sent, and
    then the answer is made."""

    make: Callable[[], ResponseReturnValue]


def anyone(view: View) -> View:
    """The route shows nothing that belongs to a body, or looks itself at what the visitor may see."""
    setattr(view, DECLARED, "anyone")
    return view


def signed_in(view: Callable[[AtService], ResponseReturnValue]) -> Route:
    """The route is for whoever is signed in, about themselves. Led to the sign-in page before the view is called."""
    return _declared(view, "signed_in", _looking_at_service(None, view, logged=False))


def allowed(act: Act, *, logged: bool = False) -> Callable[[Look], Route]:
    """The route looks, and is for who may do this at its body. NotFound or Forbidden before the view is called.
    `logged`: it hands out what the access log must know of."""

    def declare(view: Look) -> Route:
        def guarded(code: str, **values: Any) -> ResponseReturnValue:
            asking = current_asking()
            with reading(current_service().engine) as session:
                body = get_body_view(session, code)
                if asking.visitor.account is None and act not in OPEN:
                    return _lead_to_sign_in()
                require(asking.visitor, act, body.body)
                answer = view(AtBody(asking, session, body, asking.as_of(body.body.time_zone)), **values)
            made = answer.make() if isinstance(answer, Afterwards) else answer
            if logged:
                log_request(done=True)
            return made

        return _declared(view, act, guarded)

    return declare


def allowed_everywhere(act: Act, *, logged: bool = True) -> Callable[[Route], Route]:
    """As `allowed`, of the whole service."""
    return lambda view: _declared(view, act, _looking_at_service(act, view, logged=logged))


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

        return _declared(view, act, guarded, changes=True)

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

        return _declared(view, act or "signed_in", guarded, changes=True)

    return declare


def takes_files(most_bytes: Callable[[], int]) -> Callable[[Route], Route]:
    """The route takes files, of so many bytes together at the most."""

    def declare(view: Route) -> Route:
        setattr(view, TAKES_BYTES, most_bytes)
        return view

    return declare


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


def _declared(view: Look | Change, who: object, guarded: Route, *, changes: bool = False) -> Route:
    wrapped = wraps(view)(guarded)
    setattr(wrapped, DECLARED, who)
    if changes:
        setattr(wrapped, CHANGES, True)
    return wrapped


def _looking_at_service(act: Act | None, view: Route, *, logged: bool) -> Route:
    def guarded(**values: Any) -> ResponseReturnValue:
        asking = current_asking()
        if asking.visitor.account is None:
            return _lead_to_sign_in()
        if act is not None:
            require(asking.visitor, act)
        with reading(current_service().engine) as session:
            answer = view(AtService(asking, session), **values)
        if logged:
            log_request(done=True)
        return answer

    return guarded


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


def _lead_to_sign_in() -> ResponseReturnValue:
    from tracker.web.sign_in import sign_in_link  # noqa: PLC0415 - it has routes behind these gates

    return redirect(sign_in_link(), 303)


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
