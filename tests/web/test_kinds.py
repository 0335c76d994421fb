"""Bodies of every kind work from the register to the report, and say of themselves what their tables say."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from reports.freezing import freeze_edition
from reports.renderer import Renderer
from tests.builders import clock_at
from tests.kinds import KINDS, TODAY, Kind, make_tables, members_of
from tests.people import sign_in_as
from tests.register.small import LIMITS, Tables, write_folder
from tests.web.conftest import NOW
from tests.web.reading import count_sides, get_page, links_of, text_of
from tracker.actions.importing import import_register
from tracker.db import dispose_engine, make_engine, reading, writing
from tracker.domain.roles import Role
from tracker.domain.trends import By
from tracker.models import BodyKind
from tracker.queries.bodies import get_body_view
from tracker.queries.editions import get_edition_figures
from tracker.queries.figures import find_figures
from tracker.queries.registers import get_register
from tracker.register import read_register, write_register

EACH = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)


@pytest.fixture(scope="module")
def kinds(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A body of every kind, on which tests only look."""
    folder = tmp_path_factory.mktemp("kinds")
    path = folder / "tracker.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine = make_engine(f"sqlite:///{path}")
    for kind in KINDS:
        load(engine, make_tables(kind), folder / kind.code)
    yield engine
    dispose_engine(engine)


def load(engine: Engine, tables: Tables, folder: Path) -> None:
    with writing(engine) as session:
        handed = read_register(write_folder(tables, folder), LIMITS)
        import_register(session, handed, by="tests", clock=clock_at(NOW))


@pytest.fixture
def manager(kinds: Engine, make_client: Callable[..., FlaskClient]) -> FlaskClient:
    """An administrator, who sees every body."""
    client = make_client(kinds)
    sign_in_as(client, kinds, Role.ADMINISTRATOR, None, now=NOW)
    return client


def test_there_is_an_example_of_every_kind() -> None:
    assert {kind.kind for kind in KINDS} == set(BodyKind)


@EACH
def test_its_figures_are_those_of_its_table(kinds: Engine, kind: Kind) -> None:
    rows = make_tables(kind)["projects"]
    with reading(kinds) as session:
        figures = find_figures(session, get_body_view(session, kind.code), by=None, as_of=TODAY)
    assert [row.period.number for row in figures] == list(range(1, len(kind.conferences) + 1))
    for row in figures:
        listed = [one for one in rows if one["period"] == str(row.period.number)]
        assert row.tally.agreed == len(listed)
        assert row.tally.promoted == sum(_is_by(one["promoted_on"], row.measured_on) for one in listed)
        assert row.tally.implemented == sum(_is_by(one["implemented_on"], row.measured_on) for one in listed)
        assert row.tally.mutual == sum(one["mode"] == "mutual" for one in listed)
        assert row.tally.continued == sum(bool(one["continues"]) for one in listed)


@EACH
@pytest.mark.parametrize("by", [By.COUNTRY, By.PARTNER, By.FIELD, By.RUN_BY, By.AREA])
def test_its_groups_are_those_of_its_table(kinds: Engine, kind: Kind, by: By) -> None:
    rows = make_tables(kind)["projects"]
    with reading(kinds) as session:
        figures = find_figures(session, get_body_view(session, kind.code), by=by, as_of=TODAY)
    for period in range(1, len(kind.conferences) + 1):
        listed = [one for one in rows if one["period"] == str(period)]
        wanted = Counter(chain.from_iterable(groups_of(kind, by, one) for one in listed))
        found = {row.group: row.tally.agreed for row in figures if row.period.number == period}
        assert found.pop(None) == len(listed)
        assert found == wanted


def groups_of(kind: Kind, by: By, row: dict[str, str]) -> set[str]:
    """The groups of a row of the table, by what the words of the register mean."""
    if by is By.AREA:
        return {row["area"]}
    if by in (By.FIELD, By.RUN_BY):
        return {row[by.value] or "none"}
    named = set(row["parties"].split(";")) - {""}
    concerned = named or ({row["lead"]} - {""}) or set(members_of(kind))
    countries = {code.lstrip("-"): country for code, country in kind.parties}
    return concerned if by is By.PARTNER else {countries[code] for code in concerned}


def _is_by(day: str, measured_on: date) -> bool:
    return bool(day) and date.fromisoformat(day) <= measured_on


@EACH
def test_it_goes_out_as_it_came_in(kinds: Engine, kind: Kind, tmp_path: Path, engine: Engine) -> None:
    with reading(kinds) as session:
        register = get_register(session, kind.code)
    path = tmp_path / "out"
    write_register(register.tables, path)
    load_again = read_register(path, LIMITS)
    with writing(engine) as session:
        import_register(session, load_again, by="tests", clock=clock_at(NOW))
    with reading(engine) as session:
        assert get_register(session, kind.code).tables == register.tables


@EACH
@pytest.mark.parametrize("lang", ["en", "ko", "zh", "ja"])
def test_its_pages_show_it(manager: FlaskClient, kind: Kind, lang: str) -> None:
    page = get_page(manager, f"/bodies/{kind.code}", lang=lang)
    cells = page.xpath("//table[contains(@class, 'figures')]//td//span[@class='counts']")
    assert len(cells) > 5
    assert f"/bodies/{kind.code}" in " ".join(links_of(get_page(manager, "/", lang=lang)))
    for address in ("periods/1", "projects/1-01", "reports", "definitions"):
        get_page(manager, f"/bodies/{kind.code}/{address}", lang=lang)


def test_a_programme_is_counted_by_country_and_by_sector(manager: FlaskClient) -> None:
    page = get_page(manager, "/bodies/programme?by=country")
    table = page.xpath("//table[caption[@id='groups-caption']]")[0]
    for country in ("Colombia", "Indonesia", "Kenya", "Mongolia", "Vietnam"):
        assert country in text_of(table)
    cell = table.xpath(".//td[a[@class='percent']]")[0]
    part, whole = map(int, re.findall(r"\d+", text_of(cell.xpath("./span[@class='counts']")[0])))
    assert count_sides(manager, cell.xpath("./a/@href")[0]) == (part, whole - part, whole)


@EACH
def test_its_report_is_printed(kinds: Engine, kind: Kind, report_renderer: Renderer) -> None:
    with writing(kinds) as session:
        edition, _ = freeze_edition(
            session, kind.code, len(kind.conferences), as_of=TODAY, by="tests", clock=clock_at(NOW)
        )
    with reading(kinds) as session:
        figures = get_edition_figures(session, edition.id)
    rendered = report_renderer.render(figures, "en")
    assert rendered.content.startswith(b"%PDF-")
    assert rendered.pages >= 3


@pytest.fixture(scope="module")
def report_renderer() -> Iterator[Renderer]:
    with Renderer() as renderer:
        yield renderer
