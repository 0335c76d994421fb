"""The reference body as its register says, its editions as frozen text and as PDF."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine

import tracker
from reports.freezing import freeze_edition
from reports.renderer import Rendered, Renderer
from tests.builders import clock_at
from tracker.actions.importing import import_register
from tracker.db import dispose_engine, make_engine, reading, writing
from tracker.queries.editions import get_edition_figures
from tracker.register import read_register
from tracker.settings import RegisterLimits

EXAMPLES = Path(tracker.__file__).parent / "examples"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

Figures = Callable[[str, int, date], str]
Pdfs = Callable[[str, int, date, str], Rendered]


def load_example(engine: Engine, code: str) -> None:
    with writing(engine) as session:
        import_register(session, read_register(EXAMPLES / code, RegisterLimits()), by="tests", clock=clock_at(NOW))


@pytest.fixture(scope="session")
def examples(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Both example bodies, in a database that tests only freeze editions in."""
    path = tmp_path_factory.mktemp("examples") / "tracker.db"
    shutil.copy(sqlite_template, path)
    engine = make_engine(f"sqlite:///{path}")
    for code in ("seoul-beijing", "haerang-conference"):
        load_example(engine, code)
    yield engine
    dispose_engine(engine)


@pytest.fixture(scope="session")
def figures_of(examples: Engine) -> Figures:
    """The stored figures of a body's period as of a day."""

    @cache
    def find(body: str, period: int, as_of: date) -> str:
        with writing(examples) as session:
            edition, _ = freeze_edition(session, body, period, as_of=as_of, by="tests", clock=clock_at(NOW))
        with reading(examples) as session:
            return get_edition_figures(session, edition.id)

    return find


@pytest.fixture(scope="session")
def pdf_of(figures_of: Figures, renderer: Renderer) -> Pdfs:
    """The report of a body's period as of a day, in a language."""

    @cache
    def render(body: str, period: int, as_of: date, language: str) -> Rendered:
        return renderer.render(figures_of(body, period, as_of), language)

    return render


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0]
