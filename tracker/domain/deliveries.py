"""How a delivery of an edition stands: plain words and one pure rule."""

from enum import StrEnum

#: How the keys of the letters of deliveries begin, in the outbox.
LETTER_KEY = "delivery:"


class DeliveryOutcome(StrEnum):
    """How a delivery ended. REFUSED: the mail server will not take it as it is; GIVEN_UP: it was tried for a day;
    DROPPED: it was not to be sent any more."""

    SENT = "sent"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    DROPPED = "dropped"


class DropReason(StrEnum):
    """Why a delivery was not to be sent any more."""

    SUPERSEDED = "superseded"
    NOT_FINAL = "not_final"
    NO_RIGHT = "no_right"
    NO_RECIPIENT = "no_recipient"
    NO_FILE = "no_file"
    NO_SERVER = "no_server"


DROP_REASONS = frozenset(one.value for one in DropReason)


class DeliveryState(StrEnum):
    HELD = "held"
    QUEUED = "queued"
    SENT = "sent"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    DROPPED = "dropped"


#: In which order they are shown: what needs somebody comes first.
BY_NEED = (
    DeliveryState.REFUSED, DeliveryState.GIVEN_UP, DeliveryState.HELD, DeliveryState.QUEUED, DeliveryState.DROPPED,
    DeliveryState.SENT,
)  # fmt: skip

#: Those that somebody has to see to.
NEEDING = frozenset({DeliveryState.REFUSED, DeliveryState.GIVEN_UP})


def find_delivery_state(outcome: DeliveryOutcome | None, *, has_mail: bool) -> DeliveryState:
    """`has_mail`: whether it is in the outbox; without, and without an outcome, it is held for sign-off."""
    if outcome is not None:
        return DeliveryState(outcome)
    return DeliveryState.QUEUED if has_mail else DeliveryState.HELD
