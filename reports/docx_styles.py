"""The styles of a DOCX report: Word's own headings, lists and captions in the look of the PDF."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import escape

from reports.looks import INK, LOOKS, RULE, Line, Look, find_marks
from reports.paper import Paper
from tracker.wording.languages import DEFAULT

#: The language of text as Word names it, and a font that offices have and that draws it.
REGIONS = {"en": "en-GB", "ko": "ko-KR", "zh": "zh-CN", "ja": "ja-JP"}
FONTS = {"en": "Arial", "ko": "Malgun Gothic", "zh": "Microsoft YaHei", "ja": "Yu Gothic"}
TRADITIONAL = {"zh-TW": "Microsoft JhengHei", "zh-HK": "Microsoft JhengHei", "zh-Hant": "Microsoft JhengHei"}

#: By what else an office may know a font, and the set of letters for whose sake one that draws them takes its place.
AT_HOME = {
    "Arial": ("Liberation Sans", "00"),
    "Malgun Gothic": ("맑은 고딕", "81"),
    "Microsoft YaHei": ("微软雅黑", "86"),
    "Microsoft JhengHei": ("微軟正黑體", "88"),
    "Yu Gothic": ("游ゴシック", "80"),
}

#: Twentieths and eighths of a point in a millimetre; how far each level of a list stands in, in twentieths.
TWIPS, EIGHTHS = 1440 / 25.4, 576 / 25.4
INDENT = 284

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)


def twips(millimetres: float) -> int:
    return round(millimetres * TWIPS)


def region_of(lang: str) -> str:
    return REGIONS.get(lang, lang)


def font_of(lang: str) -> str:
    return TRADITIONAL.get(lang) or FONTS.get(lang.partition("-")[0], FONTS["en"])


def is_eastern(lang: str) -> bool:
    return lang.partition("-")[0] in ("ko", "zh", "ja")


def find_eastern(language: str, languages: Sequence[str]) -> str:
    """The language whose Han characters a document shows: its own, else the first such of the body's."""
    return next((one for one in (language, *languages) if is_eastern(one)), "ko")


def fonts_xml(lang: str, eastern: str) -> str:
    latin = escape(font_of(lang))
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{escape(font_of(eastern))}" w:cs="{latin}"/>'


def lang_xml(lang: str, eastern: str) -> str:
    """Of letters and of Han characters. Latin words among those are English, so that lines break between them."""
    latin = DEFAULT if is_eastern(lang) else lang
    return f'<w:lang w:val="{escape(region_of(latin))}" w:eastAsia="{escape(region_of(eastern))}"/>'


@dataclass(frozen=True, slots=True)
class StyleName:
    """Of a look: its number among the styles, and its name, which Word translates where it is one of its own."""

    number: str
    name: str
    is_own: bool = True


STYLES = {
    "body": StyleName("Normal", "Normal", False),
    "heading1": StyleName("Heading1", "heading 1", False),
    "heading2": StyleName("Heading2", "heading 2", False),
    "heading3": StyleName("Heading3", "heading 3", False),
    "title": StyleName("Title", "Title", False),
    "kind": StyleName("ReportKind", "Report Kind"),
    "subtitle": StyleName("Subtitle", "Subtitle", False),
    "lead": StyleName("ReportLead", "Report Lead"),
    "note": StyleName("ReportNote", "Report Note"),
    "caution": StyleName("ReportCaution", "Report Caution"),
    "caption": StyleName("Caption", "caption", False),
    "bullet": StyleName("ListBullet", "List Bullet", False),
    "dash": StyleName("ListBullet2", "List Bullet 2", False),
    "contents_heading": StyleName("TOCHeading", "TOC Heading", False),
    "contents": StyleName("TOC1", "toc 1", False),
    "head": StyleName("Header", "header", False),
    "foot": StyleName("Footer", "footer", False),
    "cell": StyleName("TableText", "Table Text"),
    "number": StyleName("TableNumber", "Table Number"),
    "column": StyleName("TableHead", "Table Head"),
    "column_number": StyleName("TableHeadNumber", "Table Head Number"),
    "value": StyleName("TableValue", "Table Value"),
    "figure": StyleName("ReportFigure", "Report Figure"),
    "anchor": StyleName("TableEnd", "Table End"),
}

TABLES = f"""<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>\
<w:uiPriority w:val="99"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>\
<w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>\
</w:style><w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/></w:style>\
<w:style w:type="table" w:customStyle="1" w:styleId="ReportTable"><w:name w:val="Report Table"/>\
<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:tblPr><w:tblBorders>\
<w:top w:val="single" w:sz="8" w:space="0" w:color="{INK}"/><w:bottom w:val="single" w:sz="4" w:space="0" \
w:color="{RULE}"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/></w:tblBorders><w:tblCellMar>\
<w:top w:w="45" w:type="dxa"/><w:left w:w="50" w:type="dxa"/><w:bottom w:w="45" w:type="dxa"/>\
<w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>\
<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" \
w:color="{INK}"/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>"""


def make_styles(language: str, eastern: str, paper: Paper) -> str:
    """The whole part."""
    end = twips(paper.line)
    looks = "".join(_paragraph_xml(STYLES[name], look, end) for name, look in LOOKS.items())
    return (
        f"<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{fonts_xml(language, eastern)}"
        f"{lang_xml(language, eastern)}</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/></w:pPr>"
        '</w:pPrDefault></w:docDefaults><w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        f'<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/></w:style>{looks}{TABLES}</w:styles>'
    )


def _paragraph_xml(style: StyleName, look: Look, end: int) -> str:
    """`end`: where the right end of the line is. The elements stand in the order of the schema."""
    is_normal = style.number == "Normal"
    kind = 'w:default="1"' if is_normal else 'w:customStyle="1"' if style.is_own else ""
    based = "" if is_normal else '<w:basedOn w:val="Normal"/>'
    size = round(look.size * 2)
    return (
        f'<w:style w:type="paragraph" {kind} w:styleId="{style.number}"><w:name w:val="{style.name}"/>{based}'
        f"<w:qFormat/><w:pPr>{'<w:keepNext/><w:keepLines/>' if look.keeps_with_next else ''}"
        + (f'<w:numPr><w:numId w:val="{look.marks}"/></w:numPr>' if look.marks else "")
        + ("" if look.rule is None else _rule_xml(look.rule))
        + (f'<w:tabs><w:tab w:val="right" w:pos="{end}"/></w:tabs>' if look.has_tab else "")
        + _spacing_xml(look, is_fixed=style.number != "ReportFigure")
        + ('<w:jc w:val="right"/>' if look.is_right else "")
        + ("" if look.outline is None else f'<w:outlineLvl w:val="{look.outline}"/>')
        + f"</w:pPr><w:rPr>{'<w:b/><w:bCs/>' if look.is_bold else ''}"
        f'<w:color w:val="{look.colour}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _spacing_xml(look: Look, *, is_fixed: bool) -> str:
    """Lines of a fixed height, but around pictures: otherwise each font makes its own, and what fits a page with one
    runs over with the next."""
    line, rule = (round(look.size * look.line / 5), "exact") if is_fixed else (240, "auto")
    around = f'w:before="{round(look.before * 20)}" w:after="{round(look.after * 20)}"'
    return f'<w:spacing {around} w:line="{line}" w:lineRule="{rule}"/>'


def _rule_xml(rule: Line) -> str:
    width = round(rule.width * EIGHTHS)
    sides = "".join(
        f'<w:{one} w:val="single" w:sz="{width}" w:space="4" w:color="{rule.colour}"/>' for one in rule.sides
    )
    return f"<w:pBdr>{sides}</w:pBdr>"


def make_numbering(language: str) -> str:
    """Marks of two levels, each a list of its own."""
    lists = "".join(_marks_xml(level, mark) for level, mark in enumerate(find_marks(language)))
    numbers = "".join(f'<w:num w:numId="{level + 1}"><w:abstractNumId w:val="{level}"/></w:num>' for level in range(2))
    return f"<w:numbering {NAMESPACES}>{lists}{numbers}</w:numbering>"


def _marks_xml(level: int, mark: str) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{level}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
        f'<w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="{mark}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{INDENT * (level + 1)}" w:hanging="{INDENT}"/></w:pPr></w:lvl></w:abstractNum>'
    )


def make_font_table() -> str:
    """The fonts of every language, each with the name that it has at home and the letters that it draws."""
    fonts = "".join(
        f'<w:font w:name="{font}"><w:altName w:val="{home}"/><w:charset w:val="{charset}"/><w:family w:val="swiss"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for font, (home, charset) in AT_HOME.items()
    )
    return f"<w:fonts {NAMESPACES}>{fonts}</w:fonts>"
