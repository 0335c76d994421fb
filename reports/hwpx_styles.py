"""The looks of an HWPX report: fonts, borders, letters, paragraphs and Hancom's own outline styles, as OWPML.

Lengths are in HWPUNIT, of which an inch has 7,200 and a point 100.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import escape

from reports.outline import Style

INK, MUTED, BLUE, RULE = "#1F2933", "#52606D", "#1D4F86", "#CBD2D9"

#: A font for each language that Hancom or the system has, and the language's number in Windows.
FONTS = {"ko": "맑은 고딕", "zh": "Microsoft YaHei", "ja": "Yu Gothic", "en": "Arial"}
LANGUAGE_NUMBERS = {"ko": 1042, "zh": 2052, "ja": 1041, "en": 2057}
SCRIPTS = ("HANGUL", "LATIN", "HANJA", "JAPANESE", "OTHER", "SYMBOL", "USER")

#: Borders by their numbers: none, and the only ones that a report has.
NO_BORDER, PLAIN, CELL, HEAD, TOTAL, ABOVE, BELOW, BOX = range(1, 9)
BORDERS: Mapping[int, Mapping[str, tuple[str, str]]] = {
    NO_BORDER: {},
    PLAIN: {},
    CELL: {"bottom": ("0.12 mm", RULE)},
    HEAD: {"top": ("0.3 mm", INK), "bottom": ("0.3 mm", INK)},
    TOTAL: {"top": ("0.3 mm", INK), "bottom": ("0.12 mm", RULE)},
    ABOVE: {"top": ("0.4 mm", BLUE)},
    BELOW: {"bottom": ("0.12 mm", RULE)},
    BOX: dict.fromkeys(("left", "right", "top", "bottom"), ("0.2 mm", INK)),
}

BULLET, DASH = 1, 2


@dataclass(frozen=True, slots=True)
class Look:
    """A kind of paragraph, and the letters in it. `outline`: its level among the headings; `marks`: the bullets that
    it has; `tab`: whether a tab leads to its right end."""

    name: str
    english: str
    size: int
    line: int = 150
    before: int = 0
    after: int = 0
    left: int = 0
    is_bold: bool = False
    colour: str = INK
    align: str = "LEFT"
    outline: int | None = None
    marks: int | None = None
    border: int = PLAIN
    tab: bool = False
    keeps: bool = False


#: In the order of their numbers: style, paragraph and letters of a look have the same.
LOOKS = {
    "body": Look("바탕글", "Normal", 950, 155, after=500),
    "heading1": Look("개요 1", "Outline 1", 1400, 140, 2000, 600, is_bold=True, colour=BLUE, outline=0, border=ABOVE),
    "heading2": Look("개요 2", "Outline 2", 1050, 140, 1200, 400, is_bold=True, outline=1),
    "heading3": Look("개요 3", "Outline 3", 950, 140, 1000, 300, is_bold=True, outline=2),
    "title": Look("보고서 제목", "Report Title", 2100, 130, after=300, is_bold=True, keeps=True),
    "kind": Look("보고서 종류", "Report Kind", 1000, 140, after=200, is_bold=True, colour=BLUE),
    "subtitle": Look("보고서 부제", "Report Subtitle", 1300, 140, after=800),
    "lead": Look("요지", "Report Lead", 1050, 155, after=400),
    "note": Look("참고", "Report Note", 850, 150, after=500, colour=MUTED),
    "caution": Look("알림", "Report Caution", 850, 150, border=BOX),
    "caption": Look("캡션", "Caption", 950, 140, 600, 200, is_bold=True, keeps=True),
    "bullet": Look("글머리표 1", "Bullet 1", 950, 155, after=250, marks=BULLET),
    "dash": Look("글머리표 2", "Bullet 2", 950, 155, after=250, left=1400, marks=DASH),
    "contents": Look("차례 1", "TOC 1", 950, 150, after=200),
    "head": Look("머리말", "Header", 750, 130, colour=MUTED, border=BELOW, tab=True),
    "foot": Look("꼬리말", "Footer", 750, 130, colour=MUTED, border=ABOVE, tab=True),
    "cell": Look("표 글", "Table Text", 850, 135),
    "number": Look("표 숫자", "Table Number", 850, 135, align="RIGHT"),
    "column": Look("표 머리", "Table Head", 800, 135, is_bold=True, keeps=True),
    "column_number": Look("표 머리 숫자", "Table Head Number", 800, 135, is_bold=True, align="RIGHT", keeps=True),
    "value": Look("표 주요 값", "Table Value", 1700, 120, is_bold=True),
    "anchor": Look("표 자리", "Table Place", 100, 100),
}
NUMBERS = {name: number for number, name in enumerate(LOOKS)}
PARAGRAPHS = {style: style.value for style in Style}


class Letters:
    """The kinds of letters that a document has: those of its looks first, others as they are asked for."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._numbers: dict[tuple[int, bool, str, str], int] = {}
        self._list: list[tuple[int, bool, str, str]] = [
            (look.size, look.is_bold, look.colour, _base(language)) for look in LOOKS.values()
        ]

    def find(self, name: str, *, is_bold: bool, is_muted: bool, lang: str) -> int:
        """The number of a look's letters, bold or muted or in another language where asked."""
        look = LOOKS[name]
        wanted = (look.size, look.is_bold or is_bold, MUTED if is_muted else look.colour, _base(lang))
        if wanted == self._list[NUMBERS[name]]:
            return NUMBERS[name]
        if wanted not in self._numbers:
            self._numbers[wanted] = len(self._list)
            self._list.append(wanted)
        return self._numbers[wanted]

    def to_xml(self) -> str:
        shapes = "".join(_letters_xml(number, *one) for number, one in enumerate(self._list))
        return f'<hh:charProperties itemCnt="{len(self._list)}">{shapes}</hh:charProperties>'


def _base(lang: str) -> str:
    base = lang.partition("-")[0]
    return base if base in FONTS else "en"


def _letters_xml(number: int, size: int, is_bold: bool, colour: str, lang: str) -> str:
    def each(value: object) -> str:
        return " ".join(f'{script.lower()}="{value}"' for script in SCRIPTS)

    return (
        f'<hh:charPr id="{number}" height="{size}" textColor="{colour}" shadeColor="none" useFontSpace="0" '
        f'useKerning="0" symMark="NONE" borderFillIDRef="{PLAIN}"><hh:fontRef {each(list(FONTS).index(lang))}/>'
        f"<hh:ratio {each(100)}/><hh:spacing {each(0)}/><hh:relSz {each(100)}/><hh:offset {each(0)}/>"
        + ("<hh:bold/>" if is_bold else "")
        + '<hh:underline type="NONE" shape="SOLID" color="#000000"/><hh:strikeout shape="NONE" color="#000000"/>'
        '<hh:outline type="NONE"/><hh:shadow type="NONE" color="#C0C0C0" offsetX="10" offsetY="10"/></hh:charPr>'
    )


def make_fonts() -> str:
    fonts = "".join(
        f'<hh:font id="{number}" face="{escape(face)}" type="TTF" isEmbedded="0"/>'
        for number, face in enumerate(FONTS.values())
    )
    faces = "".join(f'<hh:fontface lang="{one}" fontCnt="{len(FONTS)}">{fonts}</hh:fontface>' for one in SCRIPTS)
    return f'<hh:fontfaces itemCnt="{len(SCRIPTS)}">{faces}</hh:fontfaces>'


def make_borders() -> str:
    fills = "".join(_border_xml(number, sides) for number, sides in BORDERS.items())
    return f'<hh:borderFills itemCnt="{len(BORDERS)}">{fills}</hh:borderFills>'


def _border_xml(number: int, sides: Mapping[str, tuple[str, str]]) -> str:
    lines = ""
    for side in ("left", "right", "top", "bottom"):
        width, colour = sides.get(side, ("0.1 mm", "#000000"))
        kind = "SOLID" if side in sides else "NONE"
        lines += f'<hh:{side}Border type="{kind}" width="{width}" color="{colour}"/>'
    return (
        f'<hh:borderFill id="{number}" threeD="0" shadow="0" centerLine="NONE" breakCellSeparateLine="0">'
        '<hh:slash type="NONE" Crooked="0" isCounter="0"/><hh:backSlash type="NONE" Crooked="0" isCounter="0"/>'
        f'{lines}<hh:diagonal type="SOLID" width="0.1 mm" color="#000000"/></hh:borderFill>'
    )


def make_numberings() -> str:
    """Headings carry their numbers as words, so that those of the outline are empty."""
    heads = "".join(_head_xml(level, 1) for level in range(1, 11))
    return f'<hh:numberings itemCnt="1"><hh:numbering id="1" start="0">{heads}</hh:numbering></hh:numberings>'


def make_bullets() -> str:
    marks = "".join(
        f'<hh:bullet id="{number}" char="{mark}" useImage="0">{_head_xml(0, None)}</hh:bullet>'
        for number, mark in ((BULLET, "•"), (DASH, "-"))
    )
    return f'<hh:bullets itemCnt="2">{marks}</hh:bullets>'


def _head_xml(level: int, start: int | None) -> str:
    first = f'start="{start}" ' if start else ""
    return (
        f'<hh:paraHead {first}level="{level}" align="LEFT" useInstWidth="0" autoIndent="1" widthAdjust="0" '
        'textOffsetType="PERCENT" textOffset="50" numFormat="DIGIT" charPrIDRef="4294967295" checkable="0"/>'
    )


def make_paragraphs() -> str:
    looks = "".join(_paragraph_xml(NUMBERS[name], look) for name, look in LOOKS.items())
    return f'<hh:paraProperties itemCnt="{len(LOOKS)}">{looks}</hh:paraProperties>'


def _paragraph_xml(number: int, look: Look) -> str:
    heading = ("NONE", 0, 0)
    if look.outline is not None:
        heading = ("OUTLINE", 0, look.outline)
    elif look.marks is not None:
        heading = ("BULLET", look.marks, 0)
    keeps = int(look.keeps or look.outline is not None)
    return (
        f'<hh:paraPr id="{number}" tabPrIDRef="{2 if look.tab else 0}" condense="0" fontLineHeight="0" snapToGrid="0" '
        f'suppressLineNumbers="0" checked="0" textDir="LTR"><hh:align horizontal="{look.align}" vertical="BASELINE"/>'
        f'<hh:heading type="{heading[0]}" idRef="{heading[1]}" level="{heading[2]}"/>'
        '<hh:breakSetting breakLatinWord="KEEP_WORD" breakNonLatinWord="KEEP_WORD" widowOrphan="1" '
        f'keepWithNext="{keeps}" keepLines="{keeps}" pageBreakBefore="0" lineWrap="BREAK"/>'
        '<hh:autoSpacing eAsianEng="0" eAsianNum="0"/><hp:switch>'
        f'<hp:case hp:required-namespace="http://www.hancom.co.kr/hwpml/2016/HwpUnitChar">{_spaces(look, 1)}</hp:case>'
        f"<hp:default>{_spaces(look, 2)}</hp:default></hp:switch>"
        f'<hh:border borderFillIDRef="{look.border}" offsetLeft="0" offsetRight="0" offsetTop="{_offset(look)}" '
        f'offsetBottom="{_offset(look)}" connect="{int(look.border == BOX)}" ignoreMargin="0"/></hh:paraPr>'
    )


def _offset(look: Look) -> int:
    return 0 if look.border == PLAIN else 300


def _spaces(look: Look, times: int) -> str:
    """Margins; older readers count them in halves."""
    values = {"intent": 0, "left": look.left, "right": 0, "prev": look.before, "next": look.after}
    margins = "".join(f'<hc:{name} value="{value * times}" unit="HWPUNIT"/>' for name, value in values.items())
    return f'<hh:margin>{margins}</hh:margin><hh:lineSpacing type="PERCENT" value="{look.line}" unit="HWPUNIT"/>'


def make_styles(language: str) -> str:
    number_of_language = LANGUAGE_NUMBERS[_base(language)]
    styles = "".join(
        f'<hh:style id="{number}" type="PARA" name="{look.name}" engName="{look.english}" paraPrIDRef="{number}" '
        f'charPrIDRef="{number}" nextStyleIDRef="{0 if look.outline is not None else number}" '
        f'langID="{number_of_language}" lockForm="0"/>'
        for number, look in enumerate(LOOKS.values())
    )
    return f'<hh:styles itemCnt="{len(LOOKS)}">{styles}</hh:styles>'
