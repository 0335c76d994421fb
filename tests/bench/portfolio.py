"""What the page of all bodies costs at 500 bodies with 200,000 projects, and whether a body's trend page costs the same
in a service of ten thousand projects and in one of a million.

    .venv/bin/python -m tests.bench.portfolio [--bodies 500] [--services 10000 1000000] [--rounds 9]
        [--database-url URL] [--folder FOLDER]

Every number is of this process alone, its processor time, in milliseconds: the median of one run. SQLite's work is
this process's too; PostgreSQL's is not, so that its seconds on the clock are printed beside.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine, event, insert
from sqlmodel import Session

from tests.bench.figures import fill as fill_service
from tests.builders import clock_at
from tracker.actions.tallies import fill_tallies
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, writing
from tracker.db.schema import migrate
from tracker.domain.fields import Field
from tracker.models import Area, Body, BodyKind, Lineage, Membership, Party, Period, Project, StatusEntry, table_of
from tracker.settings import Settings

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
RECORDED_AT = datetime(2026, 1, 1, tzinfo=UTC)
PERIODS, AREAS, PARTIES, PROJECTS = 5, 5, 3, 80
FIRST_YEAR = 2016
COUNTRIES = ("KR", "CN", "JP", "VN", "MN", "DE", "US", "BR", "KE", "ID", "FR", "TH")
#: Bodies made per transaction.
BATCH = 25

ADDRESSES = {
    "first page": "/",
    "last page": "/?page=1000",
    "sorted by promotion": "/?sort=-promotion",
    "grouped by region": "/?group=region",
    "of one kind": "/?kind=network",
    "with projects of a field": "/?field=sports",
    "as confirmed": "/?words=confirmed",
    "as of an earlier day": "/?as_of=2023-05-01",
}


def fill(engine: Engine, bodies: int) -> None:
    """Public bodies of `PERIODS` periods of `PROJECTS` projects each, the last of which runs; with their tallies."""
    for start in range(0, bodies, BATCH):
        with writing(engine) as session:
            for number in range(start, min(start + BATCH, bodies)):
                make_body(session, number)
            fill_tallies(session)


def make_body(session: Session, number: int) -> None:
    ids = {"body_id": number + 1}
    names = {"en": f"Joint Committee of City {number} and Its Partners", "ko": f"제{number}시 협력위원회"}
    add(session, Body, [{"id": number + 1, "code": f"body-{number:03}", "names": names,
         "kind": list(BodyKind)[number % len(BodyKind)], "founded_on": date(1985 + number % 40, 1, 1),
         "time_zone": ("Asia/Seoul", "Asia/Shanghai", "Asia/Tokyo")[number % 3], "languages": ["en", "ko"],
         "visibility": "public", "illustrative": number % 10 == 0, "asks_confirmation": False,
         "asks_sign_off": False, "criteria": {}, "data_licence": {}, "last_recorded_at": RECORDED_AT}])  # fmt: skip
    add(session, Area, [ids | {"id": number * AREAS + i + 1, "code": f"A{i}", "names": {"en": f"Area {i}"},
         "opened_on": date(2010, 1, 1)} for i in range(AREAS)])  # fmt: skip
    parties = range(number * PARTIES, (number + 1) * PARTIES)
    add(session, Party, [ids | {"id": i + 1, "code": f"P{i % PARTIES}", "names": {"en": f"City {i}", "ko": f"{i}시"},
         "country": "KR" if i % PARTIES == 0 else COUNTRIES[(number + i) % len(COUNTRIES)]} for i in parties])  # fmt: skip
    add(session, Membership, [ids | {"party_id": i + 1, "role": "member", "joined_on": date(2010, 1, 1)}
         for i in parties])  # fmt: skip
    add(session, Period, [ids | {"id": number * PERIODS + i + 1, "number": i + 1,
         "conference_on": opening(number, i), "starts_on": opening(number, i),
         "ends_on": opening(number, i + 1) - timedelta(days=1) if i + 1 < PERIODS else None,
         "next_conference_planned_on": opening(number, i + 1), "stages_published": True}
         for i in range(PERIODS)])  # fmt: skip
    rows = [make_project(number, index) for index in range(PERIODS * PROJECTS)]
    add(session, Project, rows)
    add(session, StatusEntry, [entry for row in rows for entry in make_entries(row)])
    add(session, Lineage, [ids | {"project_id": row["id"], "continues_id": row["id"] - PROJECTS}
         for row in rows[PROJECTS:] if row["id"] % 2])  # fmt: skip


def opening(body: int, period: int) -> date:
    return date(FIRST_YEAR + 2 * period, 1 + body % 12, 1 + body % 28)


def make_project(body: int, index: int) -> dict[str, Any]:
    period, place = divmod(index, PROJECTS)
    opens = opening(body, period)
    promoted = opens + timedelta(days=place * 8) if (place + body) % 4 else None
    promoted = None if promoted is None or promoted > NOW.date() else promoted
    implemented = promoted + timedelta(days=90) if promoted and (place + body) % 3 else None
    one_sided = place % 3 == 0
    return {
        "id": body * PERIODS * PROJECTS + index + 1, "body_id": body + 1, "period_id": body * PERIODS + period + 1,
        "area_id": body * AREAS + place % AREAS + 1, "ref": f"{period + 1}-{place:03}",
        "titles": {"en": f"Joint project {place} of period {period + 1}", "ko": f"{period + 1}기 공동사업 {place}"},
        "mode": "one_sided" if one_sided else "mutual", "lead_id": body * PARTIES + 1 if one_sided else None,
        "horizon": ("short", "medium", "long")[place % 3], "agreed_on": opens, "field": list(Field)[place % 10].value,
        "due_on": opens + timedelta(days=300 + 2 * place), "promoted_on": promoted,
        "implemented_on": implemented if implemented and implemented <= NOW.date() else None,
        "recorded_at": RECORDED_AT, "recorded_by": "bench",
    }  # fmt: skip


def make_entries(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    common = {"body_id": row["body_id"], "project_id": row["id"], "recorded_at": RECORDED_AT, "recorded_by": "bench"}
    for kind in ("promoted", "implemented"):
        if row[f"{kind}_on"]:
            yield common | {"kind": kind, "effective_on": row[f"{kind}_on"], "reason": None}
    if row["id"] % 20 == 0:
        yield common | {"kind": "suspended", "effective_on": row["agreed_on"] + timedelta(days=30), "reason": "funding"}


def add(session: Session, model: Any, rows: list[dict[str, Any]]) -> None:
    session.execute(insert(table_of(model)), rows)
