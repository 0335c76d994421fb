"""A small supervisor: keeps the parts of the service running as child processes, and ends with them in order."""

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event

from tracker.domain.problems import Problem, Refused

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0

#: A part that ran for longer than this starts again after the first pause.
STEADY_SECONDS = 60.0

#: How long parts may take to end, before they are made to. Longer than a scheduler's grace.
END_SECONDS = 30.0

#: How long pages in hand may take, once told to stop, in seconds.
PAGES_END_SECONDS = 10


@dataclass(slots=True)
class Part:
    """One child process, and what starts it."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = field(default=FIRST_PAUSE)
    start_at: float = 0.0

    def start(self) -> None:
        # In a group of its own, so that Ctrl-C reaches the supervisor alone, which ends everything in order.
        self.process = subprocess.Popen(self.command, process_group=0)
        self.started = time.monotonic()

    def sweep(self) -> None:
        """End what the process left behind: workers of its own outlive one that was killed."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def plan_restart(self) -> float:
        """Forget the process that died; the pause before the next, longer each time it dies at once."""
        now = time.monotonic()
        self.process = None
        steady = now - self.started > STEADY_SECONDS
        self.pause = FIRST_PAUSE if steady else min(self.pause * 2, LONGEST_PAUSE)
        self.start_at = now + self.pause
        return self.pause


def supervise(
    parts: Sequence[Part],
    stop: Event,
    *,
    on_death: Callable[[str, int, float], None],
    on_stop: Callable[[], None],
) -> None:
    """Run the parts until `stop` is set, starting again what died; then end them. `on_death` is told the part's
    name, its exit code, and in how many seconds it is started again."""
    try:
        for part in parts:
            part.start()
        while not stop.wait(0.2):
            for part in parts:
                _look_after(part, on_death)
        on_stop()
    finally:
        end_parts(parts)


def _look_after(part: Part, on_death: Callable[[str, int, float], None]) -> None:
    if part.has_died():
        assert part.process is not None
        code = part.process.returncode
        part.sweep()
        on_death(part.name, code, part.plan_restart())
    elif part.process is None and time.monotonic() >= part.start_at:
        part.start()


def end_parts(parts: Sequence[Part]) -> None:
    """Ask every part to end, and wait; what takes too long is ended."""
    running = [part.process for part in parts if part.process is not None and part.process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + END_SECONDS
    for process in running:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for part in parts:
        part.sweep()


def stop_on_signals() -> Event:
    """An event that SIGTERM and SIGINT set."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def end_with(parent: int, *, within: float = END_SECONDS) -> None:
    """End this process when the one that started it is gone, however that ended: in order if that takes no
    longer than so many seconds."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)
        # Told while it was starting, it may not have heard.
        time.sleep(within)
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def require_free_port(host: str, port: int) -> None:
    """Refused where the address cannot be listened on."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise Refused(Problem("address_in_use", {"host": host, "port": port, "reason": error.strerror})) from None


def wait_for_port(host: str, port: int, stop: Event, *, seconds: float) -> bool:
    """Whether somebody listens there before the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not stop.is_set():
        try:
            with socket.create_connection((host, port), timeout=1):
                return True
        except OSError:
            stop.wait(0.1)
    return False
