"""`tracker report` and `tracker verify` as they are typed."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from reports.frozen import check_code
from tests.reports.conftest import load_example
from tests.reports.resaving import change_word, save_anew
from tracker.cli import main
from tracker.cli.reports import report, verify
from tracker.db import dispose_engine, make_engine, reading
from tracker.queries.editions import find_editions

Run = Callable[..., Result]


@pytest.fixture
def service(make_database: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The reference body in a service of its own, with the tests' folder as the current one."""
    url = make_database()
    monkeypatch.setenv("TRACKER_DATABASE_URL", url)
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("TRACKER_SECRET_KEY", "x" * 40)
    monkeypatch.chdir(tmp_path)
    engine = make_engine(url)
    load_example(engine, "seoul-beijing")
    yield engine
    dispose_engine(engine)


@pytest.fixture
def run(service: Engine, shares_renderer: None) -> Run:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments)

    return run


def test_the_commands_are_ours() -> None:
    assert {report.name, verify.name} == {"report", "verify"}


def test_a_report_is_made_found_again_and_verified(run: Run, service: Engine, tmp_path: Path) -> None:
    made = run("report", "seoul-beijing", "2", "--lang", "ko", "--as-of", "2020-11-01")
    assert made.exit_code == 0, made.output
    assert made.output.startswith("New edition 1 of seoul-beijing period 2: seoul-beijing-2-edition-1-ko.pdf,")
    file = tmp_path / "seoul-beijing-2-edition-1-ko.pdf"
    again = run("report", "seoul-beijing", "2", "--lang", "ko", "--as-of", "2021-11-01", "--output", "again.pdf")
    assert "Edition 1 of seoul-beijing period 2 says the same: again.pdf," in again.output
    assert (tmp_path / "again.pdf").read_bytes() == file.read_bytes()
    verified = run("verify", str(file))
    assert verified.exit_code == 0
    assert "is edition 1 of seoul-beijing period 2, status as of 1 Nov 2020, issued by this service" in verified.output
    assert "The report in 한국어, as PDF, " in verified.output
    with reading(service) as session:
        code = check_code(find_editions(session, "seoul-beijing")[0].digest)
    for typed in ([code], code.split(), [code.replace(" ", "").upper()]):
        known = run("verify", *typed)
        assert known.exit_code == 0
        assert "is the check code of edition 1 of seoul-beijing period 2" in known.output
        assert "Promotion rate: 77.3 % (51 of 66)" in known.output
    assert run("verify", "0000 0000 0000").exit_code == 1
    assert run("verify", "0000 0000").exit_code == 2


def test_what_was_changed_on_the_way_is_told(run: Run, tmp_path: Path) -> None:
    run("report", "seoul-beijing", "2", "--lang", "ko", "--as-of", "2020-11-01")
    whole = (tmp_path / "seoul-beijing-2-edition-1-ko.pdf").read_bytes()
    file = tmp_path / "changed.pdf"

    def verify_changed(content: bytes) -> str:
        file.write_bytes(content)
        result = run("verify", str(file))
        assert result.exit_code == 1
        assert "changed on the way" in result.output
        return result.output

    appended = verify_changed(whole + b"\n")
    assert "carries the figures of edition 1" in appended
    assert "The figures enclosed in it are whole and unchanged." in appended
    assert "Every word on its pages is as we issued it" in appended
    stripped = verify_changed(rewrite(whole))
    assert "names edition 1 of seoul-beijing period 2, status as of 1 Nov 2020 by its check code" in stripped
    assert "are gone from it" in stripped
    assert "Promotion rate: 77.3 % (51 of 66)" in stripped
    shorter = verify_changed(rewrite(whole, pages=2))
    assert "pages, it has 2." in shorter


def rewrite(pdf: bytes, *, pages: int | None = None) -> bytes:
    """As a mail gateway does: another file of the same pages, or the first of them, nothing enclosed."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        for name in list(opened.attachments):
            del opened.attachments[name]
        if pages is not None:
            del opened.pages[pages:]
        written = BytesIO()
        opened.save(written, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return written.getvalue()


def test_a_summary_has_one_page(run: Run) -> None:
    made = run("report", "seoul-beijing", "2", "--lang", "en", "--as-of", "2020-11-01", "--summary")
    assert made.output.endswith("-summary-en.pdf, 1 page.\n")


def test_a_summary_is_made_as_hwpx(run: Run, tmp_path: Path) -> None:
    made = run("report", "seoul-beijing", "2", "--lang", "ko", "--as-of", "2020-11-01", "--form", "hwpx", "--summary")
    assert made.output == "New edition 1 of seoul-beijing period 2: seoul-beijing-2-edition-1-summary-ko.hwpx.\n"
    file = tmp_path / "seoul-beijing-2-edition-1-summary-ko.hwpx"
    assert b"application/hwp+zip" in file.read_bytes()[:100]
    assert "issued by this service, unchanged" in run("verify", str(file)).output


@pytest.mark.parametrize("form", ["docx", "hwpx"])
def test_an_office_file_is_known_by_another_name_and_what_was_changed_in_it_is_told(
    form: str, run: Run, tmp_path: Path
) -> None:
    run("report", "seoul-beijing", "2", "--lang", "ko", "--as-of", "2020-11-01", "--form", form)
    run("report", "seoul-beijing", "2", "--lang", "en", "--as-of", "2020-11-01", "--form", form)
    content = (tmp_path / f"seoul-beijing-2-edition-1-ko.{form}").read_bytes()

    def verify_as(name: str, content: bytes) -> Result:
        (tmp_path / name).write_bytes(content)
        return run("verify", name)

    renamed = verify_as("minutes.bin", content)
    assert renamed.exit_code == 0
    assert f"The report in 한국어, as {form.upper()}\n" in renamed.output
    truncated = verify_as(f"part.{form}", content[: len(content) // 2])
    assert truncated.exit_code == 1
    assert "was not issued by this service, or was changed beyond recognition" in truncated.output
    forged = verify_as(f"forged.{form}", change_word(content, "77.3%", "97.3%"))
    assert forged.exit_code == 1
    assert "names edition 1 of seoul-beijing period 2, status as of 1 Nov 2020 by its check code" in forged.output
    assert f"Nearest to it is this file of ours: The report in 한국어, as {form.upper()}." in forged.output
    assert "  issued ‘77.3%" in forged.output
    assert "now ‘97.3%" in forged.output
    assert "Promotion rate: 77.3 % (51 of 66)" in forged.output


def test_a_docx_that_libreoffice_saved_anew_was_changed_but_for_its_words(run: Run, tmp_path: Path) -> None:
    run("report", "seoul-beijing", "2", "--lang", "ko", "--as-of", "2020-11-01", "--form", "docx")
    (tmp_path / "anew.docx").write_bytes(
        save_anew((tmp_path / "seoul-beijing-2-edition-1-ko.docx").read_bytes(), tmp_path)
    )
    found = run("verify", "anew.docx")
    assert found.exit_code == 1
    assert "anew.docx was changed on the way" in found.output
    assert "Every word on its pages is as we issued it" in found.output
    assert "Promotion rate: 77.3 % (51 of 66)" in found.output


REFUSED = [
    (["seoul-beijing", "2", "--as-of", "2999-01-01"], 1, "A report as of 1 Jan 2999 cannot be made"),
    (["seoul-beijing", "2", "--as-of", "2014-01-01"], 1, "its conference is on 4 Nov 2015"),
    (["seoul-beijing", "9"], 1, "There is no period 'seoul-beijing 9'."),
    (["nobody", "1"], 1, "There is no body 'nobody'."),
    (["seoul-beijing", "2", "--as-of", "2018-13-01"], 2, "is not a day"),
    (["seoul-beijing", "2", "--as-of", "9999-12-31"], 2, "is not a day"),
    (["seoul-beijing", "two"], 2, "two"),
]


def test_what_cannot_be_reported_is_said(run: Run) -> None:
    for arguments, code, sentence in REFUSED:
        result = run("report", *arguments)
        assert result.exit_code == code
        assert sentence in result.output


def test_where_nothing_can_be_written_nothing_is_issued(run: Run, service: Engine, tmp_path: Path) -> None:
    refused = run("report", "seoul-beijing", "2", "--output", "nowhere/x.pdf")
    assert refused.exit_code == 1
    assert "there is no folder nowhere" in refused.output
    with reading(service) as session:
        assert find_editions(session, "seoul-beijing") == []


def test_a_file_that_cannot_be_written_is_said_and_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    name = "x" * 300
    refused = run("report", "seoul-beijing", "2", "--output", name)
    assert refused.exit_code == 1
    assert isinstance(refused.exception, SystemExit)
    assert "cannot be written (File name too long)" in refused.output
    assert list(tmp_path.glob("*xxx*")) == []


def test_a_foreign_file_is_not_ours(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other.pdf").write_bytes(b"%PDF-1.7\n%%EOF")
    result = run("verify", "other.pdf")
    assert result.exit_code == 1
    assert "was not issued by this service" in result.output
