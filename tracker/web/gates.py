"""Who may call a route: each one declares it, and is called only when it holds.

A route of a body opens the one transaction of its request: one that looks, on one state of the database, here; one that
changes, under the body's lock, in `tracker.web.changing`. What takes long and needs no database is done outside of it:
drawing what was looked up comes after (`Afterwards`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from flask import redirect
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from tracker.access import require
from tracker.actions.history import Keeper
from tracker.actions.recording import Recording
from tracker.db import reading
from tracker.domain.roles import OPEN, Act
from tracker.queries.bodies import BodyView, get_body_view
from tracker.web.access_log import log_request
from tracker.web.asking import Asking, current_asking
from tracker.web.forms import EMPTY, Form
from tracker.web.service import current_service
from tracker.wording.languages import Name

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
Route = Callable[..., ResponseReturnValue]
Look = Callable[..., "ResponseReturnValue | Afterwards"]

#: The attribute by which a view function says who may call it.
DECLARED = "may_be_called_by"


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
class Afterwards:
    """The rest of an answer, made when the state of the database that it was gathered from is no longer held."""

    make: Callable[[], ResponseReturnValue]


def anyone(view: View) -> View:
    """The route shows nothing that belongs to a body, or looks itself at what the visitor may see."""
    setattr(view, DECLARED, "anyone")
    return view


def signed_in(view: Callable[[AtService], ResponseReturnValue]) -> Route:
    """The route is for whoever is signed in, about themselves. Led to the sign-in page before the view is called."""
    return declared(view, "signed_in", _looking_at_service(None, view, logged=False))


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

        return declared(view, act, guarded)

    return declare


def allowed_everywhere(act: Act, *, logged: bool = True) -> Callable[[Route], Route]:
    """As `allowed`, of the whole service."""
    return lambda view: declared(view, act, _looking_at_service(act, view, logged=logged))


def declared(view: Callable[..., object], who: object, guarded: Route) -> Route:
    """The view behind its gate, as the route to be called."""
    wrapped = wraps(view)(guarded)
    setattr(wrapped, DECLARED, who)
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


def _lead_to_sign_in() -> ResponseReturnValue:
    from tracker.web.sign_in import sign_in_link  # noqa: PLC0415 - it has routes behind these gates

    return redirect(sign_in_link(), 303)
