"""A warm child process that makes PDFs, so that neither pages nor the scheduler load or wait for what draws them.

The child is started on first use, answers one report at a time and ends by itself when its parent does, however
that ended. Where it crashes or takes too long, that report fails and the next one gets a new child.
"""

import json
import os
import select
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from types import TracebackType
from typing import Any, Self

from reports.approvals import NONE_YET, Approvals, to_approvals_text
from tracker.domain.editions import FileForm, FileKind
from tracker.domain.problems import Problem, Refused

#: What the child runs. It gets this process's path, so that it finds the same code.
CHILD = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from reports.worker import work
work(int(sys.argv[2]), draws_charts="charts" in sys.argv[3:], draws_pages="pages" in sys.argv[3:])
"""

#: Lengths of a message's two parts, JSON and bytes.
LENGTHS = struct.Struct(">IQ")

#: Seconds between two calls of `wait`.
TICK = 1.0


class RenderFailed(Exception):
    """The renderer broke down over a report, or took too long. Says what it said last."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file. `pages` is 0 where its form has none of its own; `peak_bytes`: the most memory that the child has held
    so far."""

    content: bytes
    pages: int
    seconds: float
    peak_bytes: int


class Renderer:
    """Use it as a context, or `close` it. `timeout` in seconds for one report; the child is replaced
    after `max_reports`, or once it has held more than `max_bytes`. `draws_charts`, `draws_pages`: its child
    gets ready for charts, and for laying out pages, before it is asked for any."""

    def __init__(
        self,
        *,
        timeout: float = 600.0,
        max_reports: int = 200,
        max_bytes: int = 1 << 30,
        draws_charts: bool = True,
        draws_pages: bool = True,
    ) -> None:
        self.timeout = timeout
        self.max_reports = max_reports
        self.max_bytes = max_bytes
        self.draws_charts = draws_charts
        self.draws_pages = draws_pages
        self._child: subprocess.Popen[bytes] | None = None
        self._made = 0
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The child's, where there is one."""
        return None if self._child is None else self._child.pid

    def start(self) -> None:
        """Have a child getting warm, before the first report asks for it."""
        with self._lock:
            self._require_child()

    def close(self) -> None:
        """End the child. The renderer can be used again."""
        with self._lock:
            self._end_child()

    def render(
        self,
        figures: str,
        language: str,
        *,
        kind: FileKind = FileKind.REPORT,
        form: FileForm = FileForm.PDF,
        approvals: Approvals = NONE_YET,
        wait: Callable[[], None] | None = None,
    ) -> Rendered:
        """A file of an edition's figures in a language. `wait` is called about once a second meanwhile.

        Refused for what the report itself cannot have (a character that no font draws, a language not
        spoken); RenderFailed for a crash or a timeout.
        """
        question = {"figures": figures, "language": language, "kind": kind.value, "form": form.value}
        return self._render(question | {"approvals": to_approvals_text(approvals)}, wait)

    def render_web_page(self, figures: str, language: str, *, approvals: Approvals = NONE_YET) -> Rendered:
        """The report of an edition's figures as a page for browsers. Refused, RenderFailed as `render`."""
        approved = to_approvals_text(approvals)
        return self._render({"web": figures, "language": language, "approvals": approved}, None)

    def render_sheet(self, sheet: str) -> Rendered:
        """A confirmation sheet, given as text. Refused, RenderFailed as `render`."""
        return self._render({"sheet": sheet}, None)

    def render_pack(self, pack: str, language: str) -> Rendered:
        """A conference pack, given as text, in a language. Refused, RenderFailed as `render`."""
        return self._render({"pack": pack, "language": language}, None)

    def render_picture(self, picture: str) -> Rendered:
        """A chart's picture, given as text. Refused, RenderFailed as `render`."""
        return self._render({"picture": picture}, None)

    def _render(self, question: dict[str, Any], wait: Callable[[], None] | None) -> Rendered:
        with self._lock:
            child = self._require_child()
            try:
                answer, pdf = self._ask(child, question, wait)
            except BaseException:
                self._end_child()  # in the middle of a report: its next answer would be of this one
                raise
            self._made += 1
            if self._made >= self.max_reports or answer.get("peak_bytes", 0) > self.max_bytes:
                self._end_child()
        if "problem" in answer:
            raise Refused(Problem(answer["problem"], answer["values"]))
        if "error" in answer:
            raise RenderFailed(answer["error"])
        return Rendered(pdf, answer["pages"], answer["seconds"], answer["peak_bytes"])

    def _require_child(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is None:
            return self._child
        self._end_child()
        command = [
            sys.executable,
            "-c",
            CHILD,
            json.dumps(sys.path),
            str(os.getpid()),
            *(["charts"] if self.draws_charts else []),
            *(["pages"] if self.draws_pages else []),
        ]
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self._made = 0
        return self._child

    def _end_child(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()

    def _ask(
        self, child: subprocess.Popen[bytes], question: dict[str, Any], wait: Callable[[], None] | None
    ) -> tuple[dict[str, Any], bytes]:
        talk = _Talk(child, time.monotonic() + self.timeout, wait)
        talk.write(pack(question))
        header, body = LENGTHS.unpack(talk.read(LENGTHS.size))
        return json.loads(talk.read(header)), talk.read(body)


@dataclass(frozen=True, slots=True)
class _Talk:
    """One exchange with a child, until a deadline, calling `wait` while nothing moves."""

    child: subprocess.Popen[bytes]
    deadline: float
    wait: Callable[[], None] | None

    def write(self, content: bytes) -> None:
        assert self.child.stdin is not None
        handle, rest = self.child.stdin.fileno(), memoryview(content)
        os.set_blocking(handle, False)
        while rest:
            self._until(handle, select.POLLOUT)
            try:
                rest = rest[os.write(handle, rest) :]
            except BrokenPipeError:
                raise RenderFailed(f"the renderer ended with {self.child.wait()}") from None

    def read(self, size: int) -> bytes:
        assert self.child.stdout is not None
        handle, parts = self.child.stdout.fileno(), []
        while size:
            self._until(handle, select.POLLIN)
            part = os.read(handle, min(size, 1 << 20))
            if not part:
                raise RenderFailed(f"the renderer ended with {self.child.wait()}")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _until(self, handle: int, event: int) -> None:
        poll = select.poll()
        poll.register(handle, event)
        while not poll.poll(TICK * 1000):
            if self.wait is not None:
                self.wait()
            if time.monotonic() > self.deadline:
                raise RenderFailed("the renderer took too long")


def pack(message: dict[str, Any], body: bytes = b"") -> bytes:
    """One message: lengths, JSON, bytes."""
    header = json.dumps(message).encode()
    return LENGTHS.pack(len(header), len(body)) + header + body


def receive(handle: int) -> tuple[dict[str, Any], bytes] | None:
    """Read one message; None where the other side has closed."""
    lengths = _read(handle, LENGTHS.size)
    if lengths is None:
        return None
    header_size, body_size = LENGTHS.unpack(lengths)
    header, body = _read(handle, header_size), _read(handle, body_size)
    return None if header is None or body is None else (json.loads(header), body)


def _read(handle: int, size: int) -> bytes | None:
    parts: list[bytes] = []
    while size:
        part = os.read(handle, size)
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
