"""How each sending of an edition stands, for the secretariat: what was refused, and what to do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue

from reports.delivering import require_free, send_again
from reports.posting import Drafts, Mailing, Posting
from tracker.actions.mail import try_again
from tracker.actions.recipients import mend_address
from tracker.domain.deliveries import DeliveryState, DropReason
from tracker.domain.problems import Problem, Refused
from tracker.domain.roles import Act
from tracker.models import Mail, User
from tracker.queries.deliveries import DeliveryView, find_deliveries, get_delivery, get_delivery_view
from tracker.queries.editions import EditionView, find_editions
from tracker.web.changing import changing
from tracker.web.contacts import read_address
from tracker.web.forms import Reader
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading
from tracker.web.service import current_service
from tracker.wording.languages import LANGUAGES, Name
from tracker.wording.mail_words import BACK, NEXT, STATES, say_trouble
from tracker.wording.marks import N_

deliveries = Blueprint("deliveries", __name__)

#: Those that can be sent again, or after all.
AGAIN = (DeliveryState.REFUSED, DeliveryState.GIVEN_UP, DeliveryState.DROPPED)

#: Why what was not sent cannot be sent now either, unless its edition is the current one again.
NEVER = (DropReason.SUPERSEDED, DropReason.NOT_FINAL)


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A delivery in words. `next_step`: what the secretariat does about it; empty for nothing. `later`: the number of
    the edition that took the place of its."""

    delivery: DeliveryView
    state: str
    said: str
    language: Name
    when: str
    next_try: str
    next_step: str
    can_be_sent: bool
    later: int | None


@deliveries.get("/bodies/<code:code>/deliveries/<number:delivery_id>")
@allowed(Act.MANAGE_REPORTS, logged=True)
def show_delivery(at: AtBody, delivery_id: int) -> str:
    found = get_delivery_view(at.session, at.view.id, delivery_id)
    return render_template(
        "delivery.html",
        at=at,
        heading=make_heading(at),
        form=at.form,
        line=_make_line(at, found, _find_latest(find_editions(at.session, at.code, found.period))),
        has_server=current_service().settings.mail_server is not None,
    )


@deliveries.post("/bodies/<code:code>/deliveries/<number:delivery_id>")
@changing(Act.MANAGE_REPORTS, again=show_delivery)
def send_once_more(at: AtBody, delivery_id: int) -> ResponseReturnValue:
    """To the address as it is mended here, or as the user's account has it now."""
    settings = current_service().settings
    delivery = get_delivery(at.session, at.view.id, delivery_id)
    if settings.mail_server is None:
        raise Refused(Problem("chase_no_mail_server"))
    if get_delivery_view(at.session, at.view.id, delivery_id).state not in AGAIN:
        raise Refused(Problem("delivery_under_way"))
    before = delivery.to_address
    if delivery.user_id is None:
        reader = Reader(at.form)
        address = read_address(reader, "email")
        reader.finish()
        mend_address(at.session, at.recording, delivery, address)
    else:
        delivery.to_address = at.session.get_one(User, delivery.user_id).email
    require_free(at.session, delivery)
    mail = None if delivery.mail_id is None else at.session.get(Mail, delivery.mail_id)
    if mail is not None and mail.text and delivery.to_address == before:
        try_again(at.session, mail.id, now=at.recording.at)
        sent = True
    else:
        mailing = Mailing(settings.base_url, settings.max_mail_file_bytes)
        sent = send_again(Posting(at.session, at.recording, mailing, Drafts()), delivery)
    said = N_("The edition is on its way to {address}.") if sent else N_("The edition could not be sent to {address}.")
    flash(at.asking.wording.text(said, address=delivery.to_address))
    return at.asking.link("reports.show_reports", code=at.code)


def find_delivery_lines(
    at: AtBody, editions: Iterable[EditionView], edition_ids: list[int] | None = None
) -> list[DeliveryLine]:
    """For the body's reports page, or an edition's: nothing for whoever does not keep the reports. `editions`: all of
    each period that is asked for, as the page has read them."""
    if not at.may(Act.MANAGE_REPORTS):
        return []
    found, latest = find_deliveries(at.session, at.view.id, edition_ids=edition_ids), _find_latest(editions)
    return [_make_line(at, one, latest) for one in found]


def _make_line(at: AtBody, one: DeliveryView, latest: Mapping[int, int]) -> DeliveryLine:
    wording, zone = at.asking.wording, at.view.body.time_zone
    key = DropReason(one.said) if one.state is DeliveryState.DROPPED else one.state
    is_back = key is DropReason.SUPERSEDED and latest.get(one.period) == one.edition
    return DeliveryLine(
        delivery=one,
        state=wording.text(STATES[one.state]),
        said=say_trouble(wording, one.said),
        language=Name(LANGUAGES.get(one.language, one.language), one.language),
        when=wording.instant(one.ended_at or one.made_at, zone),
        next_try="" if one.next_try_at is None else wording.instant(one.next_try_at, zone),
        next_step=wording.text(BACK if is_back else NEXT[key]) if key in NEXT else "",
        can_be_sent=one.state in AGAIN and (is_back or key not in NEVER),
        later=latest.get(one.period) if key is DropReason.SUPERSEDED and not is_back else None,
    )


def _find_latest(editions: Iterable[EditionView]) -> Mapping[int, int]:
    """The number of the current edition by period."""
    return {one.period: one.number for one in editions if one.is_latest}
