"""What waits for whom on its way out: the list of its page, one row per entry and party asked."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.domain.confirmations import Answer
from tracker.queries.streaming import iterate_asked_entries
from tracker.queries.waiting import AskedEntry, Said
from tracker.register.exports import Cell, Column, Export
from tracker.web.confirmations.asked import read_asked
from tracker.web.exports.about import ABOUT, describe
from tracker.web.exports.choosing import read_titles, wants_codes
from tracker.web.gates import AtBody
from tracker.web.people import Recorders
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

AskedColumn = Column[AskedEntry]


def export_waiting(at: AtBody) -> Export[AskedEntry]:
    """By period and ref, as the page has it. BadQuery."""
    wording, asked = at.asking.wording, read_asked(at)
    title = wording.text(asked.label)
    said = {"list": asked.which.value, "party": asked.own, "of": asked.of, "period": asked.period}
    words = {"of": N_("Party asked"), "period": N_("Period"), "party": N_("Speaking for")}
    return Export(
        title=title,
        columns=_make_columns(at),
        rows=iterate_asked_entries(at.session, at.view, asked.wanted),
        about_title=wording.text(ABOUT),
        about=describe(
            at,
            title,
            address=at.asking.link("confirmations.show_waiting", code=at.code, **said),
            facts=[(wording.text(N_("Times are of the zone")), at.view.body.time_zone)],
            filters=[(wording.text(words[name]), value) for name, value in said.items() if value and name in words],
        ),
        uses_codes=wants_codes(),
    )


def _make_columns(at: AtBody) -> list[AskedColumn]:
    wording, say = at.asking.wording, at.asking.wording.text
    people, zone = Recorders(at.session, wording), ZoneInfo(at.view.body.time_zone)
    words = {Answer.CONFIRMED: say(N_("confirmed")), Answer.DISPUTED: say(N_("disputed"))}

    def local(instant: datetime) -> datetime:
        return instant.astimezone(zone).replace(tzinfo=None)

    def name(code: str | None) -> str | None:
        return None if code is None else at.name_party(code).text

    return [
        Column("number", say(N_("Entry number")), lambda row: row.entry),
        Column("period", say(N_("Period")), lambda row: row.period),
        Column("ref", say(N_("Ref")), lambda row: row.ref),
        *(_title_column(at, tag) for tag in read_titles(at)),
        Column("area", say(N_("Area")), lambda row: at.name_area(row.area).text, 18),
        Column("kind", say(N_("Status")), lambda row: wording.term(row.kind)),
        Column("effective_on", say(N_("Took effect on")), lambda row: row.effective_on),
        Column("reason", say(N_("Reason")), lambda row: None if row.reason is None else wording.term(row.reason), 18),
        Column("note", say(N_("Note")), lambda row: row.note, 40),
        Column("party", say(N_("For the party")), lambda row: name(row.recorded_for)),
        Column("recorded_at", say(N_("Recorded at")), lambda row: local(row.recorded_at), 20),
        Column("recorded_by", say(N_("Recorded by")), lambda row: people.name(row.recorded_by), 18),
        Column("asked", say(N_("Party asked")), lambda row: name(row.party)),
        Column("answer", say(N_("Answer")), _of_answer(lambda said: words[said.answer])),
        Column("answer_note", say(N_("Why")), _of_answer(lambda said: said.note), 40),
        Column("answered_at", say(N_("Answered at")), _of_answer(lambda said: local(said.at)), 20),
        Column("answered_by", say(N_("Answered by")), _of_answer(lambda said: people.name(said.by)), 18),
        Column("document", say(N_("Document")), _of_answer(lambda said: said.document), 24),
    ]


def _of_answer(tell: Callable[[Said], Cell]) -> Callable[[AskedEntry], Cell]:
    return lambda row: None if row.said is None else tell(row.said)


def _title_column(at: AtBody, tag: str) -> AskedColumn:
    heading = at.asking.wording.text(N_("Title ({language})"), language=LANGUAGES.get(tag, tag))
    return Column(f"title_{tag}", heading, lambda row: row.titles.get(tag), 44)
