"""The form that departments return, described as data: its columns, its marker, the words of the states."""

import unicodedata
from dataclasses import dataclass
from functools import cache

from tracker.domain.stages import Stage
from tracker.domain.statements import STATES
from tracker.wording import get_wording
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

#: The hidden sheet that says what the form is, and of which kind and version.
MARKER_SHEET = "_tracker"
MARKER_KIND = "department-return"
MARKER_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Marker:
    """What a form was made for. `made_at` is ISO text."""

    body: str
    period: int
    party: str
    department: str
    made_at: str
    language: str


@dataclass(frozen=True, slots=True)
class FormColumn:
    """`width` in characters; `is_filled` by the department, the others say what is recorded."""

    name: str
    heading: str
    width: int
    is_filled: bool = False


COLUMNS = (
    FormColumn("ref", N_("Ref"), 11),
    FormColumn("title", N_("Project"), 24),
    FormColumn("area", N_("Area"), 10),
    FormColumn("recorded", N_("Recorded now"), 13),
    FormColumn("stage", N_("Progress"), 12, is_filled=True),
    FormColumn("started_on", N_("Started on"), 12, is_filled=True),
    FormColumn("completed_on", N_("Completed on"), 12, is_filled=True),
    FormColumn("results", N_("Results"), 25, is_filled=True),
    FormColumn("problems", N_("Problems and measures"), 21, is_filled=True),
    FormColumn("next_steps", N_("Next steps"), 21, is_filled=True),
)

#: The states as people write them beside those that the form offers, and beside the field's own words.
OTHER_STATES = {
    Stage.AGREED: (
        "not yet started", "미착수", "착수전", "착수 전", "미추진", "未启动", "尚未启动", "未开始", "未着手",
    ),
    Stage.PROMOTED: (
        "in progress", "ongoing", "착수", "추진중", "추진 중", "진행중", "진행 중", "정상추진", "정상 추진",
        "进行中", "推进中", "实施中", "已启动", "進行中", "実施中", "推進中", "着手済", "着手済み",
    ),
    Stage.IMPLEMENTED: (
        "done", "finished", "complete", "완료", "이행완료", "이행 완료", "사업완료", "추진완료", "추진 완료",
        "已完成", "完成", "已结束", "完了", "完了済", "完了済み", "実施済", "実施済み",
    ),
}  # fmt: skip


def fold(text: str) -> str:
    """Text as it is compared: width, case and blanks aside."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@cache
def known_states() -> dict[str, Stage]:
    """Every way of writing a state, in any language, folded."""
    found = {fold(word): stage for stage, words in OTHER_STATES.items() for word in words}
    for stage, state in STATES.items():
        found |= {fold(stage.value): stage}
        for lang in LANGUAGES:
            wording = get_wording(lang)
            found |= {fold(wording.term(state)): stage, fold(wording.term(stage)): stage}
    return found


@cache
def known_headings() -> dict[str, str]:
    """The column of every heading, in any language, folded; by its own name too."""
    found = {fold(column.name): column.name for column in COLUMNS}
    for lang in LANGUAGES:
        found |= {fold(get_wording(lang).text(column.heading)): column.name for column in COLUMNS}
    return found
