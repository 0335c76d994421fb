"""What kinds of bodies there are, and as what a party belongs to one."""

from enum import StrEnum


class BodyKind(StrEnum):
    JOINT_COMMITTEE = "joint_committee"
    CONFERENCE = "conference"
    EXCHANGE_GROUP = "exchange_group"
    SISTER_CITY = "sister_city"
    FRIENDSHIP_CITY = "friendship_city"
    PROGRAMME = "programme"
    NETWORK = "network"


class PartyRole(StrEnum):
    MEMBER = "member"
    OBSERVER = "observer"
