"""What pages call whoever recorded something."""

from collections.abc import Iterable, Mapping

from sqlmodel import Session

from tracker.actions.hand_overs import BY_LINK
from tracker.queries.users import find_names
from tracker.wording import Wording
from tracker.wording.marks import N_


def name_recorders(session: Session, wording: Wording, recorders: Iterable[str]) -> Mapping[str, str]:
    """By what is stored: a user's name, `removed user`, or what it says itself where it is no user."""
    removed = wording.text(N_("removed user"))
    found = find_names(session, recorders)
    by_link = {BY_LINK: wording.text(N_("the link of a mail"))} if BY_LINK in found else {}
    return by_link | {key: removed if name is None else name for key, name in found.items() if key != BY_LINK}


class Recorders:
    """As `name_recorders`, for lists too long to gather whoever recorded them first: each is asked for once."""

    def __init__(self, session: Session, wording: Wording) -> None:
        self._session, self._wording = session, wording
        self._names: dict[str, str] = {}

    def name(self, recorder: str) -> str:
        if recorder not in self._names:
            self._names |= name_recorders(self._session, self._wording, [recorder])
        return self._names[recorder]
