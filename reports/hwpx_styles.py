"""The looks of an HWPX report: fonts, borders, letters, paragraphs and Hancom's own outline styles, as OWPML.

Lengths are in HWPUNIT, of which an inch has 7,200 and a point 100.
"""

from collections.abc import Mapping, Sequence

from markupsafe import escape

from reports.looks import BOX, INK, LINES, LOOKS, MUTED, RULE, Line, Look, find_marks

#: A font for each language that Hancom or the system has, and the language's number in Windows.
FONTS = {"ko": "맑은 고딕", "zh": "Microsoft YaHei", "ja": "Yu Gothic", "en": "Arial"}
LANGUAGE_NUMBERS = {"ko": 1042, "zh": 2052, "ja": 1041, "en": 2057}
SCRIPTS = ("HANGUL", "LATIN", "HANJA", "JAPANESE", "OTHER", "SYMBOL", "USER")

#: HWPUNIT in a point; how far the second level of a list stands in.
POINT, INDENT = 100, 1400

ALL_SIDES = ("left", "right", "top", "bottom")

#: Borders by their numbers: none, those of cells, those of paragraphs.
NO_BORDER, PLAIN, CELL, HEAD, TOTAL = range(1, 6)
BORDERS: Mapping[int, Sequence[Line]] = {
    NO_BORDER: (),
    PLAIN: (),
    CELL: (Line(("bottom",), 0.12, RULE),),
    HEAD: (Line(("top", "bottom"), 0.3, INK),),
    TOTAL: (Line(("top",), 0.3, INK), Line(("bottom",), 0.12, RULE)),
    **{TOTAL + number: (line,) for number, line in enumerate(LINES, 1)},
}

#: Style, paragraph and letters of a look have the same number.
NUMBERS = {name: number for number, name in enumerate(LOOKS)}

#: Of each look: the name of its style in Korean, those of Hancom's own among them, and in English.
NAMES = {
    "body": ("바탕글", "Normal"),
    "heading1": ("개요 1", "Outline 1"),
    "heading2": ("개요 2", "Outline 2"),
    "heading3": ("개요 3", "Outline 3"),
    "title": ("보고서 제목", "Report Title"),
    "kind": ("보고서 종류", "Report Kind"),
    "subtitle": ("보고서 부제", "Report Subtitle"),
    "lead": ("요지", "Report Lead"),
    "note": ("참고", "Report Note"),
    "caution": ("알림", "Report Caution"),
    "caption": ("캡션", "Caption"),
    "bullet": ("글머리표 1", "Bullet 1"),
    "dash": ("글머리표 2", "Bullet 2"),
    "contents_heading": ("차례 제목", "TOC Heading"),
    "contents": ("차례 1", "TOC 1"),
    "head": ("머리말", "Header"),
    "foot": ("꼬리말", "Footer"),
    "cell": ("표 글", "Table Text"),
    "number": ("표 숫자", "Table Number"),
    "column": ("표 머리", "Table Head"),
    "column_number": ("표 머리 숫자", "Table Head Number"),
    "value": ("표 주요 값", "Table Value"),
    "figure": ("그림 자리", "Picture Place"),
    "anchor": ("표 자리", "Table Place"),
}


def number_of_shape(look: str, *, keeps: bool) -> int:
    """Of a look's paragraphs; those that stay with what follows, though others of the look do not, have their own."""
    return NUMBERS[look] + (len(LOOKS) if keeps and not LOOKS[look].keeps_with_next else 0)


class Letters:
    """The kinds of letters that a document has: those of its looks first, others as they are asked for."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._numbers: dict[tuple[int, bool, str, str], int] = {}
        self._list: list[tuple[int, bool, str, str]] = [
            (_size(look), look.is_bold, look.colour, _base(language)) for look in LOOKS.values()
        ]

    def find(self, name: str, *, is_bold: bool, is_muted: bool, lang: str) -> int:
        """The number of a look's letters, bold or muted or in another language where asked."""
        look = LOOKS[name]
        wanted = (_size(look), look.is_bold or is_bold, MUTED if is_muted else look.colour, _base(lang))
        if wanted == self._list[NUMBERS[name]]:
            return NUMBERS[name]
        if wanted not in self._numbers:
            self._numbers[wanted] = len(self._list)
            self._list.append(wanted)
        return self._numbers[wanted]

    def to_xml(self) -> str:
        shapes = "".join(_letters_xml(number, *one) for number, one in enumerate(self._list))
        return f'<hh:charProperties itemCnt="{len(self._list)}">{shapes}</hh:charProperties>'


def _size(look: Look) -> int:
    return round(look.size * POINT)


def _base(lang: str) -> str:
    base = lang.partition("-")[0]
    return base if base in FONTS else "en"


def _letters_xml(number: int, size: int, is_bold: bool, colour: str, lang: str) -> str:
    def each(value: object) -> str:
        return " ".join(f'{script.lower()}="{value}"' for script in SCRIPTS)

    return (
        f'<hh:charPr id="{number}" height="{size}" textColor="#{colour}" shadeColor="none" useFontSpace="0" '
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


def _border_xml(number: int, lines: Sequence[Line]) -> str:
    drawn = {side: line for line in lines for side in line.sides}
    sides = ""
    for side in ALL_SIDES:
        kind = "SOLID" if side in drawn else "NONE"
        line = drawn.get(side, Line((), 0.1, "000000"))
        sides += f'<hh:{side}Border type="{kind}" width="{line.width:g} mm" color="#{line.colour}"/>'
    return (
        f'<hh:borderFill id="{number}" threeD="0" shadow="0" centerLine="NONE" breakCellSeparateLine="0">'
        '<hh:slash type="NONE" Crooked="0" isCounter="0"/><hh:backSlash type="NONE" Crooked="0" isCounter="0"/>'
        f'{sides}<hh:diagonal type="SOLID" width="0.1 mm" color="#000000"/></hh:borderFill>'
    )


def make_numberings() -> str:
    """Headings carry their numbers as words, so that those of the outline are empty."""
    heads = "".join(_head_xml(level, 1) for level in range(1, 11))
    return f'<hh:numberings itemCnt="1"><hh:numbering id="1" start="0">{heads}</hh:numbering></hh:numberings>'


def make_bullets(language: str) -> str:
    marks = "".join(
        f'<hh:bullet id="{number}" char="{mark}" useImage="0">{_head_xml(0, None)}</hh:bullet>'
        for number, mark in enumerate(find_marks(language), 1)
    )
    return f'<hh:bullets itemCnt="2">{marks}</hh:bullets>'


def _head_xml(level: int, start: int | None) -> str:
    first = f'start="{start}" ' if start else ""
    return (
        f'<hh:paraHead {first}level="{level}" align="LEFT" useInstWidth="0" autoIndent="1" widthAdjust="0" '
        'textOffsetType="PERCENT" textOffset="50" numFormat="DIGIT" charPrIDRef="4294967295" checkable="0"/>'
    )


def make_paragraphs() -> str:
    shapes = [
        _paragraph_xml(number, look, keeps=keeps or look.keeps_with_next)
        for keeps in (False, True)
        for number, look in enumerate(LOOKS.values(), len(LOOKS) if keeps else 0)
    ]
    return f'<hh:paraProperties itemCnt="{len(shapes)}">{"".join(shapes)}</hh:paraProperties>'


def _paragraph_xml(number: int, look: Look, *, keeps: bool) -> str:
    heading = ("NONE", 0, 0)
    if look.outline is not None:
        heading = ("OUTLINE", 0, look.outline)
    elif look.marks is not None:
        heading = ("BULLET", look.marks, 0)
    border = PLAIN if look.rule is None else TOTAL + 1 + LINES.index(look.rule)
    offset = 0 if look.rule is None else 300
    return (
        f'<hh:paraPr id="{number}" tabPrIDRef="{2 if look.has_tab else 0}" condense="0" fontLineHeight="0" '
        f'snapToGrid="0" suppressLineNumbers="0" checked="0" textDir="LTR">'
        f'<hh:align horizontal="{"RIGHT" if look.is_right else "LEFT"}" vertical="BASELINE"/>'
        f'<hh:heading type="{heading[0]}" idRef="{heading[1]}" level="{heading[2]}"/>'
        '<hh:breakSetting breakLatinWord="KEEP_WORD" breakNonLatinWord="KEEP_WORD" widowOrphan="1" '
        f'keepWithNext="{int(keeps)}" keepLines="{int(keeps)}" pageBreakBefore="0" lineWrap="BREAK"/>'
        '<hh:autoSpacing eAsianEng="0" eAsianNum="0"/><hp:switch>'
        f'<hp:case hp:required-namespace="http://www.hancom.co.kr/hwpml/2016/HwpUnitChar">{_spaces(look, 1)}</hp:case>'
        f"<hp:default>{_spaces(look, 2)}</hp:default></hp:switch>"
        f'<hh:border borderFillIDRef="{border}" offsetLeft="0" offsetRight="0" offsetTop="{offset}" '
        f'offsetBottom="{offset}" connect="{int(look.rule == BOX)}" ignoreMargin="0"/></hh:paraPr>'
    )


def _spaces(look: Look, times: int) -> str:
    """Margins; older readers count them in halves."""
    values = {"intent": 0, "left": INDENT if look.marks == 2 else 0, "right": 0}
    values |= {"prev": round(look.before * POINT), "next": round(look.after * POINT)}
    margins = "".join(f'<hc:{name} value="{value * times}" unit="HWPUNIT"/>' for name, value in values.items())
    return f'<hh:margin>{margins}</hh:margin><hh:lineSpacing type="PERCENT" value="{look.line}" unit="HWPUNIT"/>'


def make_styles(language: str) -> str:
    number_of_language = LANGUAGE_NUMBERS[_base(language)]
    styles = "".join(
        f'<hh:style id="{number}" type="PARA" name="{NAMES[name][0]}" engName="{NAMES[name][1]}" '
        f'paraPrIDRef="{number}" charPrIDRef="{number}" '
        f'nextStyleIDRef="{0 if LOOKS[name].outline is not None else number}" langID="{number_of_language}" '
        'lockForm="0"/>'
        for name, number in NUMBERS.items()
    )
    return f'<hh:styles itemCnt="{len(LOOKS)}">{styles}</hh:styles>'
