"""Reports of bodies with next to nothing, and with much."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from reports.freezing import freeze_edition
from reports.pages import MANY
from reports.renderer import Rendered, Renderer
from tests.builders import clock_at, make_area, make_body, make_entry, make_party, make_period, make_project
from tests.reports.reading import text_of
from tracker.db import dispose_engine, make_engine, reading, writing
from tracker.domain.stages import EntryKind
from tracker.models import Body, PartyRole
from tracker.queries.editions import get_edition_figures

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
Make = Callable[..., str]


@pytest.fixture
def report(sqlite_template: Path, tmp_path: Path, renderer: Renderer) -> Iterator[Make]:
    """The text of a body's first period, once the body is filled. What is drawn does not depend on the database."""
    shutil.copy(sqlite_template, tmp_path / "tracker.db")
    engine = make_engine(f"sqlite:///{tmp_path / 'tracker.db'}")

    def make(fill: Callable[[Session, Body], object], period: int = 1) -> str:
        with writing(engine) as session:
            body = make_body(session, "small")
            fill(session, body)
        with writing(engine) as session:
            edition, _ = freeze_edition(
                session, "small", period, as_of=date(2026, 11, 1), by="tests", clock=clock_at(NOW)
            )
        with reading(engine) as session:
            figures = get_edition_figures(session, edition.id)
        rendered: Rendered = renderer.render(figures, "en")
        return text_of(rendered.content)

    yield make
    dispose_engine(engine)


def test_a_period_without_projects_says_so_in_every_section(report: Make) -> None:
    text = report(make_period)
    assert "there is nothing to decide" in text
    assert "No area has a project in this period." in text
    assert "This period has no project." in text
    assert "0.0 %" not in text
    assert "100.0 %" not in text


def test_a_single_project_is_enough(report: Make) -> None:
    def fill(session: Session, body: Body) -> None:
        project = make_project(session, make_period(session, body), make_area(session, body), "1-ECO-01")
        make_entry(session, project, EntryKind.IMPLEMENTED, date(2020, 5, 1))

    text = report(fill)
    assert "100.0 % (1 of 1)" in text
    assert "there is nothing left to decide" in text
    assert "This is the first period" in text


def test_markup_and_controls_in_names_stay_text(report: Make) -> None:
    def fill(session: Session, body: Body) -> None:
        body.names = {"en": 'Trade & <b>"Culture"</b> \\ } @page {{ 7 * 7 }}\x07'}
        area = make_area(session, body, names={"en": "<script>alert(1)</script>"})
        make_project(session, make_period(session, body), area, "<i>1</i>", titles={"en": "</table><h1>x"})

    text = report(fill)
    assert 'Trade & <b>"Culture"</b> \\ } @page {{ 7 * 7 }}' in text
    assert "<script>alert(1)</script>" in text
    assert "</table><h1>x" in text


def test_many_parties_fit_on_the_first_page(report: Make) -> None:
    def fill(session: Session, body: Body) -> None:
        for number in range(10):
            make_party(session, body, f"M{number}", names={"en": f"Member Province {number}"})
        for number in range(3):
            make_party(session, body, f"O{number}", names={"en": f"Observer City {number}"}, role=PartyRole.OBSERVER)
        make_project(session, make_period(session, body), make_area(session, body))

    text = report(fill)
    first = text[: text.index("Page 1 of")]
    assert "Member Province 9" in first
    assert "Observer City 2" in first
    assert "What is asked of the conference" in first


def test_struck_additional_suspended_and_late_are_told_apart(report: Make) -> None:
    def fill(session: Session, body: Body) -> None:
        area, period = make_area(session, body), make_period(session, body)
        make_project(session, period, area, "1-STRUCK", struck_at=NOW, struck_by="tests", struck_reason="entered twice")
        make_project(session, period, area, "1-ADDED", agreed_on=date(2020, 9, 1))
        late = make_project(session, period, area, "1-LATE")
        make_entry(session, late, EntryKind.PROMOTED, date(2022, 2, 2))
        held = make_project(session, period, area, "1-HELD")
        make_entry(session, held, EntryKind.SUSPENDED, date(2020, 8, 1))

    text = report(fill)
    assert "struck: entered twice" in text
    assert "1 project was agreed after the list" in text
    assert "1 project of the agreed list reached a stage after the period had ended" in text
    assert "1-HELD" in text
    assert "To decide on 2 unfinished projects" in text


def test_many_projects_of_which_the_same_is_said_stand_together(report: Make) -> None:
    def fill(session: Session, body: Body) -> None:
        area = make_area(session, body)
        for number in (1, 2):
            period = make_period(session, body, number)
            for index in range(MANY + 1):
                ref, titles = f"{number}-{index:03}", {"en": f"Forum {number}.{index:03}"}
                make_project(session, period, area, ref, titles=titles)

    text = report(fill, period=2)
    named = f"{MANY + 1} projects): "
    assert f"agreed ({named}1-000 Forum 1.000; 1-001 Forum 1.001; " in text  # dropped: no annex has them
    assert f"none since agreed ({named}2-000, 2-001, " in text
    assert f"silent for 23 months ({named}2-000, 2-001, " in text
    assert text.count("the annex has their titles") == 2
    assert text.count("Forum 1.100") == text.count("Forum 2.100") == 1
