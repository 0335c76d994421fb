"""An outline as HWPX, the documents of Korean offices: the library's empty package, filled by hand."""

import re
from functools import cache

from hwpx.opc.package import HwpxPackage
from hwpx.templates import blank_document_bytes
from lxml import etree
from markupsafe import escape

from reports import hwpx_styles, paper
from reports.hwpx_body import SectionWriter
from reports.hwpx_styles import Letters
from reports.outline import Outline, Run
from reports.paper import find_paper
from reports.zips import make_zip

#: HWPUNIT in a millimetre.
UNITS = 7200 / 25.4

HEADER, SECTION, CONTENT = "Contents/header.xml", "Contents/section0.xml", "Contents/content.hpf"
PREVIEW_TEXT, PREVIEW_PICTURE = "Preview/PrvText.txt", "Preview/PrvImage.png"
#: Letters of the text that a folder's preview shows.
PREVIEWED = 1000

STORED = frozenset({"mimetype"})
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>'


@cache
def _read_blank() -> dict[str, bytes]:
    """The parts of an empty document."""
    package = HwpxPackage.open(blank_document_bytes())
    return {name: package.get_part(name) for name in package.part_names() if name != PREVIEW_PICTURE}


def write_hwpx(outline: Outline) -> bytes:
    """The file. The same outline gives the same bytes."""
    parts = dict(_read_blank())
    sheet, letters = find_paper(outline.paper), Letters(outline.language)
    places = {name: f"image{number}" for number, name in enumerate(outline.drawings, 1)}
    writer = SectionWriter(outline, letters, _units(sheet.line), places)
    first, *rest = writer.write()
    parts[SECTION] = _make_section(parts[SECTION].decode(), outline, writer, [first, *rest]).encode()
    parts[HEADER] = _make_header(parts[HEADER].decode(), outline, letters).encode()
    parts[CONTENT] = _make_content(parts[CONTENT].decode(), outline, places).encode()
    parts[PREVIEW_TEXT] = _make_preview(outline).encode()
    for name, item in places.items():
        parts[f"BinData/{item}.png"] = outline.drawings[name].content
    for name, content in parts.items():
        if name.endswith((".xml", ".hpf")):
            etree.fromstring(content)  # what cannot be read is not handed out
    ordered = sorted(parts.items(), key=lambda part: (part[0] != "mimetype", part[0]))
    return make_zip(ordered, created_at=outline.created_at, stored=STORED)


def _units(millimetres: float) -> int:
    return round(millimetres * UNITS)


def _make_section(blank: str, outline: Outline, writer: SectionWriter, paragraphs: list[str]) -> str:
    """The section's settings stand in its first paragraph, with what runs at the head and foot of every page."""
    sheet = find_paper(outline.paper)
    found = re.search(r"<hp:secPr .*?</hp:secPr><hp:ctrl><hp:colPr [^>]*/></hp:ctrl>", blank, re.DOTALL)
    root = re.search(r"<hs:sec [^>]*>", blank)
    assert found is not None
    assert root is not None
    running = _units(paper.RUNNING)
    margins = {"left": paper.LEFT, "right": paper.RIGHT, "top": paper.TOP, "bottom": paper.BOTTOM}
    around = {side: _units(length) for side, length in margins.items()}
    around |= {"top": around["top"] - running, "bottom": around["bottom"] - running}
    lengths = " ".join(f'{side}="{length}"' for side, length in around.items())
    settings = re.sub(
        r"<hp:pagePr .*?</hp:pagePr>",
        f'<hp:pagePr landscape="WIDELY" width="{_units(sheet.width)}" height="{_units(sheet.height)}" '
        f'gutterType="LEFT_ONLY"><hp:margin header="{running}" footer="{running}" gutter="0" {lengths}/></hp:pagePr>',
        found[0],
    ).replace('hideFirstHeader="0"', 'hideFirstHeader="1"')
    settings += _make_running(outline, writer, _units(sheet.line), running)
    first, *rest = paragraphs
    opened, content = first.split(">", 1)
    first = f"{opened}>{writer.control('body', settings)}{content}"
    return f"{DECLARATION}{root[0]}{first}{''.join(rest)}</hs:sec>"


def _make_running(outline: Outline, writer: SectionWriter, line: int, height: int) -> str:
    left, right, foot = outline.running
    head_tab, foot_tab = (_tab(writer, name, line) for name in ("head", "foot"))
    head = writer.paragraph([Run(left, outline.language)], "head", more=head_tab + _words(writer, right, "head"))
    below = writer.paragraph([Run(foot, outline.language)], "foot", more=foot_tab + _make_page_of(outline, writer))
    return "".join(
        f'<hp:ctrl><hp:{kind} id="{number}" applyPageType="BOTH"><hp:subList id="" textDirection="HORIZONTAL" '
        f'lineWrap="BREAK" vertAlign="{align}" linkListIDRef="0" linkListNextIDRef="0" textWidth="{line}" '
        f'textHeight="{height}" hasTextRef="0" hasNumRef="0">{words}</hp:subList></hp:{kind}></hp:ctrl>'
        for number, (kind, align, words) in enumerate((("header", "TOP", head), ("footer", "BOTTOM", below)), 1)
    )


def _tab(writer: SectionWriter, name: str, line: int) -> str:
    return writer.control(name, f'<hp:t><hp:tab width="{line // 2}" leader="0" type="2"/></hp:t>')


def _words(writer: SectionWriter, text: str, name: str) -> str:
    return writer.run(Run(text, writer.outline.language), name)


def _make_page_of(outline: Outline, writer: SectionWriter) -> str:
    """`Page 3 of 9`, with numbers that count by themselves."""
    kinds = {"page": "PAGE", "pages": "TOTAL_PAGE"}
    shape = '<hp:autoNumFormat type="DIGIT" userChar="" prefixChar="" suffixChar="" supscript="0"/>'
    written = ""
    for part, is_place in outline.split_page_of():
        if is_place:
            number = f'<hp:ctrl><hp:autoNum num="1" numType="{kinds[part]}">{shape}</hp:autoNum></hp:ctrl>'
            written += writer.control("foot", number)
        else:
            written += _words(writer, part, "foot")
    return written


def _make_header(blank: str, outline: Outline, letters: Letters) -> str:
    """The blank's, with the looks of a report in place of its own."""
    pieces = {
        "fontfaces": hwpx_styles.make_fonts(),
        "borderFills": hwpx_styles.make_borders(),
        "charProperties": letters.to_xml(),
        "numberings": hwpx_styles.make_numberings() + hwpx_styles.make_bullets(outline.language),
        "paraProperties": hwpx_styles.make_paragraphs(),
        "styles": hwpx_styles.make_styles(outline.language),
    }
    pattern = rf"<hh:({'|'.join(pieces)}) .*?</hh:\1>"
    return re.sub(pattern, lambda found: pieces[found[1]], blank, flags=re.DOTALL)


def _make_content(blank: str, outline: Outline, places: dict[str, str]) -> str:
    """What the package says of itself, and the list of its parts."""
    moment = f"{outline.created_at:%Y-%m-%dT%H:%M:%SZ}"
    values = {
        "creator": outline.author,
        "subject": "",
        "description": outline.description,
        "lastsaveby": outline.author,
        "CreatedDate": moment,
        "ModifiedDate": moment,
        "date": moment,
        "keyword": "",
    }
    about = "".join(
        f'<opf:meta name="{name}" content="text">{escape(value)}</opf:meta>' for name, value in values.items()
    )
    metadata = (
        f"<opf:metadata><opf:title>{escape(outline.title)}</opf:title>"
        f"<opf:language>{escape(outline.language)}</opf:language>{about}</opf:metadata>"
    )
    pictures = "".join(
        f'<opf:item id="{item}" href="BinData/{item}.png" media-type="image/png" isEmbeded="1"/>'
        for item in places.values()
    )
    blank = re.sub(r"<opf:metadata>.*?</opf:metadata>", lambda _: metadata, blank, flags=re.DOTALL)
    return blank.replace("</opf:manifest>", f"{pictures}</opf:manifest>")


def _make_preview(outline: Outline) -> str:
    words = (run.text for block in outline.blocks for run in getattr(block, "runs", ()))
    return "\r\n".join(words)[:PREVIEWED]
