"""A body that has gone on for long: thirty periods, thirty partners, sixty departments; made up like `tests.kinds`.

An area joined on the way, one period carries a break note, one was never published, the last one runs.
"""

from datetime import date
from itertools import pairwise

from tests.kinds import Kind, make_tables
from tests.register.small import Tables

PERIODS, PARTNERS, DEPARTMENTS = 30, 30, 60
CODE = "long-conference"

LONG = Kind(
    CODE, "conference", "Conference of Thirty Years",
    tuple((f"M{number:02}", ("KR", "CN", "JP", "VN", "MN", "TH")[number % 6]) for number in range(1, PARTNERS + 1)),
    ("ECO", "CUL", "EDU", "ENV", "TOUR", "YOUTH"),
    tuple(date(1997 + number, 4, 1) for number in range(PERIODS)),
    70, led_by=(None, None, "M01", "M07", "M12"), concerns=2,
)  # fmt: skip


def make_long_tables() -> Tables:
    """The register of the body."""
    tables = make_tables(LONG)
    for area in tables["areas"]:
        if area["code"] == "YOUTH":
            area["opened_on"] = LONG.conferences[11].isoformat()
    for period, following in pairwise(tables["periods"]):
        period["closed_on"] = following["conference_on"]
    tables["periods"][6]["break_note"] = "Criteria of implementation worded anew"
    tables["periods"][3]["stages_published"] = "no"
    for number, row in enumerate(tables["projects"]):
        if row["area"] == "YOUTH" and int(row["period"]) < 12:
            row["area"] = "EDU"
        division = _division_of(number)
        row["departments_en"] = f"M{division % PARTNERS + 1:02}: Division {division:02}"
        if row["period"] == "4":
            row["promoted_on"] = row["implemented_on"] = ""
        if int(row["period"]) == PERIODS and number % 3 == 0:
            row["implemented_on"] = ""
    return tables


def _division_of(number: int) -> int:
    """Uneven on purpose: a few divisions do much, most do little."""
    return number % 4 + 1 if number % 2 else number % (DEPARTMENTS * 3) // 3 + 1
