"""How wide the columns of a table are, for files whose readers do not find it out by themselves."""

import re
from collections.abc import Sequence
from unicodedata import east_asian_width

from reports.outline import Row

#: About how many half-wide letters a line of a table holds, and at most how many of them a column asks for.
LINE = 108
MOST = 60
#: Beside the words, for the space between columns.
GAP = 3
#: Of a column of Chinese or Japanese, whose lines may break between any two letters.
NARROWEST = 8

#: Where a line may break: at spaces, and around Chinese and Japanese letters and their signs.
BREAKS = re.compile("[ \\u3000-\\u30ff\\u3400-\\u9fff\\uff00-\\uffef]")


def find_widths(rows: Sequence[Row], given: Sequence[float | None], *, is_even: bool) -> list[float]:
    """Shares of the whole, one for each column: those given; the rest all alike, or by what the columns hold."""
    count = max(sum(cell.columns for cell in row.cells) for row in rows)
    fixed = [*given, *([None] * count)][:count]
    least, wished = _measure(rows, count)
    open_columns = [index for index, share in enumerate(fixed) if share is None]
    left = max(0.0, 1 - sum(share for share in fixed if share is not None))
    wanted = dict.fromkeys(open_columns, 1.0) if is_even else _share_out(open_columns, least, wished, left)
    whole = sum(wanted.values())
    return [left * wanted[index] / whole if share is None else share for index, share in enumerate(fixed)]


def _share_out(columns: Sequence[int], least: Sequence[int], wished: Sequence[int], left: float) -> dict[int, float]:
    """Measures of their widths: the longest lines where they fit; else each its longest word, and by its wish a share
    of what remains."""
    whole = left * LINE
    if sum(wished[index] for index in columns) <= whole:
        return {index: float(wished[index]) for index in columns}
    taken = sum(least[index] for index in columns)
    more = {index: wished[index] - least[index] + 1 for index in columns}
    spare = max(0.0, whole - taken)
    return {index: least[index] + spare * more[index] / sum(more.values()) for index in columns}


def _measure(rows: Sequence[Row], count: int) -> tuple[list[int], list[int]]:
    """Of each column: the width of its longest word, and of its longest line."""
    least, wished = [GAP] * count, [GAP] * count
    for row in rows:
        index = 0
        for cell in row.cells:
            if cell.columns == 1:
                for line in "".join(run.text for run in cell.runs).split("\n"):
                    words = max(_width(word) for word in BREAKS.split(line))
                    words = max(words, min(NARROWEST, _width(line)))
                    least[index] = max(least[index], min(words, MOST // 2) + GAP)
                    wished[index] = max(wished[index], min(_width(line), MOST) + GAP)
            index += cell.columns
    return least, [max(pair) for pair in zip(least, wished, strict=True)]


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
