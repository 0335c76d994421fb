"""What a later edition says of the one whose place it takes, why, and how its sign-off is printed."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from reports.approvals import NONE_YET, Approvals, make_approvals
from reports.changed import TOGETHER, ChangedPage
from reports.comparing import compare
from reports.frozen import from_text, to_text
from reports.period_report import Cause, PeriodReport, Scope
from reports.renderer import Renderer
from reports.rendering import make_report_html
from reports.report_page import ReportPage
from tests.builders import clock_at
from tests.reports.reading import text_of
from tests.signing import START, correct, freeze, make_closed_body
from tracker.actions.area_words import SaidOfArea, set_area_words
from tracker.actions.changing_projects import change_project
from tracker.actions.entries import void_entry
from tracker.actions.periods import reopen_period
from tracker.actions.recording import Recording, open_recording
from tracker.actions.removing_projects import strike_project
from tracker.db import reading, writing
from tracker.domain.editions import PartyAnswer, SignOffAnswer
from tracker.domain.problems import Refused
from tracker.domain.rates import Rate, RateName
from tracker.domain.stages import EntryKind, Stage
from tracker.models import Area, Body, Period, Project, StatusEntry
from tracker.queries.editions import get_edition, get_edition_figures
from tracker.wording import get_wording
from tracker.wording.languages import Name


@pytest.fixture
def closed(engine: Engine) -> Engine:
    make_closed_body(engine)
    return engine


def report_of(engine: Engine, number: int) -> PeriodReport:
    with reading(engine) as session:
        return from_text(get_edition_figures(session, get_edition(session, "body", 1, number).id))


def causes_of(report: PeriodReport) -> dict[str, list[tuple[Cause, date | None, str]]]:
    assert report.changes is not None
    return {one.ref: [(c.cause, c.on, c.text) for c in one.causes] for one in report.changes.projects}


def test_what_happened_between_two_days_is_told_as_such(closed: Engine) -> None:
    freeze(closed, days=20, as_of=date(2021, 4, 30))
    report = report_of(closed, 2)
    assert report.changes is None  # of an earlier day than any before, and of another measuring day
    freeze(closed, days=21, as_of=date(2021, 4, 15))
    report = report_of(closed, 3)
    assert report.changes is None
    with writing(closed) as session:
        second = session.exec(select(Project).where(Project.ref == "1-ECO-02")).one()
        change_project(session, reopen(session, days=22), second, {"titles": {"en": "Trade fair"}})
    freeze(closed, days=24, as_of=date(2021, 5, 31))
    report = report_of(closed, 4)
    assert report.changes is not None
    assert (report.changes.edition, report.changes.as_of) == (2, date(2021, 4, 30))
    assert causes_of(report)["1-ECO-01"] == [(Cause.HAPPENED, date(2021, 5, 1), "")]
    assert (Cause.CHANGED, None, "") in causes_of(report)["1-ECO-02"]


def reopen(session: Session, *, days: int, reason: str = "again") -> Recording:
    clock = clock_at(START + timedelta(days=days))
    recording = open_recording(session, session.exec(select(Body)).one(), by="tests", clock=clock)
    reopen_period(session, recording, session.exec(select(Period)).one(), reason=reason)
    return recording


def test_a_correction_lists_figures_of_groups_too_with_its_reasons(closed: Engine) -> None:
    correct(closed, days=3)
    freeze(closed, days=4)
    report = report_of(closed, 2)
    assert report.changes is not None
    assert [one.reason for one in report.changes.reopenings] == ["the minutes were corrected"]
    moved = {(one.scope, one.key, one.name): (one.before, one.after) for one in report.changes.moved}
    assert moved[Scope.AREA, "ECO", RateName.PROMOTION] == (Rate(1, 2), Rate(2, 2))
    assert moved[Scope.MODE, "mutual", RateName.PROMOTION] == (Rate(1, 2), Rate(2, 2))
    assert causes_of(report) == {"1-ECO-02": [(Cause.RECORDED, date(2021, 6, 1), "")]}
    assert from_text(to_text(report)) == report
    again, is_new = freeze(closed, days=5)
    assert (again.number, is_new) == (2, False)


def test_an_entry_taken_back_says_why(closed: Engine) -> None:
    correct(closed, days=3)
    freeze(closed, days=4)
    with writing(closed) as session:
        entry = session.exec(select(StatusEntry).where(StatusEntry.kind == EntryKind.PROMOTED)).one()
        void_entry(session, reopen(session, days=5), entry, reason="another project's")
    freeze(closed, days=6)
    report = report_of(closed, 3)
    assert causes_of(report) == {"1-ECO-02": [(Cause.TAKEN_BACK, date(2021, 6, 1), "another project's")]}
    rows = ChangedPage(ReportPage(report, get_wording("en"))).rows()
    assert (
        "".join(piece.text for piece in rows[0].why) == "entry taken back: promoted on 1 Jun 2021 (another project's)"
    )


def test_the_same_figures_make_a_new_edition_for_a_reason_and_once(closed: Engine) -> None:
    with pytest.raises(Refused) as refused:
        freeze(closed, days=3, newer_than=START + timedelta(days=3), why=" ")
    assert [one.code for one in refused.value.problems] == ["edition_without_reason"]
    asked = START + timedelta(days=3)
    made = [freeze(closed, days=days, newer_than=asked, why="for the plenary", schedule_id=7) for days in (3, 4)]
    assert [(one.number, one.why, one.schedule_id, is_new) for one, is_new in made] == [
        (2, "for the plenary", 7, True), (2, "for the plenary", 7, False),
    ]  # fmt: skip
    report = report_of(closed, 2)
    assert report.changes is not None
    assert report.changes.why == "for the plenary"
    assert ChangedPage(ReportPage(report, get_wording("en"))).is_nothing
    assert freeze(closed, days=5)[1] is False


def with_many(report: PeriodReport, stage: Stage) -> PeriodReport:
    model = next(one for one in report.projects if one.ref == "1-ECO-02")
    many = [replace(model, ref=f"1-ECO-{number:03}", stage=stage) for number in range(TOGETHER + 10)]
    return replace(report, projects=tuple(many))


def test_where_many_changed_alike_they_stand_together(closed: Engine) -> None:
    report = report_of(closed, 1)
    before, after = (with_many(report, stage) for stage in (Stage.AGREED, Stage.PROMOTED))
    page = ChangedPage(ReportPage(replace(after, changes=compare(after, before)), get_wording("ko")))
    assert page.stands_together
    (row,) = page.rows_together()
    assert (row.fact.before.text, row.fact.after.text, len(row.refs)) == ("합의", "착수", TOGETHER + 10)


def say(engine: Engine, days: int, progress: dict[str, str], direction: dict[str, str]) -> None:
    clock = clock_at(START + timedelta(days=days))
    with writing(engine) as session:
        recording = open_recording(session, session.exec(select(Body)).one(), by="tests", clock=clock)
        said = [(session.exec(select(Area)).one(), SaidOfArea(progress, direction))]
        set_area_words(session, recording, session.exec(select(Period)).one(), said)


def test_words_on_areas_that_differ_are_listed_with_old_and_new(closed: Engine) -> None:
    say(closed, 3, {"en": "The survey is done.", "ko": "조사를 마침."}, {})
    freeze(closed, days=4)
    say(closed, 5, {"en": "The survey is done.", "ko": "조사를 완료함."}, {"en": "A joint report."})
    freeze(closed, days=6)
    first, second = report_of(closed, 2), report_of(closed, 3)
    assert first.changes is not None
    assert second.changes is not None
    assert [(one.area, dict(one.progress), dict(one.direction)) for one in first.changes.words] == [("ECO", {}, {})]
    assert from_text(to_text(second)) == second
    page = ChangedPage(ReportPage(second, get_wording("en")))
    assert not page.is_nothing
    ((area, facts),) = page.words()
    assert area.text == "Economy"
    assert [(one.label, one.before, one.after) for one in facts] == [
        ("Progress made", Name("조사를 마침.", "ko"), Name("조사를 완료함.", "ko")),
        ("Next direction", Name("–", "en"), Name("A joint report.", "en")),
    ]
    html = keep_nothing(make_report_html(to_text(second), "en"))
    assert '<td><span lang="ko">조사를 마침.</span></td><td><span lang="ko">조사를 완료함.</span></td>' in html


def test_words_that_stay_are_not_listed(closed: Engine) -> None:
    say(closed, 3, {"en": "The survey is done."}, {})
    freeze(closed, days=4)
    freeze(closed, days=5, newer_than=START + timedelta(days=5), why="again")
    report = report_of(closed, 3)
    assert report.changes is not None
    assert report.changes.words == ()
    assert "words" not in json.loads(to_text(report))["changes"]


def keep_nothing(html: str) -> str:
    """Without what keeps words whole in print."""
    return html.replace("\u2060", "")


def test_reasons_say_in_which_language_they_are(closed: Engine) -> None:
    correct(closed, days=3)
    with writing(closed) as session:
        project = session.exec(select(Project).where(Project.ref == "1-ECO-01")).one()
        strike_project(
            session, reopen(session, days=4, reason="회의록 정정"), project, reason="중복 기재", document="회의록"
        )
    freeze(closed, days=5, newer_than=START + timedelta(days=5), why="총회 제출용")
    html = keep_nothing(make_report_html(to_text(report_of(closed, 2)), "en"))
    section = html[html.index('id="changes"') : html.index('id="annex"')]
    for reason in ("총회 제출용", "회의록 정정", "중복 기재"):
        assert section.count(reason) == section.count(f'<span lang="ko">{reason}</span>') > 0


APPROVED = make_approvals(
    PartyAnswer(code, SignOffAnswer.APPROVED, START, number=number, approved_on=date(2022, 1, 14), approver=name)
    for code, number, name in (("SEL", "국제교류과-1234", "국장 홍길동"), ("BJS", "", "Ms Wang"))
)

RETURNED = Approvals((replace(APPROVED.answers[1], answer=SignOffAnswer.RETURNED),))


@pytest.mark.parametrize("make_database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("language", "approvals", "wanted"),
    [
        ("ko", NONE_YET, ["결재 대기", "결재권자", "제1판 이후 변경 사항", "the minutes were corrected", "이후 기록"]),
        ("ko", APPROVED, ["결재 완료", "국제교류과-1234", "2022. 1. 14.", "본 시스템에서 결재"]),
        ("zh", NONE_YET, ["待签发", "发文字号"]),
        ("ja", APPROVED, ["決裁済み", "文書番号", "홍길동"]),
        ("ko", RETURNED, ["반려", "국제교류과-1234", "국장 홍길동", "2022. 1. 14."]),
    ],
)
def test_files_say_how_the_sign_off_stands(
    closed: Engine, renderer: Renderer, language: str, approvals: Approvals, wanted: list[str]
) -> None:
    correct(closed, days=3)
    freeze(closed, days=4)
    text = text_of(renderer.render(to_text(report_of(closed, 2)), language, approvals=approvals).content)
    assert [one for one in wanted if one not in text] == []
    assert get_wording(language).text("awaiting approval") not in text or approvals is NONE_YET
