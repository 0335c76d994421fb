"""Registers uploaded in the browser: looked at, applied or dropped; by whom, and what happens when things change meanwhile."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import Engine
from sqlmodel import col, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.builders import make_entry
from tests.people import make_user, sign_in_as
from tests.register.small import LIMITS, Tables, as_csv, small, write_workbook, write_zip
from tests.web.conftest import NOW
from tests.web.reading import get_page, get_text, text_of
from tracker.actions import uploads
from tracker.actions.entries import void_entry
from tracker.actions.importing import import_register
from tracker.actions.periods import close_period
from tracker.actions.recording import open_recording
from tracker.actions.uploads import KEPT, prune_uploads
from tracker.db import reading, writing
from tracker.domain.roles import Role
from tracker.models import Body, HistoryEntry, Period, Project, StatusEntry, Upload, UploadState
from tracker.queries.bodies import get_body
from tracker.queries.checked import Checked
from tracker.queries.checks_files import check_documents, check_strays
from tracker.queries.registers import get_register
from tracker.register import read_register
from tracker.scheduler.importing import work_on_uploads
from tracker.scheduler.working import Work
from tracker.settings import RegisterLimits, Settings

PAGE = "/bodies/demo/import"


@pytest.fixture
def body(engine: Engine, tmp_path: Path) -> None:
    """The small register, imported."""
    with writing(engine) as session:
        handed = read_register(write_zip(small(), tmp_path / "first.zip"), LIMITS)
        import_register(session, handed, by="tests", clock=lambda: NOW - timedelta(days=1))


@pytest.fixture
def officer(engine: Engine, own_client: FlaskClient, body: None) -> FlaskClient:
    """The browser of a secretary of Seoul's."""
    sign_in_as(own_client, engine, Role.SECRETARY, "demo", "SEL", now=NOW)
    return own_client


def zipped(tables: Tables, tmp_path: Path) -> bytes:
    return write_zip(tables, tmp_path / "handed.zip").read_bytes()


def upload(
    client: FlaskClient, content: bytes, name: str = "register.zip", page: str = PAGE, **more: str
) -> TestResponse:
    boundary, body = encode_multipart({"file": FileStorage(io.BytesIO(content), name), **more})
    return client.post(page, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def last_upload(engine: Engine) -> Upload:
    with reading(engine) as session:
        return session.exec(select(Upload).order_by(col(Upload.id).desc())).first()  # type: ignore[return-value]


def answer(client: FlaskClient, engine: Engine, act: str = "apply", **data: str) -> TestResponse:
    found = last_upload(engine)
    return client.post(f"{PAGE}/{found.id}/{act}", data={"seen": found.preview.get("digest", ""), **data})


def page_of(client: FlaskClient, engine: Engine, lang: str = "en") -> str:
    return text_of(get_page(client, f"{PAGE}/{last_upload(engine).id}", lang=lang))


def rows_of(engine: Engine, table: str = "projects") -> list[dict[str, Any]]:
    with reading(engine) as session:
        return get_register(session, "demo").tables[table]


def changed() -> Tables:
    """One project with another title and a later day, and a new one."""
    tables = small()
    tables["projects"][0] |= {"title_en": "Trade fair", "promoted_on": "2014-04-01"}
    tables["projects"].append(tables["projects"][0] | {"ref": "1-2", "title_en": "Forum", "implemented_on": ""})
    return tables


# Who may


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ((Role.SECRETARY, "demo", "BJS"), 200),
        ((Role.ADMINISTRATOR, None, None), 200),
        ((Role.OFFICIAL, "demo", None), 403),
        ((Role.MANAGER, "demo", None), 403),
    ],
)
def test_only_secretaries_and_administrators_import(
    engine: Engine, own_client: FlaskClient, body: None, who: tuple[Role, str | None, str | None], status: int
) -> None:
    assert own_client.get(PAGE).status_code == 303
    sign_in_as(own_client, engine, *who, now=NOW)
    get_page(own_client, PAGE, status)
    get_page(own_client, f"{PAGE}/template.xlsx", 403) if status == 403 else None
    assert upload(own_client, b"x").status_code == (403 if status == 403 else 303)
    assert own_client.get("/import").status_code == (200 if who[0] is Role.ADMINISTRATOR else 403)


def test_an_upload_is_found_at_its_own_body_only(engine: Engine, officer: FlaskClient, tmp_path: Path) -> None:
    other = small()
    other["body"][0]["code"] = "other"
    with writing(engine) as session:
        handed = read_register(write_zip(other, tmp_path / "other.zip"), LIMITS)
        import_register(session, handed, by="tests", clock=lambda: NOW)
    sign_in_as(officer, engine, Role.SECRETARY, "other", "SEL", now=NOW)
    upload(officer, zipped(other, tmp_path), page="/bodies/other/import")
    number = last_upload(engine).id
    get_page(officer, f"/bodies/other/import/{number}")
    get_page(officer, f"{PAGE}/{number}", 403)
    sign_in_as(officer, engine, Role.ADMINISTRATOR, None, now=NOW)
    get_page(officer, f"{PAGE}/{number}", 404)
    assert officer.post(f"{PAGE}/{number}/apply", data={}).status_code == 404


def test_the_body_its_parties_and_areas_are_changed_by_administrators_only(
    engine: Engine, officer: FlaskClient, tmp_path: Path
) -> None:
    tables = small()
    tables["body"][0]["visibility"] = "members"
    tables["areas"].append(tables["areas"][0] | {"code": "NEW", "name_en": "New"})
    upload(officer, zipped(tables, tmp_path))
    page = page_of(officer, engine)
    assert "body.csv 2 visibility only an administrator changes the body, its parties and areas" in page
    assert "areas.csv 4 code only an administrator" in page
    sign_in_as(officer, engine, Role.ADMINISTRATOR, None, now=NOW)
    upload(officer, zipped(tables, tmp_path))
    assert last_upload(engine).state is UploadState.READY
    sign_in_as(officer, engine, Role.SECRETARY, "demo", "SEL", now=NOW)
    refused = answer(officer, engine)
    assert refused.status_code == 422
    assert "only an administrator can import it" in get_text(refused)
    sign_in_as(officer, engine, Role.ADMINISTRATOR, None, now=NOW)
    assert answer(officer, engine).status_code == 303
    assert rows_of(engine, "body")[0]["visibility"] == "members"


# Looking, applying, dropping


@pytest.mark.parametrize("served", [True, False])
def test_an_import_takes_back_no_entry_of_another_secretariat(
    engine: Engine, officer: FlaskClient, tmp_path: Path, *, served: bool
) -> None:
    with writing(engine) as session:
        if served:
            make_user(session, Role.SECRETARY, "demo", "BJS")
        project = session.exec(select(Project).where(Project.ref == "1-1")).one()
        recording = open_recording(session, get_body(session, "demo"), by="tests", clock=lambda: NOW)
        first = session.exec(select(StatusEntry).where(StatusEntry.project_id == project.id)).first()
        assert first is not None
        kind, day = first.kind, first.effective_on
        void_entry(session, recording, first, reason="theirs")
        make_entry(session, project, kind, day, party="BJS", at=NOW)
    upload(officer, zipped(changed(), tmp_path))
    page = page_of(officer, engine)
    assert ("is an entry of BJS, which only its own secretariat takes back" in page) is served
    assert last_upload(engine).state is (UploadState.REFUSED if served else UploadState.READY)


def test_a_preview_says_what_is_added_changed_and_unchanged_and_saves_nothing(
    engine: Engine, officer: FlaskClient, tmp_path: Path
) -> None:
    before = rows_of(engine)
    led = upload(officer, zipped(changed(), tmp_path), "목록 2026.zip")
    assert led.status_code == 303
    assert led.location == f"{PAGE}/{last_upload(engine).id}"
    page = page_of(officer, engine)
    assert "목록 2026.zip" in page
    assert "It would add 1, change 1 and leave 9 rows as they are. Nothing is saved yet." in page
    assert "Title (English) Fair Trade fair" in page
    assert "Promoted on 1 Mar 2014 1 Apr 2014" in page
    assert "1-2 Forum" in page
    korean = page_of(officer, engine, "ko")
    assert "착수일 2014. 3. 1. 2014. 4. 1." in korean
    assert "추진 방식 공동" in korean
    assert rows_of(engine) == before
    with reading(engine) as session:
        assert session.exec(select(Body)).one().last_recorded_at < NOW + timedelta(seconds=1)


def test_what_was_seen_is_imported_once_in_the_officers_name(
    engine: Engine, officer: FlaskClient, tmp_path: Path
) -> None:
    user = sign_in_as(officer, engine, Role.SECRETARY, "demo", "SEL", now=NOW)
    upload(officer, zipped(changed(), tmp_path))
    assert answer(officer, engine, submission="once").status_code == 303
    page = page_of(officer, engine)
    assert "Rows added: 1; changed: 1; as they were: 9." in page
    assert rows_of(engine)[0]["titles"] == {"en": "Trade fair"}
    assert [row["ref"] for row in rows_of(engine)] == ["1-1", "2-1", "1-2"]
    with reading(engine) as session:
        entries = session.exec(select(StatusEntry).where(StatusEntry.recorded_by == f"user:{user}")).all()
        kept = session.exec(select(HistoryEntry).where(HistoryEntry.recorded_by == f"user:{user}")).all()
    assert len(entries) == 3
    assert kept
    assert answer(officer, engine, submission="once").status_code == 303
    again = answer(officer, engine, submission="twice")
    assert again.status_code == 422
    assert "This upload was answered meanwhile" in get_text(again)
    with reading(engine) as session:
        assert len(session.exec(select(StatusEntry)).all()) == len(entries) + 4
    assert last_upload(engine).state is UploadState.APPLIED


def test_a_dropped_upload_changes_nothing_and_cannot_be_applied(
    engine: Engine, officer: FlaskClient, tmp_path: Path
) -> None:
    before = rows_of(engine)
    upload(officer, zipped(changed(), tmp_path))
    assert answer(officer, engine, "drop").location == PAGE
    assert "dropped" in text_of(get_page(officer, PAGE))
    assert "This was dropped" in page_of(officer, engine)
    assert answer(officer, engine).status_code == 422
    assert answer(officer, engine, "drop").status_code == 422
    assert rows_of(engine) == before


def test_nothing_to_change_is_said_and_offers_nothing_to_import(
    engine: Engine, officer: FlaskClient, tmp_path: Path
) -> None:
    upload(officer, zipped(small(), tmp_path))
    page = get_page(officer, f"{PAGE}/{last_upload(engine).id}")
    assert "Everything in this file is here already: it changes nothing." in text_of(page)
    assert not page.xpath("//form[contains(@action, 'apply')]")


def test_every_problem_is_shown_by_its_cell_and_what_it_takes_to_mend_it(
    engine: Engine, officer: FlaskClient, tmp_path: Path
) -> None:
    tables = changed()
    tables["projects"][1] |= {"area": "XYZ", "suspended_on": "2016-13-01"}
    upload(officer, zipped(tables, tmp_path))
    page = get_page(officer, f"{PAGE}/{last_upload(engine).id}")
    rows = [
        [text_of(cell) for cell in row.xpath("./td")]
        for row in page.xpath("//section[.//h2[@id='problems']]//tbody/tr")
    ]
    assert ["projects.csv", "3", "area", "'XYZ' is not an area of demo; use one of ECO, ENV"] in rows
    assert ["projects.csv", "3", "suspended_on", "there is no day 2016-13-01"] in rows
    assert "problems have to be mended first" in text_of(page)
    assert not page.xpath("//form[contains(@action, 'apply')]")
    assert answer(officer, engine).status_code == 422
    assert last_upload(engine).ended_at is not None
    korean = page_of(officer, engine, "ko")
    assert "XYZ" in korean


def test_somebody_changes_the_body_after_the_preview(engine: Engine, officer: FlaskClient, tmp_path: Path) -> None:
    upload(officer, zipped(changed(), tmp_path))
    other = changed()
    other["projects"][0]["title_en"] = "Fair of trade"
    with writing(engine) as session:
        handed = read_register(write_zip(other, tmp_path / "other.zip"), LIMITS)
        import_register(session, handed, by="somebody", clock=lambda: NOW)
    seen = last_upload(engine).preview["digest"]
    assert answer(officer, engine).status_code == 303
    page = page_of(officer, engine)
    assert "Somebody changed this body after you had looked" in page
    assert "Fair of trade Trade fair" in page
    assert rows_of(engine)[0]["titles"] == {"en": "Fair of trade"}
    moved = answer(officer, engine, seen=seen)
    assert moved.status_code == 422
    assert "no longer holds" in get_text(moved)
    assert answer(officer, engine).status_code == 303
    assert last_upload(engine).state is UploadState.APPLIED
    assert rows_of(engine)[0]["titles"] == {"en": "Trade fair"}


def close_first_period(engine: Engine) -> None:
    with writing(engine) as session:
        recording = open_recording(session, get_body(session, "demo"), by="tests", clock=lambda: NOW)
        period = session.exec(select(Period).where(Period.number == 1)).one()
        close_period(session, recording, period, on=date(2016, 1, 1))


def test_a_period_that_is_closed_takes_late_entries_only(engine: Engine, officer: FlaskClient, tmp_path: Path) -> None:
    upload(officer, zipped(changed(), tmp_path))
    close_first_period(engine)
    assert answer(officer, engine).status_code == 303
    assert last_upload(engine).state is UploadState.REFUSED
    page = page_of(officer, engine)
    assert "Somebody changed this body after you had looked" in page
    assert "period 1 was closed on" in page
    assert rows_of(engine)[0]["titles"] == {"en": "Fair"}
    late = small()
    late["projects"][0]["withdrawn_on"], late["projects"][0]["reason"] = "2016-02-01", "funding"
    upload(officer, zipped(late, tmp_path))
    assert "1 changed" in page_of(officer, engine)


# What can be handed in


def test_the_projects_alone_will_do_as_a_table_or_a_sheet(engine: Engine, officer: FlaskClient, tmp_path: Path) -> None:
    rows = changed()["projects"]
    upload(officer, as_csv(rows).encode(), "projects.csv")
    assert "It would add 1, change 1 and leave 1 rows" in page_of(officer, engine)
    upload(officer, as_csv(rows).encode(), "합의사업 (최종).csv")
    assert "It would add 1, change 1 and leave 1 rows" in page_of(officer, engine)
    path = write_workbook({"Sheet1": rows}, tmp_path / "one.xlsx")
    upload(officer, path.read_bytes(), "one.xlsx")
    assert "It would add 1, change 1 and leave 1 rows" in page_of(officer, engine)
    answer(officer, engine)
    assert len(rows_of(engine)) == 3


def test_the_register_of_another_body_is_refused(engine: Engine, officer: FlaskClient, tmp_path: Path) -> None:
    tables = small()
    tables["body"][0]["code"] = "other"
    upload(officer, zipped(tables, tmp_path))
    assert "this is the register of other, and was uploaded for demo" in page_of(officer, engine)


def encrypted(tmp_path: Path) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")


def far_corner(tmp_path: Path) -> bytes:
    workbook = Workbook()
    workbook.active.title = "projects"
    workbook.active["A1"] = "ref"
    workbook.active["XFD1048576"] = "x"
    workbook.save(tmp_path / "far.xlsx")
    return (tmp_path / "far.xlsx").read_bytes()


@pytest.mark.parametrize(
    "case",
    [
        ("x.xlsx", encrypted, "this file is encrypted"),
        ("x.xlsx", lambda _: b"nothing", "this file is damaged"),
        ("x.pdf", lambda _: b"%PDF-1.7", "this is none of the kinds a register comes in"),
        ("x.xls", lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a workbook of the old kind"),
        ("projects.csv", lambda _: "ref,note\n1,협력 사업과 교류".encode("cp949"), "it is likely CP949"),
        ("far.xlsx", far_corner, "this has columns beyond"),
    ],
)
def test_files_that_cannot_be_read_are_refused_in_the_words_of_the_command(
    engine: Engine, officer: FlaskClient, tmp_path: Path, case: tuple[str, Callable[[Path], bytes], str]
) -> None:
    name, make, sentence = case
    assert upload(officer, make(tmp_path), name).status_code == 303
    assert last_upload(engine).state is UploadState.REFUSED
    page = page_of(officer, engine)
    assert sentence in page
    assert name in page


@pytest.mark.parametrize(
    ("name", "sentence"),
    [(None, "Choose a file."), ("", "Choose a file."), ("a.zip", "a.zip is empty.")],
)
def test_a_form_without_a_file_is_shown_again(officer: FlaskClient, name: str | None, sentence: str) -> None:
    data = {} if name is None else {"file": (io.BytesIO(b""), name)}
    shown = officer.post(PAGE, data=data, content_type="multipart/form-data")
    assert shown.status_code == 422
    assert sentence in get_text(shown)


def test_a_file_past_the_limit_is_not_taken(
    engine: Engine, officer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = RegisterLimits().max_bytes
    shown = upload(officer, b"x" * (most + 1), "big.zip")
    assert shown.status_code == 422
    assert "big.zip is too large: at most 20 MB are taken." in get_text(shown)
    assert upload(officer, b"x" * (most + 100_000), "bigger.zip").status_code == 413


# A body that is not here yet


def test_an_administrator_founds_a_body(engine: Engine, own_client: FlaskClient, tmp_path: Path) -> None:
    sign_in_as(own_client, engine, Role.ADMINISTRATOR, None, now=NOW)
    assert "/import" in [str(link) for link in get_page(own_client, "/").xpath("//main//a/@href")]
    led = upload(own_client, zipped(small(), tmp_path), page="/import")
    assert led.location.startswith("/import/")
    page = text_of(get_page(own_client, led.location))
    assert "It would add 10," in page
    found = last_upload(engine)
    applied = own_client.post(f"{led.location}/apply", data={"seen": found.preview["digest"]})
    assert applied.status_code == 303
    moved = own_client.get(applied.location)
    assert moved.location == f"{PAGE}/{found.id}"
    assert "Rows added: 10;" in text_of(get_page(own_client, moved.location))
    upload(own_client, zipped(small(), tmp_path), page="/import")
    again = text_of(get_page(own_client, f"/import/{last_upload(engine).id}"))
    assert "demo is there already; upload its register on its own page" in again
    upload(own_client, b"ref\n1", "projects.csv", page="/import")
    assert "this is none of the kinds" in text_of(get_page(own_client, f"/import/{last_upload(engine).id}"))


# Long ones


def worker(engine: Engine, tmp_path: Path, *, after: timedelta = timedelta(seconds=1)) -> Work:
    def produce(claimed: object, wait: object) -> int:
        raise AssertionError("no report is due")

    files_dir = Settings(database_url="", data_dir=tmp_path).files_dir
    return Work(engine, produce, "worker", lambda: NOW + after, timedelta(minutes=2), files_dir=files_dir)


def many() -> Tables:
    tables = small()
    first = tables["projects"][0]
    tables["projects"] += [first | {"ref": f"1-{number}", "title_en": f"Fair {number}"} for number in range(10, 2_100)]
    return tables


def test_a_long_one_is_left_to_the_scheduler_and_shows_how_far_it_is(
    engine: Engine, officer: FlaskClient, tmp_path: Path
) -> None:
    tables = many()
    for row in tables["projects"]:
        row["note"] = "x" * 1_000
    upload(officer, as_csv(tables["projects"]).encode(), "projects.csv")
    page = get_page(officer, f"{PAGE}/{last_upload(engine).id}")
    assert "The file is being read" in text_of(page)
    assert "waiting for its turn" in text_of(page)
    assert page.xpath("//*[@hx-trigger='every 2s']")
    assert page.xpath("//noscript/meta[@http-equiv='refresh']")
    assert "being read" in text_of(get_page(officer, PAGE))
    assert work_on_uploads(worker(engine, tmp_path)) == 1
    page = get_page(officer, f"{PAGE}/{last_upload(engine).id}")
    assert "It would add 2,090, change 2" in text_of(page)
    assert "1,592 more rows are not listed here." in text_of(page)
    assert not page.xpath("//*[@hx-trigger]")
    assert answer(officer, engine).status_code == 303
    assert "The register is being imported" in page_of(officer, engine)
    assert answer(officer, engine, "drop").status_code == 422
    assert work_on_uploads(worker(engine, tmp_path)) == 1
    assert "Rows added: 2,090; changed: 2" in page_of(officer, engine)
    assert len(rows_of(engine)) == 2_092


# Files


def test_files_are_checked_while_they_wait_and_deleted_a_month_after(
    engine: Engine, officer: FlaskClient, tmp_path: Path
) -> None:
    files = Settings(database_url="", data_dir=tmp_path).files_dir
    upload(officer, zipped(changed(), tmp_path))
    answer(officer, engine, "drop")
    upload(officer, zipped(changed(), tmp_path))
    assert len([path for path in files.rglob("*") if path.is_file()]) == 2
    with reading(engine) as session:
        later = NOW + timedelta(days=400)
        found = [*check_documents(session, files), *check_strays(session, files, now=later)]
    assert [type(one) for one in found] == [Checked, Checked]
    work_on_uploads(worker(engine, tmp_path, after=KEPT + timedelta(seconds=1)))
    waiting, dropped = last_upload(engine), files
    assert waiting.state is UploadState.DROPPED
    assert len([path for path in dropped.rglob("*") if path.is_file()]) == 1
    work_on_uploads(worker(engine, tmp_path, after=2 * KEPT + timedelta(seconds=2)))
    assert [path for path in files.rglob("*") if path.is_file()] == []
    get_page(officer, f"{PAGE}/{waiting.id}")
    with writing(engine) as session:
        assert prune_uploads(session, files_dir=files, now=NOW + 3 * KEPT) == 0
        found = [*check_documents(session, files), *check_strays(session, files, now=later)]
    assert [type(one) for one in found] == [Checked, Checked]


@pytest.mark.parametrize("lang", ["en", "ko", "zh", "ja"])
def test_the_template_of_a_body_comes_back_without_a_change(
    engine: Engine, officer: FlaskClient, tmp_path: Path, lang: str
) -> None:
    page = get_page(officer, PAGE, lang=lang)
    links = [str(link) for link in page.xpath("//a[contains(@href, 'template')]/@href")]
    assert len(links) == 2
    for link, projects in zip(links, (0, 1), strict=True):
        got = officer.get(link, headers={"Accept-Language": lang})
        assert re.fullmatch(rf"attachment; filename=demo-{lang}.xlsx", got.headers["Content-Disposition"])
        assert load_workbook(io.BytesIO(got.data)).worksheets[5].max_row == projects + 1
        upload(officer, got.data, "template.xlsx")
        found = last_upload(engine)
        assert found.state is UploadState.READY
        counts = {name: (told["added"], told["changed"]) for name, told in found.preview["tables"].items()}
        assert set(counts.values()) == {(0, 0)}
        assert found.preview["tables"]["projects"]["unchanged"] == projects


def test_a_register_is_read_and_tried_while_others_record(
    engine: Engine, officer: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes inside of a transaction that writes is refused on SQLite, and would wait for the body's lock."""
    real, read = uploads.rehearse, []

    def read_while_another_records(*arguments: Any, **named: Any) -> Any:
        with writing(engine) as session:
            open_recording(session, get_body(session, "demo"), by="user:99", clock=lambda: NOW)
        read.append(arguments)
        return real(*arguments, **named)

    monkeypatch.setattr(uploads, "rehearse", read_while_another_records)
    upload(officer, zipped(small(), tmp_path))
    assert last_upload(engine).state is UploadState.READY
    assert len(read) == 1
