"""The sections that stand only where they have something to say, in a body of three parties that asks for confirmation."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session

from reports.building import build_report
from reports.frozen import from_text, to_text
from reports.period_report import PeriodReport
from reports.proposals import Proposal, find_proposals
from reports.renderer import Renderer
from reports.sections import place_sections
from reports.selections import find_partners, find_unfinished
from tests.builders import make_area, make_body, make_entry, make_party, make_period, make_project
from tests.reports.reading import text_of
from tests.reports.test_small_bodies import NOW
from tracker.db import dispose_engine, make_engine, reading, writing
from tracker.domain.stages import EntryKind, Reason
from tracker.models import AreaWords, Body
from tracker.queries.bodies import get_body_view
from tracker.queries.projects import get_project_record

AS_OF = date(2026, 11, 1)


def fill(session: Session, body: Body) -> None:
    """Seven projects of the agreed list, none, one, two or all of the three parties named; one more added."""
    parties = [make_party(session, body, code) for code in ("SEL", "BJS", "OKI")]
    area = make_area(session, body)
    period = make_period(session, body, ends_on=None, note="제1차 회의", next_conference_planned_on=date(2027, 1, 15))
    titles = {"en": "Joint forum", "ko": "공동 포럼"}
    make_project(session, period, area, "1-DONE", titles=titles)
    session.flush()
    for ref, fields in {
        "1-IDLE": {"lead_id": parties[0].id},
        "1-OVERDUE": {"due_on": date(2026, 3, 1)},
        "1-MOVING": {"titles": {"ko": "한국어 사업"}},
        "1-HELD": {},
        "1-POOR": {},
        "1-GONE": {},
        "1-ADDED": {"agreed_on": date(2020, 3, 1)},
    }.items():
        make_project(session, period, area, ref, **{"titles": titles} | fields)
    words = AreaWords(
        body_id=body.id,
        period_id=period.id,
        area_id=area.id,
        progress={"en": "The survey team was formed.", "ko": "조사단을 구성함."},
        direction={"ko": "공동 보고서를 마련함."},
        recorded_at=NOW,
        recorded_by="tests",
    )
    session.add(words)


KINDS = {
    "1-DONE": (EntryKind.IMPLEMENTED, None),
    "1-OVERDUE": (EntryKind.PROMOTED, None),
    "1-MOVING": (EntryKind.PROMOTED, None),
    "1-HELD": (EntryKind.SUSPENDED, Reason.OTHER_SIDE_PENDING),
    "1-POOR": (EntryKind.SUSPENDED, Reason.FUNDING),
    "1-GONE": (EntryKind.WITHDRAWN, Reason.SUPERSEDED),
}


@pytest.fixture(scope="module")
def report(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PeriodReport]:
    path = tmp_path_factory.mktemp("sections") / "tracker.db"
    shutil.copy(sqlite_template, path)
    engine = make_engine(f"sqlite:///{path}")
    with writing(engine) as session:
        body = make_body(session, "three", languages=["en", "ko"], asks_confirmation=True, source="협정서")
        fill(session, body)
        for ref, (kind, reason) in KINDS.items():
            more = {} if reason is None else {"reason": reason}
            make_entry(session, get_project_record(session, body.id, ref), kind, date(2020, 6, 1), party="SEL", **more)
    with reading(engine) as session:
        view = get_body_view(session, "three")
        yield build_report(session, view, 1, as_of=AS_OF, known_at=NOW, edition=1)
    dispose_engine(engine)


def names(report: PeriodReport, lang: str = "en") -> list[str]:
    return [one.name for one in place_sections(report, lang=lang)]


def test_sections_stand_where_they_have_something_to_say(report: PeriodReport) -> None:
    new = ["confirmed", "partners", "proposals", "method", "untranslated"]
    assert [name for name in names(report) if name in new] == new
    assert "untranslated" not in names(report, "ko")
    two = replace(report, parties=report.parties[:2])
    assert "partners" not in names(two)
    bare = replace(report, projects=tuple(replace(one, concerned=()) for one in report.projects))
    assert "partners" not in names(bare)  # an edition of before they were frozen


def test_parties_concerned_are_frozen_by_the_rule(report: PeriodReport) -> None:
    concerned = {one.ref: one.concerned for one in report.projects}
    assert concerned["1-IDLE"] == ("SEL",)
    assert concerned["1-DONE"] == ("BJS", "OKI", "SEL")
    assert from_text(to_text(report)) == report
    figures = {one.party: (one.agreed, one.promotion.part, one.implementation.part) for one in find_partners(report)}
    assert figures == {"SEL": (7, 3, 1), "BJS": (6, 3, 1), "OKI": (6, 3, 1)}


def test_every_unfinished_project_is_asked_about_once(report: PeriodReport) -> None:
    asked = {one.proposal: [project.ref for project in one.projects] for one in find_proposals(report)}
    assert asked == {
        Proposal.FUND: ["1-POOR"],
        Proposal.ANSWER: ["1-HELD"],
        Proposal.BEGIN: ["1-IDLE"],
        Proposal.EXTEND: ["1-OVERDUE"],
        Proposal.COMPLETE: ["1-MOVING"],
    }
    assert sum(len(refs) for refs in asked.values()) == len(find_unfinished(report))


def test_each_is_printed_in_the_language_asked_for(report: PeriodReport, renderer: Renderer) -> None:
    english, korean = (text_of(renderer.render(to_text(report), lang).content) for lang in ("en", "ko"))
    for sentence in (
        "6 of them concern more than one party and count for each of these",
        "Waiting for the other side: give the answer that it waits for (1 project)",
        "was due by 1 Mar 2026",
        "For the conference planned for 15 Jan 2027.",
        "1 of them is additional; the summary counts those of the agreed list only: 5.",
        "5 of them have had no entry for six months or more.",
        "The title of 1 project is not there in this language",
        "한국어 사업 Korean",
        "제1차 회의 (in Korean)",
        "협정서 (in Korean)",
        "The survey team was formed.",
        "suspended (waiting for the other side)",
    ):
        assert sentence in english, sentence
    for heading in (
        "추진개요",
        "추진실적 총괄",
        "문제점 및 대책",
        "향후계획 및 결정 요청사항",
        "결정 요청사항",
        "붙임: 해당 기",
    ):
        assert heading in korean, heading
    assert "추진실적 조사단을 구성함." in korean
    assert "향후계획 공동 보고서를 마련함." in korean
    assert "중단(상대측 회신 대기)" in korean  # no blank before a bracket, as official documents have it
    assert "○ 합의사업 목록의 미완료 사업" in korean
    assert "니다." not in korean
    assert "(를)" not in korean
