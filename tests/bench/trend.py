"""What a body's trend page costs: pages a second, the slowest hundredth, processor time, beside two bare routes under the
same server. One renders the same template from figures that were found and worded once; one sends the finished page.

    .venv/bin/python -m tests.bench.trend [--requests 800] [--clients 8] [--page /bodies/haerang-conference]

Two workers each; the clients are threads of this process, each with one open connection. All three are measured in short
turns. Where others use the machine, compare processor time: a page that runs longer at a stretch then gets less of it.
"""

import argparse
import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flask import Flask, Response, template_rendered
from granian.constants import Interfaces
from granian.server import Server

from tests.web.conftest import load_examples
from tracker.app import from_environment
from tracker.cli.pages import make_pages
from tracker.cli.serving import THREADS
from tracker.db import dispose_engine, make_engine
from tracker.db.schema import migrate

PAGE = "BENCH_PAGE"
#: Processor time is told in these, a second.
TICKS = os.sysconf("SC_CLK_TCK")
KINDS = {"bare, sent": "make_sent", "bare, rendered": "make_rendered", "trend page": "make_pages"}


def make_sent() -> Flask:
    """One route that sends the page as it was found once."""
    page = from_environment().test_client().get(os.environ[PAGE]).get_data()
    app = Flask(__name__)

    @app.get("/<path:_>")
    def send(_: str) -> Response:
        return Response(page)

    return app


def make_rendered() -> Flask:
    """The pages, but that the one asked for is rendered from what its template was given once."""
    app = make_pages()
    kept: list[tuple[object, dict[str, object]]] = []

    def keep(_: Flask, template: object, context: dict[str, object], **__: object) -> None:
        kept.append((template, context))

    with template_rendered.connected_to(keep, app):
        app.test_client().get(os.environ[PAGE])
    template, context = kept[0]

    def render(code: str) -> str:
        return template.render(context | {"code": code})  # type: ignore[attr-defined,no-any-return]

    app.view_functions["bodies.show_body"] = render
    return app


def serve(factory: str, port: int) -> None:
    target = f"tests.bench.trend:{factory}"
    common = {"interface": Interfaces.WSGI, "websockets": False, "log_enabled": False}
    Server(target, factory=True, address="127.0.0.1", port=port, workers=2, blocking_threads=THREADS, **common).serve()


@contextmanager
def served(factory: str, env: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Process and port of a server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.trend", "--serve", factory, str(port)], env=env)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                get(http.client.HTTPConnection("127.0.0.1", port), env[PAGE])
                break
            except OSError:
                time.sleep(0.2)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait()


def get(connection: http.client.HTTPConnection, page: str) -> int:
    """The length of the page."""
    connection.request("GET", page)
    answer = connection.getresponse()
    content = answer.read()
    assert answer.status == 200, content[:2000]
    return len(content)


def find_processor_seconds(parent: int) -> float:
    """Of a process and its children."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    ticks = 0
    for number in [str(parent), *children]:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def send(port: int, page: str, requests: int) -> list[float]:
    connection, taken = http.client.HTTPConnection("127.0.0.1", port), []
    for _ in range(requests):
        begin = time.perf_counter()
        get(connection, page)
        taken.append(time.perf_counter() - begin)
    return taken


def measure(process: int, port: int, page: str, *, clients: int, requests: int) -> tuple[list[float], float, float]:
    """Seconds of each request, of all of them, and of processor."""
    before, begin = find_processor_seconds(process), time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        found = pool.map(lambda _: send(port, page, requests // clients), range(clients))
        taken = [seconds for each in found for seconds in each]
    return taken, time.perf_counter() - begin, find_processor_seconds(process) - before


def compare(env: dict[str, str], *, clients: int, requests: int, rounds: int = 10) -> None:
    """Each in turns, warm; prints the table."""
    found: dict[str, tuple[list[float], list[float], list[float]]] = {name: ([], [], []) for name in KINDS}
    with ExitStack() as stack:
        servers = {name: stack.enter_context(served(factory, env)) for name, factory in KINDS.items()}
        for turn in range(rounds + 1):
            for name, (process, port) in servers.items():
                taken, whole, used = measure(process, port, env[PAGE], clients=clients, requests=requests // rounds)
                if turn:  # the first warms up
                    found[name][0].extend(taken)
                    found[name][1].append(whole)
                    found[name][2].append(used)
    print(f"| {env[PAGE]}, {clients} clients | pages/s | median ms | p99 ms | processor ms a page |")
    print("|---|---|---|---|---|")
    for name, (taken, whole, used) in found.items():
        taken.sort()
        middle, slowest = statistics.median(taken) * 1000, taken[int(len(taken) * 0.99)] * 1000
        rate, each = len(taken) / sum(whole), sum(used) / len(taken) * 1000
        print(f"| {name} | {rate:.0f} | {middle:.1f} | {slowest:.1f} | {each:.1f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=800)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--page", default="/bodies/haerang-conference")
    parser.add_argument("--serve", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve[0], int(given.serve[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/tracker.db"
        engine = make_engine(url)
        migrate(engine)
        load_examples(engine)
        dispose_engine(engine)
        own = {"TRACKER_DATABASE_URL": url, "TRACKER_DATA_DIR": folder, PAGE: given.page}
        compare(os.environ | own, clients=given.clients, requests=given.requests)


if __name__ == "__main__":
    main()
