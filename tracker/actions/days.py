"""Which day it is where the parties are."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel.core import get_global


@cache
def _zones(country: str) -> tuple[str, ...]:
    return tuple(get_global("territory_zones").get(country, ()))


def latest_day(now: datetime, *, time_zone: str, countries: Iterable[str]) -> date:
    """Today in the easternmost zone of the parties' countries and the body: no later day can have happened."""
    zones = {time_zone, *(zone for country in set(countries) for zone in _zones(country))}
    return max(now.astimezone(ZoneInfo(zone)).date() for zone in zones)
