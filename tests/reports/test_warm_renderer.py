"""The child that draws previews is kept for the next one, and not for ever."""

import subprocess
import sys
import time

import pytest

from reports.renderer import Renderer, RenderFailed
from reports.warm_renderer import WarmRenderer


def test_the_child_is_kept_for_the_next_report_and_ends_when_none_comes() -> None:
    warm = WarmRenderer(Renderer(draws_charts=False), idle=0.5)
    pids = set()
    for _ in range(2):
        with pytest.raises(RenderFailed):
            warm.render("this is no report", "en")
        pids.add(warm.renderer.pid)
    assert len(pids) == 1
    assert None not in pids
    until = time.monotonic() + 10
    while warm.renderer.pid is not None and time.monotonic() < until:
        time.sleep(0.05)
    assert warm.renderer.pid is None
    with pytest.raises(RenderFailed):
        warm.render("this is no report", "en")
    warm.close()


def test_a_picture_is_drawn_without_what_lays_out_pages() -> None:
    code = "import sys, reports.drawing_charts; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
