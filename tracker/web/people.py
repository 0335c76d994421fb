"""What pages call whoever recorded something."""

from collections.abc import Iterable, Mapping

from sqlmodel import Session

from tracker.actions.hand_overs import BY_LINK
from tracker.queries.users import find_names
from tracker.wording import Wording
from tracker.wording.marks import N_

#: What recorded something and is no user.
WORDS = {
    BY_LINK: N_("the link of a mail"),
    "command": N_("a command"),
    "example": N_("the example data"),
    "schedule": N_("the schedule"),
}


def name_recorders(session: Session, wording: Wording, recorders: Iterable[str]) -> Mapping[str, str]:
    """By what is stored: a user's name, `removed user`, or what it says itself where it is no user."""
    removed = wording.text(N_("removed user"))
    found = find_names(session, recorders)
    said = {key: wording.text(WORDS[key]) for key in found if key in WORDS}
    return {key: removed if name is None else name for key, name in found.items()} | said


class Recorders:
    """As `name_recorders`, for lists too long to gather whoever recorded them first: each is asked for once."""

    def __init__(self, session: Session, wording: Wording) -> None:
        self._session, self._wording = session, wording
        self._names: dict[str, str] = {}

    def name(self, recorder: str) -> str:
        if recorder not in self._names:
            self._names |= name_recorders(self._session, self._wording, [recorder])
        return self._names[recorder]
