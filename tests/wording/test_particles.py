"""A Korean sentence takes the particle that the value before it asks for."""

import pytest
from markupsafe import Markup

from tracker.domain.problems import Problem
from tracker.wording import get_wording
from tracker.wording.particles import choose_particles


def fill(sentence: str, **values: object) -> str:
    return choose_particles(sentence, values).format(**values)


@pytest.mark.parametrize(
    ("value", "topic", "object_", "toward"),
    [
        ("서울특별시", "서울특별시는", "서울특별시를", "서울특별시로"),
        ("국제교류팀", "국제교류팀은", "국제교류팀을", "국제교류팀으로"),
        ("서울", "서울은", "서울을", "서울로"),
        ("3-ECO-01", "3-ECO-01은", "3-ECO-01을", "3-ECO-01로"),
        ("3-ECO-02", "3-ECO-02는", "3-ECO-02를", "3-ECO-02로"),
        (10, "10은", "10을", "10으로"),
        ("SEL", "SEL은", "SEL을", "SEL로"),
        ("BJS", "BJS는", "BJS를", "BJS로"),
        ("a@x.org", "a@x.org는", "a@x.org를", "a@x.org로"),
        ("Beijing", "Beijing은", "Beijing을", "Beijing으로"),
        ("form.xlsx", "form.xlsx는", "form.xlsx를", "form.xlsx로"),
        ("2026. 11. 2.", "2026. 11. 2.은", "2026. 11. 2.을", "2026. 11. 2.로"),
        ("2026-11-02", "2026-11-02은", "2026-11-02을", "2026-11-02로"),
        ("베이징(北京)", "베이징(北京)은", "베이징(北京)을", "베이징(北京)으로"),
        ("교류회의 (제2기)", "교류회의 (제2기)는", "교류회의 (제2기)를", "교류회의 (제2기)로"),
        ("(서울)", "(서울)은", "(서울)을", "(서울)로"),
        ("‘착수’", "‘착수’는", "‘착수’를", "‘착수’로"),
        ("北京市", "北京市는", "北京市를", "北京市로"),
        ("スポーツ", "スポーツ는", "スポーツ를", "スポーツ로"),
        ("乾", "乾은(는)", "乾을(를)", "乾(으)로"),
        ("", "은(는)", "을(를)", "(으)로"),
    ],
)
def test_the_last_sound_decides(value: object, topic: str, object_: str, toward: str) -> None:
    assert [fill(f"{{value}}{mark}", value=value) for mark in ("은(는)", "을(를)", "(으)로")] == [
        topic,
        object_,
        toward,
    ]


def test_marks_between_value_and_particle_are_not_read() -> None:
    assert fill("‘{a}’이(가) {b}({c})과(와)", a="착수", b="기록 12", c="SEL") == "‘착수’가 기록 12(SEL)와"


def test_what_a_value_says_is_left_alone() -> None:
    assert fill("{title}을(를)", title="무엇을(를) 할까") == "무엇을(를) 할까를"


def test_markup_around_a_name_is_not_read() -> None:
    assert fill("{name}이(가)", name=Markup('<span lang="ko">서울시</span>')) == '<span lang="ko">서울시</span>가'


def test_every_way_to_say_a_sentence_chooses() -> None:
    wording = get_wording("ko")
    assert wording.text("{ref} is changed.", ref="3-1") == "3-1을 변경하였습니다."
    logged = wording.plural(
        "{number} project logged as {kind} {when}.",
        "{number} projects logged as {kind} {when}.",
        2,
        kind="재개",
        when="오늘",
    )
    assert logged == "사업 2건을 오늘 ‘재개’로 기록하였습니다."
    said = wording.sentence(Problem("field_no_day", {"value": "내일"}))
    assert said.startswith("‘내일’은 날짜가 아닙니다")
    assert get_wording("en").text("{ref} is changed.", ref="3-1") == "3-1 is changed."


def test_no_other_pair_stands_in_the_catalogue() -> None:
    """A pair that is not known would stay as it is."""
    known = "은(는)", "이(가)", "을(를)", "과(와)", "(으)로", "(이)나", "(이)며", "(이)라"
    loose = [
        pair
        for pair in ("아(야)", "(이)든", "(이)고", "을/를", "은/는", "이/가")
        for text in _sentences()
        if pair in text
    ]
    assert not loose
    assert any(pair in text for pair in known for text in _sentences())


def _sentences() -> list[str]:
    return [str(text) for text in get_wording("ko").translations._catalog.values()]  # type: ignore[attr-defined]
