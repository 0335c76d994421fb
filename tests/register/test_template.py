"""The workbook to be filled in, in every language, and headings and words in every language."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import Engine

from tests.register.small import LIMITS, small, write_folder, write_workbook
from tests.register.test_importing import counts, stored
from tests.register.test_round_trip import bring_in
from tracker.models import PartyRole
from tracker.register import read_register
from tracker.register.headings import (
    choice_word,
    find_choice,
    find_table_named,
    find_yes_no,
    heading,
    language_name,
    resolve_header,
    sheet_name,
)
from tracker.register.layout import PROJECTS, TABLES, Kind
from tracker.register.template import make_template
from tracker.register.words import NO, YES
from tracker.wording import get_wording
from tracker.wording.languages import LANGUAGES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_heading_sheet_and_choice_means_itself_in_every_language(lang: str) -> None:
    for table in TABLES.values():
        assert find_table_named(sheet_name(table, lang)) is table
        for column in table.columns:
            if column.plural:
                for tag in ("ko", "zh", "ja", "en", "zh-Hant", "de", "mn"):
                    assert resolve_header(table, heading(table, column, lang, tag)) == (column, tag)
            else:
                assert resolve_header(table, heading(table, column, lang)) == (column, "")
            for choice in column.choices or ():
                assert column.choices is not None
                assert find_choice(column.choices, choice_word(choice, lang)) is choice
    position = list(LANGUAGES).index(lang)
    assert (find_yes_no(YES[position]), find_yes_no(NO[position])) == (True, False)


@pytest.mark.parametrize(
    ("table", "header", "field"),
    [
        ("body", "要求签批", "asks_sign_off"),
        ("periods", "締切日", "closed_on"),
        ("periods", "단계 공개", "stages_published"),
        ("periods", "进度公布", "stages_published"),
        ("periods", "序列中断说明", "break_note"),
        ("periods", "系列の断絶の説明", "break_note"),
    ],
)
def test_headings_of_templates_handed_out_before_are_understood(table: str, header: str, field: str) -> None:
    found = resolve_header(TABLES[table], header)
    assert found is not None
    assert found[0].field == field


def test_choices_of_templates_handed_out_before_are_understood() -> None:
    assert find_choice(PartyRole, "成员") is find_choice(PartyRole, "会員") is PartyRole.MEMBER
    assert find_yes_no("아니오") is False


@pytest.mark.parametrize(
    ("header", "field", "tag"),
    [
        ("사업명（한국어）", "titles", "ko"),
        ("사업명 (중국어) *", "titles", "zh"),
        ("Title (Korean)", "titles", "ko"),
        ("title (ko)", "titles", "ko"),
        ("项目名称（韩语）", "titles", "ko"),
        ("事業名（中国語）", "titles", "zh"),
        ("Title (中文)", "titles", "zh"),
        ("IMPLEMENTED ON", "implemented_on", ""),
        ("착수일*", "promoted_on", ""),
        ("title_ko", "titles", "ko"),
    ],
)
def test_headings_are_read_whatever_their_width_blanks_and_case(header: str, field: str, tag: str) -> None:
    found = resolve_header(PROJECTS, header)
    assert found is not None
    assert (found[0].field, found[1]) == (field, tag)


def problems_in(headers: list[str], tmp_path: Path) -> list[str]:
    workbook = Workbook()
    workbook.active.title = "사업"
    workbook.active.append(headers)
    workbook.save(tmp_path / "one.xlsx")
    handed = read_register(tmp_path / "one.xlsx", LIMITS, body="demo")
    return [get_wording("en").problem(problem) for problem in handed.problems]


def test_two_headings_of_one_column_are_a_problem_that_names_both(tmp_path: Path) -> None:
    headers = ["기수", "ref", "분야", "사업명(한국어)", "추진 방식", "착수일", "Promoted on"]
    assert problems_in(headers, tmp_path) == [
        "사업 row 1, Promoted on: this means the same column as '착수일'; keep one of them"
    ]


def test_a_heading_with_a_slip_is_told_what_it_may_mean(tmp_path: Path) -> None:
    headers = ["기수", "사업 번호", "분야", "名称", "사업명(영어)", "추진 방식", "착수일짜"]
    assert problems_in(headers, tmp_path) == [
        "사업 row 1, 名称: unknown column; did you mean '项目名称 (中文)'?",
        "사업 row 1, 착수일짜: unknown column; did you mean '착수일'?",
    ]


def test_a_heading_without_its_language_is_in_the_language_of_its_word(tmp_path: Path) -> None:
    assert problems_in(["기수", "사업 번호", "분야", "사업명", "사업명(영어)", "추진 방식"], tmp_path) == []


def test_a_missing_column_is_called_as_the_other_headings_are(tmp_path: Path) -> None:
    assert problems_in(["기수", "사업 번호", "분야", "추진 방식"], tmp_path) == [
        "사업 row 1: the column '사업명' is missing"
    ]


def test_a_problem_is_placed_under_the_heading_that_stands_there(engine: Engine, tmp_path: Path) -> None:
    bring_in(engine, write_folder(small(), tmp_path / "register"))
    workbook = Workbook()
    workbook.active.title = "Sheet1"
    workbook.active.append(["기수", "사업 번호", "분야", "사업명(영어)", "추진 방식"])
    workbook.active.append([2, "2-9", "XYZ", "New", "공동"])
    workbook.active.append([2, "2-8", "ENV", "Newer", "함께"])
    workbook.save(tmp_path / "one.xlsx")
    handed = read_register(tmp_path / "one.xlsx", LIMITS, body="demo")
    assert handed.body_code == "demo"
    found = [get_wording("ko").problem(problem) for problem in handed.problems]
    assert found[0].startswith("Sheet1 3행, 추진 방식")
    assert "공동, 일방" in found[0]
    row = handed.rows("projects")[0]
    assert (row.values["mode"].value, row.headers["area"]) == ("mutual", "분야")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_template_comes_back_without_a_change_and_filled_with_what_was_filled(
    engine: Engine, tmp_path: Path, lang: str
) -> None:
    bring_in(engine, write_folder(small(), tmp_path / "register"))
    tables = stored(engine).tables
    path = tmp_path / "template.xlsx"
    path.write_bytes(make_template(tables, lang=lang, languages=["en", "ko"]))
    assert {name: count[:2] for name, count in counts(bring_in(engine, path)).items()} == dict.fromkeys(TABLES, (0, 0))

    workbook = load_workbook(path)
    sheet = workbook[sheet_name(PROJECTS, lang)]
    heads = [cell.value for cell in sheet[1]]
    column = {name: heading(PROJECTS, PROJECTS.column_of(name), lang) for name in ("period", "ref", "area", "mode")}
    column |= {"run_by": heading(PROJECTS, PROJECTS.column_of("run_by"), lang)}
    new = {
        column["period"]: 2,
        column["ref"]: "2-7",
        column["area"]: "ENV",
        heading(PROJECTS, PROJECTS.column_of("titles"), lang, "ko"): "새 사업",
        column["mode"]: choice_word(next(iter(PROJECTS.column_of("mode").choices or ())), lang),
        column["run_by"]: choice_word(list(PROJECTS.column_of("run_by").choices or ())[2], lang),
        heading(PROJECTS, PROJECTS.column_of("promoted_on"), lang): date(2016, 2, 1),
    }
    sheet.append([new.get(head.removesuffix(" *")) for head in heads])
    workbook.save(path)
    outcome = bring_in(engine, path)
    assert counts(outcome)["projects"] == (1, 0, 2)
    row = next(row for row in stored(engine).tables["projects"] if row["ref"] == "2-7")
    assert (row["titles"], row["mode"].value, row["run_by"].value) == ({"ko": "새 사업"}, "mutual", "affiliated_agency")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_template_offers_what_may_be_chosen_and_explains_every_column(tmp_path: Path, lang: str) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(make_template({}, lang=lang, languages=["ko", "zh"]))
    workbook = load_workbook(path)
    explanation, *sheets, lists = workbook.worksheets
    assert [sheet.title for sheet in sheets] == [sheet_name(table, lang) for table in TABLES.values()]
    assert lists.sheet_state == "hidden"
    explained = {row[1].value for row in explanation.iter_rows(min_row=7)}
    for sheet, table in zip(sheets, TABLES.values(), strict=True):
        assert {cell.value for cell in sheet[1]} <= explained
        offered = [one for one in sheet.data_validations.dataValidation if one.type == "list"]
        chosen = [column for column in table.columns if column.kind in (Kind.CHOICE, Kind.YES_NO)]
        assert len(offered) >= len(chosen)
        assert all(one.prompt for one in sheet.data_validations.dataValidation)


def test_a_language_that_has_no_name_is_called_by_its_tag() -> None:
    assert language_name("qqq", "ko") == "qqq"
    assert language_name("zh-Hant", "en") == "Traditional Chinese"


def test_an_unknown_sheet_is_a_problem_where_no_body_is_meant(tmp_path: Path) -> None:
    tables = small()
    tables["Sheet1"] = tables.pop("projects")
    handed = read_register(write_workbook(tables, tmp_path / "one.xlsx"), LIMITS)
    assert [problem.code for problem in handed.problems] == ["unknown_table"]
