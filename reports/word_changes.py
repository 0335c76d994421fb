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
        found += _compare(number, *_without_same_ends(before, after))
        if len(found) >= MOST_CHANGES:
            break
    return tuple(found[:MOST_CHANGES])


def _without_same_ends(before: Sequence[str], after: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """What stands between the first word that differs and the last: however long a page is, that is compared."""
    shorter = min(len(before), len(after))
    start = next((index for index in range(shorter) if before[index] != after[index]), shorter)
    most = shorter - start
    end = next((index for index in range(most) if before[-1 - index] != after[-1 - index]), most)
    return before[start : len(before) - end], after[start : len(after) - end]


def _compare(page: int, before: Sequence[str], after: Sequence[str]) -> list[WordChange]:
    """At least one: where those compared say the same, the others do not."""
    first, other = before[:MOST_COMPARED], after[:MOST_COMPARED]
    matcher = SequenceMatcher(None, first, other, autojunk=False)
    changes = [
        WordChange(page, _cut(first[start:end]), _cut(other[begin:stop]))
        for kind, start, end, begin, stop in matcher.get_opcodes()
        if kind != "equal" and "".join(first[start:end]) != "".join(other[begin:stop])
    ]
    return changes or [WordChange(page, _cut(before), _cut(after))]


def _cut(words: Sequence[str]) -> str:
    return " ".join(words[:MOST_WORDS]) + (" …" if len(words) > MOST_WORDS else "")
