"""Every code has the word of its own kind."""

import ast
import inspect
from collections import defaultdict
from enum import StrEnum

import pytest

from tracker.actions.kept_problems import from_kept, to_kept
from tracker.domain.problems import Problem
from tracker.domain.stages import EntryKind, RunBy, Stage
from tracker.domain.trends import By
from tracker.wording import get_wording, terms


@pytest.mark.parametrize(
    ("lang", "runs", "groups"), [("en", "department", "Department"), ("ko", "사업 부서", "담당 부서")]
)
def test_who_runs_a_project_is_not_called_as_a_grouping_is(lang: str, runs: str, groups: str) -> None:
    wording = get_wording(lang)
    assert (wording.term(RunBy.DEPARTMENT), wording.term(By.DEPARTMENT)) == (runs, groups)


def test_codes_of_two_kinds_that_are_the_same_word_have_one_term() -> None:
    """They are one key: of two terms the later one would stand for both."""
    found = defaultdict(set)
    for node in ast.parse(inspect.getsource(terms)).body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict):
            for key, value in zip(node.value.keys, node.value.values, strict=True):
                assert key is not None
                code = eval(ast.unparse(key), vars(terms))
                found[ast.unparse(node.target), str(code)].add(ast.unparse(value))
    assert len(found) > 80
    assert {key: said for key, said in found.items() if len(said) > 1} == {}


@pytest.mark.parametrize("code", [Stage.PROMOTED, EntryKind.PROMOTED, By.DEPARTMENT, RunBy.DEPARTMENT])
def test_a_problem_that_is_kept_comes_back_with_its_words(code: StrEnum) -> None:
    back = from_kept(to_kept(Problem("any", {"word": code})))
    assert type(back.values["word"]) is type(code)


def test_a_name_is_said_in_the_language_asked_for_else_in_english_else_in_the_bodys_first() -> None:
    names, wording = {"ko": "대기질 포럼", "en": "Air quality forum", "zh": "空气质量论坛"}, get_wording("zh")
    assert wording.name(names, ["ko", "zh", "en"]).lang == "zh"
    assert wording.name(names | {"zh": ""}, ["ko", "zh", "en"]) == ("Air quality forum", "en")
    assert wording.name({"ja": "大気", "ko": "대기"}, ["ko", "ja"]).lang == "ko"
