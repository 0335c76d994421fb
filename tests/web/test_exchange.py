"""Two installations, Seoul's and Beijing's, exchange entries and answers by file: a whole round, both ways, and what is
refused."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from tests.builders import make_area, make_body, make_entry, make_party, make_period, make_project, record
from tests.people import sign_in_as
from tests.web.reading import get_page, get_text, text_of
from tracker.actions.confirmations import Given, answer_entries
from tracker.actions.entries import void_entry
from tracker.actions.redactions import redact_note
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, reading, writing
from tracker.domain.confirmations import Answer
from tracker.domain.problems import Problem
from tracker.domain.roles import Role
from tracker.domain.stages import EntryKind
from tracker.models import (
    Body,
    Confirmation,
    ConfirmationRequest,
    Document,
    DocumentKind,
    ExchangePackage,
    HistoryEntry,
    Party,
    Project,
    StatusEntry,
)
from tracker.queries.checks import find_damage
from tracker.register.packages import make_package, read_package
from tracker.settings import Settings

PAGE = "/bodies/body/exchange"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class City:
    """One city's installation, and its secretary's browser in it."""

    code: str
    engine: Engine
    client: FlaskClient
    files: Path

    def project(self, session: Session, ref: str) -> Project:
        return session.exec(select(Project).where(Project.ref == ref)).one()

    def log(self, ref: str, kind: EntryKind, on: date, *, party: str | None = None, note: str | None = None) -> int:
        with writing(self.engine) as session:
            found = self.project(session, ref)
            return make_entry(session, found, kind, on, at=NOW, party=party or self.code, note=note).id

    def void(self, entry: int, reason: str) -> None:
        with writing(self.engine) as session:
            body = session.exec(select(Body).where(Body.code == "body")).one()
            void_entry(session, record(session, body, NOW), session.get_one(StatusEntry, entry), reason=reason)

    def answer(self, entry: int, answer: Answer, note: str | None = None) -> None:
        with writing(self.engine) as session:
            body = session.exec(select(Body).where(Body.code == "body")).one()
            party = session.exec(select(Party).where(Party.code == self.code)).one()
            answer_entries(session, record(session, body, NOW), [Given(entry, answer, note)], party=party)

    def save(self) -> bytes:
        answer = self.client.get(f"{PAGE}/{self.code}.json")
        assert answer.status_code == 200
        return answer.get_data()

    def take_in(self, content: bytes, name: str = "theirs.json") -> TestResponse:
        return self.client.post(f"{PAGE}/files", data={"file": (io.BytesIO(content), name)}, follow_redirects=True)

    def decide(self, what: str, *items: str, **fields: str) -> TestResponse:
        return self.client.post(
            f"{PAGE}/items", data={"what": what, "item": list(items), **fields}, follow_redirects=True
        )

    def queue(self) -> list[dict[str, str]]:
        """Each row that waits: its item's number, and its cells by their heads."""
        rows = get_page(self.client, PAGE).xpath("//form[@class='queue']//tbody/tr")
        return [
            {cell.get("data-label"): text_of(cell) for cell in row.xpath("./td | ./th")}
            | {"item": row.xpath(".//input/@value")[0]}
            for row in rows
        ]

    def entries(self) -> list[tuple[str, str, str | None]]:
        """Every entry and void: its project, what it is, its note."""
        with reading(self.engine) as session:
            query = select(Project.ref, StatusEntry.kind, StatusEntry.note).join(
                Project, col(Project.id) == StatusEntry.project_id
            )
            return [(ref, kind.value, note) for ref, kind, note in session.exec(query.order_by(col(StatusEntry.id)))]

    def answers(self) -> list[tuple[str, str | None]]:
        with reading(self.engine) as session:
            rows = session.exec(select(Confirmation).order_by(col(Confirmation.id))).all()
            return [(row.answer.value, row.note) for row in rows]

    def is_sound(self) -> bool:
        with reading(self.engine) as session:
            found = find_damage(session, files_dir=self.files, now=NOW)
            return [one for one in found if isinstance(one, Problem)] == []


@pytest.fixture
def make_city(make_database: Callable[..., str], tmp_path: Path) -> Iterator[Callable[[str], City]]:
    """Makes an installation of a city, with the body's list as both sides agreed it."""
    engines = []

    def make(code: str) -> City:
        url = make_database()
        engine = make_engine(url)
        engines.append(engine)
        with writing(engine) as session:
            body = make_body(session, asks_confirmation=True)
            if code == "BJS":  # numbers differ from one installation to the other
                make_party(session, make_body(session, "other"), "XXX")
            for party in ("SEL", "BJS"):
                make_party(session, body, party, names={"en": {"SEL": "Seoul", "BJS": "Beijing"}[party]})
            period, area = make_period(session, body), make_area(session, body)
            for ref in ("1-1", "1-2", "1-3"):
                make_project(session, period, area, ref)
        seconds = count()
        app = create_app(
            Settings(database_url=url, data_dir=tmp_path / code),
            engine=engine,
            clock=lambda: NOW + timedelta(seconds=next(seconds)),
        )
        app.config["WTF_CSRF_ENABLED"] = False
        client = app.test_client()
        sign_in_as(client, engine, Role.SECRETARY, "body", code, now=NOW)
        return City(code, engine, client, tmp_path / code / "files")

    yield make
    for engine in engines:
        dispose_engine(engine)


@pytest.fixture
def seoul(make_city: Callable[[str], City]) -> City:
    return make_city("SEL")


@pytest.fixture
def beijing(make_city: Callable[[str], City]) -> City:
    return make_city("BJS")


def test_a_whole_round_of_two_cities(seoul: City, beijing: City) -> None:
    beijing.log("1-3", EntryKind.PROMOTED, date(2020, 2, 1))  # so that numbers differ
    seoul.log("1-1", EntryKind.PROMOTED, date(2020, 5, 3), note="첫 회의 – first meeting")
    seoul.log("1-2", EntryKind.PROMOTED, date(2020, 6, 1))
    mistake = seoul.log("1-2", EntryKind.IMPLEMENTED, date(2020, 7, 1))
    seoul.void(mistake, "typed in the wrong row")

    assert "The file is in: 2 new rows." in get_text(beijing.take_in(seoul.save()))
    assert beijing.entries() == [("1-3", "promoted", None)]  # nothing is recorded before it is taken over
    first = beijing.queue()[0]
    assert "promoted 3 May 2020" in first["They say"]
    assert "첫 회의 – first meeting" in first["They say"]
    assert "for Seoul" in first["They say"]
    assert (first["Recorded here"], first["What would follow"]) == ("nothing yet", "fits")
    assert "2 rows were taken over." in get_text(beijing.decide("take_fitting"))
    assert beijing.entries()[1:] == [("1-1", "promoted", "첫 회의 – first meeting"), ("1-2", "promoted", None)]
    assert beijing.queue() == []
    with reading(beijing.engine) as session:
        taken = session.exec(select(StatusEntry).order_by(col(StatusEntry.id))).all()[1:]
        assert {row.party_id for row in taken} == {session.exec(select(ExchangePackage.party_id)).one()}
        assert len(session.exec(select(ConfirmationRequest)).all()) == 3
    beijing.answer(taken[0].id, Answer.CONFIRMED)
    beijing.answer(taken[1].id, Answer.DISPUTED, "it was June")

    answers = beijing.save()
    seoul.take_in(answers)
    said = {row["Project"].split()[0]: row["They say"] for row in seoul.queue()}
    assert said["1-1"].startswith("confirms: promoted 3 May 2020 (Seoul)")
    assert said["1-2"].startswith("disputes: promoted 1 Jun 2020 (Seoul)")
    assert said["1-3"].startswith("promoted 1 Feb 2020")
    seoul.decide("take_fitting")
    assert seoul.answers() == [("confirmed", None), ("disputed", "it was June")]
    with reading(seoul.engine) as session:
        assert seoul.project(session, "1-1").confirmed_promoted_on == date(2020, 5, 3)
        assert seoul.project(session, "1-2").confirmed_promoted_on is None
        document = session.get_one(Document, session.exec(select(Confirmation.document_id)).first())
        assert (document.kind, document.media_type) == (DocumentKind.EXCHANGE, "application/json")

    before = seoul.entries(), seoul.answers()
    assert "This file came in before. Nothing came in twice." in get_text(seoul.take_in(answers))
    assert "The file is in: 0 new rows, 3 recorded here already." in get_text(seoul.take_in(beijing.save()))
    assert seoul.queue() == []
    assert (seoul.entries(), seoul.answers()) == before
    assert seoul.is_sound()
    assert beijing.is_sound()


def test_a_later_file_brings_voids_and_changed_answers_and_nothing_twice(seoul: City, beijing: City) -> None:
    entry = seoul.log("1-1", EntryKind.PROMOTED, date(2020, 5, 3))
    other = seoul.log("1-2", EntryKind.PROMOTED, date(2020, 5, 3))
    beijing.take_in(seoul.save())
    beijing.decide("take_fitting")
    with reading(beijing.engine) as session:
        first, second = session.exec(select(StatusEntry.id).order_by(col(StatusEntry.id))).all()
    beijing.answer(first, Answer.DISPUTED, "not yet")
    beijing.answer(second, Answer.DISPUTED, "not yet either")
    seoul.take_in(beijing.save())
    beijing.answer(second, Answer.CONFIRMED)
    assert "The file is in: 1 new row, 1 in the queue already." in get_text(seoul.take_in(beijing.save()))
    seoul.decide("take_fitting")
    assert sorted(seoul.answers()) == [("confirmed", None), ("disputed", "not yet")]

    seoul.void(entry, "Beijing is right")
    seoul.log("1-1", EntryKind.PROMOTED, date(2020, 6, 3))
    assert "The file is in: 2 new rows, 1 recorded here already." in get_text(beijing.take_in(seoul.save()))
    void, new = beijing.queue()
    assert "takes back: promoted 3 May 2020 (Seoul)" in void["They say"]
    assert "Beijing is right" in void["They say"]
    assert "promoted 3 Jun 2020" in new["They say"]
    assert beijing.decide("take", void["item"], new["item"]).status_code == 200
    assert beijing.entries()[2:] == [("1-1", "void", "Beijing is right"), ("1-1", "promoted", None)]
    assert "0 new rows" in get_text(beijing.take_in(seoul.save()))
    assert seoul.entries()[:2] == [("1-1", "promoted", None), ("1-2", "promoted", None)]
    assert other > entry
    assert beijing.is_sound()


def test_what_is_recorded_here_already_does_not_follow_and_can_be_left_with_a_note(seoul: City, beijing: City) -> None:
    beijing.log("1-1", EntryKind.PROMOTED, date(2020, 5, 3))
    beijing.log("1-2", EntryKind.PROMOTED, date(2020, 8, 1))
    seoul.log("1-1", EntryKind.PROMOTED, date(2020, 5, 3))
    seoul.log("1-2", EntryKind.IMPLEMENTED, date(2020, 7, 1))
    seoul.log("1-3", EntryKind.PROMOTED, date(2020, 7, 1))
    beijing.take_in(seoul.save())
    same, early, fits = beijing.queue()
    assert same["Recorded here"] == "promoted 3 May 2020 (Beijing)"
    assert "fits" not in same["What would follow"]
    assert "promoted" in early["What would follow"]
    refused = beijing.decide("take", same["item"], fits["item"])
    assert refused.status_code == 422
    assert f'value="{fits["item"]}" checked' in get_text(refused)
    assert len(beijing.entries()) == 2  # all or nothing
    assert beijing.decide("leave", same["item"]).status_code == 422  # why?
    assert "2 rows were left." in get_text(beijing.decide("leave", same["item"], early["item"], note="we log it"))
    assert "1 row was taken over." in get_text(beijing.decide("take_fitting"))
    again = get_text(beijing.take_in(seoul.save()))
    assert "The file is in: 0 new rows, 1 recorded here already, 2 left before." in again
    assert beijing.queue() == []
    assert "we log it" in text_of(get_page(beijing.client, PAGE))
    beijing.decide("put_back", same["item"])
    with reading(beijing.engine) as session:
        left, back = session.exec(select(HistoryEntry).where(HistoryEntry.key == "1-1")).all()
    assert (left.before, left.after, left.reason) == ({"sent_entry": "open"}, {"sent_entry": "left"}, "we log it")
    assert (back.before, back.after) == ({"sent_entry": "left"}, {"sent_entry": "open"})
    assert left.recorded_by.startswith("user:")
    assert [row["item"] for row in beijing.queue()] == [same["item"]]
    assert beijing.decide("take", same["item"]).status_code == 422


def test_what_they_take_back_while_it_waits_leaves_the_queue(seoul: City, beijing: City) -> None:
    entry = seoul.log("1-1", EntryKind.PROMOTED, date(2020, 5, 3))
    beijing.take_in(seoul.save())
    [row] = beijing.queue()
    seoul.void(entry, "wrong")
    beijing.take_in(seoul.save())
    assert beijing.queue() == []
    assert beijing.decide("take").status_code == 422
    assert beijing.decide("take", row["item"]).status_code == 422
    assert "a later file of theirs no longer says it" in text_of(get_page(beijing.client, PAGE))


def test_an_answer_to_what_is_taken_back_does_not_go_out(seoul: City, beijing: City) -> None:
    seoul.log("1-1", EntryKind.PROMOTED, date(2020, 5, 3))
    beijing.take_in(seoul.save())
    beijing.decide("take_fitting")
    with reading(beijing.engine) as session:
        taken = session.exec(select(StatusEntry.id)).one()
    beijing.answer(taken, Answer.CONFIRMED)
    beijing.void(taken, "the date of the register is another")
    beijing.log("1-2", EntryKind.PROMOTED, date(2020, 5, 3))
    seoul.take_in(beijing.save())
    assert "2 rows were taken over." in get_text(seoul.decide("take_fitting"))
    assert [kind for _, kind, _ in seoul.entries()] == ["promoted", "void", "promoted"]
    assert seoul.queue() == []
    assert seoul.is_sound()


def test_a_void_whose_reason_was_redacted_still_goes_out(seoul: City, beijing: City) -> None:
    entry = seoul.log("1-1", EntryKind.PROMOTED, date(2020, 5, 3))
    beijing.take_in(seoul.save())
    beijing.decide("take_fitting")
    seoul.void(entry, "a person fell ill")
    with writing(seoul.engine) as session:
        void = session.exec(select(StatusEntry).where(StatusEntry.kind == EntryKind.VOID)).one()
        body = session.exec(select(Body).where(Body.code == "body")).one()
        redact_note(session, record(session, body, NOW), void, reason="personal data")
    beijing.take_in(seoul.save())
    beijing.decide("take_fitting")
    assert beijing.entries()[1:] == [("1-1", "void", "[…]")]


def test_a_ref_that_is_not_here_is_named_and_waits(seoul: City, beijing: City) -> None:
    with writing(seoul.engine) as session:
        seoul.project(session, "1-1").ref = "9-9"
    seoul.log("9-9", EntryKind.PROMOTED, date(2020, 5, 3))
    seoul.log("1-2", EntryKind.PROMOTED, date(2020, 5, 3))
    beijing.take_in(seoul.save())
    unknown = next(row for row in beijing.queue() if row["Project"] == "9-9")
    assert unknown["What would follow"] == "9-9: there is no project of this reference here. Add it to the list first."
    assert beijing.decide("take", unknown["item"]).status_code == 422
    beijing.decide("take_fitting")
    assert [ref for ref, _, _ in beijing.entries()] == ["1-2"]


Change = Callable[[dict[str, Any]], Any]


def spoil(content: bytes, change: Change, *, redo: bool = False) -> bytes:
    """The file with something changed; `redo`: with its digest made anew, by someone who knows how."""
    file = json.loads(content)
    change(file)
    if redo:
        text = json.dumps(file["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        file["digest"] = sha256(text.encode()).hexdigest()
    return json.dumps(file).encode()


CHANGES: list[tuple[Change, bool, str]] = [
    (lambda file: file["content"]["entries"][0].update(effective_on="2020-05-04"), False, "was changed or damaged"),
    (lambda file: file.update(format="x"), False, "is no exchange file"),
    (lambda file: file.update(version=2), False, "is of form 2"),
    (lambda file: file["content"].update(body="other"), True, "is of the body"),
    (lambda file: file["content"].update(party="BJS"), True, "speaks for BJS, whose records are kept here"),
    (lambda file: file["content"].update(party="TYO"), True, "is no party of this body"),
    (lambda file: file["content"]["entries"][0].update(kind="void"), True, "cannot be read at"),
    (lambda file: file["content"]["entries"][0].update(number=0), True, "cannot be read at"),
    (lambda file: file["content"]["entries"][0].update(note="\x00"), True, "cannot be read at"),
    (lambda file: file["content"].pop("made_at"), True, "cannot be read at"),
]


@pytest.mark.parametrize("index", range(len(CHANGES)))
def test_a_spoiled_file_is_refused_with_what_is_wrong(seoul: City, beijing: City, index: int) -> None:
    change, redo, words = CHANGES[index]
    seoul.log("1-1", EntryKind.PROMOTED, date(2020, 5, 3))
    refused = beijing.take_in(spoil(seoul.save(), change, redo=redo))
    assert refused.status_code == 422
    assert words in get_text(refused)
    assert beijing.queue() == []
    with reading(beijing.engine) as session:
        assert session.exec(select(Document)).all() == []


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"\xff\xfe", b"[" * 100_000, b"[]", b'{"a": NaN}', b'{"x": "\\ud800"}']
)
def test_what_is_no_such_file_is_refused(beijing: City, content: bytes) -> None:
    assert beijing.take_in(content).status_code == 422
    assert beijing.client.post(f"{PAGE}/files").status_code == 422


def test_an_own_file_and_an_older_one_are_refused(seoul: City, beijing: City) -> None:
    seoul.log("1-1", EntryKind.PROMOTED, date(2020, 5, 3))
    own = seoul.save()
    assert "was made by this service itself" in get_text(seoul.take_in(own))
    older = spoil(own, lambda file: file["content"].update(made_at="2026-11-22T00:00:00Z"), redo=True)
    beijing.take_in(own)
    refused = beijing.take_in(older)
    assert refused.status_code == 422
    assert "is older than a file that came in" in get_text(refused)


def test_the_file_can_be_read_by_people_and_comes_back_as_it_was(seoul: City) -> None:
    seoul.log("1-1", EntryKind.PROMOTED, date(2020, 5, 3), note="첫 회의")
    content = seoul.save()
    assert "첫 회의" in content.decode()
    assert '"title": "Project 1-1"' in content.decode()
    package = read_package("x", content)
    assert make_package(package.content) == content
    assert [one.ref for one in package.content.entries] == ["1-1"]


def test_only_the_own_party_s_records_go_out(seoul: City) -> None:
    seoul.log("1-1", EntryKind.PROMOTED, date(2020, 5, 3), party="BJS")
    assert read_package("x", seoul.save()).content.entries == []
    assert seoul.client.get(f"{PAGE}/BJS.json").status_code == 403


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.MANAGER, Role.ADMINISTRATOR, None])
def test_exchange_is_for_secretaries(seoul: City, role: Role | None) -> None:
    client = seoul.client.application.test_client()
    if role is not None:
        sign_in_as(client, seoul.engine, role, None if role is Role.ADMINISTRATOR else "body", now=NOW)
    assert client.get(PAGE).status_code == (303 if role is None else 403)
    assert client.post(f"{PAGE}/items", data={"what": "take_fitting"}).status_code == (401 if role is None else 403)


def test_a_party_that_records_here_by_itself_is_not_spoken_for_by_a_file(seoul: City, beijing: City) -> None:
    beijing.log("1-3", EntryKind.PROMOTED, date(2020, 2, 1))
    sign_in_as(seoul.client.application.test_client(), seoul.engine, Role.SECRETARY, "body", "BJS", now=NOW)
    page = get_text(seoul.take_in(beijing.save()))
    assert "BJS has a secretariat at this service" in page
    assert seoul.queue() == []
