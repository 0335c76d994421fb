"""Which words of a file stand otherwise in another: where somebody changed a figure, it is among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

Pages = Sequence[Sequence[str]]

#: So many changes are told, each of so many words at the most; so many words of a page are compared.
MOST_CHANGES, MOST_WORDS, MOST_COMPARED = 20, 12, 1500


@dataclass(frozen=True, slots=True)
class WordChange:
    """On a page: words that were issued, and what stands in their place. Either may be empty."""

    page: int
    was: str
    now: str


def find_word_changes(issued: Pages, handed: Pages) -> tuple[WordChange, ...]:
    """Page by page, those that the two have both; the first of many. Blanks do not count."""
    found: list[WordChange] = []
    for number, (before, after) in enumerate(zip(issued, handed, strict=False), start=1):
        if "".join(before) == "".join(after):
            continue
        found += _compare(number, before[:MOST_COMPARED], after[:MOST_COMPARED])
        if len(found) >= MOST_CHANGES:
            break
    return tuple(found[:MOST_CHANGES])


def _compare(page: int, before: Sequence[str], after: Sequence[str]) -> list[WordChange]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [
        WordChange(page, _cut(before[first:last]), _cut(after[start:end]))
        for kind, first, last, start, end in matcher.get_opcodes()
        if kind != "equal" and "".join(before[first:last]) != "".join(after[start:end])
    ]


def _cut(words: Sequence[str]) -> str:
    return " ".join(words[:MOST_WORDS]) + (" …" if len(words) > MOST_WORDS else "")
