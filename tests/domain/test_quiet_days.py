"""Days on which nothing is sent, as people paste them."""

from datetime import date

import pytest

from tracker.domain.quiet_days import BadLine, read_quiet_days


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-03",
        "2026. 10. 3.",
        "2026.10.3. 개천절",
        "2026/10/3 (토)",
        "2026년 10월 3일",
        "2026年10月3日",
        "２０２６年１０月３日",
        "20261003",
        "3 October 2026",
        "Sat, 3rd Oct. 2026",
        "October 3, 2026",
        "\t2026-10-03;\r\n\n2026. 10. 3.",
    ],
)
def test_a_day_in_the_forms_of_every_country(text: str) -> None:
    assert read_quiet_days(text).days == [date(2026, 10, 3)]
    assert read_quiet_days(text).bad == []


def test_days_with_anything_between_them_come_once_and_in_order() -> None:
    pasted = read_quiet_days(
        "2027-01-01, 2026-12-25; 2026-12-25 、2028-02-29\n1 May 2026 Labour Day and 2026. 5. 5. 어린이날"
    )
    assert [day.isoformat() for day in pasted.days] == [
        "2026-05-01", "2026-05-05", "2026-12-25", "2027-01-01", "2028-02-29",
    ]  # fmt: skip
    assert pasted.bad == []


@pytest.mark.parametrize("dash", ["~", " ~ ", " - ", "–", "(수) ~ ", " to ", "至"])
def test_a_stretch_is_all_its_days(dash: str) -> None:
    pasted = read_quiet_days(f"2026-12-30{dash}2027-01-02")
    assert [day.isoformat() for day in pasted.days] == ["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"]


@pytest.mark.parametrize(
    "line",
    ["2026-02-29", "10/3/2026", "10월 3일", "Christmas", "2026-10-03 15:00", "2026-10-03 ~ 2026-09-01", "2026-10-031"],
)
def test_a_line_that_is_not_all_days_is_told_by_its_number(line: str) -> None:
    pasted = read_quiet_days(f"2026-10-03\n{line}\n2026-10-05")
    assert pasted.bad == [BadLine(2, line)]
    assert len(pasted.days) == 2


def test_nothing_pasted_is_no_day() -> None:
    assert read_quiet_days(" \n ").days == []
