"""How the renderer's PDFs are written: each thing once, and compressed as far as that pays."""

import zlib
from types import SimpleNamespace
from typing import Any

import pydyf
import weasyprint.pdf.stream
from weasyprint.pdf import fonts
from weasyprint.pdf.fonts import Font
from weasyprint.text.fonts import get_hb_object_data

#: What pydyf compresses with. Its own choice, 9, takes four times as long for 3 % less.
LEVEL = 6

pydyf.zlib = SimpleNamespace(compressobj=lambda level: zlib.compressobj(LEVEL))


class _Told(pydyf.Object):  # type: ignore[misc]
    """An object as it will stand in the file. The writer asks for it twice, for the file and for its identifier, and
    would compress every page twice."""

    compressible = False
    data = b""

    def __init__(self, told: pydyf.Object) -> None:
        super().__init__()
        self.number, self.generation, self.free = told.number, told.generation, told.free
        self.compressible, self.data = told.compressible, told.data


class QuickPDF(pydyf.PDF):  # type: ignore[misc]
    """Knows the references of its pages, which are asked for with every element of its structure tree."""

    def __init__(self) -> None:
        super().__init__()
        self._references: tuple[bytes, ...] = ()

    @property
    def page_references(self) -> tuple[bytes, ...]:
        if len(self._references) != self.pages["Count"]:
            self._references = super().page_references
        return self._references

    def write(self, *args: Any, **more: Any) -> None:
        self.objects[:] = [one if one.free == "f" else _Told(one) for one in self.objects]
        super().write(*args, **more)


class LightFont(Font):  # type: ignore[misc]
    """Reads its file where it is embedded whole, not before: each weight of each language's family has 20 MB."""

    def __init__(self, *args: Any) -> None:
        fonts.get_hb_object_data = _read_later
        try:
            super().__init__(*args)
        finally:
            fonts.get_hb_object_data = get_hb_object_data

    @property
    def file_content(self) -> bytes:
        return get_hb_object_data(self.hb_face) if self._embedded is None else self._embedded

    @file_content.setter
    def file_content(self, content: bytes | None) -> None:
        self._embedded = content


def _read_later(face: Any) -> None:
    """In the place of what reads a font's file."""


pydyf.PDF = QuickPDF
weasyprint.pdf.stream.Font = LightFont
