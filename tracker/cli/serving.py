"""`tracker serve`, `tracker web` and `tracker scheduler`: the service, whole or in parts."""

import os
import socket
import sys
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import click
from granian.constants import Interfaces
from granian.server import Server
from sqlalchemy import Engine

from reports.renderer import Renderer
from tracker.actions.digests import DigestLinks
from tracker.cli import Console
from tracker.cli.logs import LOGGING, set_up_logging
from tracker.cli.supervising import (
    PAGES_END_SECONDS,
    Part,
    end_with,
    require_free_port,
    stop_on_signals,
    supervise,
    wait_for_port,
)
from tracker.cli.upgrading import back_up_before_upgrade, bring_up_to_date, require_head
from tracker.db import reading
from tracker.queries.bodies import find_bodies
from tracker.scheduler.delivering import make_mailing
from tracker.scheduler.mailing import make_post
from tracker.scheduler.producing import make_drawer, make_producer, make_signer
from tracker.scheduler.ticking import tick
from tracker.scheduler.working import Work
from tracker.signing import get_secret
from tracker.wording.marks import N_

#: Pages wait for the database rather than for the processor: a few threads each, fewer than connections.
THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)

#: How long `serve` waits for the first page, in seconds.
START_SECONDS = 60.0


def _where(command: Callable[..., Any]) -> Callable[..., Any]:
    host = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
    port = click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port.")
    return host(port(command))


#: The process that started a part, whose end is its own.
_parent = click.option("--parent", type=int, hidden=True)


def _lead_here(host: str, port: int) -> None:
    """Links that are handed over lead to where the pages are served, unless the settings say another address; the
    processes that this one starts follow."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - told apart, not listened on
    at = everywhere.get(host, host)
    os.environ.setdefault("TRACKER_BASE_URL", f"http://[{at}]:{port}" if ":" in at else f"http://{at}:{port}")


@click.command("serve")
@_where
@click.option("--examples", is_flag=True, help="Fill a new database with the two example bodies.")
@click.pass_obj
def serve_command(console: Console, host: str, port: int, examples: bool) -> None:
    """Bring the database up to date, serve the pages, produce what is due: the embedded service."""
    require_free_port(host, port)
    _lead_here(host, port)
    with console.engine() as engine:
        back_up_before_upgrade(console, engine)
        bring_up_to_date(console, engine, examples=examples)
        bodies = _find_body_codes(engine)
    stop = stop_on_signals()
    parts = [_part("web", "--host", host, "--port", str(port)), _part("scheduler")]
    greeter = _Greeter(console, host, port, bodies)
    Thread(target=greeter.say_where, args=(stop,), name="greeter", daemon=True).start()
    supervise(parts, stop, on_death=greeter.say_died, on_stop=greeter.say_ending)
    console.say(console.wording.text(N_("Stopped.")))


def _part(name: str, *options: str) -> Part:
    return Part(name, [sys.executable, "-m", "tracker", name, "--parent", str(os.getpid()), *options])


def _find_body_codes(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return [body.code for body in find_bodies(session)]


class _Greeter:
    """Tells whoever started the service where to look, and what died."""

    def __init__(self, console: Console, host: str, port: int, bodies: list[str]) -> None:
        self._console = console
        self._host, self._port = host, port
        self._bodies = bodies

    def say_where(self, stop: Event) -> None:
        say, text = self._console.say, self._console.wording.text
        if not wait_for_port(self._host, self._port, stop, seconds=START_SECONDS):
            return
        shown = f"[{self._host}]" if ":" in self._host else self._host
        address = f"http://{shown}:{self._port}"
        say()
        say(text(N_("The tracker is at {address}"), address=f"{address}/"))
        for code in self._bodies:
            page = f"{address}/bodies/{code}"
            say(text(N_("  {body}: {page}, its reports: {page}/reports"), body=code, page=page))
        if not self._bodies:
            say(text(N_("  There is no body yet: tracker import PATH brings in a register.")))
        say(text(N_("Everything is kept in {folder}"), folder=self._console.settings.data_dir))
        say(text(N_("Ctrl-C ends it.")))

    def say_ending(self) -> None:
        self._console.say(self._console.wording.text(N_("Ending; a report that is being made is finished first ...")))

    def say_died(self, name: str, code: int, pause: float) -> None:
        message = N_("The {part} ended by itself (exit {code}); it is started again in {pause:.0f} s.")
        click.echo(self._console.wording.text(message, part=name, code=code, pause=pause), err=True)


@click.command("web")
@_where
@_parent
@click.pass_obj
def web_command(console: Console, host: str, port: int, parent: int | None) -> None:
    """Serve the pages only."""
    _lead_here(host, port)
    with console.engine() as engine:
        require_head(engine)
    require_free_port(host, port)
    if parent is not None:
        end_with(parent)
    Server(
        "tracker.cli.pages:make_pages",
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=console.settings.web_workers,
        blocking_threads=THREADS,
        websockets=False,
        log_dictconfig=LOGGING,
        respawn_failed_workers=True,
        workers_kill_timeout=PAGES_END_SECONDS,
    ).serve()


@click.command("scheduler")
@_parent
@click.pass_obj
def scheduler_command(console: Console, parent: int | None) -> None:
    """Produce what is due only. Any number of these may run."""
    stop = stop_on_signals()
    settings, server = console.settings, console.settings.mail_server
    with console.engine() as engine, Renderer() as renderer:
        require_head(engine)
        set_up_logging()
        if parent is not None:
            end_with(parent)
        work = Work(
            engine=engine,
            produce=make_producer(
                engine, renderer, files_dir=settings.files_dir, clock=console.now, check_at=settings.check_address
            ),
            owner=f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}",
            clock=console.now,
            lease=timedelta(seconds=settings.lease_seconds),
            post=None if server is None else make_post(server, settings.files_dir),
            links=None if server is None else DigestLinks(settings.base_url, get_secret(settings)),
            access_log_days=settings.access_log_days,
            sign_in_hours=settings.sign_in_hours,
            files_dir=settings.files_dir,
            mailing=make_mailing(settings),
            draw=make_drawer(engine, renderer, files_dir=settings.files_dir, clock=console.now),
            limits=settings.limits,
            sign=make_signer(engine, renderer, files_dir=settings.files_dir, clock=console.now),
        )
        tick(work, poll_seconds=settings.poll_seconds, stop=stop)


COMMANDS = [serve_command, web_command, scheduler_command]
