"""Who is asking, and whether they may. Credentials come in as values; the one rule is `tracker.domain.roles.may`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tracker.domain.roles import Act, BodyAccess, Grant, may
from tracker.models import Body

#: What a request shows of who sends it: its cookies, by name.
Credentials = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Someone who asks, with the grants they hold; none for a passer-by."""

    grants: frozenset[Grant] = frozenset()

    def may(self, act: Act, body: Body) -> bool:
        return may(self.grants, act, BodyAccess(body.code, body.visibility))


FindVisitor = Callable[[Credentials], Visitor]


class Forbidden(Exception):
    """The visitor may not do this at the body."""

    def __init__(self, act: Act, body: str) -> None:
        super().__init__(f"{act} at {body}")
        self.act = act
        self.body = body


def find_visitor(credentials: Credentials) -> Visitor:
    """Whoever shows these credentials. Nobody can sign in yet: no credentials carry a grant."""
    return Visitor()


def require(visitor: Visitor, act: Act, body: Body) -> None:
    """Forbidden, unless the visitor may."""
    if not visitor.may(act, body):
        raise Forbidden(act, body.code)
