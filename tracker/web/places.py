"""Countries, time zones and languages to choose from, with their names in the reader's language."""

from collections.abc import Iterable
from functools import cache

from babel.core import get_global
from babel.dates import get_timezone_location

from tracker.domain.moments import known_time_zones
from tracker.register.cells import known_countries
from tracker.register.headings import language_name
from tracker.wording import get_wording

#: Those that bodies are mostly of, offered first.
NEAR = ("KR", "CN", "JP", "MN", "VN", "RU", "TW", "HK")

Options = list[tuple[str, str]]


@cache
def country_options(lang: str) -> Options:
    """Code and name of each country, the near ones first, then by name."""
    names = get_wording(lang).locale.territories
    near = [(code, names[code]) for code in NEAR]
    return near + sorted(
        ((c, names[c]) for c in known_countries() if c not in NEAR and c.isalpha()), key=lambda one: one[1]
    )


@cache
def time_zone_options(lang: str) -> Options:
    """Name of each time zone and where it is, those of the near countries first, then by place."""
    territories = {zone: code for zone, code in get_global("zone_territories").items() if zone in known_time_zones()}
    placed = [(zone, get_timezone_location(zone, locale=get_wording(lang).locale)) for zone in sorted(territories)]
    worded = [(zone, f"{place} – {zone}") for zone, place in placed if territories[zone] in known_countries()]

    def order(one: tuple[str, str]) -> tuple[int, str]:
        code = territories[one[0]]
        return NEAR.index(code) if code in NEAR else len(NEAR), one[1]

    return [*sorted(worded, key=order), ("UTC", "UTC")]


def name_languages(tags: Iterable[str], lang: str) -> str:
    """What languages are called, as they may be typed again; a tag where its name would mean another."""
    return get_wording(lang).join(language_name(tag, lang) if "-" not in tag else tag for tag in tags)
