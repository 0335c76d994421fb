"""What logging a status costs: posts a second and the slowest hundredth, on SQLite and PostgreSQL, with sign-in, the
form's token, validation, history and access log on, beside a bare route that writes the same rows under the same server.

    .venv/bin/python -m tests.bench.posts [--posts 600] [--clients 1 8] [--mixed 10000]

Both are served by the same server with two workers; the clients are threads of this process, each with one open
connection. `--mixed` then sends that many posts of every kind at once: right ones, repeated ones, stale ones, wrong ones.
Whatever was answered as done must stand in the log once, nothing else may, and `tracker check` must agree.
"""

import argparse
import http.client
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import select

from tests import cluster
from tests.builders import RECORDED_AT, make_area, make_body, make_party, make_period
from tests.people import BROWSER, make_user
from tracker.access import COOKIE
from tracker.actions.sign_ins import begin_sign_in
from tracker.db import dispose_engine, make_engine, reading, writing
from tracker.db.schema import migrate
from tracker.domain.roles import Role
from tracker.domain.stages import EntryKind
from tracker.models import Project, StatusEntry, Submission, table_of

PERIOD = "/bodies/body/periods/1"
POST = f"{PERIOD}/entries"
CONFERENCE_ON = date(2024, 1, 1)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Place:
    """A service to send posts to: its database, and the cookies of people who may log."""

    name: str
    url: str
    folder: Path
    cookies: list[str] = field(default_factory=list)

    @property
    def env(self) -> dict[str, str]:
        own = {"TRACKER_DATABASE_URL": self.url, "TRACKER_DATA_DIR": str(self.folder)}
        return os.environ | own | {"TRACKER_SECRET_KEY": "only for this measurement, on this machine"}


def fill(place: Place, *, projects: int, people: int) -> None:
    """One body with a running period of so many projects, and so many secretaries."""
    engine = make_engine(place.url)
    migrate(engine)
    with writing(engine) as session:
        body = make_body(session)
        make_party(session, body, "SEL")
        area = make_area(session, body)
        period = make_period(session, body, conference_on=CONFERENCE_ON, starts_on=CONFERENCE_ON, ends_on=None)
        common = {"body_id": body.id, "period_id": period.id, "area_id": area.id, "mode": "mutual"}
        common |= {"agreed_on": CONFERENCE_ON, "recorded_at": RECORDED_AT, "recorded_by": "bench"}
        numbers = range(1, projects + 1)
        rows = [common | {"id": n, "ref": ref_of(n), "titles": {"en": f"Project {n}"}} for n in numbers]
        session.execute(sa.insert(table_of(Project)), rows)
        for _ in range(people):
            user = make_user(session, Role.SECRETARY, "body", "SEL")
            place.cookies.append(begin_sign_in(session, user, BROWSER, now=datetime.now(UTC)))
    dispose_engine(engine)


def ref_of(number: int) -> str:
    return f"1-{number:05}"


@contextmanager
def served(place: Place, *, bare: bool) -> Iterator[int]:
    """The port at which the pages, or the bare route, answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ours = ["tracker", "web", "--port", str(port)]
    command = [sys.executable, "-m", *(["tests.bench.bare", str(port)] if bare else ours)]
    with (place.folder / f"{uuid4().hex}.log").open("w") as log:
        server = subprocess.Popen(command, env=place.env, stdout=log, stderr=log)
        try:
            wait_until_ready(port, server)
            yield port
        finally:
            server.terminate()
            server.wait(timeout=30)


def wait_until_ready(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


class Client:
    """One open connection of one person."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = f"{COOKIE}={cookie}" if cookie else ""
        self.token = ""

    def open_form(self) -> None:
        """Read the list once, for its token against forgery."""
        self.connection.request("GET", PERIOD, headers={"Cookie": self.cookies})
        answer = self.connection.getresponse()
        page = answer.read().decode()
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found, page[:2000]
        self.token = found[1]
        form_cookie = (answer.headers["Set-Cookie"] or "").split(";")[0]
        self.cookies = f"{self.cookies}; {form_cookie}"

    def post(self, path: str, fields: Sequence[tuple[str, str]]) -> tuple[int, str]:
        headers = FORM | ({"Cookie": self.cookies} if self.cookies else {})
        self.connection.request("POST", path, urlencode([*fields, ("csrf_token", self.token)]), headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")


def status_fields(number: int, kind: EntryKind, on: date, **more: str) -> list[tuple[str, str]]:
    values = {"ref": ref_of(number), "kind": kind.value, "on": on.isoformat(), "submission": uuid4().hex}
    return list((values | {"seen": f"0 {ref_of(number)}", "note": "noted 기록 记录 記録"} | more).items())


def measure(port: int, cookies: Sequence[str], *, clients: int, first: int, posts: int, bare: bool) -> list[float]:
    """The seconds that each post took, with the seconds of the whole at the end."""
    people = [Client(port, "" if bare else cookies[index]) for index in range(clients)]
    for person in people if not bare else ():
        person.open_form()

    def send(index: int) -> list[float]:
        taken = []
        for number in range(first + index, first + posts, clients):
            fields = status_fields(number, EntryKind.PROMOTED, CONFERENCE_ON + timedelta(days=number % 300))
            if bare:
                fields += [("project", str(number))]
            begin = time.perf_counter()
            status, text = people[index].post("/entries" if bare else POST, fields)
            taken.append(time.perf_counter() - begin)
            assert status in (204, 303), text[:3000]
        return taken

    begin = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        taken = [seconds for found in pool.map(send, range(clients)) for seconds in found]
    return [*taken, time.perf_counter() - begin]


def report(name: str, clients: int, taken: list[float], bare: float | None) -> float:
    """One line of the table; the posts a second."""
    *each, whole = taken
    each.sort()
    rate = len(each) / whole
    share = "" if bare is None else f"{rate / bare:.2f}"
    median, slowest = statistics.median(each) * 1000, each[min(len(each) - 1, int(len(each) * 0.99))] * 1000
    print(f"| {name} | {clients} | {len(each)} | {rate:.0f} | {median:.1f} | {slowest:.1f} | {share} |", flush=True)
    return rate


def compare(place: Place, *, posts: int, clients: Sequence[int]) -> None:
    """Every number of clients on the bare route, then on the pages, each on projects of its own."""
    bare_rates, first = {}, 1
    with served(place, bare=True) as port:
        for number in clients:
            taken = measure(port, [], clients=number, first=first, posts=posts, bare=True)
            bare_rates[number] = report(f"{place.name}, bare route", number, taken, None)
            first += posts
    with served(place, bare=False) as port:
        for number in clients:
            measure(port, place.cookies, clients=number, first=first, posts=40, bare=False)  # warms up
            first += 40
            taken = measure(port, place.cookies, clients=number, first=first, posts=posts, bare=False)
            report(f"{place.name}, logging a status", number, taken, bare_rates[number])
            first += posts


@dataclass
class Sent:
    """One of the mixed posts, and how it was answered."""

    number: int
    kind: EntryKind
    on: date
    token: str
    sort: str
    done: bool = False


def mix(place: Place, *, posts: int, first: int, clients: int = 8) -> Counter[str]:
    """So many posts of every kind at once; how each kind was answered. AssertionError where the log differs.

    Clients come in pairs of one person's two windows: what is repeated is sent from both, at about the same time."""
    draw = random.Random(7)
    plans = [plan_post(draw, first, draw.randrange(max(1, posts // 3))) for _ in range(posts)]
    lanes: list[list[Sent]] = [[] for _ in range(clients)]
    for index, plan in enumerate(plans):
        lanes[index % clients].append(plan)
        if plan.sort == "repeated":
            lanes[index % clients ^ 1].append(plan)
    with served(place, bare=False) as port:
        people = [Client(port, place.cookies[index // 2]) for index in range(clients)]
        for person in people:
            person.open_form()

        def send(index: int) -> None:
            for plan in lanes[index]:
                status, text = people[index].post(POST, fields_of(plan))
                assert status in (303, 409, 422), f"{status}: {text[:3000]}"
                plan.done = plan.done or status == 303

        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(send, range(clients)))
    require_same(place, plans, first)
    return Counter(f"{plan.sort} {'done' if plan.done else 'refused'}" for plan in plans)


def fields_of(plan: Sent) -> list[tuple[str, str]]:
    reason = "funding" if plan.kind is EntryKind.SUSPENDED else ""
    fields = status_fields(plan.number, plan.kind, plan.on, submission=plan.token, reason=reason)
    return [one for one in fields if one[0] != "seen" or plan.sort == "stale"]


def plan_post(draw: random.Random, first: int, offset: int) -> Sent:
    sort = draw.choices(["plain", "repeated", "stale", "future"], [65, 20, 10, 5])[0]
    kind = draw.choice([EntryKind.PROMOTED, EntryKind.IMPLEMENTED, EntryKind.SUSPENDED, EntryKind.RESUMED])
    on = CONFERENCE_ON + timedelta(days=draw.randrange(600))
    if sort == "future":
        on = datetime.now(UTC).date() + timedelta(days=30)
    return Sent(first + offset, kind, on, uuid4().hex, sort)


def require_same(place: Place, plans: Sequence[Sent], first: int) -> None:
    """Every entry answered as done is there, once, with its form's token; and no other."""
    engine = make_engine(place.url)
    with reading(engine) as session:
        query = select(StatusEntry.project_id, StatusEntry.kind, StatusEntry.effective_on)
        stored = Counter(map(tuple, session.exec(query.where(StatusEntry.project_id >= first))))
        tokens = set(session.exec(select(Submission.token)))
    dispose_engine(engine)
    told = Counter((plan.number, plan.kind, plan.on) for plan in plans if plan.done)
    assert stored == told, f"lost: {told - stored}, double: {stored - told}"
    assert {plan.token for plan in plans if plan.done} <= tokens
    done = subprocess.run(
        [sys.executable, "-m", "tracker", "check"], env=place.env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@contextmanager
def find_places(kinds: Sequence[str]) -> Iterator[list[Place]]:
    """An empty database of each kind; PostgreSQL as it is run for real, every commit on disk."""
    folder = Path(tempfile.mkdtemp(prefix="tracker-bench-"))
    folder.chmod(0o755)
    cluster.SETTINGS |= {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
    places = []
    try:
        for kind in kinds:
            own = folder / f"{kind}-data"
            own.mkdir()
            if kind == "sqlite":
                places.append(Place(kind, f"sqlite:///{own / 'tracker.db'}", own))
                continue
            home = cluster.start_cluster(folder, os.getpid())
            cluster.make_copy(home, "bench", "template1")
            places.append(Place(kind, cluster.cluster_url(home, "bench"), own))
        yield places
    finally:
        cluster.stop_cluster(folder)
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=600)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--mixed", type=int, default=10_000)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    given = parser.parse_args()
    measured = len(given.clients) * (2 * given.posts + 40)
    with find_places(given.databases) as places:
        print("| | clients | posts | posts/s | median ms | p99 ms | share of bare |")
        print("|---|---|---|---|---|---|---|")
        for place in places:
            fill(place, projects=measured + given.mixed // 3 + 1, people=max(8, *given.clients))
            compare(place, posts=given.posts, clients=given.clients)
        for place in places if given.mixed else ():
            found = mix(place, posts=given.mixed, first=measured + 1)
            told = ", ".join(f"{name}: {number}" for name, number in sorted(found.items()))
            print(f"\n{place.name}, {given.mixed} mixed posts by 8 at once: {told}; nothing lost, nothing double.")


if __name__ == "__main__":
    main()
