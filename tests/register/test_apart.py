"""Files that would take all the time or memory there is are given up."""

import zipfile
from pathlib import Path
from time import monotonic

import pytest

from tests.register.small import LIMITS, small, write_workbook
from tracker.domain.problems import Refused
from tracker.register import read_register
from tracker.register.apart import read_apart
from tracker.register.layout import PROJECTS
from tracker.register.return_reading import read_form

STRINGS = "xl/sharedStrings.xml"
TYPES = "[Content_Types].xml"
PART = (
    b'<Override PartName="/xl/sharedStrings.xml"'
    b' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
OPENING = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def swell(path: Path, strings: int) -> Path:
    """A workbook of some kilobytes that holds so many strings, nearly all of which no cell shows."""
    swollen = path.with_name("swollen.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(swollen, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == TYPES and PART not in content:
                content = content.replace(b"</Types>", PART + b"</Types>")
            if entry.filename != STRINGS:
                target.writestr(entry, content)
        target.writestr(STRINGS, OPENING + b"<si><t/></si>" * strings + b"</sst>")
    return swollen


@pytest.fixture
def swollen(tmp_path: Path) -> Path:
    return swell(write_workbook(small(), tmp_path / "small.xlsx"), 3_000_000)


def refusal(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_what_is_read_apart_is_what_is_read_here(tmp_path: Path) -> None:
    path, told = write_workbook(small(), tmp_path / "small.xlsx"), []
    read = read_apart(read_register, path, LIMITS, on_rows=told.append)
    assert read == read_register(path, LIMITS)
    assert read.tables["projects"].table is PROJECTS


def test_a_workbook_that_takes_too_much_memory_is_refused(swollen: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_apart(read_register, swollen, LIMITS, most_bytes=150 << 20)
    assert refusal(refused) == ["file_too_heavy"]


def test_a_workbook_that_takes_too_long_is_refused(swollen: Path) -> None:
    began = monotonic()
    with pytest.raises(Refused) as refused:
        read_apart(read_register, swollen, LIMITS, most_seconds=1)
    assert refusal(refused) == ["file_too_heavy"]
    assert monotonic() - began < 7


def test_what_is_refused_apart_is_refused_here(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_apart(read_register, tmp_path / "nothing.xlsx", LIMITS)
    assert refusal(refused) == ["no_such_file"]


def test_whoever_is_told_of_the_rows_can_end_it(tmp_path: Path) -> None:
    tables = small()
    tables["projects"] *= 500
    path = write_workbook(tables, tmp_path / "long.xlsx")

    def end(rows: int) -> None:
        raise InterruptedError(rows)

    with pytest.raises(InterruptedError):
        read_apart(read_register, path, LIMITS, on_rows=end)


def test_a_returned_form_of_too_many_parts_is_refused_before_it_is_read(tmp_path: Path) -> None:
    swollen = swell(write_workbook(small(), tmp_path / "small.xlsx"), 400_000)
    began = monotonic()
    with pytest.raises(Refused) as refused:
        read_form(swollen.read_bytes())
    assert refusal(refused) == ["file_too_heavy"]
    assert monotonic() - began < 5
