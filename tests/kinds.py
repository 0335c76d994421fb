"""A body of every kind, made up as its secretariat would hand it in: the five tables of a register.

Small and different on purpose: two cities or thirty, one long period or many, one lead or none, a country or eight.
What is in a table is decided by its row's place, so that the same body comes out every time.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle, islice

from tests.register.small import PROJECT, STAY, Tables
from tracker.domain.fields import Field

TODAY = date(2026, 11, 23)
#: Days from the conference to promotion and on to implementation; None: not reached.
STEPS = ((90, 200), (150, None), (40, 320), (None, None), (400, 60), (210, None), (30, 30))


@dataclass(frozen=True)
class Kind:
    """`parties`: code and country of each member, then observers with a leading `-`. `areas`: a body's own, for a
    programme its sectors. `led_by`: who leads each one-sided project in turn, `None` for a mutual one. `concerns`: how
    many of the others each project names; 0 for none, which concerns all."""

    code: str
    kind: str
    name: str
    parties: tuple[tuple[str, str], ...]
    areas: tuple[str, ...]
    conferences: tuple[date, ...]
    projects: int
    led_by: tuple[str | None, ...] = (None,)
    concerns: int = 0
    visibility: str = "public"


def _days(first: date, years: int, number: int) -> tuple[date, ...]:
    return tuple(date(first.year + years * step, first.month, first.day) for step in range(number))


KINDS = (
    Kind(
        "committee", "joint_committee", "Joint Committee of Hanbit and Jinhe",
        (("HB", "KR"), ("JH", "CN")), ("ECO", "CUL", "ENV"), _days(date(2019, 5, 10), 2, 4), 14,
        led_by=(None, None, "HB", "JH"), concerns=1,
    ),
    Kind(
        "conference", "conference", "Conference of Haean with Its Chinese Partners",
        (("HA", "KR"), ("P1", "CN"), ("P2", "CN"), ("P3", "CN"), ("P4", "CN"), ("-P5", "CN")),
        ("ECO", "EDU"), _days(date(2023, 4, 3), 1, 4), 11, led_by=(None, "HA", None, "P1"), concerns=1,
    ),
    Kind(
        "exchange-group", "exchange_group", "Exchange Group of Three Ports",
        (("BS", "KR"), ("SH", "CN"), ("OS", "JP")), ("PORT", "YOUTH"), _days(date(2018, 9, 1), 3, 3), 9,
    ),
    Kind(
        "sister-city", "sister_city", "Sister Cities Narae and Kirishima",
        (("NR", "KR"), ("KS", "JP")), ("ALL",), (date(2024, 6, 15),), 8, led_by=(None, "NR", "KS"),
    ),
    Kind(
        "friendship-city", "friendship_city", "Friendship Agreement of Narae and Ulgan",
        (("NR", "KR"), ("UL", "MN")), ("ALL",), (date(2025, 2, 28),), 3, visibility="members",
    ),
    Kind(
        "programme", "programme", "Programme for Sharing City Policies",
        (("NR", "KR"), ("HN", "VN"), ("UB", "MN"), ("JK", "ID"), ("BG", "CO"), ("NB", "KE")),
        ("WATER", "TRANSPORT", "E-GOV", "WASTE"), _days(date(2021, 1, 4), 2, 3), 18, led_by=("NR",), concerns=1,
    ),
    Kind(
        "network", "network", "Network of Learning Cities",
        tuple((f"C{number:02}", country) for number, country in enumerate(islice(cycle(("KR", "CN", "JP", "TH", "DE", "FR", "US", "BR")), 24), 1)),
        ("LEARN", "DATA"), _days(date(2020, 10, 1), 2, 4), 10, led_by=(None, None, "C01", "C09"), concerns=3,
    ),
)  # fmt: skip


def make_tables(kind: Kind) -> Tables:
    """The register of the body."""
    return {
        "body": [_make_body(kind)],
        "parties": [_make_party(kind, code, country) for code, country in kind.parties],
        "areas": [
            {"code": code, "name_en": f"Area {code}", "name_ko": f"분야 {code}", "opened_on": kind.conferences[0].isoformat()}
            for code in kind.areas
        ],
        "periods": [
            {"number": str(number), "conference_on": day.isoformat(), "host": members_of(kind)[0]}
            for number, day in enumerate(kind.conferences, 1)
        ],
        "projects": [
            row for number in range(1, len(kind.conferences) + 1) for row in _make_projects(kind, number)
        ],
    }  # fmt: skip


def members_of(kind: Kind) -> list[str]:
    return [code for code, _ in kind.parties if not code.startswith("-")]


def _make_body(kind: Kind) -> dict[str, str]:
    return {
        "code": kind.code, "name_en": kind.name, "name_ko": f"{kind.name} (가상)", "kind": kind.kind,
        "founded_on": kind.conferences[0].isoformat(), "time_zone": "Asia/Seoul", "languages": "en;ko",
        "visibility": kind.visibility, "illustrative": "yes", "source": "Made up",
    }  # fmt: skip


def _make_party(kind: Kind, code: str, country: str) -> dict[str, str]:
    role = "observer" if code.startswith("-") else "member"
    code = code.lstrip("-")
    joined = {"country": country, "role": role, "joined_on": kind.conferences[0].isoformat()}
    return STAY | {"code": code, "name_en": f"City {code}", "name_ko": f"{code}시"} | joined


def _make_projects(kind: Kind, period: int) -> list[dict[str, str]]:
    """One more project in each period, so that the agreed lists differ; a third of them continue earlier ones."""
    return [_make_project(kind, period, place) for place in range(kind.projects + period - 1)]


def _make_project(kind: Kind, period: int, place: int) -> dict[str, str]:
    lead = kind.led_by[place % len(kind.led_by)]
    others = [code for code in members_of(kind) if code != lead]
    start = place * max(kind.concerns, 1)
    named = (
        list(islice(cycle(others), start % len(others), start % len(others) + kind.concerns)) if kind.concerns else []
    )
    parties = sorted({*named, *([lead] if lead else members_of(kind)[:1])}) if named else []
    return PROJECT | {
        "period": str(period), "ref": f"{period}-{place + 1:02}", "area": kind.areas[place % len(kind.areas)],
        "title_en": f"Project {place + 1} of period {period}", "title_ko": f"{period}기 사업 {place + 1}",
        "mode": "one_sided" if lead else "mutual", "lead": lead or "", "parties": ";".join(parties),
        "field": list(Field)[(place + period) % len(Field)].value if place % 4 else "",
        "run_by": ("department", "affiliated_agency", "private", "")[place % 4],
        "continues": f"{period - 1}-{place + 1:02}" if _continues(kind, period, place) else "",
        **_make_days(kind, period, place),
    }  # fmt: skip


def _continues(kind: Kind, period: int, place: int) -> bool:
    """Every third of those that the period before has too."""
    return period > 1 and place % 3 == 0 and place < kind.projects + period - 2


def _make_days(kind: Kind, period: int, place: int) -> dict[str, str]:
    opened = kind.conferences[period - 1]
    first, then = STEPS[(place + period) % len(STEPS)]
    promoted = None if first is None else opened + timedelta(days=first)
    implemented = None if promoted is None or then is None else promoted + timedelta(days=then)
    return {
        "due_on": (opened + timedelta(days=365)).isoformat() if place % 2 else "",
        "promoted_on": promoted.isoformat() if promoted is not None and promoted <= TODAY else "",
        "implemented_on": implemented.isoformat() if implemented is not None and implemented <= TODAY else "",
    }
