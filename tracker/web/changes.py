"""Changes in words: who, when, what, before and after, in the page's language.

A page of a thing that can be changed shows them with `find_changes` and the macro of changes.html.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlmodel import col, select

from reports.layouts import LEFT_OUT
from reports.sections import BY_NAME
from tracker.domain.due import ScheduleKind
from tracker.domain.editions import SignOffAnswer
from tracker.domain.fields import Field
from tracker.domain.quiet_days import WEEKEND
from tracker.domain.roles import Role, Visibility
from tracker.domain.stages import EntryKind, Horizon, Mode, Reason, RunBy, Stage
from tracker.domain.statements import Decision
from tracker.models import Body, BodyKind, HistoryEntry, PartyRole, Subject
from tracker.queries.happened import find_added_project
from tracker.queries.happenings import Happening
from tracker.queries.history import find_history
from tracker.web.gates import AtBody, AtService
from tracker.web.people import name_recorders
from tracker.web.words import KINDS, PARTY_ROLES
from tracker.wording import DASH, Wording
from tracker.wording.history_words import ACTS, FIELDS, REDACTABLE, SUBJECTS, VALUES
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_
from tracker.wording.schedule_sentences import KINDS as SCHEDULE_KINDS

#: Fields that hold a choice, by what the choices are called.
CHOICES: Mapping[str, type[StrEnum]] = {
    "visibility": Visibility,
    "mode": Mode,
    "horizon": Horizon,
    "run_by": RunBy,
    "field": Field,
    "stage": Stage,
    "sign_off": SignOffAnswer,
    "status": EntryKind,
    "why": Reason,
    "decision": Decision,
}

#: How many changes a page of a thing shows.
CHANGES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with what it was and what it is; "–" for nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change in words. `body`: where the list is of several bodies."""

    who: str
    when: str
    subject: str
    key: str
    act: str
    fields: list[FieldChange]
    reason: str
    body: str = ""


def find_changes(at: AtBody | AtService, subject: Subject, key: str) -> list[Change]:
    """The latest changes of one thing: of a body, or, such as a user, of the service."""
    body_id = at.view.id if isinstance(at, AtBody) else None
    rows = find_history(at.session, body_id=body_id, subject=subject, key=key, limit=CHANGES_SHOWN)
    return describe(at, rows)


def find_project_changes(at: AtBody, ref: str, project_id: int) -> list[Change]:
    """As `find_changes`, of a project; by whom it was added comes last."""
    changes = find_changes(at, Subject.PROJECT, ref)
    return [*changes, *describe(at, [find_added_project(at.session, at.view, project_id)])]


def describe(at: AtBody | AtService, rows: Sequence[HistoryEntry | Happening]) -> list[Change]:
    """Changes in words; instants in the body's zone, else in UTC."""
    wording = at.asking.wording
    zone = at.view.body.time_zone if isinstance(at, AtBody) else "UTC"
    users = [f"user:{row.key}" for row in rows if row.subject == Subject.USER]
    names = name_recorders(at.session, wording, [*(row.recorded_by for row in rows), *users])
    codes = {} if isinstance(at, AtBody) else _find_codes(at, rows)
    return [
        Change(
            who=names[row.recorded_by],
            when=wording.instant(row.recorded_at, zone),
            subject=wording.text(SUBJECTS[row.subject]),
            key=names[f"user:{row.key}"] if row.subject == Subject.USER else row.key,
            act=wording.text(ACTS[row.act]),
            fields=_describe_fields(wording, row, zone),
            reason=row.reason or "",
            body=codes.get(row.body_id or 0, ""),
        )
        for row in rows
    ]


def _find_codes(at: AtService, rows: Sequence[HistoryEntry | Happening]) -> dict[int, str]:
    ids = {row.body_id for row in rows} - {None}
    return {one.id: one.code for one in at.session.exec(select(Body).where(col(Body.id).in_(ids)))}


def _describe_fields(wording: Wording, row: HistoryEntry | Happening, zone: str) -> list[FieldChange]:
    names = list(dict.fromkeys([*row.before, *row.after]))
    redacted = wording.text(N_("redacted"))
    said = [
        FieldChange(
            wording.text(FIELDS[name]) if name in FIELDS else name,
            describe_value(wording, row.subject, name, row.before.get(name), zone),
            describe_value(wording, row.subject, name, row.after.get(name), zone),
        )
        for name in names
    ]
    return [one for one in said if one.before != one.after or one.after == redacted]


def describe_value(wording: Wording, subject: str, name: str, value: Any, zone: str) -> str:
    """A value as the history keeps it, in words."""
    if value == "" and name in REDACTABLE:
        return wording.text(N_("redacted"))
    if value is None or value in ("", [], {}):
        return DASH
    if isinstance(value, bool):
        return wording.text(N_("yes") if value else N_("no"))
    if name == "weekday":
        return wording.weekday(value)
    if isinstance(value, int):
        return wording.number(value)
    if isinstance(value, Mapping):
        return wording.context("between clauses", "; ").join(_describe_pairs(wording, value))
    if isinstance(value, list):
        return wording.join(_describe_item(wording, name, one) for one in value)
    return _describe_text(wording, subject, name, str(value), zone)


def _describe_item(wording: Wording, name: str, value: Any) -> str:
    """One of several values."""
    match name:
        case "grants":
            return _describe_grant(wording, value)
        case "sections":
            return _describe_section(wording, value)
        case "personal":
            return wording.text(FIELDS[value])
        case "quiet_days":
            weekend = wording.text(N_("Saturdays and Sundays"))
            return weekend if value == WEEKEND else wording.day(date.fromisoformat(value))
        case "languages":
            return LANGUAGES.get(value, value)
    return str(value)


def _describe_text(wording: Wording, subject: str, name: str, value: str, zone: str) -> str:
    if value in VALUES.get(name, {}):
        return wording.text(VALUES[name][value])
    if name in CHOICES:
        return wording.term(CHOICES[name](value))
    if name == "kind" and subject == Subject.BODY:
        return wording.text(KINDS[BodyKind(value)])
    if name == "kind" and subject == Subject.SCHEDULE:
        return wording.text(SCHEDULE_KINDS[ScheduleKind(value)])
    if name == "role" and subject == Subject.PARTY:
        return wording.text(PARTY_ROLES[PartyRole(value)])
    if name == "language":
        return LANGUAGES.get(value, value)
    try:
        if name == "at":
            return time.fromisoformat(value).strftime("%H:%M")
        if name.endswith("_on") or name == "as_of":
            return wording.day(date.fromisoformat(value))
        if name.endswith("_at"):
            return wording.instant(datetime.fromisoformat(value), zone)
    except ValueError:
        return value
    return value


def _describe_pairs(wording: Wording, value: Mapping[str, Any]) -> Iterable[str]:
    """`en: Seoul; ko: 서울`, or `SEL (en: ...)` where a text belongs to a party."""
    for key, one in value.items():
        text = wording.join(f"{name}: {text}" for name, text in one.items()) if isinstance(one, Mapping) else str(one)
        yield f"{key}: {text}"


def _describe_section(wording: Wording, stored: str) -> str:
    name = stored.removeprefix(LEFT_OUT)
    title = wording.text(BY_NAME[name].title) if name in BY_NAME else name
    return title if name == stored else wording.text(N_("without ‘{section}’"), section=title)


def _describe_grant(wording: Wording, grant: Mapping[str, str]) -> str:
    words = [wording.term(Role(grant["role"])), grant.get("body", ""), grant.get("party", "")]
    return " ".join(word for word in words if word)
