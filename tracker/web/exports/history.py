"""A body's history on its way out: one row per value that changed."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import request

from tracker.models import Subject
from tracker.queries.happened import iterate_happenings
from tracker.queries.happenings import Happened, Happening
from tracker.register.exports import Column, Export
from tracker.web.changes import describe_value
from tracker.web.exports.about import ABOUT, describe
from tracker.web.exports.choosing import wants_codes
from tracker.web.gates import AtBody
from tracker.web.people import Recorders
from tracker.web.query import read_choice
from tracker.wording.history_words import ACTS, FIELDS, SUBJECTS
from tracker.wording.marks import N_


class Change(NamedTuple):
    """One value before and after; `name` is empty where the change says no value."""

    entry: Happening
    name: str


def export_history(at: AtBody) -> Export[Change]:
    """In the order in which it was made; `kind` in the address leaves the changes of one kind of thing. BadQuery."""
    wording = at.asking.wording
    kind = read_choice(request.args, "kind", Happened)
    title = wording.text(N_("History of changes"))
    return Export(
        title=title,
        columns=_make_columns(at),
        rows=_find_changes(iterate_happenings(at.session, at.view, kind, known_at=at.asking.known_at)),
        about_title=wording.text(ABOUT),
        about=describe(
            at,
            title,
            address=at.asking.link("history.show_history", code=at.code, kind=kind),
            filters=[] if kind is None else [(wording.text(N_("What")), wording.text(SUBJECTS[kind]))],
            facts=[(wording.text(N_("Times are of the zone")), at.view.body.time_zone)],
        ),
        uses_codes=wants_codes(),
    )


def _find_changes(entries: Iterator[Happening]) -> Iterator[Change]:
    for entry in entries:
        yield from (Change(entry, name) for name in dict.fromkeys([*entry.before, *entry.after]) or [""])


def _make_columns(at: AtBody) -> list[Column[Change]]:
    wording, say = at.asking.wording, at.asking.wording.text
    people, zone = Recorders(at.session, wording), ZoneInfo(at.view.body.time_zone)

    def key(row: Change) -> str:
        entry = row.entry
        return people.name(f"user:{entry.key}") if entry.subject == Subject.USER else entry.key

    def tell(row: Change, values: Mapping[str, Any]) -> str | None:
        if row.name not in values:
            return None
        return describe_value(wording, row.entry.subject, row.name, values[row.name], at.view.body.time_zone)

    return [
        Column("number", say(N_("Number")), lambda row: row.entry.number),
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
        Column("name", say(N_("Value")), lambda row: say(FIELDS[row.name]) if row.name in FIELDS else row.name, 18),
        Column("before", say(N_("Before")), lambda row: tell(row, row.entry.before), 40),
        Column("after", say(N_("After")), lambda row: tell(row, row.entry.after), 40),
        Column("reason", say(N_("Reason")), lambda row: row.entry.reason, 40),
    ]
