"""What a confirmation sheet lists, and what one that came back says against what is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tracker.domain.confirmations import Answer
from tracker.domain.problems import Place, Problem
from tracker.domain.sheets import ConfirmationSheet, ReturnedAnswer, ReturnedSheet, SheetEntry
from tracker.models import Party
from tracker.queries.bodies import BodyView
from tracker.queries.waiting import AskedEntry, State, Wanted, find_asked_entries

#: What a sheet asks about: what has not been answered, and what is disputed.
OPEN = (State.WAITING, State.DISPUTED)
ANY = (*OPEN, State.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One row of a returned sheet beside what is recorded. `is_new`: it says something else, and can be recorded."""

    given: ReturnedAnswer
    asked: AskedEntry
    is_new: bool


def make_sheet(
    session: Session,
    view: BodyView,
    party: Party,
    *,
    period: int | None,
    languages: Sequence[str],
    at: datetime,
    by: str,
) -> ConfirmationSheet:
    """The open entries that ask a party, of a period or of all."""
    rows = find_asked_entries(session, view, Wanted([party.code], OPEN, period))
    conference = next((one.conference_on for one in view.facts.periods if one.number == period), None)
    return ConfirmationSheet(
        body=view.body.code,
        body_names=view.body.names,
        body_languages=tuple(view.body.languages),
        time_zone=view.body.time_zone,
        is_illustrative=view.body.illustrative,
        period=period,
        conference_on=conference,
        party=party.code,
        party_names=party.names,
        languages=tuple(dict.fromkeys(languages)),
        made_at=at,
        made_by=by,
        entries=tuple(_to_entry(view, row) for row in rows),
    )


def compare_sheet(
    session: Session, view: BodyView, returned: ReturnedSheet, *, name: str
) -> tuple[list[Comparison], list[Problem]]:
    """Each row that can be taken over beside what is recorded, and what is wrong with the others: entries that are
    not of this body, were voided since, do not ask the party any more, or stand in another project's row."""
    entries = [answer.entry for answer in returned.answers]
    rows: dict[int, AskedEntry] = {}
    for start in range(0, len(entries), 500):
        wanted = Wanted([returned.party], ANY, entries=entries[start : start + 500])
        rows |= {row.entry: row for row in find_asked_entries(session, view, wanted)}
    found: list[Comparison] = []
    problems: list[Problem] = []
    for given in returned.answers:
        asked = rows.get(given.entry)
        if asked is None or asked.ref != given.ref:
            code = "sheet_entry_gone" if asked is None else "sheet_other_project"
            values = {"entry": given.entry, "ref": given.ref, "other": "" if asked is None else asked.ref}
            problems.append(Problem(code, values, Place(name, given.row)))
            continue
        found.append(Comparison(given, asked, is_new=_is_new(given, asked)))
    return found, problems


def _is_new(given: ReturnedAnswer, asked: AskedEntry) -> bool:
    if given.answer is None:
        return False
    if asked.said is None or asked.said.answer is not given.answer:
        return True
    return given.answer is Answer.DISPUTED and given.why != asked.said.note


def _to_entry(view: BodyView, row: AskedEntry) -> SheetEntry:
    names = {party.code: party.names for party in view.parties.values()}
    return SheetEntry(
        entry=row.entry,
        ref=row.ref,
        titles=row.titles,
        kind=row.kind,
        effective_on=row.effective_on,
        reason=row.reason,
        note=row.note,
        claimed_by=None if row.recorded_for is None else names[row.recorded_for],
        answer=None if row.said is None else row.said.answer,
        why=None if row.said is None else row.said.note,
    )
