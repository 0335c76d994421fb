"""The known name that was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str | None:
    """None where no name is close."""
    by_lower = {one.lower(): one for one in known}
    close = get_close_matches(name.strip().lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None
