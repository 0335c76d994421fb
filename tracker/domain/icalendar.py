"""Calendars as RFC 5545 has them: all-day events, folded and escaped. Nothing of clocks, bodies or languages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

#: Octets in a line at the most, its end aside.
LONGEST_LINE = 75

MEDIA_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Event:
    """A day that is of note, in no time zone. `uid` never changes; `sequence` counts the changes of it, the last of
    which was at `changed_at`. `status`: TENTATIVE, CONFIRMED or CANCELLED."""

    uid: str
    day: date
    summary: str
    changed_at: datetime
    sequence: int = 0
    description: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    status: str = "CONFIRMED"


def make_calendar(name: str, events: Sequence[Event], *, maker: str, language: str) -> str:
    """The calendar as text with CRLF line ends, its events by day and uid. The same events give the same text."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{escape(maker)}//{language.upper()}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escape(name)}",
        f"X-WR-CALNAME:{escape(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
    ]
    for event in sorted(events, key=lambda one: (one.day, one.uid)):
        lines += _event(event, language)
    lines.append("END:VCALENDAR")
    return "".join(f"{fold(line)}\r\n" for line in lines)


def _event(event: Event, language: str) -> Iterable[str]:
    changed = event.changed_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    yield "BEGIN:VEVENT"
    yield f"UID:{escape(event.uid)}"
    yield f"DTSTAMP:{changed}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART;VALUE=DATE:{_day(event.day)}"
    if event.day < date.max:
        yield f"DTEND;VALUE=DATE:{_day(event.day + timedelta(days=1))}"
    yield f"SUMMARY;LANGUAGE={language}:{escape(event.summary)}"
    if event.description:
        yield f"DESCRIPTION;LANGUAGE={language}:{escape(event.description)}"
    if event.url:
        yield f"URL:{event.url}"
    if event.categories:
        yield f"CATEGORIES;LANGUAGE={language}:{','.join(escape(one) for one in event.categories)}"
    yield f"STATUS:{event.status}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def escape(text: str) -> str:
    """A text value: backslash, semicolon and comma escaped, lines as \\n, other control characters left out."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\n"), ("\r", "\n"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return "".join(letter for letter in text if letter == "\t" or (ord(letter) >= 0x20 and ord(letter) != 0x7F))


def fold(line: str) -> str:
    """A line in pieces of 75 octets at the most, none of which ends within a character."""
    pieces: list[str] = []
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST_LINE:
            pieces.append(piece)
            piece, size = "", 1  # the blank that continues a line counts
        piece, size = piece + letter, size + octets
    return "\r\n ".join([*pieces, piece])
