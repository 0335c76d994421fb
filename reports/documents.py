"""HTML to PDF/A-3a: tagged, with attachments, the same bytes for the same input, reaching nothing outside."""

import logging
import re
from base64 import b64decode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

import pydyf
from weasyprint import HTML, Attachment, cssselect2
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reports import pdf_writing, shaped_lines  # noqa: F401  how PDFs are written and lines shaped from here on
from reports.laying_out import INLINE_PNG
from reports.tagging import finish_tags

#: Says in XMP that the document is PDF/UA too, with the description that PDF/A wants of names it does not know.
PDF_UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description>\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file inside the PDF. `relationship`: what it is to the document, in the words of PDF/A-3."""

    name: str
    description: str
    content: bytes
    relationship: str


class Outside(FatalURLFetchingError):  # type: ignore[misc]
    """The document asked for something that was not handed in with it."""


class NoFetcher(URLFetcher):  # type: ignore[misc]
    """Refuses every address: files, the network, even inline data. What belongs to a report is in its page, and a
    picture in its very address, which is handed in: `pictures`, each a PNG in Base64."""

    def __init__(self, pictures: Sequence[str] = ()) -> None:
        super().__init__(allowed_protocols=())
        self.pictures = frozenset(pictures)

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url not in self.pictures or not url.startswith(INLINE_PNG):
            raise Outside(url[:200])
        content = b64decode(url.removeprefix(INLINE_PNG), validate=True)
        return URLFetcherResponse(url, content, {"Content-Type": "image/png"})


#: What no XML can hold, not even escaped. None of it leaves ink.
UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Page(HTML):  # type: ignore[misc]
    """A document that is well-formed XML, as every template writes it: to read it as HTML takes up to a tenth of a
    report's time, this next to nothing. Raises ParseError for what is not well-formed."""

    def __init__(self, text: str, fetcher: URLFetcher) -> None:  # in the place of what reads HTML
        self.base_url, self.url_fetcher, self.media_type = None, fetcher, "print"
        root = ET.fromstring(UNFIT.sub("", text))  # noqa: S314  our own templates', escaped
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


class Incomplete(Exception):
    """The renderer would have left something out, with a mere word in its log."""


class _Strict(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        raise Incomplete(record.getMessage())


@contextmanager
def _strictly() -> Iterator[None]:
    """Meanwhile an error that the renderer logs is raised."""
    logger = logging.getLogger("weasyprint")
    kept, logger.handlers = logger.handlers, [_Strict(logging.ERROR)]
    try:
        yield
    finally:
        logger.handlers = kept


def make_pdf(
    html: str,
    *,
    created_at: datetime,
    enclosed: Sequence[Enclosed] = (),
    pictures: Sequence[str] = (),
    zoom: float = 1.0,
) -> tuple[bytes, int]:
    """The document as bytes, and its number of pages. `html` is well-formed XML. `created_at` stands for every date
    inside; `pictures`: the addresses of those that it may draw, which hold them; `zoom`: how much everything is
    enlarged, the paper too.

    Raises Outside or Incomplete rather than leave anything out.
    """
    with _strictly():
        return _make_pdf(html, created_at, enclosed, pictures, zoom)


def _make_pdf(
    html: str, created_at: datetime, enclosed: Sequence[Enclosed], pictures: Sequence[str], zoom: float
) -> tuple[bytes, int]:
    document = Page(html, NoFetcher(pictures)).render(pdf_variant="pdf/a-3a", pdf_tags=True)
    attachments = [
        Attachment(
            string=one.content,
            url_fetcher=NoFetcher(),
            name=one.name,
            description=one.description,
            created=created_at,
            modified=created_at,
            relationship=one.relationship,
        )
        for one in enclosed
    ]
    pdf = document.write_pdf(
        zoom=zoom, pdf_variant="pdf/a-3a", pdf_tags=True, attachments=attachments, finisher=_finish
    )
    return pdf, len(document.pages)


def _finish(document: Any, pdf: pydyf.PDF) -> None:
    finish_tags(document, pdf)
    for one in pdf.objects:
        if isinstance(one, pydyf.Stream) and one.extra.get("Type") == "/Metadata":
            one.stream = [part.replace(b"</rdf:RDF>", PDF_UA + b"</rdf:RDF>") for part in one.stream]
