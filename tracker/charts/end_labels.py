"""Names at the ends of lines: broken into short rows, and kept from covering each other."""

from collections.abc import Callable, Sequence
from math import ceil

from tracker.charts.style import Spec, text_width

#: Pixels of one row of a label, of the widest row; how many rows a name may take.
LINE, WIDEST, MOST_ROWS = 15, 112, 2


def centre_rows(rows: str) -> Spec:
    """What a text mark needs so that its rows stand around its place, not beneath it. `rows`: their list, as an
    expression of the picture's."""
    return {"dy": {"expr": f"{LINE / 2} * (1 - length({rows}))"}, "lineHeight": LINE}


def wrap_label(name: str) -> list[str]:
    """A name in one or two short rows; what does not fit is cut with an ellipsis."""
    rows = [""]
    for word in name.split():
        longer = f"{rows[-1]} {word}".strip()
        if text_width(longer) <= WIDEST or not rows[-1]:
            rows[-1] = longer
        else:
            rows.append(word)
    rows = [part for row in rows for part in _cut(row)]
    if len(rows) > MOST_ROWS:
        rows = [*rows[: MOST_ROWS - 1], _shorten(rows[MOST_ROWS - 1] + "…")]
    return rows


def fill_rows(words: Sequence[str], join: Callable[[Sequence[str]], str]) -> list[str]:
    """Words on one row where it is wide enough for them, else each on its own."""
    row = join(words)
    return [row] if text_width(row) <= WIDEST else list(words)


def place_labels(labels: Sequence[Spec], *, height: int, gap: int) -> list[Spec]:
    """The labels with `label`, the height of their middle in per cent: beside their own `percent`, or as near to it as
    the others leave room. `lines` are each label's rows, `height` the picture's in pixels."""
    placed: list[tuple[float, Spec]] = []
    floor = 0.0
    ordered = sorted(labels, key=lambda one: -float(one["percent"]))
    room = [len(one["lines"]) * LINE + gap for one in ordered]
    for index, one in enumerate(ordered):
        wanted = (1 - float(one["percent"]) / 100) * height - room[index] / 2
        top = max(floor, min(wanted, height - sum(room[index:])))
        floor = top + room[index]
        placed.append((top + room[index] / 2, one))
    return [one | {"label": 100 - middle / height * 100} for middle, one in placed]


def _cut(row: str) -> list[str]:
    """A row without blanks that is too wide, in pieces of about the same width."""
    pieces = [""]
    share = text_width(row) / max(1, ceil(text_width(row) / WIDEST))
    for letter in row:
        if text_width(pieces[-1] + letter) > WIDEST or text_width(pieces[-1]) >= share:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _shorten(row: str) -> str:
    while text_width(row) > WIDEST:
        row = row[:-2] + "…"
    return row
