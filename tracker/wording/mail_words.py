"""How a sending stands, in words: its state, why it failed or was not to be, and what to do next."""

import re

from tracker.domain.deliveries import DeliveryState, DropReason
from tracker.wording import Wording
from tracker.wording.marks import N_

STATES: dict[DeliveryState, str] = {
    DeliveryState.REFUSED: N_("refused by the mail server"),
    DeliveryState.GIVEN_UP: N_("given up after a day"),
    DeliveryState.HELD: N_("held until it is signed off"),
    DeliveryState.QUEUED: N_("waiting to be sent"),
    DeliveryState.SENT: N_("taken by the mail server"),
    DeliveryState.DROPPED: N_("not sent"),
}

DROPPED: dict[DropReason, str] = {
    DropReason.SUPERSEDED: N_("A later edition took its place before it was sent."),
    DropReason.NOT_FINAL: N_("Its figures are not final yet, so nobody was asked to sign it off."),
    DropReason.NO_RIGHT: N_("This user may not see the edition."),
    DropReason.NO_RECIPIENT: N_("They were taken off the recipients before it was sent."),
    DropReason.NO_FILE: N_("There was no file to send, or none yet with the answers of the parties in it."),
    DropReason.NO_SERVER: N_("No mail server is set up."),
}

#: What the secretariat does about each, where anything is to be done.
NEXT: dict[DeliveryState | DropReason, str] = {
    DeliveryState.REFUSED: N_("Mend the address and send it again, or tell the recipient another way."),
    DeliveryState.GIVEN_UP: N_("Send it again once the mail server is back, or tell the recipient another way."),
    DeliveryState.HELD: N_("It goes by itself once every party asked has approved."),
    DropReason.SUPERSEDED: N_("If they did not get the later edition, send it to them from its page."),
    DropReason.NOT_FINAL: N_("The edition made after the period is closed goes to them once it is approved."),
    DropReason.NO_RIGHT: N_(
        "If they are to have it, ask an administrator for a role at this body, then send it again."
    ),
    DropReason.NO_RECIPIENT: N_(
        "If they are to have it, add them to the recipients of the schedule, then send it again."
    ),
    DropReason.NO_FILE: N_("Produce the edition once more and send it again, or send a link to it from its page."),
    DropReason.NO_SERVER: N_("Ask whoever runs this service to set one up, then send it again."),
}

#: The same where an edition that was superseded is the current one again, as after its period's last day was corrected.
BACK = N_("Its edition is the current one again: send it again if they are to have it.")

#: What the service itself says of a failure (tracker/mail.py); anything else is the mail server's word, as it said it.
_TROUBLE: dict[str, str] = {
    "the mail server did not answer in time": N_("The mail server did not answer in time."),
    "the mail server closed the connection": N_("The mail server closed the connection."),
    "the mail server’s name is not known": N_("The mail server’s name is not known."),
    "the mail server takes no connection": N_("The mail server takes no connection."),
}
_MISSING = re.compile(r"the file (?P<name>.+) is missing")


def say_trouble(wording: Wording, said: str) -> str:
    """Why a mail was not sent: the reader's words for what is known here, the mail server's own for the rest."""
    if said in set(DropReason):
        return wording.text(DROPPED[DropReason(said)])
    missing = _MISSING.fullmatch(said)
    if missing is not None:
        return wording.text(N_("The file {name} is missing."), name=missing["name"])
    return wording.text(_TROUBLE[said]) if said in _TROUBLE else said
