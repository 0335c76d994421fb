"""What pages call the kinds of bodies, and what a party is there."""

from enum import StrEnum

from tracker.models import BodyKind, PartyRole
from tracker.wording.marks import N_

KINDS: dict[StrEnum, str] = {
    BodyKind.JOINT_COMMITTEE: N_("Joint committee"),
    BodyKind.CONFERENCE: N_("Conference"),
    BodyKind.EXCHANGE_GROUP: N_("Exchange group"),
    BodyKind.SISTER_CITY: N_("Sister cities"),
    BodyKind.FRIENDSHIP_CITY: N_("Friendship cities"),
    BodyKind.PROGRAMME: N_("Programme"),
    BodyKind.NETWORK: N_("Network"),
}

PARTY_ROLES: dict[StrEnum, str] = {PartyRole.MEMBER: N_("member"), PartyRole.OBSERVER: N_("observer")}
