"""A body's history on its way out: one row per value that changed."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tracker.models import HistoryAct, HistoryEntry, Subject
from tracker.queries.streaming import iterate_history
from tracker.register.exports import Column, Export
from tracker.web.exports.about import ABOUT, describe
from tracker.web.exports.choosing import wants_codes
from tracker.web.gates import AtBody
from tracker.web.people import Recorders
from tracker.wording.marks import N_

SUBJECTS = {
    Subject.BODY: N_("body"),
    Subject.PARTY: N_("party"),
    Subject.AREA: N_("area"),
    Subject.PERIOD: N_("period"),
    Subject.PROJECT: N_("project"),
    Subject.USER: N_("user"),
    Subject.SCHEDULE: N_("schedule"),
    Subject.CHASE: N_("chasing"),
    Subject.CONTACT: N_("contact"),
    Subject.DOCUMENT: N_("document"),
    Subject.ENTRY: N_("status entry"),
}
ACTS = {HistoryAct.ADDED: N_("added"), HistoryAct.CHANGED: N_("changed"), HistoryAct.REMOVED: N_("removed")}


class Change(NamedTuple):
    """One value before and after; `name` is empty where the change says no value."""

    entry: HistoryEntry
    name: str


def export_history(at: AtBody) -> Export[Change]:
    """In the order in which it was made."""
    wording = at.asking.wording
    title = wording.text(N_("History of changes"))
    return Export(
        title=title,
        columns=_make_columns(at),
        rows=_find_changes(iterate_history(at.session, body_id=at.view.id, known_at=at.asking.known_at)),
        about_title=wording.text(ABOUT),
        about=describe(
            at,
            title,
            address=at.asking.link("bodies.show_body", code=at.code),
            facts=[(wording.text(N_("Times are of the zone")), at.view.body.time_zone)],
        ),
        uses_codes=wants_codes(),
    )


def _find_changes(entries: Iterator[HistoryEntry]) -> Iterator[Change]:
    for entry in entries:
        yield from (Change(entry, name) for name in dict.fromkeys([*entry.before, *entry.after]) or [""])


def _make_columns(at: AtBody) -> list[Column[Change]]:
    wording, say = at.asking.wording, at.asking.wording.text
    people, zone = Recorders(at.session, wording), ZoneInfo(at.view.body.time_zone)

    def key(row: Change) -> str:
        entry = row.entry
        return people.name(f"user:{entry.key}") if entry.subject is Subject.USER else entry.key

    return [
        Column("number", say(N_("Number")), lambda row: row.entry.id),
        Column(
            "recorded_at",
            say(N_("Recorded at")),
            lambda row: row.entry.recorded_at.astimezone(zone).replace(tzinfo=None),
            20,
        ),
        Column("recorded_by", say(N_("Recorded by")), lambda row: people.name(row.entry.recorded_by), 18),
        Column("subject", say(N_("What")), lambda row: say(SUBJECTS[row.entry.subject])),
        Column("key", say(N_("Which")), key, 18),
        Column("act", say(N_("Change")), lambda row: say(ACTS[row.entry.act])),
        Column("name", say(N_("Value")), lambda row: row.name, 18),
        Column("before", say(N_("Before")), lambda row: _tell(row.entry.before.get(row.name)), 40),
        Column("after", say(N_("After")), lambda row: _tell(row.entry.after.get(row.name)), 40),
        Column("reason", say(N_("Reason")), lambda row: row.entry.reason, 40),
    ]


def _tell(value: Any) -> str | int | None:
    """A value as it is kept: text and numbers as they are, whatever has parts as JSON."""
    if value is None or (isinstance(value, str | int) and not isinstance(value, bool)):
        return value
    return json.dumps(value, ensure_ascii=False)
