"""An edition after a reopening lists what changed since the last one before it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from reports.differences import find_names, find_projects, find_sides
from reports.freezing import freeze_edition
from reports.frozen import from_text, to_text
from reports.period_report import PeriodReport
from reports.renderer import Renderer
from tests.builders import clock_at, make_area, make_body, make_entry, make_party, make_period, make_project
from tests.reports.reading import text_of
from tracker.actions.changing_projects import change_project
from tracker.actions.periods import change_period, close_period, reopen_period
from tracker.actions.recording import open_recording
from tracker.db import reading, writing
from tracker.domain.changes import find_counts, find_rates
from tracker.domain.rates import RateName
from tracker.domain.stages import EntryKind
from tracker.models import Body, Period, Project
from tracker.queries.editions import get_edition_figures

START = datetime(2022, 1, 10, 9, tzinfo=UTC)
AS_OF = date(2021, 12, 31)


@pytest.fixture
def closed(engine: Engine) -> Engine:
    """A closed period of two projects, one implemented, with edition 1."""
    with writing(engine) as session:
        body = make_body(session)
        make_party(session, body, "SEL")
        period, area = make_period(session, body), make_area(session, body)
        first = make_project(session, period, area, "1-ECO-01")
        make_project(session, period, area, "1-ECO-02")
        make_entry(session, first, EntryKind.IMPLEMENTED, date(2021, 5, 1), at=START)
        close_period(
            session, open_recording(session, body, by="tests", clock=clock_at(START)), period, on=date(2022, 1, 10)
        )
    freeze(engine, 1)
    return engine


def freeze(engine: Engine, days: int) -> tuple[PeriodReport, bool]:
    clock = clock_at(START + timedelta(days=days))
    with writing(engine) as session:
        edition, is_new = freeze_edition(session, "body", 1, as_of=AS_OF, by="tests", clock=clock)
    with reading(engine) as session:
        return from_text(get_edition_figures(session, edition.id)), is_new


def reopen_and_close(engine: Engine, days: int, *, change: bool, on: date | None = None) -> None:
    """`on`: the last day, where it is corrected."""
    clock = clock_at(START + timedelta(days=days))
    with writing(engine) as session:
        body, period = session.exec(select(Body)).one(), session.exec(select(Period)).one()
        recording = open_recording(session, body, by="tests", clock=clock)
        reopen_period(session, recording, period, reason="the minutes were corrected")
        if change:
            second = session.exec(select(Project).where(Project.ref == "1-ECO-02")).one()
            change_project(session, recording, second, {"titles": {"en": "Another title"}})
            make_entry(session, second, EntryKind.PROMOTED, date(2021, 6, 1), at=START + timedelta(days=days))
        recording = open_recording(session, body, by="tests", clock=clock)
        if on is not None:
            change_period(session, recording, period, {"ends_on": on})
        close_period(session, recording, period, on=(START + timedelta(days=days)).date())


def test_a_first_edition_lists_nothing(closed: Engine) -> None:
    report, is_new = freeze(closed, 2)
    assert not is_new
    assert report.changes is None
    assert "reopenings" not in to_text(report)


def test_what_changed_is_listed_with_old_and_new(closed: Engine) -> None:
    reopen_and_close(closed, 3, change=True)
    report, is_new = freeze(closed, 4)
    assert is_new
    assert report.edition == 2
    assert report.changes is not None
    assert (report.changes.edition, report.changes.reopenings[0].reason) == (1, "the minutes were corrected")
    assert [(name, before and before.part, after and after.part) for name, before, after in find_rates(*find_sides(report))] == [
        (RateName.PROMOTION, 1, 2), (RateName.MUTUAL_PROMOTION, 1, 2),
    ]  # fmt: skip
    assert find_counts(*find_sides(report)) == []
    (project,) = find_projects(report)
    assert (project.ref, project.names) == ("1-ECO-02", ("title", "stage"))
    assert find_names(project.before, project.after) == project.names
    assert from_text(to_text(report)) == report


def test_what_changed_is_listed_where_the_last_day_was_corrected(closed: Engine) -> None:
    with reading(closed) as session:
        ends_on = session.exec(select(Period.ends_on)).one()
    assert ends_on is not None
    reopen_and_close(closed, 3, change=True, on=ends_on - timedelta(days=1))
    report, is_new = freeze(closed, 4)
    assert is_new
    assert report.figures.measured_on == ends_on - timedelta(days=1)
    assert report.changes is not None
    assert (report.changes.edition, report.changes.figures.measured_on) == (1, ends_on)
    assert [project.ref for project in find_projects(report)] == ["1-ECO-02"]


def test_closed_again_without_a_change_it_says_so_in_a_new_edition_once(closed: Engine) -> None:
    reopen_and_close(closed, 3, change=False)
    report, is_new = freeze(closed, 4)
    assert is_new
    assert report.changes is not None
    assert (find_rates(*find_sides(report)), find_counts(*find_sides(report)), find_projects(report)) == ([], [], [])
    assert freeze(closed, 5) == (report, False)


@pytest.mark.parametrize("language", ["en", "ko", "zh", "ja"])
def test_the_section_is_in_every_language(closed: Engine, renderer: Renderer, language: str) -> None:
    reopen_and_close(closed, 3, change=True)
    report, _ = freeze(closed, 4)
    text = text_of(renderer.render(to_text(report), language).content)
    assert "the minutes were corrected" in text
    assert "Another title" in text
    assert {
        "en": "Changes since edition 1",
        "ko": "제1판 이후 변경 사항",
        "zh": "第1版以来的变更",
        "ja": "第1版からの変更点",
    }[language] in text
