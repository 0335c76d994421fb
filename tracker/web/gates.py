"""Who may call a route: each one declares it, and is called only when it holds.

A route of a body opens the one transaction of its request, on one state of the database.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from flask.typing import ResponseReturnValue
from sqlmodel import Session

from tracker.access import require
from tracker.db import reading
from tracker.domain.roles import Act
from tracker.queries.bodies import BodyView, get_body_view
from tracker.web.asking import Asking, current_asking
from tracker.web.service import current_service
from tracker.wording.languages import Name

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

#: The attribute by which a view function says who may call it.
DECLARED = "may_be_called_by"


@dataclass(frozen=True, slots=True)
class AtBody:
    """A request at a body that the visitor may see: what it asks, the session, the body, the as-of day."""

    asking: Asking
    session: Session
    view: BodyView
    as_of: date

    @property
    def code(self) -> str:
        return self.view.body.code

    @property
    def name(self) -> Name:
        return self.call(self.view.body.names)

    def call(self, texts: Mapping[str, str]) -> Name:
        """A name or title in the page's language, else in the body's first."""
        return self.asking.wording.name(texts, self.view.body.languages)

    def name_area(self, code: str) -> Name:
        return self.call(next((area.names for area in self.view.areas.values() if area.code == code), {"": code}))

    def name_party(self, code: str) -> Name:
        return self.call(next((party.names for party in self.view.parties.values() if party.code == code), {"": code}))


def anyone(view: View) -> View:
    """The route shows nothing that belongs to a body, or looks itself at what the visitor may see."""
    setattr(view, DECLARED, "anyone")
    return view


def allowed(act: Act) -> Callable[[Callable[..., ResponseReturnValue]], Callable[..., ResponseReturnValue]]:
    """The route is for who may do this at its body. NotFound or Forbidden before the view is called."""

    def declare(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
        @wraps(view)
        def guarded(code: str, **values: Any) -> ResponseReturnValue:
            asking = current_asking()
            with reading(current_service().engine) as session:
                body = get_body_view(session, code)
                require(asking.visitor, act, body.body)
                return view(AtBody(asking, session, body, asking.as_of(body.body.time_zone)), **values)

        setattr(guarded, DECLARED, act)
        return guarded

    return declare
