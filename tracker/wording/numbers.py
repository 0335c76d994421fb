"""Numbers and days as each language writes them. A page says the same few hundred over and over: each is written once."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal


@lru_cache(maxsize=16_384)
def say_number(value: int, locale: Locale) -> str:
    """`1,024`"""
    return str(format_decimal(value, locale=locale))


@lru_cache(maxsize=16_384)
def say_decimal(value: Decimal, locale: Locale) -> str:
    """One decimal, as it was rounded: `77.3`."""
    return str(format_decimal(value, format="#,##0.0", locale=locale))


@lru_cache(maxsize=16_384)
def say_day(day: date, pattern: str, locale: Locale) -> str:
    """In a pattern of Babel's: `19 Mar 2018`."""
    return format_date(day, pattern, locale=locale)
