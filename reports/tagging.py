"""What a tagged PDF needs beside what the renderer writes: heads and feet of pages apart from the text, the language of
each part, what a table's head is the head of, and what a link says to those who hear it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pydyf
import weasyprint.pdf
from weasyprint.pdf.stream import Stream

#: In the list of a page's content, in the place of what belongs to no element.
NOTHING = "null"


class TaggedStream(Stream):  # type: ignore[misc]
    """What is drawn on a page. `languages`: of each piece of content by its number there, None for what stands in the
    margins, in no element of the document: it is drawn as an artifact, which nobody hears on every page anew."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.languages: dict[int, str | None] = {}

    @contextmanager
    def marked(self, box: Any, tag: str) -> Iterator[None]:
        number = len(self._tags)
        if box.element is None:
            self.languages[number] = None
            self._tags[box] = {"tag": tag, "mcid": number}
            with self.artifact():
                yield
        else:
            self.languages[number] = box.style["lang"]
            with super().marked(box, tag):
                yield


weasyprint.pdf.Stream = TaggedStream  # the one place where the renderer tells which content it draws for which box


def finish_tags(document: Any, pdf: pydyf.PDF) -> None:
    """Complete the tags of a PDF that is about to be written."""
    elements = {one.reference: one for one in pdf.objects if isinstance(one, pydyf.Dictionary)}
    _tell_languages(document.metadata.lang, pdf, elements)
    for one in elements.values():
        if one.get("S") in ("/TH", "/TD"):
            _tell_scope(one, elements)
    for page in document.pages:
        for _, _, _, box in page.links:
            if annotation := box.link_annotation:
                annotation["Contents"] = pydyf.String(_plain("".join(box.element.itertext())))
    for one in elements.values():
        if "Dest" in one and "Title" in one:
            one["Title"] = pydyf.String(_plain(one["Title"].string))


def _plain(text: str) -> str:
    """On one line, without what keeps words whole at the ends of lines."""
    return " ".join(text.replace("\u2060", "").split())


def _tell_languages(usual: str, pdf: pydyf.PDF, elements: Mapping[bytes, Any]) -> None:
    """Each element says its language where that is another than the document's."""
    numbers = elements[elements[pdf.catalog["StructTreeRoot"]]["ParentTree"]]["Nums"]
    drawn = [one for one in pdf.objects if isinstance(one, TaggedStream)]
    for stream, contents in zip(drawn, numbers[1::2], strict=False):  # links come after the pages
        for number, lang in stream.languages.items():
            if lang is None:
                contents[number] = NOTHING
            elif lang != usual:
                elements[contents[number]]["Lang"] = pydyf.String(lang)


def _tell_scope(cell: Any, elements: Mapping[bytes, Any]) -> None:
    """A head of a table says whether it heads its column or its row. That tells more than the renderer's lists of
    heads, which a page after the first one repeats under the same names."""
    cell.pop("ID", None)
    cell["A"].pop("Headers", None)
    if cell["S"] == "/TH":
        group = elements[elements[cell["P"]]["P"]]
        cell["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"
    elif len(cell["A"]) == 1:
        del cell["A"]
