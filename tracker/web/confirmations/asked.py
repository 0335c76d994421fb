"""Which list of what waits the address asks for: for whom, of whom, of which period."""

from dataclasses import dataclass
from enum import StrEnum

from flask import request

from tracker.queries.waiting import State, Wanted
from tracker.web.gates import AtBody
from tracker.web.query import read_choice, read_word
from tracker.wording.marks import N_


class Which(StrEnum):
    """The lists: what others ask of us, what we ask of them, and what is disputed on either side."""

    US = "us"
    THEM = "them"
    DISPUTED = "disputed"


LISTS = {
    Which.US: N_("Waiting for us"),
    Which.THEM: N_("Waiting for them"),
    Which.DISPUTED: N_("Disputed"),
}

#: What a list is called for whoever speaks for no party.
FOR_ALL = {Which.THEM: N_("Waiting"), Which.DISPUTED: N_("Disputed")}


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as the address asks for it: for whom, which one, of whom and of which period alone."""

    own: str | None
    which: Which
    of: str | None
    period: str | None

    @property
    def wanted(self) -> Wanted:
        return make_wanted(self.which, self.own, self.of, None if self.period is None else int(self.period))

    @property
    def label(self) -> str:
        """What the list is called; a key of the message catalogue."""
        return (LISTS if self.own else FOR_ALL)[self.which]


def own_party(at: AtBody) -> str | None:
    """The party that the visitor speaks for; one of several by the address or the form. None for whoever speaks for
    none."""
    own = at.asking.visitor.parties_at(at.view.body)
    chosen = request.args.get("party", "")
    return chosen if chosen in own else at.party


def read_asked(at: AtBody) -> Asked:
    """The list that the address asks for. BadQuery."""
    own = own_party(at)
    which = read_choice(request.args, "list", Which) or (Which.US if own else Which.THEM)
    if own is None and which is Which.US:
        which = Which.THEM
    party = read_word(request.args, "of", [one.code for one in at.view.parties.values()])
    period = read_word(request.args, "period", [str(one.number) for one in at.view.facts.periods])
    return Asked(own, which, party, period)


def make_wanted(which: Which, own: str | None, of: str | None, period: int | None) -> Wanted:
    """The requests of a list: `of` narrows it to one party that is asked."""
    if which is Which.US and own is not None:
        return Wanted([own], period=period)
    states = (State.DISPUTED,) if which is Which.DISPUTED else (State.WAITING,)
    return Wanted(None if of is None else [of], states, period, without=own if which is Which.THEM else None)
