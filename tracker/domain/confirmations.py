"""Whether what one party says of a project is what the others say."""

from enum import StrEnum


class Answer(StrEnum):
    """A party's answer to another party's entry."""

    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
