"""Links by which a password is set: once, for a while, by mail or by hand."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from tests.people import make_user, sign_in_as
from tests.web.conftest import NOW
from tests.web.reading import get_text
from tests.web.test_sign_in import is_signed_in, sign_in
from tracker.db import reading, writing
from tracker.domain.roles import Role
from tracker.models import AccessEntry, Mail, User
from tracker.passwords import hash_password, is_right

LEE, PASSWORD, NEW = "lee@seoul.example", "long walks by the river", "three blue kettles sing"
Make = Callable[..., FlaskClient]


@pytest.fixture
def lee(engine: Engine) -> int:
    with writing(engine) as session:
        return make_user(session, email=LEE, name="Lee", language="ko", password_hash=hash_password(PASSWORD)).id


def mails(engine: Engine) -> list[Mail]:
    with reading(engine) as session:
        return list(session.exec(select(Mail).order_by(Mail.id)))  # type: ignore[arg-type]


def ask(client: FlaskClient, email: str) -> str:
    answer = client.post("/forgot-password", data={"email": email})
    page = re.sub(r'name="(csrf_token|submission)" value="[^"]*"', "", answer.get_data(as_text=True))
    return f"{answer.status_code} {page}"


def secret_in(text: str) -> str:
    found = re.search(r"/set-password/(\S+?)(?=[\s<]|$)", text)
    assert found is not None
    return found[1]


def choose(client: FlaskClient, secret: str, password: str = NEW, again: str = NEW) -> int:
    return client.post(f"/set-password/{secret}", data={"password": password, "again": again}).status_code


def test_a_forgotten_password_is_set_by_mail_once(engine: Engine, make_client: Make, lee: int) -> None:
    client = make_client(engine, base_url="https://tracker.example", smtp_url="smtp://127.0.0.1:9")
    ask(client, "LEE@seoul.example")
    mail = mails(engine)[0]
    assert (mail.to_address, mail.language) == (LEE, "ko")
    assert "https://tracker.example/set-password/" in mail.text
    assert "비밀번호" in mail.subject
    secret = secret_in(mail.text)
    assert client.get(f"/set-password/{secret}").status_code == 200
    assert choose(client, secret, "short", "short") == 422
    assert choose(client, secret, NEW, "another one altogether") == 422
    assert choose(client, secret) == 303
    assert choose(client, secret) == 410
    assert "cannot be used any more" in get_text(client.get(f"/set-password/{secret}"))
    with reading(engine) as session:
        assert is_right(NEW, session.get_one(User, lee).password_hash)
        paths = session.exec(select(AccessEntry.path)).all()
    assert not any(secret in path for path in paths)


def test_over_https_the_form_behind_a_link_can_be_sent(engine: Engine, make_client: Make, lee: int) -> None:
    at = "https://tracker.example"
    client = make_client(engine, base_url=at, smtp_url="smtp://127.0.0.1:9")
    ask(client, LEE)
    address = f"/set-password/{secret_in(mails(engine)[0].text)}"
    browser = make_client(engine, base_url=at, guarded=True)
    shown = browser.get(address, base_url=at)
    policy, page = shown.headers["Referrer-Policy"], get_text(shown)
    assert (policy, shown.headers["Cache-Control"]) == ("strict-origin", "no-store")
    assert address not in page.replace(f'action="{address}"', "").replace(f'href="{address}?lang=', "")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    data = {"csrf_token": token[1], "password": NEW, "again": NEW}
    sent = browser.post(address, data=data, base_url=at, headers={"Referer": f"{at}/"})  # all that the policy lets out
    assert sent.status_code == 303


def test_the_answer_is_the_same_whether_anybody_has_the_address(engine: Engine, make_client: Make, lee: int) -> None:
    client = make_client(engine, smtp_url="smtp://127.0.0.1:9")
    assert ask(client, LEE) == ask(client, "nobody@seoul.example")
    assert len(mails(engine)) == 1


@pytest.mark.parametrize("email", [LEE, "nobody@seoul.example"])
def test_asking_often_takes_long_alike(engine: Engine, make_client: Make, lee: int, email: str) -> None:
    client = make_client(engine, smtp_url="smtp://127.0.0.1:9")
    answers = [ask(client, email)[:3] for _ in range(11)]
    assert answers == ["200"] * 10 + ["422"]
    assert len(mails(engine)) == (3 if email == LEE else 0)  # nobody's box is flooded
    assert sign_in(client, LEE, PASSWORD) == 303  # nor is anybody kept from signing in by it


def test_a_link_ends_after_an_hour_and_by_a_later_one(engine: Engine, make_client: Make, lee: int) -> None:
    client = make_client(engine, smtp_url="smtp://127.0.0.1:9")
    ask(client, LEE)
    ask(client, LEE)
    first, second = (secret_in(mail.text) for mail in mails(engine))
    assert choose(client, first) == 410
    late = make_client(engine, now=NOW + timedelta(minutes=61))
    assert choose(late, second) == 410
    assert choose(make_client(engine, now=NOW + timedelta(minutes=59)), second) == 303


def test_a_new_password_ends_every_sign_in(engine: Engine, make_client: Make, lee: int) -> None:
    client, other = make_client(engine, smtp_url="smtp://127.0.0.1:9"), make_client(engine)
    assert sign_in(other, LEE, PASSWORD) == 303
    assert is_signed_in(other)
    ask(client, LEE)
    choose(client, secret_in(mails(engine)[0].text))
    assert not is_signed_in(other)


def test_without_a_mail_server_it_says_whom_to_ask(engine: Engine, make_client: Make, lee: int) -> None:
    client = make_client(engine)
    assert "Ask its administrator for a link" in get_text(client.get("/forgot-password"))
    assert ask(client, LEE).replace(LEE, "") == ask(client, "nobody@seoul.example").replace("nobody@seoul.example", "")
    assert mails(engine) == []


def test_an_invitation_is_shown_once_where_no_mail_is_sent(engine: Engine, make_client: Make) -> None:
    admin = make_client(engine)
    sign_in_as(admin, engine, Role.ADMINISTRATOR, None, now=NOW)
    form = {"name": "Park", "email": "park@seoul.example", "language": "ko", "submission": "one"}
    page = admin.post("/admin/users/new", data=form).get_data(as_text=True)
    secret = secret_in(page)
    again = admin.post("/admin/users/new", data=form)
    assert again.status_code == 303
    assert "set-password" not in admin.get(again.location).get_data(as_text=True)
    late = make_client(engine, now=NOW + timedelta(days=7, minutes=1))
    assert choose(late, secret) == 410
    client = make_client(engine, now=NOW + timedelta(days=6))
    assert choose(client, secret) == 303
    assert sign_in(client, "park@seoul.example", NEW) == 303
    assert mails(engine) == []


def test_an_invitation_goes_out_by_mail(engine: Engine, make_client: Make) -> None:
    admin = make_client(engine, smtp_url="smtp://127.0.0.1:9")
    sign_in_as(admin, engine, Role.ADMINISTRATOR, None, now=NOW)
    answer = admin.post("/admin/users/new", data={"name": "朴", "email": "park@bj.example", "language": "zh"})
    assert answer.status_code == 303
    assert "set-password" not in answer.get_data(as_text=True)
    mail = mails(engine)[0]
    assert (mail.to_address, mail.language) == ("park@bj.example", "zh")
    assert "朴" in mail.text
    assert choose(make_client(engine), secret_in(mail.text)) == 303
