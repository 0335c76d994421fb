"""Chasing what is silent: when, whom, with what; sending it now; what was sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue

from tracker.actions.chasing import ChaseSettings, queue_digests, set_chase
from tracker.actions.digests import DigestLinks, DigestWriter, Doors, Written
from tracker.actions.hand_overs import HOLDS
from tracker.domain.chasing import Ask, find_next_due
from tracker.domain.problems import Problem, Refused
from tracker.domain.roles import Act
from tracker.models import Chase, Subject
from tracker.queries.chasing import (
    Chased,
    Digest,
    DigestPart,
    find_chased,
    find_secretaries,
    find_sent,
    get_chase,
    rule_of,
    timing_of,
)
from tracker.queries.contacts import find_contacts, find_departments
from tracker.signing import get_secret
from tracker.web.changes import find_changes
from tracker.web.changing import changing
from tracker.web.forms import Reader
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading
from tracker.web.keeping import find_kept
from tracker.web.service import current_service
from tracker.wording.languages import LANGUAGES, Name
from tracker.wording.marks import N_

chase = Blueprint("chase", __name__)


@dataclass(frozen=True, slots=True)
class Preview:
    """A mail that would be sent: to whom, how many projects of each kind, and its words; None, where it is to a
    contact that only another secretariat knows."""

    digest: Digest
    language: str
    departments: list[Name]
    counts: dict[str, int]
    written: Written | None


@dataclass(frozen=True, slots=True)
class Unreached:
    """Projects that nobody is there to be asked about."""

    party: Name
    department: Name | None
    projects: int


def _page(at: AtBody) -> str:
    settings, body = get_chase(at.session, at.view.id, now=at.asking.now), at.view.body
    chased = find_chased(at.session, at.view, rule_of(settings), day=at.today)
    departments = find_departments(at.session, at.view)
    wording = at.asking.wording
    return render_template(
        "chase.html",
        at=at,
        heading=make_heading(at),
        form=at.form,
        chase=settings,
        weekdays=[(number, wording.weekday(number)) for number in range(7)],
        next_at=wording.instant(find_next_due(timing_of(settings, body), after=at.asking.now), body.time_zone),
        has_server=current_service().settings.mail_server is not None,
        previews=_preview(at, settings, chased),
        unreached=[_name_unreached(at, part) for part in chased.unreached],
        departments=len(departments),
        missing=sum(one.contact is None for one in departments),
        sent=find_sent(at.session, at.view.id),
        knows=_find_known(at),
        changes=find_changes(at, Subject.CHASE, at.code),
    )


def _preview(at: AtBody, settings: Chase, chased: Chased) -> list[Preview]:
    """The mails as they would be sent now. Links that need no account are for their reader alone."""
    kept = find_kept(at)
    secretaries = find_secretaries(at.session, at.view.id)
    writer = DigestWriter(at.view, rule_of(settings), at.today, _links(), secretaries)
    until = (at.asking.now + HOLDS).astimezone(ZoneInfo(at.view.body.time_zone)).date()
    return [
        Preview(
            digest=digest,
            language=LANGUAGES.get(digest.language, digest.language),
            departments=[at.call(part.names or at.view.parties[part.party_id].names) for part in digest.parts],
            counts={ask.value: sum(len(part.of(ask)) for part in digest.parts) for ask in Ask},
            written=writer.write(digest, _hide_doors(digest, until))
            if all(contact.party_id in kept for contact in digest.contacts)
            else None,
        )
        for digest in chased.digests
    ]


def _find_known(at: AtBody) -> Callable[[str], bool]:
    """Whether the visitor is shown an address: not that of a contact whom another secretariat keeps, now or before."""
    kept = find_kept(at)
    if kept == set(at.view.parties):
        return lambda address: True
    shown = {user.email for users in find_secretaries(at.session, at.view.id).values() for user in users}
    for contact in find_contacts(at.session, at.view.id).values():
        if contact.party_id in kept:
            shown |= {contact.email, contact.handed_over_from or contact.email}
    folded = {address.casefold() for address in shown}
    return lambda address: address.casefold() in folded


def _hide_doors(digest: Digest, until: date) -> Doors:
    forms = {part.key: [_links().form("…")] * len(part.periods) for part in digest.parts if part.contact is not None}
    return Doors(until, f"{_links().base_url}/hand-over/…", forms)


def _name_unreached(at: AtBody, part: DigestPart) -> Unreached:
    party = at.call(at.view.parties[part.party_id].names)
    return Unreached(party, at.call(part.names) if part.names else None, len(part.asked))


def _links() -> DigestLinks:
    settings = current_service().settings
    return DigestLinks(settings.base_url, get_secret(settings))


@chase.get("/bodies/<code:code>/chasing")
@allowed(Act.MANAGE_CHASE)
def show_chase(at: AtBody) -> str:
    return _page(at)


@chase.post("/bodies/<code:code>/chasing")
@changing(Act.MANAGE_CHASE, again=_page)
def change(at: AtBody) -> ResponseReturnValue:
    reader = Reader(at.form)
    weekday = reader.number("weekday", required=True, most=6)
    hour = reader.time_of_day("at")
    silent_days = reader.number("silent_days", required=True, least=1, most=3650)
    due_days = reader.number("due_days", required=True, most=3650)
    reader.finish()
    assert weekday is not None
    assert hour is not None
    assert silent_days is not None
    assert due_days is not None
    is_on = reader.ticked("is_on")
    set_chase(at.session, at.recording, ChaseSettings(is_on, weekday, hour, silent_days, due_days))
    said = N_("Saved. Departments are chased automatically.") if is_on else N_("Saved. Nobody is chased automatically.")
    flash(at.asking.wording.text(said))
    return at.asking.link("chase.show_chase", code=at.code)


@chase.post("/bodies/<code:code>/chasing/now")
@changing(Act.MANAGE_CHASE, again=_page)
def send_now(at: AtBody) -> ResponseReturnValue:
    if current_service().settings.mail_server is None:
        raise Refused(Problem("chase_no_mail_server"))
    settings, now = get_chase(at.session, at.view.id, now=at.recording.at), at.recording.at
    queued = queue_digests(at.session, at.recording, settings, _links(), due_at=now)
    if not queued:
        raise Refused(Problem("chase_nothing"))
    wording = at.asking.wording
    flash(wording.plural("{number} mail is on its way.", "{number} mails are on their way.", queued))
    return at.asking.link("chase.show_chase", code=at.code)
