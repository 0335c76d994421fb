"""A small register that is right, to be spoiled by one cell, and ways to hand it in."""

import csv
import io
import zipfile
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tracker.register import HandedIn, find_rule_problems, merge, read_register
from tracker.settings import RegisterLimits
from tracker.wording import get_wording

Tables = dict[str, list[dict[str, Any]]]

LIMITS = RegisterLimits()
TODAY = date(2026, 11, 23)
DATA = Path(__file__).parents[2] / "tracker" / "examples"

STAY = {"code": "", "name_en": "", "country": "", "role": "member", "joined_on": "2013-01-01", "left_on": ""}
PROJECT = dict.fromkeys(
    (
        *("period", "ref", "area", "title_en", "mode", "lead", "parties", "departments_en", "proposed_by"),
        *("continues", "agreed_on", "promoted_on", "implemented_on", "suspended_on", "resumed_on"),
        *("withdrawn_on", "reason", "horizon", "note"),
    ),
    "",
)

SMALL: Tables = {
    "body": [
        {"code": "demo", "name_en": "Demo Committee", "kind": "joint_committee", "founded_on": "2013-01-01"}
        | {"time_zone": "Asia/Seoul", "languages": "en;ko", "visibility": "public", "source": ""},
    ],
    "parties": [
        STAY | {"code": "SEL", "name_en": "Seoul", "country": "KR", "left_on": ""},
        STAY | {"code": "BJS", "name_en": "Beijing", "country": "CN", "left_on": ""},
        STAY | {"code": "TYO", "name_en": "Tokyo", "country": "JP", "left_on": "2015-10-31"},
    ],
    "areas": [
        {"code": "ECO", "name_en": "Economy", "opened_on": "2013-01-01", "closed_on": ""},
        {"code": "ENV", "name_en": "Environment", "opened_on": "2015-11-04", "closed_on": ""},
    ],
    "periods": [
        {"number": "1", "conference_on": "2013-10-31", "host": "SEL", "ends_on": "", "closed_on": "", "note": ""},
        {"number": "2", "conference_on": "2015-11-04", "host": "BJS", "ends_on": "", "closed_on": "", "note": ""},
    ],
    "projects": [
        PROJECT
        | {"period": "1", "ref": "1-1", "area": "ECO", "title_en": "Fair", "mode": "mutual", "parties": "SEL;BJS"}
        | {"departments_en": "SEL: Trade; BJS: Commerce", "proposed_by": "SEL", "horizon": "short"}
        | {"promoted_on": "2014-03-01", "implemented_on": "2015-02-01"},
        PROJECT
        | {"period": "2", "ref": "2-1", "area": "ENV", "title_en": "Air", "mode": "one_sided", "lead": "BJS"}
        | {"continues": "1-1", "suspended_on": "2016-01-01", "resumed_on": "2016-06-01", "reason": "funding"},
    ],
}


def small() -> Tables:
    """A copy to spoil."""
    return deepcopy(SMALL)


def as_csv(rows: list[dict[str, Any]]) -> str:
    """The rows as CSV, with the columns that any of them has."""
    stream = io.StringIO()
    columns = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def write_zip(tables: Tables, path: Path, *, folder: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            archive.writestr(f"{folder}{name}.csv", as_csv(rows))
    return path


def write_workbook(tables: Tables, path: Path) -> Path:
    """All cells as text."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in tables.items():
        sheet = workbook.create_sheet(name)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        sheet.append(columns)
        for row in rows:
            sheet.append([row.get(column) or None for column in columns])
    workbook.save(path)
    return path


def write_folder(tables: Tables, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_text(as_csv(rows), encoding="utf-8", newline="")
    return folder


def read(path: Path, limits: RegisterLimits = LIMITS) -> HandedIn:
    return read_register(path, limits)


def problems_of(handed: HandedIn) -> list[str]:
    """What an import into an empty database would say of it."""
    found = handed.problems + find_rule_problems(merge(handed, {}), handed, {}, TODAY)
    return [get_wording("en").problem(problem) for problem in handed.in_order(found)]
