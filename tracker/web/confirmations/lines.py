"""Entries that wait or are disputed, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tracker.domain.roles import Act
from tracker.queries.waiting import AskedEntry
from tracker.web.gates import AtBody
from tracker.web.people import name_recorders
from tracker.wording.languages import Name


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in a list; the days are those of the body's zone.

    `can_answer`: the visitor may answer it in the name of the party asked."""

    asked: AskedEntry
    title: Name
    word: str
    recorded: str
    by: str
    said_by: str
    said_on: str
    can_answer: bool
    party_id: int


def make_lines(at: AtBody, rows: Sequence[AskedEntry], own: str | None) -> list[Line]:
    """The rows in words; whoever recorded something by name."""
    wording, zone = at.asking.wording, ZoneInfo(at.view.body.time_zone)
    who = name_recorders(
        at.session, wording, {row.recorded_by for row in rows} | {row.said.by for row in rows if row.said is not None}
    )
    parties = {party.code: key for key, party in at.view.parties.items()}
    return [
        Line(
            asked=row,
            title=at.call(row.titles),
            word=wording.term(row.kind),
            recorded=wording.day(row.recorded_at.astimezone(zone).date()),
            by=who[row.recorded_by],
            said_by="" if row.said is None else who[row.said.by],
            said_on="" if row.said is None else wording.day(row.said.at.astimezone(zone).date()),
            can_answer=row.party == own and at.may(Act.CONFIRM, own),
            party_id=parties[row.party],
        )
        for row in rows
    ]
