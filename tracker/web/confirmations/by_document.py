"""Answers by document: signed minutes or a signed sheet answer for a party that does not sign in."""

from flask import flash, render_template

from tracker.actions.confirmations import Given, answer_entries
from tracker.domain.confirmations import Answer
from tracker.domain.roles import Act
from tracker.models import DocumentKind
from tracker.queries.sheets import OPEN
from tracker.queries.waiting import Wanted, count_asked, find_asked_entries
from tracker.web.changing import changing, takes_files
from tracker.web.confirmations.lines import make_lines
from tracker.web.confirmations.scene import confirmations, require_asking
from tracker.web.confirmations.sheets import choose_languages, read_period
from tracker.web.forms import Reader, to_id
from tracker.web.gates import AtBody, allowed
from tracker.web.handing_in import keep_file
from tracker.web.headings import make_heading
from tracker.web.service import current_service
from tracker.wording.languages import LANGUAGES

#: How many entries one form lists at the most: the others follow once these are answered.
MOST_LISTED = 200

#: What becomes of the entries that are not marked one by one.
REST = ("confirmed", "open")


@confirmations.get("/bodies/<code:code>/waiting/of/<party>")
@allowed(Act.RECORD_DOCUMENT)
def show_by_document(at: AtBody, party: str) -> str:
    return render_by_document(at, party)


def render_by_document(at: AtBody, party: str) -> str:
    asked = at.view.party(party)
    period = read_period(at)
    rows = find_asked_entries(at.session, at.view, Wanted([asked.code], OPEN, period), limit=MOST_LISTED)
    return render_template(
        "by_document.html",
        at=at,
        heading=make_heading(at),
        party=asked,
        party_name=at.call(asked.names),
        lines=make_lines(at, rows, None),
        total=count_asked(at.session, at.view, Wanted([asked.code], OPEN, period)),
        period=period,
        periods=[one.number for one in at.view.facts.periods],
        form=at.form,
        languages=LANGUAGES,
        chosen=choose_languages(at, asked),
    )


@takes_files(lambda: current_service().settings.max_file_bytes)
@confirmations.post("/bodies/<code:code>/waiting/of/<party>")
@changing(Act.RECORD_DOCUMENT, again=render_by_document)
def do_by_document(at: AtBody, party: str) -> str:
    """One signed document answers many entries for a party: all listed but the exceptions, or those marked."""
    require_asking(at)
    asked = at.view.party(party)
    reader = Reader(at.form)
    rest = reader.word("rest", REST, required=True)
    listed = [text for text in at.form.all("listed") if to_id(text)]
    given = [one for text in dict.fromkeys(listed) if (one := _read_answer(reader, text, rest)) is not None]
    handed = reader.file("file")
    if not given and not reader.problems:
        reader.refuse("rest", "nothing_ticked")
    reader.finish()
    assert handed is not None
    document = keep_file(at, handed, DocumentKind.CONFIRMATION_SHEET)
    number = len(answer_entries(at.session, at.recording, given, party=asked, document=document))
    say_recorded(at, number)
    return at.asking.link("confirmations.show_waiting", code=at.code, list="them")


def _read_answer(reader: Reader, entry: str, rest: str | None) -> Given | None:
    """What the form says of one entry: as it is marked, else as the rest."""
    word = reader.word(f"answer-{entry}", [one.value for one in Answer] + ["open"])
    word = word or (Answer.CONFIRMED.value if rest == REST[0] else "open")
    if word == "open":
        return None
    note = reader.text(f"note-{entry}")
    if word == Answer.DISPUTED and note is None:
        reader.refuse(f"note-{entry}", "dispute_why")
    return Given(int(entry), Answer(word), note if word == Answer.DISPUTED else None)


def say_recorded(at: AtBody, number: int) -> None:
    wording = at.asking.wording
    flash(wording.plural("{number} answer recorded by document.", "{number} answers recorded by document.", number))
