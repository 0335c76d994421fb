"""Editions as pages for browsers, made by a child process when they are asked for, and kept in memory for a while."""

import zlib
from collections import OrderedDict
from html import escape
from threading import BoundedSemaphore, Lock

from flask import Response, request
from flask.typing import ResponseReturnValue

from reports.approvals import Approvals
from reports.renderer import Renderer, RenderFailed
from reports.web_page import find_policy, put_before
from tracker import __version__
from tracker.domain.problems import Refused
from tracker.web.errors import Trouble, show_trouble
from tracker.wording.marks import N_

#: Seconds that a page may take and that one waits for its turn, how many a process makes at a time and keeps.
TIMEOUT, TURN = 60.0, 2.0
AT_ONCE = BoundedSemaphore(1)
MOST_KEPT = 24

NOT_MADE = Trouble(
    N_("The page could not be made"),
    N_("It took too long, or others are being made. The edition’s files are not concerned."),
    N_("Try again in a minute, or open one of the edition’s files."),
)


class KeptPages:
    """Packed, by what they are made of; the one that was asked for longest ago goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._pages: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def find(self, key: str) -> str | None:
        with self._lock:
            packed = self._pages.get(key)
            if packed is None:
                return None
            self._pages.move_to_end(key)
        return zlib.decompress(packed).decode()

    def keep(self, key: str, html: str) -> None:
        with self._lock:
            self._pages[key] = zlib.compress(html.encode())
            while len(self._pages) > self._most:
                self._pages.popitem(last=False)


PAGES = KeptPages(MOST_KEPT)


def answer_with_page(
    figures: str, digest: str, language: str, approvals: Approvals, *, ways: list[tuple[str, str]], way_label: str
) -> ResponseReturnValue:
    """`ways`: what to go to from the page, as word and address; `way_label`: what they are called together. A browser
    that has the page already is not sent it again, nor is it made again for it."""
    key = f"{__version__}-{digest}-{language}-{approvals.digest}"
    if request.if_none_match.contains(key):
        answer = Response(status=304)
        answer.set_etag(key)
        return answer
    html = PAGES.find(key)
    if html is None:
        try:
            html = _make(figures, language, approvals)
        except (RenderFailed, Refused, TimeoutError):
            return show_trouble(503, trouble=NOT_MADE)
        PAGES.keep(key, html)
    links = "".join(f'<a href="{escape(address)}">{escape(word)}</a>' for word, address in ways)
    nav = f'<nav class="web" aria-label="{escape(way_label)}">{links}</nav>'
    answer = Response(put_before(html, nav), mimetype="text/html")
    answer.headers["Content-Security-Policy"] = find_policy(html)
    answer.set_etag(key)
    return answer


def _make(figures: str, language: str, approvals: Approvals) -> str:
    if not AT_ONCE.acquire(timeout=TURN):
        raise TimeoutError
    try:
        with Renderer(timeout=TIMEOUT) as renderer:
            return renderer.render_web_page(figures, language, approvals=approvals).content.decode()
    finally:
        AT_ONCE.release()
