"""Calendars as RFC 5545 asks for: folded by octets, escaped, whole days."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.icalendar import LONGEST_LINE, Event, escape, fold, make_calendar

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=200)


@given(TEXTS)
def test_lines_are_folded_within_characters_and_unfold_to_what_they_were(text: str) -> None:
    line = f"SUMMARY:{escape(text)}"
    pieces = fold(line).split("\r\n ")
    assert all(len(piece.encode()) + (place > 0) <= LONGEST_LINE for place, piece in enumerate(pieces))
    assert "".join(pieces) == line


def test_korean_is_folded_by_octets_not_by_letters() -> None:
    line = "SUMMARY;LANGUAGE=ko:" + "해랑도-중국 지방정부 교류회의 제3차 회의(예정) " * 3
    pieces = fold(line).split("\r\n ")
    assert len(pieces) == 3
    assert all(70 < len(piece.encode()) + (place > 0) <= 75 for place, piece in enumerate(pieces[:-1]))
    assert "".join(pieces) == line


@given(TEXTS)
def test_no_text_can_end_its_line_or_begin_a_value(text: str) -> None:
    escaped = escape(text)
    assert not set(escaped) & {"\r", "\n"}
    bare = escaped.replace("\\\\", "").replace("\\;", "").replace("\\,", "").replace("\\n", "")
    assert not set(bare) & {"\\", ";", ","}


def test_an_event_is_a_whole_day_in_no_zone_and_says_when_it_changed() -> None:
    event = Event(
        "pair-conference-3@tracker.example",
        date(2028, 2, 29),
        "제3차 회의, 서울; \\",
        AT,
        sequence=2,
        url="https://x/y",
    )
    text = make_calendar("공동위원회", [event], maker="Tracker", language="ko")
    lines = text.replace("\r\n ", "").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    for line in (
        "VERSION:2.0",
        "UID:pair-conference-3@tracker.example",
        "DTSTAMP:20261123T090000Z",
        "LAST-MODIFIED:20261123T090000Z",
        "SEQUENCE:2",
        "DTSTART;VALUE=DATE:20280229",
        "DTEND;VALUE=DATE:20280301",
        "SUMMARY;LANGUAGE=ko:제3차 회의\\, 서울\\; \\\\",
        "URL:https://x/y",
    ):
        assert line in lines
    assert text.count("\n") == text.count("\r\n")
