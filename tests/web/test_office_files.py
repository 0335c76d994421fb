"""Files of an edition to edit: made once, for whoever is signed in and may see it; then there for all who may."""

from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from pathlib import Path

import docx
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select
from werkzeug.test import TestResponse

from tests.people import sign_in_as
from tests.reports.resaving import change_word, save_anew
from tests.signing import PAGE, make_closed_body
from tests.web.conftest import NOW
from tests.web.reading import get_page, links_of
from tracker.db import reading
from tracker.domain.editions import FileForm, FileKind
from tracker.domain.roles import Role
from tracker.models import ReportFile
from tracker.web.office import AT_ONCE

SUMMARY = f"{PAGE}/summary-ko.docx"


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, the words of what is handed in are compared."""
    module = import_module("tracker.web.checking")  # the package has its blueprint by that name
    monkeypatch.setattr(module, "MOST_WAIT", 120.0)


@pytest.fixture
def client(engine: Engine, make_client: Callable[..., FlaskClient]) -> FlaskClient:
    make_closed_body(engine)
    return make_client(engine)


def files_of(engine: Engine) -> list[tuple[FileKind, FileForm, str]]:
    with reading(engine) as session:
        return [(one.kind, one.form, one.language) for one in session.exec(select(ReportFile))]


def fetch(client: FlaskClient) -> TestResponse:
    with client.get(SUMMARY) as answer:
        answer.get_data()
    return answer


def test_a_file_is_made_once_for_who_is_signed_in_and_then_there_for_all(client: FlaskClient, engine: Engine) -> None:
    assert SUMMARY not in links_of(get_page(client, PAGE))
    assert client.get(SUMMARY).status_code == 404
    sign_in_as(client, engine, Role.OFFICIAL, "body", "SEL", now=NOW)
    assert SUMMARY in links_of(get_page(client, PAGE))
    made = fetch(client)
    assert made.status_code == 200
    assert made.headers["Content-Disposition"] == "attachment; filename=body-1-edition-1-summary-ko.docx"
    assert made.cache_control.private
    assert any("공동위원회" in one.text for one in docx.Document(BytesIO(made.data)).paragraphs)
    assert files_of(engine) == [(FileKind.SUMMARY, FileForm.DOCX, "ko")]
    assert fetch(client).data == made.data
    client.delete_cookie("session")
    client.delete_cookie("__Host-session")
    assert fetch(client).data == made.data
    assert files_of(engine) == [(FileKind.SUMMARY, FileForm.DOCX, "ko")]
    listed = links_of(get_page(client, "/bodies/body/reports"))
    assert f"{PAGE}/ko.pdf" not in listed
    assert f"{PAGE}#office-heading" in listed


def test_what_there_is_not_is_not_found_and_a_busy_service_says_so(
    client: FlaskClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in_as(client, engine, Role.OFFICIAL, "body", "SEL", now=NOW)
    for name in ("summary-fr.docx", "summary-ko.odt", "minutes-ko.docx"):
        assert client.get(f"{PAGE}/{name}").status_code == 404
    assert client.get(PAGE.replace("1/1", "1/7") + "/report-ko.hwpx").status_code == 404
    monkeypatch.setattr("tracker.web.office.TIMEOUT", 0.05)
    with AT_ONCE:
        busy = client.get(f"{PAGE}/report-ko.hwpx")
    assert busy.status_code == 503
    assert "The file could not be made" in busy.text
    assert files_of(engine) == []


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("form", ["docx", "hwpx"])
def test_a_real_file_is_checked_as_issued_renamed_changed_and_cut_off(
    form: str, client: FlaskClient, engine: Engine
) -> None:
    sign_in_as(client, engine, Role.OFFICIAL, "body", "SEL", now=NOW)
    with client.get(f"{PAGE}/report-en.{form}") as answer:
        content = answer.get_data()

    def check(content: bytes) -> str:
        answer = client.post("/check", data={"file": (BytesIO(content), "renamed.zip")})
        assert answer.status_code == 200
        return " ".join(answer.get_data(as_text=True).split())

    ours = check(content)
    assert "This file is the current edition, edition 1, unchanged as this service issued it." in ours
    assert f"The report in English, as {form.upper()}" in ours
    changed = check(change_word(content, "50.0", "90.0"))
    assert "This file was changed on the way. It names edition 1, which is the current one." in changed
    assert "now ‘90.0" in changed
    assert "The figures of edition 1, to compare with what you hold" in changed
    assert "50.0 % (1 of 2)" in changed.replace("\xa0", " ")
    assert "This file was not issued by this service." in check(content[:-100])


@pytest.mark.usefixtures("patient")
def test_a_docx_saved_anew_by_libreoffice_is_told_with_the_figures_to_compare(
    client: FlaskClient, engine: Engine, tmp_path: Path
) -> None:
    sign_in_as(client, engine, Role.OFFICIAL, "body", "SEL", now=NOW)
    saved = save_anew(fetch(client).data, tmp_path)
    told = client.post("/check", data={"file": (BytesIO(saved), "summary.docx")}).get_data(as_text=True)
    assert "This file was changed on the way." in told
    assert "Every word on its pages is as we issued it" in told
    assert "to compare with what you hold" in told
