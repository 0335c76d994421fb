"""Tables as CSV text in UTF-8, with text that a spreadsheet would take for a formula guarded.

Such text goes out with a leading apostrophe, which is taken off when it comes in. What itself begins with
apostrophes before such a character gets one more, so that everything comes back as it went out.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

# The wide forms are what East Asian keyboards type; spreadsheets set to those languages obey them too.
_FORMULA = "=+\\-@\t\r\n＝＋－＠"
_UNGUARDED = re.compile(f"'*[{_FORMULA}]")
_GUARDED = re.compile(f"'+[{_FORMULA}]")


def guard(text: str) -> str:
    return "'" + text if _UNGUARDED.match(text) else text


def unguard(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text


def parse_csv(text: str) -> Iterator[list[str]]:
    """The records, a blank line as an empty one. Raises csv.Error."""
    for record in csv.reader(io.StringIO(text, newline=""), strict=True):
        yield [unguard(cell) for cell in record]


def make_csv(records: Iterable[Sequence[object]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerows([guard(str(cell)) for cell in record] for record in records)
    return stream.getvalue()
