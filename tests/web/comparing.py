"""Reading pages that put bodies side by side, and bodies to be put there."""

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import Engine

from tests.builders import clock_at, make_area, make_body, make_party, make_period, make_project
from tests.kinds import KINDS, make_tables
from tests.register.small import LIMITS, write_folder
from tests.web.conftest import NOW
from tests.web.reading import text_of
from tracker.actions.importing import import_register
from tracker.db import reading, writing
from tracker.domain.trends import By, Figures
from tracker.queries.bodies import get_body_view
from tracker.queries.figures import find_figures
from tracker.register import read_register
from tracker.wording import get_wording

ENGLISH = get_wording("en")
TODAY = date(2026, 11, 23)
BOTH = "body=seoul-beijing&body=haerang-conference"


def figures_of(
    engine: Engine, code: str, *, by: By | None = None, as_of: date = TODAY, **known: datetime
) -> list[Figures]:
    with reading(engine) as session:
        return list(find_figures(session, get_body_view(session, code), by=by, as_of=as_of, **known))


def table_of(page: html.HtmlElement, caption: str) -> html.HtmlElement:
    return page.xpath(f"//table[caption[@id='{caption}']]")[0]


def ticks_of(page: html.HtmlElement) -> list[str]:
    return [str(code) for code in page.xpath("//input[@type='checkbox' and @name='body']/@value")]


def rows_of(page: html.HtmlElement) -> list[list[str]]:
    """Every period's row of the table under the picture, without the rows that name the bodies."""
    rows = table_of(page, "periods-caption").xpath(".//tbody/tr[not(@class='group')]")
    return [[text_of(cell) for cell in row.xpath("./th | ./td")] for row in rows]


def read_csv(client: FlaskClient, address: str) -> list[dict[str, str]]:
    with client.get(address) as answer:
        assert answer.status_code == 200
        return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def spec_of(page: html.HtmlElement, id_: str = "chart-comparison") -> dict[str, Any]:
    return json.loads(page.xpath(f"//script[@id='{id_}']/text()")[0])  # type: ignore[no-any-return]


def make_bodies(engine: Engine, number: int, **fields: Any) -> list[str]:
    """Bodies with one whole period of 20 projects each."""
    codes = [f"body-{place:02}" for place in range(1, number + 1)]
    with writing(engine) as session:
        for code in codes:
            body = make_body(session, code, **fields)
            make_party(session, body)
            period, area = make_period(session, body), make_area(session, body)
            for _ in range(20):
                make_project(session, period, area)
    return codes


def load_kinds(engine: Engine, folder: Path, *codes: str) -> None:
    for kind in KINDS:
        if kind.code in codes:
            with writing(engine) as session:
                handed = read_register(write_folder(make_tables(kind), folder / kind.code), LIMITS)
                import_register(session, handed, by="tests", clock=clock_at(NOW))
