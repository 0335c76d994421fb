"""When a new edition is made, what it freezes, and the whole job of publishing it."""

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from reports.enclosures import make_projects_csv
from reports.freezing import freeze_edition
from reports.frozen import digest_of, from_text
from reports.period_report import PeriodReport
from reports.publishing import publish
from reports.renderer import Rendered, Renderer, RenderFailed
from reports.verifying import Verdict, verify_file
from tests.builders import (
    clock_at,
    make_area,
    make_body,
    make_entry,
    make_party,
    make_period,
    make_project,
    record,
)
from tracker.actions.periods import close_period
from tracker.db import reading, writing
from tracker.domain.editions import FileKind, WantedFile
from tracker.domain.periods import Flag
from tracker.domain.problems import NotFound, Refused
from tracker.domain.stages import EntryKind
from tracker.models import Period, Project
from tracker.queries.editions import EditionView, find_editions, find_latest_edition, get_edition_figures

CUT_OFF = date(2021, 12, 31)
AFTER = date(2022, 6, 1)
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def body(engine: Engine) -> str:
    """Two projects of a period that ended in 2021, one of them promoted."""
    with writing(engine) as session:
        body = make_body(session, "council", names={"en": "Council", "ko": "협의회"})
        make_party(session, body)
        area, period = make_area(session, body), make_period(session, body, 1, ends_on=CUT_OFF)
        first = make_project(session, period, area, "1-ECO-01", titles={"en": "Forum", "ko": "포럼"})
        make_project(session, period, area, "1-ECO-02")
        make_entry(session, first, EntryKind.PROMOTED, date(2020, 5, 1))
    return "council"


def freeze(engine: Engine, as_of: date, *, now: datetime = NOW) -> tuple[EditionView, bool]:
    with writing(engine) as session:
        return freeze_edition(session, "council", 1, as_of=as_of, by="tests", clock=clock_at(now))


def log(engine: Engine, ref: str, kind: EntryKind, on: date, *, at: datetime) -> None:
    with writing(engine) as session:
        project = session.exec(select(Project).where(Project.ref == ref)).one()
        make_entry(session, project, kind, on, at=at)


def test_the_first_edition_freezes_what_was_known(engine: Engine, body: str) -> None:
    edition, is_new = freeze(engine, AFTER)
    assert is_new
    assert (edition.number, edition.as_of, edition.measured_on) == (1, AFTER, CUT_OFF)
    assert edition.flags == (Flag.PROVISIONAL,)
    log(engine, "1-ECO-02", EntryKind.PROMOTED, date(2020, 6, 1), at=NOW + timedelta(days=1))
    with reading(engine) as session:
        report = from_text(get_edition_figures(session, edition.id))
    assert (report.figures.tally.agreed, report.figures.tally.promoted) == (2, 1)
    assert report.known_at == report.produced_at == edition.known_at


def test_nothing_happened_so_the_edition_stands(engine: Engine, body: str) -> None:
    first, _ = freeze(engine, AFTER)
    again, is_new = freeze(engine, AFTER, now=NOW + timedelta(days=40))
    assert not is_new
    assert again.id == first.id


def test_a_later_day_with_the_same_measuring_day_and_figures_needs_no_new_edition(engine: Engine, body: str) -> None:
    first, _ = freeze(engine, AFTER)
    later, is_new = freeze(engine, AFTER + timedelta(days=300))
    assert (later.number, is_new) == (first.number, False)


def test_another_measuring_day_makes_a_new_edition(engine: Engine, body: str) -> None:
    freeze(engine, date(2021, 3, 1))
    second, is_new = freeze(engine, date(2021, 3, 2))
    assert (second.number, is_new) == (2, True)


def test_what_was_recorded_meanwhile_makes_a_new_edition(engine: Engine, body: str) -> None:
    freeze(engine, AFTER)
    log(engine, "1-ECO-02", EntryKind.PROMOTED, date(2020, 6, 1), at=NOW + timedelta(days=1))
    second, is_new = freeze(engine, AFTER, now=NOW + timedelta(days=2))
    assert (second.number, is_new) == (2, True)


def test_a_late_entry_makes_a_new_edition_of_the_same_measuring_day(engine: Engine, body: str) -> None:
    first, _ = freeze(engine, AFTER)
    log(engine, "1-ECO-01", EntryKind.IMPLEMENTED, date(2022, 5, 1), at=NOW + timedelta(days=1))
    second, _ = freeze(engine, AFTER, now=NOW + timedelta(days=2))
    assert (first.measured_on, second.number) == (second.measured_on, 2)
    with reading(engine) as session:
        tally = from_text(get_edition_figures(session, second.id)).figures.tally
    assert (tally.implemented, tally.late_implemented) == (0, 1)


def test_what_happened_after_the_day_is_no_part_of_its_edition(engine: Engine, body: str) -> None:
    log(engine, "1-ECO-01", EntryKind.IMPLEMENTED, AFTER + timedelta(days=1), at=NOW - timedelta(days=1))
    edition, _ = freeze(engine, AFTER)
    with reading(engine) as session:
        report = from_text(get_edition_figures(session, edition.id))
    assert _stage_days(report) == {date(2020, 5, 1)}
    assert "2022-06-02" not in make_projects_csv(report).decode()
    log(engine, "1-ECO-02", EntryKind.PROMOTED, AFTER + timedelta(days=2), at=NOW + timedelta(days=1))
    again, is_new = freeze(engine, AFTER, now=NOW + timedelta(days=2))
    assert (again.number, is_new) == (1, False)


def test_what_happened_late_but_by_the_day_stays_in_its_edition(engine: Engine, body: str) -> None:
    log(engine, "1-ECO-01", EntryKind.IMPLEMENTED, AFTER, at=NOW - timedelta(days=1))
    edition, _ = freeze(engine, AFTER)
    with reading(engine) as session:
        report = from_text(get_edition_figures(session, edition.id))
    assert _stage_days(report) == {date(2020, 5, 1), AFTER}
    assert AFTER.isoformat() in make_projects_csv(report).decode()


def _stage_days(report: PeriodReport) -> set[date]:
    days = [day for one in report.projects for day in (one.facts.days.promoted_on, one.facts.days.implemented_on)]
    return {day for day in days if day is not None}


def test_closing_the_period_makes_a_final_edition(engine: Engine, body: str) -> None:
    freeze(engine, AFTER)
    with writing(engine) as session:
        period = session.exec(select(Period)).one()
        close_period(session, record(session, _body(session), NOW), period, on=date(2022, 1, 10))
    second, is_new = freeze(engine, AFTER)
    assert is_new
    assert second.flags == (Flag.FINAL,)
    with reading(engine) as session:
        assert [(one.number, one.is_latest) for one in find_editions(session, body)] == [(2, True), (1, False)]


def test_asking_again_for_a_day_finds_its_edition_among_those_of_other_days(engine: Engine, body: str) -> None:
    days = [date(2021, 3, 1), date(2021, 6, 1), date(2021, 3, 1), date(2021, 6, 1)]
    found = [freeze(engine, day) for day in days]
    assert [(edition.number, is_new) for edition, is_new in found] == [(1, True), (2, True), (1, False), (2, False)]


def test_an_earlier_day_s_edition_made_later_does_not_become_the_current_one(engine: Engine, body: str) -> None:
    freeze(engine, date(2021, 6, 1))
    earlier, is_new = freeze(engine, date(2021, 3, 1))
    assert (earlier.number, earlier.is_latest, is_new) == (2, False, True)
    with reading(engine) as session:
        assert [(one.number, one.is_latest) for one in find_editions(session, body)] == [(2, False), (1, True)]
        latest = find_latest_edition(session, body, 1)
    assert latest is not None
    assert latest.number == 1


def test_a_correction_is_one_edition_whatever_day_after_the_cut_off_is_asked_for(engine: Engine, body: str) -> None:
    """All of one measuring day: that of the cut-off."""
    freeze(engine, AFTER + timedelta(days=30))
    log(engine, "1-ECO-02", EntryKind.PROMOTED, date(2020, 6, 1), at=NOW + timedelta(days=1))
    made = [freeze(engine, AFTER + timedelta(days=days), now=NOW + timedelta(days=2)) for days in (0, 30, 60, 0)]
    numbers = [(edition.number, edition.is_latest, is_new) for edition, is_new in made]
    assert numbers == [(2, True, True), (2, True, False), (2, True, False), (2, True, False)]


def test_the_final_edition_takes_the_place_of_a_provisional_one_of_a_later_day(engine: Engine, body: str) -> None:
    """A monthly one was made between the last day and the closing, which asks for the last day."""
    freeze(engine, date(2022, 1, 5))
    with writing(engine) as session:
        period = session.exec(select(Period)).one()
        close_period(session, record(session, _body(session), NOW), period, on=date(2022, 1, 10))
        assert period.ends_on is not None
        ends_on = period.ends_on
    freeze(engine, ends_on)
    with reading(engine) as session:
        assert [(one.number, one.is_latest) for one in find_editions(session, body)] == [(2, True), (1, False)]


def _body(session: Session) -> object:
    from tracker.queries.bodies import get_body

    return get_body(session, "council")


@pytest.mark.parametrize(
    ("as_of", "code"), [(date(2026, 11, 4), "report_ahead"), (date(2019, 12, 31), "report_before_conference")]
)
def test_days_that_have_no_figures_are_refused(engine: Engine, body: str, as_of: date, code: str) -> None:
    with pytest.raises(Refused) as refused:
        freeze(engine, as_of)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_period_that_does_not_exist_is_not_found(engine: Engine, body: str) -> None:
    with pytest.raises(NotFound), writing(engine) as session:
        freeze_edition(session, body, 7, as_of=AFTER, by="tests", clock=clock_at(NOW))


class Pretended(Renderer):
    """Stands in where only the bookkeeping matters: makes bytes that differ as reports would."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[str] = []

    def render(self, figures: str, language: str, **more: object) -> Rendered:
        self.made.append(language)
        content = f"%PDF {more.get('kind')} {language} {digest_of(figures)}".encode()
        return Rendered(content, pages=4, seconds=0.0, peak_bytes=0)


@pytest.fixture
def pretended() -> Pretended:
    return Pretended()


def publish_in(engine: Engine, renderer: Renderer, files_dir: Path, *languages: str) -> EditionView:
    edition, _ = freeze(engine, AFTER)
    wanted = [WantedFile(language, kind) for kind in FileKind for language in languages]
    return publish(engine, renderer, edition, files_dir=files_dir, wanted=wanted, clock=clock_at(NOW))


def test_each_language_is_made_once(engine: Engine, body: str, pretended: Pretended, tmp_path: Path) -> None:
    first = publish_in(engine, pretended, tmp_path, "en", "ko")
    assert [(file.kind, file.language) for file in first.files] == [
        (kind, tag) for kind in FileKind for tag in ("en", "ko")
    ]
    again = publish_in(engine, pretended, tmp_path, "ko", "en")
    assert again == first
    assert pretended.made == ["en", "ko"] * 2
    for file in first.files:
        assert (tmp_path / file.path).stat().st_size == file.size


def test_a_job_ended_half_way_is_finished_by_the_next(
    engine: Engine, body: str, pretended: Pretended, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(figures: str, language: str, **more: object) -> Rendered:
        if language == "ko":
            raise RenderFailed("power cut")
        return Pretended.render(pretended, figures, language, **more)

    with monkeypatch.context() as patch:
        patch.setattr(pretended, "render", fail)
        with pytest.raises(RenderFailed):
            publish_in(engine, pretended, tmp_path, "en", "ko")
    with reading(engine) as session:
        (edition,) = find_editions(session, body)
    assert [file.language for file in edition.files] == ["en"]
    done = publish_in(engine, pretended, tmp_path, "en", "ko")
    assert pretended.made == ["en", "ko"] * 2
    assert (done.number, [file.language for file in done.files]) == (1, ["en", "ko"] * 2)


def test_a_file_lost_from_disk_is_made_again_as_it_was(
    engine: Engine, body: str, pretended: Pretended, tmp_path: Path
) -> None:
    edition = publish_in(engine, pretended, tmp_path, "en")
    path = tmp_path / edition.files[0].path
    content = path.read_bytes()
    path.unlink()
    assert publish_in(engine, pretended, tmp_path, "en") == edition
    assert path.read_bytes() == content


def test_a_lost_file_that_would_come_out_otherwise_is_not_replaced(
    engine: Engine, body: str, pretended: Pretended, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = publish_in(engine, pretended, tmp_path, "en")
    (tmp_path / edition.files[0].path).unlink()
    other = Rendered(b"%PDF by a later version", pages=4, seconds=0.0, peak_bytes=0)
    monkeypatch.setattr(pretended, "render", lambda *asked, **options: other)
    with pytest.raises(Refused) as refused:
        publish_in(engine, pretended, tmp_path, "en")
    assert refused.value.problems[0].code == "report_file_lost"


def test_two_at_once_make_one_edition_with_each_file_once(
    engine: Engine, body: str, pretended: Pretended, tmp_path: Path
) -> None:
    found: list[EditionView] = []
    threads = [
        threading.Thread(target=lambda: found.append(publish_in(engine, pretended, tmp_path, "en"))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [edition.number for edition in found] == [1, 1, 1]
    with reading(engine) as session:
        (edition,) = find_editions(session, body)
    assert len(edition.files) == 2


def test_a_file_is_known_again_until_a_byte_of_it_changes(
    engine: Engine, body: str, renderer: Renderer, tmp_path: Path
) -> None:
    edition = publish_in(engine, renderer, tmp_path, "en")
    content = (tmp_path / edition.files[0].path).read_bytes()
    changed = content[:-20] + b"\n" + content[-19:]
    assert verify_file(engine, content, files_dir=tmp_path).verdict is Verdict.CURRENT
    assert verify_file(engine, content + b" ", files_dir=tmp_path).verdict is Verdict.CHANGED
    assert verify_file(engine, content + b" ", files_dir=tmp_path).edition == edition
    assert verify_file(engine, changed, files_dir=tmp_path).verdict in (Verdict.CHANGED, Verdict.FOREIGN)
    assert verify_file(engine, b"%PDF-1.7", files_dir=tmp_path).verdict is Verdict.FOREIGN
    assert verify_file(engine, b"", files_dir=tmp_path).verdict is Verdict.FOREIGN


def test_an_earlier_edition_is_superseded(engine: Engine, body: str, pretended: Pretended, tmp_path: Path) -> None:
    edition = publish_in(engine, pretended, tmp_path, "en")
    log(engine, "1-ECO-02", EntryKind.PROMOTED, date(2020, 6, 1), at=NOW + timedelta(days=1))
    freeze(engine, AFTER, now=NOW + timedelta(days=2))
    finding = verify_file(engine, (tmp_path / edition.files[0].path).read_bytes(), files_dir=tmp_path)
    assert (finding.verdict, finding.latest) == (Verdict.SUPERSEDED, 2)
