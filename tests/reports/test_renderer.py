"""The renderer's child: one report's failure stays that report's, and nobody is left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from reports.renderer import Renderer, RenderFailed
from tests.reports.conftest import Figures, is_alive
from tracker.domain.problems import Refused

ROOT = Path(__file__).parents[2]
CASE = ("haerang-conference", 1, date(2025, 12, 31))


def wait_until(happened: Callable[[], bool], seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happened():
            return True
        time.sleep(0.05)
    return False


def test_a_killed_child_fails_its_report_and_the_next_one_works(figures_of: Figures) -> None:
    figures = figures_of(*CASE)
    with Renderer() as renderer:
        assert renderer.render(figures, "en").pages
        pid = renderer.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)  # so that it cannot be quicker
        threading.Timer(0.3, os.kill, (pid, signal.SIGKILL)).start()
        with pytest.raises(RenderFailed):
            renderer.render(figures, "en")
        assert renderer.render(figures, "en").pages
        assert renderer.pid != pid


def test_a_report_that_takes_too_long_fails_and_its_child_is_gone(figures_of: Figures) -> None:
    with Renderer(timeout=0.2) as renderer:
        renderer.start()
        pid = renderer.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        with pytest.raises(RenderFailed, match="too long"):
            renderer.render(figures_of(*CASE) + " " * 1_000_000, "en")  # more than a pipe holds
        assert not is_alive(pid)


def test_waiting_calls_back_and_may_end_the_job(figures_of: Figures) -> None:
    class GivenUp(Exception):
        pass

    def give_up() -> None:
        raise GivenUp

    with Renderer() as renderer:
        renderer.start()
        pid = renderer.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        with pytest.raises(GivenUp):
            renderer.render(figures_of(*CASE), "en", wait=give_up)
        assert not is_alive(pid)


def test_an_error_in_a_report_is_told_and_the_child_lives_on(figures_of: Figures) -> None:
    with Renderer() as renderer:
        with pytest.raises(RenderFailed, match="JSONDecodeError"):
            renderer.render("no figures", "en")
        pid = renderer.pid
        with pytest.raises(Refused):
            renderer.render(figures_of(*CASE), "tlh")
        assert renderer.render(figures_of(*CASE), "en").pages
        assert renderer.pid == pid


def test_a_child_is_replaced_after_its_share_of_reports(figures_of: Figures) -> None:
    with Renderer(max_reports=1) as renderer:
        assert renderer.render(figures_of(*CASE), "en").peak_bytes > 10_000_000
        assert renderer.pid is None


def test_closing_ends_the_child() -> None:
    with Renderer() as renderer:
        renderer.start()
        pid = renderer.pid
        assert pid is not None
        assert is_alive(pid)
    assert not is_alive(pid)


PARENT = """
import sys, time
from reports.renderer import Renderer
renderer = Renderer()
renderer.start()
print(renderer.pid, flush=True)
time.sleep(600)
"""


def test_a_child_ends_when_its_parent_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert wait_until(lambda: not is_alive(child))


def test_what_draws_is_loaded_in_the_child_only() -> None:
    code = (
        "import sys, reports.publishing, reports.verifying, tracker.cli.reports;"
        "print({'weasyprint', 'vl_convert', 'jinja2'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"
