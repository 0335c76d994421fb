"""What a file that was handed in says of itself: figures enclosed, check codes, the words on its pages.

Anybody may hand in anything: whoever calls this has it done apart, with limits of time and memory.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pikepdf
import pypdf
from pypdf.errors import PyPdfError

from reports.office_words import find_language, find_words
from tracker.domain.editions import FileForm

#: So many pages are read for their words, and so many codes are looked up, at the most.
MOST_PAGES, MOST_CODES = 40, 100

#: What a part of an office file may unpack to, in bytes.
MOST_PART = 32 << 20

#: A check code, once there are no blanks any more.
CODE = re.compile(r"(?=([0-9a-f]{12}))")

#: As it is printed: three groups of four.
PRINTED = re.compile(r"\b[0-9a-f]{4}\s[0-9a-f]{4}\s[0-9a-f]{4}\b")

#: Where a stream begins in a PDF.
STREAM = re.compile(rb"stream\r?\n")

#: What stands in words to keep them whole, and is not to be seen.
UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")

#: What those who read a damaged file raise.
DAMAGED = (
    pikepdf.PdfError, PyPdfError, zipfile.BadZipFile, LookupError, TypeError, AttributeError, ValueError,
    ArithmeticError, RuntimeError, OSError, zlib.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Handed:
    """`form` None: neither a PDF nor an office file, or one that cannot be read. `enclosed`: texts inside it that may
    be figures; `codes`: of twelve digits, those printed as codes first; `pages`: the words of each page; in an office
    file, which has none, those of its text, then those of its heads and feet; `count`: of all its pages; `language`: as
    the file says."""

    form: FileForm | None = None
    enclosed: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    pages: tuple[tuple[str, ...], ...] = ()
    count: int = 0
    language: str | None = None


def read_handed(content: bytes) -> Handed:
    """Nothing of what is no PDF and no office file, or is damaged."""
    try:
        if content.startswith(b"PK"):
            return _read_office(content)
    except DAMAGED:
        return Handed()
    return _read_any_pdf(content) if b"%PDF-" in content[:1024] else Handed()


def find_codes(text: str) -> tuple[str, ...]:
    """The check codes that a text may hold, each once."""
    printed = ("".join(found.split()) for found in PRINTED.findall(text))
    packed = CODE.findall("".join(text.split()))
    return tuple(dict.fromkeys([*printed, *packed]))[:MOST_CODES]


def _read_any_pdf(content: bytes) -> Handed:
    try:
        return _read_pdf(content)
    except DAMAGED:
        return _salvage_pdf(content)


def _salvage_pdf(content: bytes) -> Handed:
    """Of one that was cut off, or is damaged: the figures, where they are still whole in it."""
    enclosed = []
    for found in STREAM.finditer(content):
        unpacking = zlib.decompressobj()
        try:
            if unpacking.decompress(content[found.end() : found.end() + 1024], 1) == b"{":
                text = zlib.decompressobj().decompress(content[found.end() :], MOST_PART)
                enclosed.append(text.decode(errors="replace"))
        except zlib.error:
            continue
    return Handed(FileForm.PDF, tuple(enclosed)) if enclosed else Handed()


def _read_pdf(content: bytes) -> Handed:
    with pikepdf.open(BytesIO(content)) as pdf:
        count, enclosed = len(pdf.pages), tuple(_find_enclosed(pdf))
        said = pdf.Root.get("/Lang")
    texts = _find_texts(content)
    return Handed(
        FileForm.PDF,
        enclosed,
        find_codes("\n".join(texts)),
        tuple(tuple(text.split()) for text in texts),
        count,
        None if said is None else str(said),
    )


def _find_enclosed(pdf: pikepdf.Pdf) -> Iterator[str]:
    for one in pdf.attachments.values():
        file = one.get_file().read_bytes()
        if file.startswith(b"{"):
            yield file.decode(errors="replace")


def _find_texts(content: bytes) -> list[str]:
    """The words of each page; none where they cannot be told."""
    try:
        reader = pypdf.PdfReader(BytesIO(content))
        return [UNSEEN.sub("", page.extract_text()) for page in reader.pages[:MOST_PAGES]]
    except DAMAGED:
        return []


def _read_office(content: bytes) -> Handed:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        names = packed.namelist()
        form = FileForm.DOCX if "word/document.xml" in names else FileForm.HWPX
        if form is FileForm.HWPX and "Contents/content.hpf" not in names:
            return Handed()
        entries = [one for one in packed.infolist() if one.filename.endswith((".xml", ".hpf"))]
        parts = {
            one.filename: UNSEEN.sub("", packed.read(one).decode(errors="replace"))
            for one in entries
            if one.file_size <= MOST_PART
        }
    words = find_words(parts)
    return Handed(form, (), find_codes(" ".join(words[0] + words[1])), words, 1, find_language(parts))
