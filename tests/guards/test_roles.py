"""Every route and every role: what a route declares, and the one rule, say who gets in; nothing else does.

A route that declares nothing fails, and so does one that lets in, or keeps out, anybody whom the rule does not.
"""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.routing import AnyConverter, Rule
from werkzeug.test import TestResponse

from reports.freezing import freeze_edition
from tests.builders import clock_at, make_area, make_body, make_party, make_period, make_project
from tests.people import make_user
from tests.web.conftest import NOW
from tracker.access import Account, Visitor
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, writing
from tracker.domain.roles import OPEN, Act, BodyAccess, Grant, Role, Visibility, may
from tracker.settings import Settings
from tracker.web.gates import DECLARED
from tracker.web.paths import NumberConverter

HERE = BodyAccess("here", Visibility.MEMBERS)

ROLES: dict[str, frozenset[Grant] | None] = {
    "nobody": None,
    "user without a role": frozenset(),
    "secretary": frozenset({Grant(Role.SECRETARY, "here", "SEL")}),
    "secretary of the other party": frozenset({Grant(Role.SECRETARY, "here", "BJS")}),
    "official": frozenset({Grant(Role.OFFICIAL, "here")}),
    "official who signs": frozenset({Grant(Role.OFFICIAL, "here", "SEL")}),
    "manager": frozenset({Grant(Role.MANAGER, "here")}),
    "secretary of another body": frozenset({Grant(Role.SECRETARY, "elsewhere", "SEL")}),
    "administrator": frozenset({Grant(Role.ADMINISTRATOR)}),
}

#: What stands in addresses, where the value is of something that is there.
VALUES = {"code": "here", "ref": "1-ECO-1", "party": "SEL", "area": "ECO", "language": "en", "number": 1, "period": 1}
VALUES |= {"digest": "0" * 64}

#: Routes that speak in the name of the party in their address, or of the visitor's own.
SPEAKING = frozenset({"exchange.show_package", "editions.do_sign_off"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of all roles: what one asked for need not be made for the next."""
    return tmp_path_factory.mktemp("roles")


@pytest.fixture(scope="module")
def engine(folder: Path, sqlite_template: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{shutil.copy(sqlite_template, folder / 'tracker.db')}")
    with writing(engine) as session:
        for code in ("here", "elsewhere"):
            body = make_body(session, code, visibility=Visibility.MEMBERS)
            for party in ("SEL", "BJS"):
                make_party(session, body, party)
            make_project(session, make_period(session, body), make_area(session, body), "1-ECO-1")
        freeze_edition(session, "here", 1, as_of=date(2021, 6, 30), by="tests", clock=clock_at(NOW))
        make_user(session)  # whom the administrator's forms are about
        make_user(session, name="Whoever asks")
    yield engine
    dispose_engine(engine)


@pytest.fixture
def open_as(engine: Engine, folder: Path, shares_renderer: None) -> Callable[[str], FlaskClient]:
    """The pages as somebody of ROLES sees them."""

    def open_pages(who: str) -> FlaskClient:
        grants = ROLES[who]
        account = None if grants is None else Account(2, "Whoever asks", "whoever@example.org", "en", sign_in_id=1)
        visitor = Visitor(grants or frozenset(), account)
        settings = Settings(database_url=str(engine.url), data_dir=folder)
        app = create_app(settings, engine=engine, clock=clock_at(NOW), find_visitor=lambda credentials: visitor)
        app.config["WTF_CSRF_ENABLED"] = False
        return app.test_client()

    return open_pages


def find_routes(app: Flask) -> list[tuple[Rule, str, object]]:
    """Each rule with its method and what its view declares; None where it declares nothing."""
    return [
        (rule, "POST" if "POST" in (rule.methods or set()) else "GET", getattr(app.view_functions[rule.endpoint], DECLARED, None))
        for rule in app.url_map.iter_rules()
    ]  # fmt: skip


def send(client: FlaskClient, rule: Rule, method: str) -> TestResponse:
    built = rule.build({name: make_value(rule, name) for name in rule._converters})
    assert built is not None
    return client.open(built[1], method=method)


def make_value(rule: Rule, name: str) -> str | int:
    """What stands in the address: of something that is there, one of the choices, else a number."""
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return VALUES.get(name, 1 if isinstance(converter, NumberConverter) else "1")


def is_expected(rule: Rule, declared: object, who: str) -> bool:
    """Whether the rule lets them in."""
    grants = ROLES[who]
    if declared == "anyone":
        return True
    if declared == "signed_in":
        return grants is not None
    assert isinstance(declared, Act), f"{rule} declares {declared!r}"
    party = str(VALUES["party"]) if rule.endpoint in SPEAKING else None
    return may(grants or frozenset(), declared, HERE if "code" in rule.arguments else None, party)


def is_let_in(answer: TestResponse) -> bool:
    """Not sent away, and not led to the sign-in page."""
    return answer.status_code not in (401, 403) and not (answer.location or "").startswith("/sign-in?")


@pytest.mark.parametrize("who", ROLES)
def test_every_route_lets_in_whom_the_rule_lets_in(open_as: Callable[[str], FlaskClient], who: str) -> None:
    client = open_as(who)
    routes = find_routes(client.application)
    assert len(routes) > 50
    wrong = []
    for rule, method, declared in routes:
        expected = is_expected(rule, declared, who)
        with send(client, rule, method) as answer:
            if is_let_in(answer) is not expected or (answer.status_code >= 500 and rule.rule != "/readyz"):
                wrong.append(
                    f"{method} {rule} ({declared}): {answer.status_code}, expected {'in' if expected else 'out'}"
                )
    assert wrong == []


def test_who_is_sent_away_is_told_how_to_go_on(open_as: Callable[[str], FlaskClient]) -> None:
    client = open_as("nobody")
    for rule, method, declared in find_routes(client.application):
        if is_expected(rule, declared, "nobody"):
            continue
        with send(client, rule, method) as answer:
            if method == "POST":
                assert answer.status_code == 401, rule
                assert "Send the form again" in answer.get_data(as_text=True)
            elif declared in OPEN:
                assert answer.status_code == 403, rule
            else:
                assert (answer.status_code, (answer.location or "")[:9]) == (303, "/sign-in?"), rule
