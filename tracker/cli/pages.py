"""What each worker process of the web server runs."""

import gc
import multiprocessing

from flask import Flask

from tracker.app import from_environment
from tracker.cli.supervising import PAGES_END_SECONDS, end_with


def make_pages() -> Flask:
    """The pages, for as long as the process lives that started this one: left behind, it would hold the port."""
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        end_with(parent.pid, within=PAGES_END_SECONDS)
    pages = from_environment()
    # What is there by now stays: the collector, which a list of ten thousand projects wakes several times over,
    # need not go through it again. A quarter of the time of such a list, by tests/bench/pages.py.
    gc.collect()
    gc.freeze()
    return pages
