"""What is in a PDF: its words as people copy them."""

import re
import subprocess
from io import BytesIO

import pikepdf


def text_of(pdf: bytes) -> str:
    """All the words, one space between them."""
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s+", " ", done.stdout.decode())


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdf))


def elements_of(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Object]:
    """The elements of a kind in the structure tree, like /Figure."""
    found: list[pikepdf.Object] = []
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        if not isinstance(element, pikepdf.Dictionary):
            continue
        if element.get("/S") == kind:
            found.append(element)
        children = element.get("/K", [])
        waiting += list(children) if isinstance(children, pikepdf.Array) else [children]
    return found
