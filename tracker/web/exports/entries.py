"""A body's log on its way out: one row per entry, with the void that takes it back, where one does."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import request

from tracker.domain.confirmations import Answer
from tracker.queries.streaming import AnswerRow, EntryRow, VoidRow, iterate_entries
from tracker.register.exports import Cell, Column, Export
from tracker.web.exports.about import ABOUT, describe
from tracker.web.exports.choosing import read_titles, wants_codes
from tracker.web.gates import AtBody
from tracker.web.people import Recorders
from tracker.web.query import read_word
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_


def export_entries(at: AtBody) -> Export[EntryRow]:
    """In the order in which they were recorded; `period` in the address leaves one period's. BadQuery."""
    wording = at.asking.wording
    period = read_word(request.args, "period", [str(one.number) for one in at.view.facts.visible(at.as_of)])
    title = wording.text(N_("Log of status entries"))
    return Export(
        title=title,
        columns=_make_columns(at),
        rows=iterate_entries(
            at.session,
            at.view,
            period=None if period is None else int(period),
            as_of=at.as_of,
            known_at=at.asking.known_at,
        ),
        about_title=wording.text(ABOUT),
        about=describe(
            at,
            title,
            address=at.asking.link("bodies.show_body", code=at.code),
            facts=[(wording.text(N_("Times are of the zone")), at.view.body.time_zone)],
            filters=[] if period is None else [(wording.text(N_("Period")), period)],
        ),
        uses_codes=wants_codes(),
    )


def _make_columns(at: AtBody) -> list[Column[EntryRow]]:
    wording, say = at.asking.wording, at.asking.wording.text
    people, yes = Recorders(at.session, wording), say(N_("yes"))
    return [
        Column("number", say(N_("Entry number")), lambda row: row.number),
        Column("period", say(N_("Period")), lambda row: row.period),
        Column("ref", say(N_("Ref")), lambda row: row.ref),
        *(_title_column(at, tag) for tag in read_titles(at)),
        Column("kind", say(N_("Status")), lambda row: wording.term(row.kind)),
        Column("effective_on", say(N_("Took effect on")), lambda row: row.effective_on),
        Column("reason", say(N_("Reason")), lambda row: row.reason and wording.term(row.reason), 18),
        Column("note", say(N_("Note")), lambda row: row.note, 40),
        Column("party", say(N_("For the party")), lambda row: row.party and at.name_party(row.party).text),
        Column("recorded_at", say(N_("Recorded at")), lambda row: _to_local(at, row.recorded_at), 20),
        Column("recorded_by", say(N_("Recorded by")), lambda row: people.name(row.recorded_by), 18),
        Column("voided_at", say(N_("Voided at")), _of_void(lambda void: _to_local(at, void.recorded_at)), 20),
        Column("voided_by", say(N_("Voided by")), _of_void(lambda void: people.name(void.recorded_by)), 18),
        Column("void_note", say(N_("Voided because")), _of_void(lambda void: void.note), 40),
        *([_answers_column(at)] if at.view.body.asks_confirmation else []),
        Column("struck", say(N_("Project struck")), lambda row: yes if row.is_struck else None),
    ]


def _answers_column(at: AtBody) -> Column[EntryRow]:
    """What each party said last: `BJS: disputed (not yet)`."""
    wording = at.asking.wording
    words = {Answer.CONFIRMED: wording.text(N_("confirmed")), Answer.DISPUTED: wording.text(N_("disputed"))}

    def tell(one: AnswerRow) -> str:
        return f"{one.party}: {words[one.answer]}" + (f" ({one.note})" if one.note else "")

    return Column("answers", wording.text(N_("Answers")), lambda row: "; ".join(tell(one) for one in row.answers), 30)


def _of_void(tell: Callable[[VoidRow], Cell]) -> Callable[[EntryRow], Cell]:
    return lambda row: None if row.void is None else tell(row.void)


def _title_column(at: AtBody, tag: str) -> Column[EntryRow]:
    heading = at.asking.wording.text(N_("Title ({language})"), language=LANGUAGES.get(tag, tag))
    return Column(f"title_{tag}", heading, lambda row: row.titles.get(tag), 44)


def _to_local(at: AtBody, instant: datetime) -> datetime:
    """In the body's zone, as spreadsheets have it: without saying so."""
    return instant.astimezone(ZoneInfo(at.view.body.time_zone)).replace(tzinfo=None)
