"""The styles of a DOCX report: Word's own headings, lists and captions in the look of the PDF."""

from collections.abc import Sequence

from markupsafe import escape

from reports.paper import Paper
from tracker.wording.languages import DEFAULT

INK, MUTED, BLUE, RULE = "1F2933", "52606D", "1D4F86", "CBD2D9"

#: The language of text as Word names it, and a font that offices have and that draws it.
REGIONS = {"en": "en-GB", "ko": "ko-KR", "zh": "zh-CN", "ja": "ja-JP"}
FONTS = {"en": "Arial", "ko": "Malgun Gothic", "zh": "Microsoft YaHei", "ja": "Yu Gothic"}
TRADITIONAL = {"zh-TW": "Microsoft JhengHei", "zh-HK": "Microsoft JhengHei", "zh-Hant": "Microsoft JhengHei"}

#: Twentieths of a point in a millimetre.
TWIPS = 1440 / 25.4

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


def make_styles(language: str, eastern: str, paper: Paper) -> str:
    """The whole part. Sizes are in half points, distances in twentieths of a point."""
    end = twips(paper.line)
    return f"""<w:styles {NAMESPACES}>
<w:docDefaults><w:rPrDefault><w:rPr>{fonts_xml(language, eastern)}<w:color w:val="{INK}"/><w:sz w:val="19"/>\
<w:szCs w:val="19"/>{lang_xml(language, eastern)}</w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:widowControl/><w:spacing w:after="110" w:line="288" w:lineRule="auto"/></w:pPr></w:pPrDefault>\
</w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>\
<w:uiPriority w:val="1"/></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>\
<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>\
<w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/></w:style>
{_paragraph("Title", "Title", 42, before=0, after=60, bold=True, keep=True)}
{_paragraph("Subtitle", "Subtitle", 26, before=0, after=160)}
{_paragraph("Heading1", "heading 1", 28, before=400, after=120, bold=True, colour=BLUE, level=0, rule=True)}
{_paragraph("Heading2", "heading 2", 21, before=240, after=80, bold=True, level=1)}
{_paragraph("Heading3", "heading 3", 19, before=200, after=60, bold=True, level=2)}
{_paragraph("ReportKind", "Report Kind", 20, before=0, after=40, bold=True, colour=BLUE, own=True)}
{_paragraph("ReportLead", "Report Lead", 21, before=0, after=80, own=True)}
{_paragraph("ReportNote", "Report Note", 17, before=0, after=110, colour=MUTED, own=True)}
{_paragraph("ReportCaution", "Report Caution", 17, before=0, after=0, own=True, boxed=True)}
{_paragraph("Caption", "caption", 19, before=120, after=40, bold=True, keep=True)}
{_paragraph("ListBullet", "List Bullet", None, after=50, number=1)}
{_paragraph("ListBullet2", "List Bullet 2", None, after=50, number=2)}
{_paragraph("TOC1", "toc 1", None, after=60, tab=end)}
{_paragraph("Header", "header", 15, after=0, colour=MUTED, tab=end, rule_below=True)}
{_paragraph("Footer", "footer", 15, after=0, colour=MUTED, tab=end, rule=True)}
{_paragraph("TableText", "Table Text", 17, before=0, after=0, line=264, own=True)}
{_paragraph("TableEnd", "Table End", 4, before=0, after=0, line=100, rule_of_line="exact", own=True)}
{_paragraph("TableHead", "Table Head", 16, before=0, after=0, line=264, bold=True, own=True, based="TableText")}
{_paragraph("TableValue", "Table Value", 34, before=0, after=0, line=264, bold=True, own=True, based="TableText")}
<w:style w:type="table" w:customStyle="1" w:styleId="ReportTable"><w:name w:val="Report Table"/>\
<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:tblPr><w:tblBorders>\
<w:top w:val="single" w:sz="8" w:space="0" w:color="{INK}"/><w:bottom w:val="single" w:sz="4" w:space="0" \
w:color="{RULE}"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/></w:tblBorders><w:tblCellMar>\
<w:top w:w="45" w:type="dxa"/><w:left w:w="50" w:type="dxa"/><w:bottom w:w="45" w:type="dxa"/>\
<w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" \
w:color="{INK}"/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>
</w:styles>"""


def _paragraph(
    style: str,
    name: str,
    size: int | None,
    *,
    before: int | None = None,
    after: int,
    line: int | None = None,
    rule_of_line: str = "auto",
    bold: bool = False,
    colour: str | None = None,
    level: int | None = None,
    rule: bool = False,
    rule_below: bool = False,
    boxed: bool = False,
    keep: bool = False,
    number: int | None = None,
    tab: int | None = None,
    own: bool = False,
    based: str = "Normal",
) -> str:
    """A paragraph style. `level`: of its heading in the outline; `number`: its marks; `tab`: where its right end is."""
    keep = keep or level is not None
    sides = ("top", "left", "bottom", "right") if boxed else ("top",) if rule else ("bottom",) if rule_below else ()
    borders = "".join(f'<w:{one} w:val="single" w:sz="6" w:space="4" w:color="{colour or INK}"/>' for one in sides)
    spacing = "".join(
        f' w:{key}="{value}"'
        for key, value in (("before", before), ("after", after), ("line", line))
        if value is not None
    )
    spacing += f' w:lineRule="{rule_of_line}"' if line is not None else ""
    return (
        f'<w:style w:type="paragraph"{_flag(own, " w:customStyle=" + chr(34) + "1" + chr(34))} w:styleId="{style}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="{based}"/><w:qFormat/><w:pPr>'
        + _flag(keep, "<w:keepNext/><w:keepLines/>")
        + (f'<w:numPr><w:numId w:val="{number}"/></w:numPr>' if number else "")
        + _flag(bool(borders), f"<w:pBdr>{borders}</w:pBdr>")
        + (f'<w:tabs><w:tab w:val="right" w:pos="{tab}"/></w:tabs>' if tab else "")
        + f"<w:spacing{spacing}/>"
        + (f'<w:outlineLvl w:val="{level}"/>' if level is not None else "")
        + "</w:pPr><w:rPr>"
        + _flag(bold, "<w:b/><w:bCs/>")
        + (f'<w:color w:val="{colour}"/>' if colour else "")
        + (f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else "")
        + "</w:rPr></w:style>"
    )


def _flag(is_so: bool, text: str) -> str:
    return text if is_so else ""


def make_numbering() -> str:
    """Bullets of two levels, each a list of its own."""
    return (
        f"<w:numbering {NAMESPACES}>{_bullets(0, '•', 284)}{_bullets(1, '–', 568)}"
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        "</w:numbering>"
    )


def _bullets(number: int, mark: str, indent: int) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
        f'<w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="{mark}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{indent}" w:hanging="284"/></w:pPr></w:lvl></w:abstractNum>'
    )
