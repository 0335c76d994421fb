"""The access log: what it holds, how it is looked into, taken out and pruned."""

import csv
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from tests.people import sign_in_as
from tests.web.conftest import NOW
from tests.web.reading import get_page, text_of
from tracker.actions.access_log import log_access
from tracker.actions.pruning import prune
from tracker.db import reading, writing
from tracker.domain.roles import Role
from tracker.models import AccessEntry, SignIn, SignInAttempt, Submission, UserLink, UserLinkKind

Make = Callable[..., FlaskClient]


@pytest.fixture
def admin(engine: Engine, make_client: Make) -> FlaskClient:
    with writing(engine) as session:
        for day in range(5):
            log_access(
                session, at=NOW - timedelta(days=day), account=f"user:{7 + day % 2}", address="203.0.113.9",
                what="POST x.change", path="=x", done=day != 1,
            )  # fmt: skip
    client = make_client(engine)
    sign_in_as(client, engine, Role.ADMINISTRATOR, None, now=NOW)
    return client


def lines_on(client: FlaskClient, query: str) -> list[str]:
    page = get_page(client, f"/admin/access-log{query}")
    return [text_of(row) for row in page.xpath("//tbody/tr") if "x.change" in text_of(row)]


def test_it_is_filtered_by_account_day_and_outcome(admin: FlaskClient) -> None:
    assert len(lines_on(admin, "")) == 5
    assert len(lines_on(admin, "?account=user:7")) == 3
    assert len(lines_on(admin, "?first=2026-11-21&last=2026-11-22")) == 2
    assert len(lines_on(admin, "?refused=yes")) == 1
    assert lines_on(admin, "?account=nobody@seoul.example") == []
    assert "203.0.113.9" in lines_on(admin, "")[0]
    assert "removed user user:7" in lines_on(admin, "")[0]


def test_looking_into_it_is_logged_itself(admin: FlaskClient, engine: Engine) -> None:
    admin.get("/admin/access-log")
    admin.get("/admin/access-log.csv")
    admin.get("/admin/users")
    with reading(engine) as session:
        own = session.exec(
            select(AccessEntry.what).where(AccessEntry.account == "user:1").order_by(AccessEntry.id)
        ).all()
    assert own == [
        "GET access_log.show_access_log",
        "GET access_log.export_access_log",
        "GET admin_users.show_users",
    ]


def test_all_of_it_goes_out_as_csv_however_long(admin: FlaskClient, engine: Engine) -> None:
    with writing(engine) as session:
        session.add_all(
            AccessEntry(at=NOW, account="user:9", address="::1", what="GET x", path="/", done=True) for _ in range(4500)
        )
    answer = admin.get("/admin/access-log.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="access-log-2026-11-23.csv"'
    rows = list(csv.DictReader(answer.get_data().decode("utf-8-sig").splitlines()))
    assert len(rows) == 4506  # with the export itself
    first = {"at": "2026-11-23T09:00:00Z", "account": "user:7", "address": "203.0.113.9", "what": "POST x.change"}
    assert rows[0] == first | {"path": "'=x", "done": "yes"}
    some = admin.get("/admin/access-log.csv?account=user:8").get_data(as_text=True)
    assert len(some.splitlines()) == 3


def test_what_is_kept_for_a_while_is_taken_away(engine: Engine, admin: FlaskClient) -> None:
    old, new = NOW - timedelta(days=731), NOW - timedelta(days=1)
    with writing(engine) as session:
        for at in (old, new):
            log_access(session, at=at, account="-", address="", what="GET x", path="/", done=True)
            session.add(SignInAttempt(account="a" * 64, address="", at=at, succeeded=False))
            session.add(Submission(token=str(at), recorded_at=at, recorded_by="user:1", location="/"))
            session.add(
                UserLink(
                    user_id=1, kind=UserLinkKind.RESET, digest=str(at), made_at=at, expires_at=at + timedelta(hours=1)
                )
            )
            session.add(SignIn(user_id=1, digest=str(at), began_at=at, seen_at=at, address="", browser=""))
    with writing(engine) as session:
        prune(session, now=NOW, access_log_days=730, sign_in_hours=168)
    with reading(engine) as session:
        assert session.exec(select(AccessEntry.id).where(AccessEntry.at <= old)).all() == []
        assert session.exec(select(AccessEntry.id).where(AccessEntry.at == new)).all() != []
        for table, column in (
            (SignInAttempt, SignInAttempt.at), (Submission, Submission.recorded_at), (UserLink, UserLink.made_at),
        ):  # fmt: skip
            assert session.exec(select(column)).all() == [new], table
        assert session.exec(select(SignIn.began_at).order_by(SignIn.began_at)).all() == [new, NOW]
