"""What a PDF's structure tree says, and what is drawn on its pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

#: The operators that draw letters.
LETTERS = {"Tj", "TJ", "'", '"'}
PAINTS = {"f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh"}


@dataclass(frozen=True, slots=True)
class Element:
    """`contents`: page and number of each piece of content that is directly in it; `parents`: kinds, outermost first."""

    kind: str
    parents: tuple[str, ...]
    entry: Any
    contents: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Something drawn: `number` of the content that it belongs to, None outside; the colour as red, green, blue."""

    page: int
    number: int | None
    is_artifact: bool
    is_text: bool
    colour: tuple[float, float, float]


def find_elements(pdf: pikepdf.Pdf) -> list[Element]:
    """Every element, in reading order."""
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    return list(_walk(pdf.Root.StructTreeRoot.K, (), pages))


def _walk(found: Any, parents: tuple[str, ...], pages: dict[Any, int]) -> Iterator[Element]:
    for one in found if isinstance(found, pikepdf.Array) else [found]:
        if not isinstance(one, pikepdf.Dictionary) or "/S" not in one:
            continue
        kids = one.get("/K", [])
        numbers = [kid for kid in (kids if isinstance(kids, pikepdf.Array) else [kids]) if isinstance(kid, int)]
        page = pages[one.Pg.objgen] if "/Pg" in one else -1
        kind = str(one.S)[1:]
        yield Element(kind, parents, one, tuple((page, number) for number in numbers))
        yield from _walk(kids, (*parents, kind), pages)


def find_drawn(pdf: pikepdf.Pdf) -> Iterator[Drawn]:
    """Everything that the pages draw, in order."""
    for number, page in enumerate(pdf.pages):
        colour, kept, marks = (0.0, 0.0, 0.0), [], []
        for operands, operator in pikepdf.parse_content_stream(page):
            match name := str(operator):
                case "q":
                    kept.append(colour)
                case "Q":
                    colour = kept.pop()
                case "rg":
                    colour = tuple(float(one) for one in operands)
                case "g":
                    colour = (float(operands[0]),) * 3
                case "BDC" | "BMC":
                    marks.append((str(operands[0]), operands[1].get("/MCID") if name == "BDC" else None))
                case "EMC":
                    marks.pop()
                case _ if name in LETTERS | PAINTS:
                    content = next((one for _, one in reversed(marks) if one is not None), None)
                    is_artifact = any(tag == "/Artifact" for tag, _ in marks)
                    yield Drawn(number, content, is_artifact, name in LETTERS, colour)


def contrast_with_white(colour: tuple[float, float, float]) -> float:
    """As WCAG has it, 1 to 21."""
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in colour]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
