"""Rows from a spreadsheet's clipboard become the projects of a list."""

from dataclasses import replace
from typing import Any

import pytest

from tracker.domain.refs import KnownRef
from tracker.register.headings import plain_word
from tracker.register.pasting import ListOf, hand_in_projects, read_pasted
from tracker.register.synonyms import SYNONYMS
from tracker.register.words import HEADINGS

OF = ListOf(
    code="body",
    body={"code": "body", "name_en": "Body", "kind": "conference", "time_zone": "Asia/Seoul"},
    period=3,
    known=[KnownRef(2, "ECO", "2-ECO-07")],
    areas={"ECO": {"en": "Economy", "ko": "경제"}, "CUL": {"en": "Culture", "ko": "문화"}},
    parties={"SEL": {"en": "Seoul", "ko": "서울"}, "BJS": {"en": "Beijing", "ko": "베이징"}},
)


def rows_of(text: str) -> tuple[list[dict[str, Any]], list[str]]:
    handed = hand_in_projects(read_pasted(text), OF, source="list")
    found = [f"{one.code} {one.place.row} {one.place.column}" for one in handed.problems]
    return [row.values for row in handed.rows("projects")], found


def test_cells_are_parted_by_tabs_and_quoted_ones_hold_them() -> None:
    text = 'a\tb\tc\r\n"one ""and""\ntwo"\t"as it is" typed\t\n\n\tx\n'
    assert read_pasted(text) == [["a", "b", "c"], ['one "and"\ntwo', '"as it is" typed', ""], [], ["", "x"], []]


@pytest.mark.parametrize(
    "heading",
    [
        "area\ttitle_ko\tmode\tlead\tdue_on",
        "Area\tTitle (Korean)\tMode\tLead party\tDue on",
        "분야\t사업명(한국어)\t추진 방식\t주관 지방정부\t기한",
        "领域\t项目名称（韩语）\t实施方式\t牵头方\t到期日",
        "分野\t事業名（韓国語）\t実施方式\t主管団体\t期限",
    ],
)
def test_headings_and_words_of_any_language_are_understood(heading: str) -> None:
    rows, problems = rows_of(f"{heading}\n경제\t포럼\t일방\t서울\t2027. 3. 9.\nCulture\t공연\tmutual\t\t2027年3月9日")
    assert problems == []
    assert [row["ref"] for row in rows] == ["3-ECO-01", "3-CUL-01"]
    assert [row["area"] for row in rows] == ["ECO", "CUL"]
    assert [row["mode"] for row in rows] == ["one_sided", "mutual"]
    assert rows[0]["lead"] == "SEL"
    assert {row["due_on"].isoformat() for row in rows} == {"2027-03-09"}
    assert all(row["period"] == 3 for row in rows)


def test_problems_name_the_row_and_the_column() -> None:
    rows, problems = rows_of("period\tref\tarea\ttitle_en\tmode\n2\tA-1\tECO\tOne\tmutual\n3\t\tECO\t\tboth")
    assert len(rows) == 2
    assert problems == ["other_period 2 period", "not_a_choice 3 mode", "missing_name 3 title_<lang>"]


@pytest.mark.parametrize(
    ("text", "code"), [("", "pasted_nothing"), ("a\tb\n", "pasted_no_heading"), ("ref\n", "pasted_nothing")]
)
def test_nothing_and_no_heading_say_so(text: str, code: str) -> None:
    _, problems = rows_of(text)
    assert any(one.startswith(code) for one in problems)


BODY_TAGS = ["ko", "zh", "ja", "en"]


@pytest.mark.parametrize(
    ("heading", "tag"),
    [
        ("분야\t사업명\t방식\t담당부서\t완료예정일", "ko"),
        ("合作领域\t项目名称\t合作方式\t牵头部门\t完成期限", "zh"),
        ("協力分野\t事業名\t実施形態\t担当課\t完了予定日", "ja"),
        ("Sector\tProject\tMode\tDepartment\tDeadline", "en"),
    ],
)
def test_what_people_call_columns_is_understood(heading: str, tag: str) -> None:
    of = replace(OF, languages=BODY_TAGS, own="SEL")
    handed = hand_in_projects(read_pasted(f"{heading}\n경제\t포럼\t공동\t국제교류과\t2027-03-09"), of, source="list")
    assert handed.problems == []
    row = handed.rows("projects")[0].values
    assert row["titles"] == {tag: "포럼"}
    assert row["departments"] == {tag: {"SEL": "국제교류과"}}
    assert row["due_on"].isoformat() == "2027-03-09"


def test_a_title_without_its_language_is_in_one_of_the_body() -> None:
    of = replace(OF, languages=["zh-Hant", "ko"])
    for heading, tag in (("Title", "zh-Hant"), ("名称", "zh-Hant"), ("사업명", "ko")):
        handed = hand_in_projects(read_pasted(f"분야\t{heading}\t방식\n경제\t포럼\t공동"), of, source="list")
        assert handed.rows("projects")[0].values["titles"] == {tag: "포럼"}


def test_departments_stand_under_names_of_parties() -> None:
    rows, problems = rows_of(
        "분야\t사업명(한국어)\t방식\t담당부서(한국어)\n경제\t포럼\t공동\t서울: 국제과；베이징：외사판공실"
    )
    assert problems == []
    assert rows[0]["departments"] == {"ko": {"SEL": "국제과", "BJS": "외사판공실"}}


def test_no_word_means_two_columns() -> None:
    for table, columns in SYNONYMS.items():
        own = {plain_word(word): name for name, words in HEADINGS[table].items() for word in words}
        for name, by_language in columns.items():
            for word in {plain_word(word) for words in by_language.values() for word in words}:
                assert own.setdefault(word, name) == name
