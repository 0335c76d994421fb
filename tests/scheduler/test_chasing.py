"""Digests: who is asked what, in which language, once for each hour that is due."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from tests.builders import make_entry, make_period, make_project, record
from tests.chasing import LINKS, MONDAYS, NOW, add_project, find_mails, make_scene, name_contact, switch_on
from tests.people import make_user
from tests.scheduler.scenes import Scene
from tracker.actions.hand_overs import find_handed
from tracker.actions.periods import close_period
from tracker.db import reading, writing
from tracker.domain.roles import Role
from tracker.domain.stages import EntryKind
from tracker.models import (
    Area,
    Body,
    Chase,
    HistoryEntry,
    Mail,
    Period,
    Project,
    ReturnLink,
    Subject,
)
from tracker.scheduler.chasing import chase_due
from tracker.scheduler.working import Work


@pytest.fixture
def filled(engine: Engine) -> Engine:
    with writing(engine) as session:
        make_scene(session)
        make_user(session, Role.SECRETARY, "body", "SEL", email="office@seoul.example", name="Office", language="en")
    return engine


def work_at(engine: Engine, now: datetime = NOW) -> Work:
    return replace(Scene(engine, now).work(), links=LINKS)


def refs_in(mail: Mail) -> list[str]:
    return [line.split()[1] for line in mail.text.splitlines() if line.startswith("- ")]


def test_a_contact_is_asked_in_their_language_and_secretaries_where_there_is_none(filled: Engine) -> None:
    name_contact(filled, "SEL", "문화과", "culture@seoul.example", "ko", name="이문화")
    name_contact(filled, "BJ", "Culture Bureau", "culture@beijing.example", "zh")
    switch_on(filled)
    assert chase_due(work_at(filled)) == 3
    beijing, seoul, office = find_mails(filled)
    assert [mail.to_address for mail in (beijing, seoul, office)] == [
        "culture@beijing.example", "culture@seoul.example", "office@seoul.example",
    ]  # fmt: skip
    assert refs_in(seoul) == refs_in(beijing) == ["1-LATE", "1-SILENT"]
    assert refs_in(office) == ["1-SOON"]
    assert (seoul.language, beijing.language, office.language) == ("ko", "zh", "en")
    assert seoul.subject == "[공동위원회] 추진상황 확인 요청: 사업 2건"
    assert "이문화 귀하" in seoul.text
    assert "1-LATE의 이름" in seoul.text
    assert "기한 2026. 11. 1.(22일 경과)" in seoul.text
    assert "截至2026年11月23日" in beijing.text
    assert "Due on 1 Dec 2026, in 8 days" in office.text
    assert "This department has no contact" in office.text
    assert "https://tracker.example/bodies/body/projects/1-SOON" in office.text
    assert "/hand-over/" in seoul.text
    assert "/hand-over/" not in office.text
    assert "Office <office@seoul.example>" in seoul.text
    assert {mail.made_at for mail in (beijing, seoul, office)} == {NOW}


def test_one_address_gets_one_mail_for_all_its_departments(filled: Engine) -> None:
    name_contact(filled, "SEL", "문화과", "office@seoul.example", "ko")
    name_contact(filled, "BJ", "Culture Bureau", "Office@Seoul.example", "ko")
    switch_on(filled)
    assert chase_due(work_at(filled)) == 1
    (mail,) = find_mails(filled)
    assert refs_in(mail) == ["1-LATE", "1-SILENT", "1-SOON", "1-LATE", "1-SILENT"]
    assert "사업 3건" in mail.subject
    token = mail.text.split("/hand-over/")[1].split("?")[0]
    with reading(filled) as session:
        handed = find_handed(session, LINKS.secret, token, now=NOW)
    assert sorted(contact.department for contact in handed) == ["Culture Bureau", "문화과"]


def test_nobody_is_asked_about_what_nobody_is_there_for(filled: Engine) -> None:
    switch_on(filled)
    assert chase_due(work_at(filled)) == 1
    assert [mail.to_address for mail in find_mails(filled)] == ["office@seoul.example"]


def test_a_due_hour_is_answered_once(filled: Engine) -> None:
    switch_on(filled)
    assert chase_due(work_at(filled)) == 1
    assert chase_due(work_at(filled)) == 0
    assert chase_due(work_at(filled, NOW + timedelta(days=6, hours=14))) == 0
    assert chase_due(work_at(filled, NOW + timedelta(days=6, hours=15))) == 1
    first, second = find_mails(filled)
    assert first.key == f"chase:body:2026-11-23T00:00:00+00:00:{sha256(b'office@seoul.example').hexdigest()}"
    assert second.key == first.key.replace("2026-11-23", "2026-11-30")


def test_what_was_missed_is_made_up_for_once(filled: Engine) -> None:
    switch_on(filled)
    assert chase_due(work_at(filled, NOW + timedelta(days=30))) == 1
    (mail,) = find_mails(filled)
    assert mail.key.startswith("chase:body:2026-12-21T00:00:00")
    assert "23 December 2026" in mail.text


def test_several_schedulers_write_one_mail_to_each(filled: Engine) -> None:
    switch_on(filled)
    with ThreadPoolExecutor(4) as pool:
        queued = list(pool.map(chase_due, [work_at(filled) for _ in range(4)]))
    assert sum(queued) == 1
    assert len(find_mails(filled)) == 1


def test_nothing_is_written_where_it_is_off_or_no_mail_is_sent(filled: Engine) -> None:
    assert chase_due(work_at(filled)) == 0
    switch_on(filled, replace(MONDAYS, is_on=False))
    assert chase_due(work_at(filled)) == 0
    switch_on(filled)
    assert chase_due(Scene(filled, NOW).work()) == 0
    assert find_mails(filled) == []
    assert chase_due(work_at(filled)) == 1


def test_switching_on_is_not_answered_by_the_hours_before(filled: Engine) -> None:
    switch_on(filled, at=NOW - timedelta(hours=1))
    assert chase_due(work_at(filled)) == 0
    switch_on(filled, replace(MONDAYS, silent_days=90), at=NOW + timedelta(days=1))
    assert chase_due(work_at(filled, NOW + timedelta(days=7))) == 1


def test_nothing_to_say_is_not_said_and_asked_for_once_only(engine: Engine) -> None:
    with writing(engine) as session:
        make_scene(session)
        make_user(session, Role.SECRETARY, "body", "SEL")
    switch_on(engine)
    with writing(engine) as session:
        for project in session.exec(select(Project).where(Project.ref != "1-DONE")).all():
            make_entry(session, project, EntryKind.SUSPENDED, date(2026, 11, 2), at=NOW)
    assert chase_due(work_at(engine)) == 0
    assert find_mails(engine) == []
    with reading(engine) as session:
        assert session.exec(select(Chase.last_due_at)).one() == datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize("kind", [EntryKind.IMPLEMENTED, EntryKind.SUSPENDED, EntryKind.WITHDRAWN])
def test_after_the_cut_off_too_what_is_settled_is_not_asked_about(filled: Engine, kind: EntryKind) -> None:
    with writing(filled) as session:
        period = session.exec(select(Period)).one()
        period.ends_on = date(2026, 11, 10)
        session.add(period)
        project = session.exec(select(Project).where(Project.ref == "1-SOON")).one()
        make_entry(session, project, kind, date(2026, 11, 15), at=NOW)
    switch_on(filled)
    assert chase_due(work_at(filled)) == 0


def test_a_closed_period_and_one_without_stages_are_left_alone(filled: Engine) -> None:
    with writing(filled) as session:
        body, period = session.exec(select(Body)).one(), session.exec(select(Period)).one()
        period.ends_on = date(2026, 11, 10)
        session.add(period)
        session.flush()
        close_period(session, record(session, body, NOW), period, on=date(2026, 11, 20))
        unknown = make_period(
            session, body, 2, conference_on=date(2026, 11, 11), starts_on=date(2026, 11, 11), ends_on=None,
            stages_published=False,
        )  # fmt: skip
        make_project(session, unknown, session.exec(select(Area)).one(), "2-LATE", due_on=date(2026, 11, 12))
    switch_on(filled)
    assert chase_due(work_at(filled)) == 0


def test_without_departments_the_secretaries_of_those_concerned_are_asked(filled: Engine) -> None:
    with writing(filled) as session:
        body = session.exec(select(Body)).one()
        add_project(session, body, "1-BARE", {}, due_on=date(2026, 11, 2))
        make_user(session, Role.SECRETARY, "body", "BJ", email="office@beijing.example", language="zh")
    switch_on(filled)
    chase_due(work_at(filled))
    beijing, seoul = find_mails(filled)
    assert "1-BARE" in refs_in(beijing)
    assert "1-BARE" in refs_in(seoul)
    assert "No department of Seoul is named on these projects" in seoul.text


def test_a_user_who_was_removed_is_not_written_to(filled: Engine) -> None:
    with writing(filled) as session:
        gone = make_user(session, Role.SECRETARY, "body", "SEL", email="gone@seoul.example")
        gone.removed_at = NOW
        session.add(gone)
        make_user(session, Role.OFFICIAL, "body", email="official@seoul.example")
    switch_on(filled)
    chase_due(work_at(filled))
    assert [mail.to_address for mail in find_mails(filled)] == ["office@seoul.example"]


def test_where_one_body_fails_the_others_are_asked(filled: Engine, caplog: pytest.LogCaptureFixture) -> None:
    with writing(filled) as session:
        make_scene(session, "another")
        make_user(session, Role.SECRETARY, "another", "SEL", email="office@another.example")
    switch_on(filled)
    switch_on(filled, body="another")
    with writing(filled) as session:
        body = session.exec(select(Body).where(Body.code == "another")).one()
        project = session.exec(select(Project).where(Project.body_id == body.id, Project.ref == "1-SOON")).one()
        project.titles = ["no", "titles"]  # type: ignore[assignment]
        session.add(project)
    assert chase_due(work_at(filled)) == 1
    assert [mail.to_address for mail in find_mails(filled)] == ["office@seoul.example"]
    assert "digests not made" in caplog.text


def test_who_changed_what_about_chasing_is_in_the_history(filled: Engine) -> None:
    switch_on(filled)
    switch_on(filled, replace(MONDAYS, weekday=4), at=NOW)
    with Session(filled) as session:
        first, second = session.exec(select(HistoryEntry).where(HistoryEntry.subject == Subject.CHASE)).all()
    assert (first.before["is_on"], first.after["is_on"]) == (False, True)
    assert (second.before, second.after) == ({"weekday": 0}, {"weekday": 4})


def test_every_mail_is_whole_in_every_language(filled: Engine) -> None:
    for number, language in enumerate(("en", "ko", "zh", "ja")):
        if number:
            with writing(filled) as session:
                body = session.exec(select(Body)).one()
                add_project(session, body, f"1-{language}", {"SEL": {"ko": f"{language}과"}}, due_on=date(2026, 11, 2))
        name_contact(filled, "SEL", "문화과" if not number else f"{language}과", f"{language}@x.example", language)
    switch_on(filled)
    chase_due(work_at(filled))
    mails = {mail.language: mail for mail in find_mails(filled) if mail.to_address[2:] == "@x.example"}
    assert set(mails) == {"en", "ko", "zh", "ja"}
    for language, mail in mails.items():
        assert "{" not in mail.subject + mail.text
        if language != "en":
            words = mail.text.replace("Office <office@seoul.example>", "").replace("https://tracker.example", "")
            assert "Recorded" not in words
            assert "Please" not in words


def test_a_new_digest_ends_the_links_of_the_one_before(filled: Engine) -> None:
    name_contact(filled, "SEL", "문화과", "culture@seoul.example", "ko")
    switch_on(filled)
    chase_due(work_at(filled))
    chase_due(work_at(filled, NOW + timedelta(days=7)))
    with reading(filled) as session:
        links = session.exec(select(ReturnLink).order_by(col(ReturnLink.id))).all()
    assert links
    assert [link.ended_at is None for link in links] == [False] * (len(links) // 2) + [True] * (len(links) // 2)


def test_an_address_of_any_length_has_a_key_that_fits(filled: Engine) -> None:
    address = f"{'a' * 60}@{'b' * 180}.example"
    name_contact(filled, "SEL", "문화과", address, "ko")
    switch_on(filled)
    with writing(filled) as session:
        body = session.exec(select(Body)).one()
        body.code = "c" * 80
    chase_due(work_at(filled))
    assert address in {mail.to_address for mail in find_mails(filled)}
    assert max(len(mail.key) for mail in find_mails(filled)) <= 300
