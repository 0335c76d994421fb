"""A secretary makes links to an edition for people outside, and ends them."""

from dataclasses import dataclass

from flask import flash, make_response, render_template
from flask.typing import ResponseReturnValue

from tracker.actions.edition_links import DAYS, MOST_DAYS, address_of, end_edition_link, is_good, make_edition_link
from tracker.domain.problems import NotFound
from tracker.domain.roles import Act
from tracker.models import EditionLink
from tracker.queries.edition_links import find_edition_links
from tracker.web.changing import changing
from tracker.web.edition_links import edition_links
from tracker.web.edition_words import require_edition
from tracker.web.forms import Reader
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading
from tracker.web.service import current_service
from tracker.wording.marks import N_

PAGE = "/bodies/<code:code>/reports/<number:period>/<number:number>/links"


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link in words. `sent_to`: the address that it was mailed to; empty where it was made by hand. `ended`: empty
    while it works."""

    link: EditionLink
    made: str
    sent_to: str
    until: str
    ended: str


@edition_links.get(PAGE)
@allowed(Act.MANAGE_REPORTS)
def show_links(at: AtBody, period: int, number: int) -> str:
    return render_links(at, period, number)


def render_links(at: AtBody, period: int, number: int, **_: object) -> str:
    edition = require_edition(at, period, number)
    return render_template(
        "edition_links.html",
        at=at,
        heading=make_heading(at),
        edition=edition,
        form=at.form,
        days=DAYS,
        lines=[
            _make_line(at, link, "" if delivery is None else delivery.to_address)
            for link, delivery in find_edition_links(at.session, edition.id)
        ],
    )


@edition_links.post(PAGE)
@changing(Act.MANAGE_REPORTS, again=render_links)
def do_make_link(at: AtBody, period: int, number: int) -> ResponseReturnValue:
    """The page that shows the link this once: its secret is kept nowhere."""
    edition = require_edition(at, period, number)
    reader = Reader(at.form)
    days = reader.number("days", required=True, least=1, most=MOST_DAYS)
    reader.finish()
    link, secret = make_edition_link(at.session, at.recording, edition_id=edition.id, days=days or DAYS)
    page = render_template(
        "edition_link_made.html",
        at=at,
        heading=make_heading(at),
        edition=edition,
        address=address_of(current_service().settings.base_url, secret),
        until=at.asking.wording.instant(link.expires_at, at.view.body.time_zone),
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@edition_links.post(f"{PAGE}/<number:link_id>/end")
@changing(Act.MANAGE_REPORTS, again=render_links)
def do_end_link(at: AtBody, period: int, number: int, link_id: int) -> str:
    edition = require_edition(at, period, number)
    link = next((one for one, _ in find_edition_links(at.session, edition.id) if one.id == link_id), None)
    if link is None:
        raise NotFound("edition", f"{edition.name} {link_id}")
    end_edition_link(at.session, at.recording, link)
    flash(at.asking.wording.text(N_("The link has ended.")))
    return at.asking.link("edition_links.show_links", code=at.code, period=period, number=number)


def _make_line(at: AtBody, link: EditionLink, sent_to: str) -> LinkLine:
    wording, zone = at.asking.wording, at.view.body.time_zone
    until = wording.instant(link.expires_at, zone)
    ended = ""
    if not is_good(link, at.asking.now):
        ended = until if link.ended_at is None else wording.instant(link.ended_at, zone)
    return LinkLine(link, wording.instant(link.made_at, zone), sent_to, until, ended)
