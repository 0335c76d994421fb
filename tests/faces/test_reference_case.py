"""The reference case, worked by hand once, on every face: command, JSON, CSV, open data, page and PDF say the same."""

import csv
import io
import json
import re
import subprocess
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import tracker
from tracker.app import create_app
from tracker.cli import DEFAULT_DATA_DIR, main
from tracker.db import dispose_engine, make_engine
from tracker.settings import read_settings

AS_OF = "2020-11-01"

#: Period, rate: part, whole, percentage with one decimal, change in points (None: nothing to compare with).
WORKED = {
    (1, "promotion"): (31, 56, "55.4", None),
    (2, "promotion"): (51, 66, "77.3", "+21.9"),
    (1, "implementation"): (25, 56, "44.6", None),
    (2, "implementation"): (33, 66, "50.0", "+5.4"),
    (1, "mutual_promotion"): (19, 32, "59.4", None),
    (2, "mutual_promotion"): (32, 41, "78.0", "+18.7"),
    (2, "retention"): (41, 66, "62.1", None),
    (3, "retention"): (29, 74, "39.2", "-22.9"),
}
UNPUBLISHED = ("promotion", "implementation", "mutual_promotion", "mutual_implementation", "one_sided_promotion")
PARTS = {
    "promotion": "promoted",
    "implementation": "implemented",
    "mutual_promotion": "mutual_promoted",
    "retention": "continued",
}
WHOLES = {"mutual_promotion": "mutual"}


@dataclass
class Service:
    """A database with the reference register in it, and every way to ask it."""

    env: dict[str, str]

    def run(self, *words: str) -> Result:
        result = CliRunner(env=self.env).invoke(main, list(words), catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result

    def page(self, path: str) -> str:
        return to_line(unescape(re.sub(r"<[^>]+>", " ", self.fetch(path))))

    def fetch(self, path: str) -> str:
        settings = read_settings(self.env, default_data_dir=DEFAULT_DATA_DIR)
        engine = make_engine(settings.database_url)
        answer = create_app(settings, engine=engine).test_client().get(path, headers={"Accept-Language": "en"})
        dispose_engine(engine)
        assert answer.status_code == 200
        return answer.get_data().decode()

    def pdf(self, folder: Path, period: int, lang: str) -> str:
        path = folder / f"{period}-{lang}.pdf"
        self.run("report", "seoul-beijing", str(period), "--as-of", AS_OF, "--lang", lang, "--output", str(path))
        return to_line(
            subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout
        )


def to_line(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def service(database_url: str, tmp_path: Path, shares_renderer: None) -> Service:
    env = {
        "TRACKER_DATABASE_URL": database_url,
        "TRACKER_DATA_DIR": str(tmp_path / "data"),
        "TRACKER_SECRET_KEY": "only for tests, but long enough to be safe",
    }
    service = Service(env)

    service.run("import", str(Path(tracker.__file__).parent / "examples" / "seoul-beijing"))
    return service


def test_every_face_says_what_was_worked_by_hand(service: Service, tmp_path: Path) -> None:
    document = json.loads(service.run("rates", "seoul-beijing", "--as-of", AS_OF, "--format", "json").stdout)
    flat = list(
        csv.DictReader(io.StringIO(service.run("rates", "seoul-beijing", "--as-of", AS_OF, "--format", "csv").stdout))
    )
    table = to_line(service.run("rates", "seoul-beijing", "--as-of", AS_OF).stdout)
    page = service.page(f"/bodies/seoul-beijing?as_of={AS_OF}")
    # The report of a period has the trend up to it.
    english = {2: service.pdf(tmp_path, 2, "en"), 3: service.pdf(tmp_path, 3, "en")}
    korean = service.pdf(tmp_path, 2, "ko")
    for (period, rate), (part, whole, percent, change) in WORKED.items():
        row = document["rows"][period - 1]
        assert (row[PARTS[rate]], row[WHOLES.get(rate, "agreed")]) == (part, whole)
        assert row["rates"][rate] == part / whole
        assert float(flat[period - 1][f"rates.{rate}"]) == part / whole
        assert f"{percent} % ({part} of {whole})" in table
        for text in (page, english[max(period, 2)]):
            assert f"{percent} %" in text
            assert f"{part} of {whole}" in text
        if change is not None:
            assert row["changes"][rate] == pytest.approx(float(change) / 100, abs=0.0005)
            assert all(f"{change} points" in text for text in (table, page, english[period]))
        if period == 2:
            assert f"{percent}%" in korean
            assert f"{whole}건 중 {part}건" in korean
    assert "21.9%p 상승" in korean
    assert "Retention rate of period 3 fell by 22.9 points, from 62.1 % to 39.2 %" in english[3]
    assert all("not published" in text.lower() for text in (table, page, english[3]))


@pytest.mark.parametrize("by", [None, "area", "lead"])
def test_open_data_are_what_the_command_prints(service: Service, by: str | None) -> None:
    address = f"/bodies/seoul-beijing/data/rates{'' if by is None else f'_by_{by}'}"
    answered = service.fetch(f"{address}.json?as_of={AS_OF}")
    known_at = json.loads(answered)["known_at"]
    words = ["rates", "seoul-beijing", "--as-of", AS_OF, "--known-at", known_at, *([] if by is None else ["--by", by])]
    assert service.run(*words, "--format", "json").stdout == answered
    open_csv = list(csv.DictReader(io.StringIO(service.fetch(f"{address}.csv?as_of={AS_OF}"), newline="")))
    assert list(csv.DictReader(io.StringIO(service.run(*words, "--format", "csv").stdout))) == open_csv


def test_stages_that_nobody_published_are_unknown(service: Service) -> None:
    document = json.loads(service.run("rates", "seoul-beijing", "--as-of", AS_OF, "--format", "json").stdout)
    row = document["rows"][2]
    assert "not_published" in row["flags"]
    assert {row["rates"][name] for name in UNPUBLISHED} == {None}
    assert {row[name] for name in row if name.endswith(("promoted", "implemented"))} == {None}


def test_the_json_document_is_that_of_the_contract(service: Service) -> None:
    document = json.loads(service.run("rates", "seoul-beijing", "--as-of", AS_OF, "--format", "json").stdout)
    assert (document["body"], document["as_of"], document["by"]) == ("seoul-beijing", AS_OF, None)
    row = document["rows"][1]
    expected = {
        "period": 2, "group": None, "as_of": "2018-03-18", "flags": ["illustrative", "break"],
        "agreed": 66, "additional": 0, "additional_promoted": 0, "additional_implemented": 0,
        "promoted": 51, "implemented": 33, "late_promoted": 0, "late_implemented": 0, "suspended": 3, "withdrawn": 2,
        "mutual": 41, "mutual_promoted": 32, "mutual_implemented": 21, "one_sided": 25, "one_sided_promoted": 19,
        "continued": 41, "renewed": 41, "previous_agreed": 56, "due": 42, "due_implemented": 25,
        "confirmed_promoted": None, "confirmed_implemented": None,
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert list(row) == [*expected, "rates", "changes", "changes_basis", "not_applicable"]
    assert row["rates"] == {
        "promotion": 0.7727272727272727, "implementation": 0.5, "mutual_share": 0.6212121212121212,
        "mutual_promotion": 0.7804878048780488, "mutual_implementation": 0.5121951219512195,
        "one_sided_promotion": 0.76, "retention": 0.6212121212121212, "renewal": 0.7321428571428571,
        "due_implementation": 0.5952380952380952, "confirmed_promotion": None, "confirmed_implementation": None,
    }  # fmt: skip
    assert {name: row["changes"][name] for name in ("promotion", "implementation", "mutual_promotion", "retention")} == {
        "promotion": 0.21915584415584416, "implementation": 0.05357142857142857,
        "mutual_promotion": 0.18673780487804878, "retention": None,
    }  # fmt: skip
    assert list(row["changes"]) == list(row["rates"])
    assert (row["changes_basis"], row["not_applicable"]) == (
        "cut-off",
        ["confirmed_promotion", "confirmed_implementation"],
    )
