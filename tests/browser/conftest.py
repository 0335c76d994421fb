"""A real browser before a real server, over both example bodies."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from sqlalchemy import Engine
from sqlmodel import select

from tests.browser.serving import served
from tests.builders import clock_at
from tests.web.conftest import NOW, load_examples
from tests.web.issuing import AT, make_edition, make_run
from tracker.app import create_app
from tracker.db import dispose_engine, make_engine, writing
from tracker.domain.due import ScheduleKind
from tracker.models import Period, ReportFile, RunState, Schedule
from tracker.settings import Settings

#: Milliseconds for what a page is waited for: far more than any takes, also where much else is going on.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

#: A width in pixels and a scheme of colours.
Look = tuple[int, Literal["light", "dark"]]
DESK_AND_PHONE: tuple[Look, ...] = ((1280, "light"), (390, "dark"))

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"


@pytest.fixture(scope="session")
def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the pages are served."""
    folder = tmp_path_factory.mktemp("browser")
    path = folder / "tracker.db"
    shutil.copy(sqlite_template, path)
    engine = make_engine(f"sqlite:///{path}")
    load_examples(engine)
    issue_reports(engine)
    app = create_app(Settings(database_url=f"sqlite:///{path}", data_dir=folder), engine=engine, clock=clock_at(NOW))
    with served(app) as address:
        yield address
    dispose_engine(engine)


def issue_reports(engine: Engine) -> None:
    """Two editions of one period, a file, a schedule, a run that failed: a full page of reports."""
    with writing(engine) as session:
        period = session.exec(select(Period).order_by(Period.id)).first()  # type: ignore[arg-type]
        assert period is not None
        editions = [make_edition(period, number) for number in (1, 2)]
        kind: dict[str, Any] = {"kind": ScheduleKind.QUARTERLY, "day_of_month": 1, "time_zone": "Asia/Seoul"}
        schedule = Schedule(body_id=period.body_id, languages=["ko"], active_from=AT, **kind)
        session.add_all([*editions, schedule])
        session.flush()
        about: dict[str, Any] = {"body_id": period.body_id, "edition_id": editions[1].id, "produced_at": AT}
        session.add(ReportFile(language="ko", path="x.pdf", digest="0" * 64, size=1, pages=8, **about))
        session.add(make_run(period, schedule, RunState.FAILED, AT, error="no font draws it"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Without the windows, tabs and buttons of the browser on a desk, a page takes a quarter of the time.
    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert chromium, "these tests need Chromium: apt-get install chromium-headless-shell"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens an address in a window of its own; every complaint of the browser fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            complaints.append(message.text)

    def open_at(
        path: str, *, width: int = 1280, scheme: str = "light", lang: str = "en-GB", scripts: bool = True
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale=lang,
            java_script_enabled=scripts,
            base_url=address,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: request.url.startswith((address, "data:")) or complaints.append(request.url))
        page.goto(path)
        if scripts:
            page.wait_for_function("[...document.querySelectorAll('[data-chart]')].every(one => one.dataset.drawn)")
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def find_violations(browser: Browser) -> Callable[[Page], list[str]]:
    """What axe-core finds wrong on a page with everything unfolded, one line each. Run through the browser's own protocol, past the
    page's policy, which would rightly refuse it."""

    def find(page: Page) -> list[str]:
        if not page.evaluate("() => 'axe' in window"):
            page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{one['id']}: {node['target']} {node['failureSummary']}"
            for one in found["violations"]
            for node in one["nodes"]
        ]

    return find


@pytest.fixture
def assert_readable(find_violations: Callable[[Page], list[str]]) -> Callable[..., None]:
    """That axe-core finds nothing on a page and nothing sticks out of it, one look after another at what was loaded once."""

    def look(page: Page, *looks: Look) -> None:
        for width, scheme in looks or DESK_AND_PHONE:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            assert find_violations(page) == [], (width, scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= width

    return look
