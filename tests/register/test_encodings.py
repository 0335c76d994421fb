"""Which encoding is named for a file that is not UTF-8, on the registers of the examples themselves."""

import csv
from pathlib import Path

import pytest

import tracker
from tracker.register.encodings import likely_encoding

EXAMPLES = Path(tracker.__file__).parent / "examples"


def column(body: str, *names: str) -> str:
    with (EXAMPLES / body / "projects.csv").open(encoding="utf-8-sig") as file:
        return "\n".join(",".join(row[name] for name in names) for row in csv.DictReader(file))


@pytest.mark.parametrize("body", ["seoul-beijing", "haerang-conference"])
@pytest.mark.parametrize(
    ("names", "encoding", "named"),
    [
        (["title_ko"], "cp949", "CP949"),
        (["title_en", "title_ko", "departments_ko"], "cp949", "CP949"),
        (["title_zh"], "gb18030", "GB18030"),
        (["title_ko", "title_zh"], "gb18030", "GB18030"),
    ],
)
def test_the_office_that_saved_it_is_recognised(body: str, names: list[str], encoding: str, named: str) -> None:
    assert likely_encoding(column(body, *names).encode(encoding)) == named


@pytest.mark.parametrize("body", ["seoul-beijing", "haerang-conference"])
def test_a_korean_file_that_lost_its_chinese_letters_is_still_korean(body: str) -> None:
    # A Korean spreadsheet writes what its encoding has no letter for as question marks.
    assert likely_encoding(column(body, "title_ko", "title_zh").encode("cp949", "replace")) == "CP949"
