"""An outline as DOCX: real headings, tables, lists and fields, in a package that is the same whenever it is made."""

from datetime import datetime
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.shared import Mm
from lxml import etree

from reports import paper as margins
from reports.docx_body import BodyWriter
from reports.docx_styles import (
    NAMESPACES,
    find_eastern,
    make_font_table,
    make_numbering,
    make_styles,
    region_of,
)
from reports.outline import Drawing, Outline, Run
from reports.paper import find_paper
from reports.zips import make_zip, read_zip


def write_docx(outline: Outline) -> bytes:
    """The file. The same outline gives the same bytes."""
    document = docx.Document()
    paper, eastern = find_paper(outline.paper), find_eastern(outline.language, outline.languages)
    _replace(document.styles.element, make_styles(outline.language, eastern, paper))
    _replace(document.part.numbering_part.element, make_numbering(outline.language))
    _set_fonts(document)
    _set_up(document, outline, eastern)

    def place(drawing: Drawing) -> str:
        return document.part.get_or_add_image(BytesIO(drawing.content))[0]

    writer = BodyWriter(outline, eastern, paper, place)
    _set_page(document, outline, writer)
    _set_properties(document, outline)
    _fill_body(document, writer)
    saved = BytesIO()
    document.save(saved)
    return make_zip(_without_thumbnail(saved.getvalue()), created_at=outline.created_at, stored=frozenset())


def _fill_body(document: Document, writer: BodyWriter) -> None:
    """What was written, with the page's settings after it. Put together as text: moving elements takes seconds."""
    section = etree.tostring(document.sections[0]._sectPr, encoding="unicode")
    text = f"<w:document {NAMESPACES}><w:body>{''.join(writer.write())}{section}</w:body></w:document>"
    document.part._element = parse_xml(text)


def _replace(root: Any, text: str) -> None:
    """Everything inside a part's root by what another has inside."""
    for child in list(root):
        root.remove(child)
    root.extend(list(parse_xml(text)))


def _set_fonts(document: Document) -> None:
    """And without the library's own styles in other forms, which name others."""
    relationships = document.part.rels
    for number, one in list(relationships.items()):
        if one.reltype.endswith("/fontTable"):
            one.target_part._blob = make_font_table().encode()  # the library offers no other way to it
        elif one.reltype.endswith(("/stylesWithEffects", "/customXml")):
            del relationships[number]


def _set_up(document: Document, outline: Outline, eastern: str) -> None:
    """Word's present way of laying out, and the languages of the document."""
    settings: Any = document.settings.element
    for one in settings.xpath("//w:compatSetting[@w:name='compatibilityMode']"):
        one.set(_name("val"), "15")
    for one in settings.xpath("//w:themeFontLang"):
        one.set(_name("val"), region_of(outline.language))
        one.set(_name("eastAsia"), region_of(eastern))
    for one in settings.xpath("//w:zoom"):
        one.set(_name("percent"), "100")
    for one in settings.xpath("//w:savePreviewPicture | //w:proofState"):
        one.getparent().remove(one)


def _set_page(document: Document, outline: Outline, writer: BodyWriter) -> None:
    paper, section = find_paper(outline.paper), document.sections[0]
    section.page_width, section.page_height = Mm(paper.width), Mm(paper.height)
    section.top_margin, section.bottom_margin = Mm(margins.TOP), Mm(margins.BOTTOM)
    section.left_margin, section.right_margin = Mm(margins.LEFT), Mm(margins.RIGHT)
    section.header_distance = section.footer_distance = Mm(margins.RUNNING)
    section.different_first_page_header_footer = True
    left, right, foot = outline.running
    head = writer.runs([Run(left, outline.language)]) + "<w:r><w:tab/></w:r>" + _text(writer, right)
    _fill(section.header, writer.paragraph((), "head", inner=head))
    _fill(section.first_page_header, writer.paragraph((), "cell"))
    for one in (section.footer, section.first_page_footer):
        below = _text(writer, foot) + "<w:r><w:tab/></w:r>" + _pages(writer)
        _fill(one, writer.paragraph((), "foot", inner=below))


def _pages(writer: BodyWriter) -> str:
    """`Page 3 of 9`, as fields."""
    fields = {"page": "PAGE", "pages": "NUMPAGES"}
    return "".join(
        f'<w:fldSimple w:instr="{fields[part]}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        if is_place
        else _text(writer, part)
        for part, is_place in writer.outline.split_page_of()
    )


def _text(writer: BodyWriter, text: str) -> str:
    return writer.runs([Run(text, writer.outline.language)])


def _fill(place: Any, paragraph: str) -> None:
    """What a head or foot holds; by itself it is linked to the section before."""
    place.is_linked_to_previous = False
    root = place._element  # the library offers no other way to its content
    for child in list(root):
        root.remove(child)
    root.extend(list(parse_xml(f"<w:hdr {NAMESPACES}>{paragraph}</w:hdr>")))


def _set_properties(document: Document, outline: Outline) -> None:
    properties, day = document.core_properties, outline.created_at.replace(tzinfo=None)
    properties.title, properties.author, properties.language = outline.title, outline.author, outline.language
    properties.comments, properties.subject, properties.keywords = outline.description, "", ""
    properties.last_modified_by, properties.revision = outline.author, 1
    properties.created = properties.modified = properties.last_printed = datetime(*day.timetuple()[:6])  # noqa: DTZ001


def _without_thumbnail(content: bytes) -> list[tuple[str, bytes]]:
    """The parts without the picture of the library's empty page."""
    parts = read_zip(content)
    kept = [(name, data) for name, data in parts if not name.startswith("docProps/thumbnail")]
    return [(name, _cut(data) if name == "_rels/.rels" else data) for name, data in kept]


def _cut(relationships: bytes) -> bytes:
    root = parse_xml(relationships)
    for one in list(root):
        if "thumbnail" in one.get("Type", ""):
            root.remove(one)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _name(local: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{local}"
