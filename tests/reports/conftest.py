"""The reference body as its register says, its editions as frozen text and as PDF."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
def examples_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both example bodies and no edition: a database to copy."""
    path = tmp_path_factory.mktemp("examples") / "template.db"
    shutil.copy(sqlite_template, path)
    engine = make_engine(f"sqlite:///{path}")
    for code in ("seoul-beijing", "haerang-conference"):
        load_example(engine, code)
    dispose_engine(engine)
    return path


@contextmanager
def copied(template: Path, path: Path) -> Iterator[Engine]:
    shutil.copy(template, path)
    engine = make_engine(f"sqlite:///{path}")
    try:
        yield engine
    finally:
        dispose_engine(engine)


@pytest.fixture(scope="session")
def examples(examples_file: Path) -> Iterator[Engine]:
    """Both example bodies, in a database that tests only freeze editions in."""
    with copied(examples_file, examples_file.with_name("tracker.db")) as engine:
        yield engine


@pytest.fixture(scope="session")
def figures_of(examples_file: Path) -> Figures:
    """The stored figures of a body's period as of a day: its first edition, in a copy of its own, because an edition
    whose figures are those of an earlier one is that one, of its day."""

    @cache
    def find(body: str, period: int, as_of: date) -> str:
        with copied(examples_file, examples_file.with_name(f"{body}-{period}-{as_of}.db")) as engine:
            with writing(engine) as session:
                edition, _ = freeze_edition(session, body, period, as_of=as_of, by="tests", clock=clock_at(NOW))
            with reading(engine) as session:
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
