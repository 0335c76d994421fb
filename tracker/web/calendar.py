"""Calendars to subscribe to: of a body, and of all bodies of a user behind a private address."""

from hashlib import sha256

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from tracker.access import Account, Visitor
from tracker.actions.calendar_links import end_calendar_link, make_calendar_link
from tracker.db import reading
from tracker.domain.icalendar import MEDIA_TYPE, Event, make_calendar
from tracker.domain.problems import NotFound
from tracker.domain.roles import Act
from tracker.passwords import digest_of
from tracker.queries.bodies import BodyView, get_body_view
from tracker.queries.calendar import CalendarDay, DayKind, find_bodies_of, find_calendar_user, find_days
from tracker.queries.users import find_grants
from tracker.web.account import show_own
from tracker.web.asking import current_asking
from tracker.web.changing import changing_everywhere
from tracker.web.gates import AtBody, AtService, allowed, anyone
from tracker.web.service import current_service
from tracker.wording import Wording, get_wording
from tracker.wording.languages import LANGUAGES, find_language
from tracker.wording.marks import N_

calendar = Blueprint("calendar", __name__)

MAKER = "Joint Committee Tracker"

SUMMARIES = {
    DayKind.CONFERENCE: N_("{body}: conference {number}"),
    DayKind.PLANNED: N_("{body}: conference {number}, planned"),
    DayKind.EDITION_DUE: N_("{body}: report due"),
    DayKind.PERIOD_END: N_("{body}: last day of period {number}"),
    DayKind.PROJECT_DUE: N_("{body}: {ref} {title} due"),
}
DONE = N_("{body}: {ref} {title} due, implemented")

CATEGORIES = {
    DayKind.CONFERENCE: N_("Conference"),
    DayKind.PLANNED: N_("Conference"),
    DayKind.EDITION_DUE: N_("Report"),
    DayKind.PERIOD_END: N_("Period"),
    DayKind.PROJECT_DUE: N_("Project"),
}


@calendar.get("/bodies/<code:code>/calendar.ics")
@allowed(Act.SEE_EDITIONS)
def show_calendar(at: AtBody) -> Response:
    """For whoever may see the body: a calendar program, which signs in nowhere, of a public one only. The address
    itself says the language, as such a program keeps no cookie."""
    asked = request.args.get("language", "")
    wording = get_wording(asked) if asked in LANGUAGES else at.asking.wording
    events = find_events(at.session, at.view, at.asking.visitor, wording)
    name = wording.name(at.view.body.names, list(at.view.body.languages)).text
    return _answer(events, name, wording, is_private=at.asking.visitor.account is not None)


@calendar.get("/calendars/<token>.ics")
@anyone
def show_own_calendar(token: str) -> Response:
    """Every body at which the user holds a role now. NotFound for an address that is none, or was ended."""
    with reading(current_service().engine) as session:
        user = find_calendar_user(session, digest_of(token))
        if user is None:
            raise NotFound("calendar", "")
        visitor = Visitor(find_grants(session, user.id), Account(user.id, user.name, user.email, user.language, 0))
        wording = get_wording(find_language([user.language]))
        held = {one.body for one in visitor.grants}
        codes = None if None in held else {code for code in held if code is not None}
        events: list[Event] = []
        for body in find_bodies_of(session, codes):
            if visitor.may(Act.SEE_EDITIONS, body):
                events += find_events(session, get_body_view(session, body.code), visitor, wording)
    return _answer(events, wording.text(N_("Joint committees")), wording, is_private=True)


@calendar.post("/account/calendar")
@changing_everywhere(None, again=show_own)
def make(at: AtService) -> ResponseReturnValue:
    """Show the new address, this once."""
    secret = make_calendar_link(at.session, _user_id(at), now=at.keeper.at)
    address = current_service().settings.base_url + url_for("calendar.show_own_calendar", token=secret)
    answer = make_response(render_template("calendar_made.html", address=address))
    answer.cache_control.no_store = True
    return answer


@calendar.post("/account/calendar/end")
@changing_everywhere(None, again=show_own)
def end(at: AtService) -> ResponseReturnValue:
    ended = end_calendar_link(at.session, _user_id(at))
    said = N_("The private address of your calendar does not work any more.") if ended else N_("Nothing was changed.")
    flash(at.asking.wording.text(said))
    return url_for("account.show_account")


def find_events(session: Session, view: BodyView, visitor: Visitor, wording: Wording) -> list[Event]:
    """The days of a body as a visitor may see them, in words."""
    may_see = visitor.may(Act.SEE_PROJECTS, view.body)
    days = find_days(session, view, now=current_asking().now, with_projects=may_see)
    return [_event(view, one, wording) for one in days]


def _event(view: BodyView, one: CalendarDay, wording: Wording) -> Event:
    settings, code = current_service().settings, view.body.code
    host = settings.base_url.partition("://")[2].partition("/")[0]
    body = wording.name(view.body.names, list(view.body.languages)).text
    title = wording.name(one.titles, list(view.body.languages)).text if one.titles else ""
    summary = DONE if one.is_done else SUMMARIES[one.kind]
    return Event(
        uid=f"{code}-{one.key}@{host}",
        day=one.day,
        summary=wording.text(summary, body=body, number=one.number, ref=one.ref, title=title),
        changed_at=one.changed_at,
        sequence=one.changes,
        url=settings.base_url + _page_of(code, one),
        categories=(wording.text(CATEGORIES[one.kind]),),
        status="TENTATIVE" if one.kind is DayKind.PLANNED else "CONFIRMED",
    )


def _page_of(code: str, one: CalendarDay) -> str:
    match one.kind:
        case DayKind.PROJECT_DUE:
            return url_for("projects.show_project", code=code, ref=one.ref)
        case DayKind.EDITION_DUE:
            return url_for("reports.show_reports", code=code)
        case DayKind.CONFERENCE | DayKind.PERIOD_END:
            return url_for("periods.show_period", code=code, number=one.number)
        case _:
            return url_for("bodies.show_body", code=code)


def _answer(events: list[Event], name: str, wording: Wording, *, is_private: bool) -> Response:
    """Sent again only where it is another than the program has."""
    text = make_calendar(name, events, maker=MAKER, language=wording.lang)
    answer = make_response(text.encode())
    answer.headers["Content-Type"] = MEDIA_TYPE
    answer.headers["Content-Language"] = wording.lang
    answer.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    answer.set_etag(sha256(text.encode()).hexdigest()[:32])
    answer.cache_control.no_cache = True
    answer.cache_control.private = is_private or None
    answer.make_conditional(request)
    return answer


def _user_id(at: AtService) -> int:
    assert at.asking.visitor.account is not None, "the gate lets only those in who are signed in"
    return at.asking.visitor.account.id
