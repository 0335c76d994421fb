"""A part of a page that shows itself anew: it is told once, and waits while the focus is in it."""

from pathlib import Path

from playwright.sync_api import Browser

import tracker

NEWS = Path(tracker.__file__).parent / "web" / "static" / "news.js"
PAGE = """<main><section id="runs" data-news="waits" hx-select-oob="#beside,#nowhere"><a href="#">run</a></section>
<div id="beside"><button>there</button></div><button id="apart">apart</button></main>"""
ASKED = """focused => {
  document.querySelector(focused).focus();
  const elt = document.querySelector("#runs");
  return elt.dispatchEvent(new CustomEvent("htmx:beforeRequest", {bubbles: true, cancelable: true, detail: {elt}}));
}"""
SHOWN = """news => {
  document.querySelector("#runs").dataset.news = news;
  document.querySelector("#runs").dispatchEvent(new CustomEvent("htmx:afterSwap", {bubbles: true}));
  return document.querySelector("[role=status]").textContent;
}"""


def test_it_waits_while_the_focus_is_in_it_and_tells_only_what_is_new(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(PAGE)
    page.add_script_tag(path=NEWS)
    assert [page.evaluate(ASKED, place) for place in ("#runs a", "#beside button", "#apart")] == [False, False, True]
    assert [page.evaluate(SHOWN, news) for news in ("waits", "done")] == ["", "done"]
    page.close()
