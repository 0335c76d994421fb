"""What the secretariat says of each area in a period's report: its progress and its next direction, by language."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from tracker.actions.area_words import SaidOfArea, make_words_key, set_area_words
from tracker.domain.problems import NotFound
from tracker.domain.roles import Act
from tracker.domain.widths import TWO_LINES
from tracker.models import Area, Period, Subject
from tracker.queries.area_words import find_area_words
from tracker.web.changes import Change, find_changes
from tracker.web.changing import changing
from tracker.web.cycle import get_period
from tracker.web.forms import Reader
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading
from tracker.web.report_previews import find_languages, find_periods
from tracker.web.versions import Field, find_differences, require_same
from tracker.wording.languages import LANGUAGES, Name
from tracker.wording.marks import N_

area_words = Blueprint("area_words", __name__)

#: The two lines, with their words.
LINES: Mapping[str, str] = {"progress": N_("Progress made"), "direction": N_("Next direction")}


@dataclass(frozen=True, slots=True)
class WordsField:
    """One line in one language: the form's name of it, its label, what is stored."""

    name: str
    label: str
    language: str
    now: str


@dataclass(frozen=True, slots=True)
class WordsOfArea:
    area: Area
    name: Name
    fields: list[WordsField]


@area_words.get("/bodies/<code:code>/words")
@allowed(Act.MANAGE_REPORTS)
def show_current(at: AtBody) -> ResponseReturnValue:
    """Leads to the words of the period at hand."""
    visible = at.view.facts.visible(at.as_of)
    if not visible:
        raise NotFound("period", at.code)
    return redirect(at.asking.link("area_words.show_words", code=at.code, number=visible[-1].number))


@area_words.get("/bodies/<code:code>/periods/<number:number>/words")
@allowed(Act.MANAGE_REPORTS)
def show_words(at: AtBody, number: int) -> str:
    return make_words_page(at, number)


def make_words_page(at: AtBody, number: int) -> str:
    period = get_period(at, number)
    areas = _find_areas(at, period)
    fields = _as_fields(areas)
    return render_template(
        "area_words.html",
        at=at,
        heading=make_heading(at),
        period=period,
        areas=areas,
        most=TWO_LINES,
        fields=fields,
        differences=find_differences(at.form, fields),
        changes_made=_find_changes(at, period, areas),
        preview_languages=find_languages(at) if period.number in find_periods(at) else [],
    )


@area_words.post("/bodies/<code:code>/periods/<number:number>/words")
@changing(Act.MANAGE_REPORTS, again=make_words_page)
def do_words(at: AtBody, number: int) -> str:
    period = get_period(at, number)
    areas = _find_areas(at, period)
    require_same(at.form, _as_fields(areas))
    reader = Reader(at.form)
    said = [(one.area, _read(reader, at, one.area)) for one in areas]
    reader.finish()
    changed = set_area_words(at.session, at.recording, period, said)
    wording = at.asking.wording
    if changed:
        names = wording.listing([at.call(area.names).text for area in changed])
        flash(wording.text(N_("Saved: {areas}. It is printed in the next edition."), areas=names))
    else:
        flash(wording.text(N_("Nothing was changed.")))
    return at.asking.link("area_words.show_words", code=at.code, number=number)


def _read(reader: Reader, at: AtBody, area: Area) -> SaidOfArea:
    progress, direction = (reader.texts(f"{line}_{area.code}", at.view.body.languages) for line in LINES)
    return SaidOfArea(progress, direction)


def _find_areas(at: AtBody, period: Period) -> list[WordsOfArea]:
    """The areas that were open on any day of the period, with what is said of them."""
    stored = find_area_words(at.session, period)
    last = period.ends_on or at.today
    open_ = [
        area
        for area in at.view.areas.values()
        if area.opened_on <= last and (area.closed_on is None or area.closed_on >= period.conference_on)
    ]
    found = []
    for area in open_:
        row = stored.get(area.id)
        texts = (
            {"progress": {}, "direction": {}} if row is None else {"progress": row.progress, "direction": row.direction}
        )
        fields = [
            WordsField(
                name=f"{line}_{area.code}_{language}",
                label=at.asking.wording.text(LINES[line]),
                language=language,
                now=texts[line].get(language, ""),
            )
            for line in LINES
            for language in at.view.body.languages
        ]
        found.append(WordsOfArea(area, at.call(area.names), fields))
    return found


def _as_fields(areas: list[WordsOfArea]) -> list[Field]:
    return [
        Field(one.name, f"{each.name.text}, {one.label} ({LANGUAGES.get(one.language, one.language)})", one.now)
        for each in areas
        for one in each.fields
    ]


def _find_changes(at: AtBody, period: Period, areas: list[WordsOfArea]) -> list[Change]:
    return [
        change for one in areas for change in find_changes(at, Subject.AREA_WORDS, make_words_key(period, one.area))
    ]
