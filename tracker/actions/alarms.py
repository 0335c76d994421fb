"""Telling people that an edition is not there an hour after it was due: one mail to each, once for each due instant."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from tracker.actions.mail import queue_mail
from tracker.models import Body, User
from tracker.queries.alarms import find_alarmed
from tracker.queries.due_runs import DueRun, find_missed_runs
from tracker.queries.schedules import timing_of
from tracker.wording import Wording, get_wording
from tracker.wording.languages import find_language
from tracker.wording.marks import N_
from tracker.wording.schedule_sentences import describe_timing

#: How the keys of these mails begin.
KEY = "missed:"


def queue_alarms(session: Session, body_id: int, *, base_url: str, now: datetime) -> int:
    """Put what is to be told of a body into the outbox; how many mails. What was told before is not told again, by
    whichever process."""
    body = session.get_one(Body, body_id, with_for_update=True)
    missed = find_missed_runs(session, now=now, body_id=body_id)
    people = find_alarmed(session, body_id) if missed else ()
    return sum(_queue(session, body, one, user, base_url=base_url, now=now) for one in missed for user in people)


def _queue(session: Session, body: Body, missed: DueRun, user: User, *, base_url: str, now: datetime) -> bool:
    language = find_language([user.language])
    wording = get_wording(language)
    name = wording.name(body.names, body.languages).text
    zone = body.time_zone if missed.schedule is None else missed.schedule.time_zone
    instant = wording.instant(missed.due.ready_at, zone)
    mail = queue_mail(
        session,
        key=f"{KEY}{_name_run(body, missed)}:{user.id}",
        to_address=user.email,
        language=language,
        subject=wording.text(N_("{body}: the report due at {instant} is missing"), body=name, instant=instant),
        text="\n\n".join(_write(wording, body, missed, user, base_url=base_url)) + "\n",
        at=now,
        body_id=body.id,
    )
    return mail is not None


def _name_run(body: Body, missed: DueRun) -> str:
    if missed.schedule is None:
        return f"{body.code}:asked:{missed.run.id if missed.run else ''}"
    return f"{body.code}:{missed.schedule.id}:{missed.due.due_at.isoformat()}:{missed.due.period}"


def _write(wording: Wording, body: Body, missed: DueRun, user: User, *, base_url: str) -> Iterable[str]:
    name = wording.name(body.names, body.languages).text
    zone = body.time_zone if missed.schedule is None else missed.schedule.time_zone
    yield wording.text(N_("Dear {name},"), name=user.name)
    yield wording.text(
        N_("A report of {body} on period {period} was due at {instant}. An hour later it is not there."),
        body=name,
        period=wording.number(missed.due.period),
        instant=wording.instant(missed.due.ready_at, zone),
    )
    if missed.schedule is not None:
        yield wording.text(N_("Schedule: {when}."), when=describe_timing(wording, timing_of(missed.schedule)))
    yield _say_why(wording, missed)
    yield wording.text(
        N_("How it stands, and whether it came meanwhile: {link}"), link=f"{base_url}/bodies/{body.code}/reports"
    )
    yield "-- \n" + wording.text(
        N_("This mail was written by the Joint Committee Tracker, {link}. Nobody reads answers to it."), link=base_url
    )


def _say_why(wording: Wording, missed: DueRun) -> str:
    if missed.run is not None and missed.run.error:
        return wording.text(
            N_("It was tried and failed: {error} – It is tried again by itself, with growing pauses."),
            error=missed.run.error,
        )
    return wording.text(N_("Nobody has finished it yet. It is made as soon as the scheduler comes to it."))
