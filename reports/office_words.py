"""The words that a DOCX or HWPX shows, however the program that saved it last cut them up."""

import re
from collections.abc import Mapping
from html import unescape

#: What holds the words: the text first; then what runs at the head and foot of its pages.
TEXTS = re.compile(r"word/document\.xml|Contents/section\d+\.xml")
RUNNING = re.compile(r"word/(?:header|footer)\d*\.xml")

#: Where a word ends; what stands between the letters of one.
ENDS = re.compile(r"</(?:w|hp):p>|<(?:w:br|w:tab|hp:lineBreak|hp:tab)\b[^>]*>")
TAG = re.compile(r"<[^>]*>")

#: Values that a program finds out by itself, such as the numbers of pages; such fields may stand inside each other.
FIELD = re.compile(r'<w:fldSimple\b.*?</w:fldSimple>|<w:fldChar\b[^>]*"(begin|end)"[^>]*>', re.DOTALL)

LANGUAGE = re.compile(r"<(?:dc|opf):language>([\w-]+)</")

Words = tuple[str, ...]


def find_words(parts: Mapping[str, str]) -> tuple[Words, Words]:
    """Of the text, and of what runs along it, each once. `parts`: the package's XML, by the names of its parts."""
    texts = [_read(parts[name]) for name in sorted(parts) if TEXTS.fullmatch(name)]
    running = {line for name, xml in parts.items() if RUNNING.fullmatch(name) for line in _read(xml).splitlines()}
    return tuple(" ".join(texts).split()), tuple(" ".join(sorted(running)).split())


def find_language(parts: Mapping[str, str]) -> str | None:
    """As the package says."""
    about = (parts.get(name, "") for name in ("docProps/core.xml", "Contents/content.hpf"))
    return next((found[1] for one in about if (found := LANGUAGE.search(one))), None)


def _read(xml: str) -> str:
    """Each paragraph on a line of its own."""
    return unescape(TAG.sub("", ENDS.sub("\n", _without_fields(xml))))


def _without_fields(xml: str) -> str:
    kept, depth, start = [], 0, 0
    for found in FIELD.finditer(xml):
        if depth == 0:
            kept.append(xml[start : found.start()])
        depth = max(0, depth + {"begin": 1, "end": -1}.get(found[1], 0))
        start = found.end()
    return "".join([*kept, xml[start:] if depth == 0 else ""])
