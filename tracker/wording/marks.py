"""Marks for the message catalogue. The catalogue's keys are the English sentences."""


def N_(message: str) -> str:
    """Marks a sentence that is translated where it is said, not where it is written."""
    return message
