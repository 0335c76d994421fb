"""The form of a report's layout: its fields as they are stored, its choices, and what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.layouts import COUNTRY, arrange, to_stored
from reports.sections import BY_NAME, Section
from tracker.actions.layouts import LayoutValues
from tracker.models import Paper, ReportLayout
from tracker.queries.layouts import find_layout_row
from tracker.web.forms import Form, Reader
from tracker.web.gates import AtBody
from tracker.web.places import country_options
from tracker.web.report_previews import find_languages
from tracker.web.versions import Field
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

#: A title page has room for so many characters of each.
LONGEST_TITLE = 120

PAPERS = {Paper.A4: "A4", Paper.LETTER: "Letter"}
UP, DOWN = "up", "down"


@dataclass(frozen=True, slots=True)
class PlacedTick:
    """A section in the form: where it stands, and whether it is shown."""

    section: Section
    is_shown: bool
    is_first: bool
    is_last: bool


def find_layout_now(at: AtBody) -> ReportLayout:
    """As it is stored, or as it is where nobody has set anything."""
    made = at.asking.now
    return find_layout_row(at.session, at.view.id) or ReportLayout(body_id=at.view.id, recorded_at=made, recorded_by="")


def find_first_options(at: AtBody) -> list[tuple[str, str]]:
    """Who can come first among the parties: all of a country where it has several, or one."""
    wording, parties = at.asking.wording, list(at.view.parties.values())
    countries = [party.country for party in parties]
    names = dict(country_options(wording.lang))
    several = [one for one in dict.fromkeys(countries) if 1 < countries.count(one) < len(countries)]
    sides = [(COUNTRY + one, wording.text(N_("all of {country}"), country=names.get(one, one))) for one in several]
    return sides + [(party.code, at.call(party.names).text) for party in parties]


def find_ticks(form: Form, row: ReportLayout) -> list[PlacedTick]:
    """The sections in the order that was typed, else in that which is stored."""
    stored = arrange(row.sections)
    shown = form.all("show", [section.name for section, is_shown in stored if is_shown])
    order = form.text("order", _say_order(row)).split()
    arranged = [section for section, _ in arrange(order)]
    last = len(arranged) - 1
    return [PlacedTick(one, one.name in shown, place == 0, place == last) for place, one in enumerate(arranged)]


def move(form: Form, row: ReportLayout) -> str:
    """The order that was typed, with the section that `move` names one place up or down: `up flow`."""
    order = [one.section.name for one in find_ticks(form, row)]
    way, _, name = form.text("move").partition(" ")
    if name in order and way in (UP, DOWN):
        place = order.index(name)
        order.insert(max(0, place + (-1 if way == UP else 1)), order.pop(place))
    return " ".join(order)


def make_fields(at: AtBody, row: ReportLayout) -> list[Field]:
    """Every field as it is stored, with what it is called."""
    wording = at.asking.wording
    titles = {name: wording.text(one.title) for name, one in BY_NAME.items()}
    nothing, firsts = {"": wording.text(N_("as the body lists them"))}, dict(find_first_options(at))
    yes_no = {"yes": wording.text(N_("yes")), "": wording.text(N_("no"))}
    shown = [section.name for section, is_shown in arrange(row.sections) if is_shown]
    fields = [
        Field("paper", wording.text(N_("Paper")), row.paper, {paper.value: word for paper, word in PAPERS.items()}),
        Field(
            "order",
            wording.text(N_("Order of the sections")),
            _say_order(row),
            call=lambda value: wording.join(titles.get(name, name) for name in value.split()),
        ),
        Field("show", wording.text(N_("Sections shown")), shown, titles),
        Field(
            "names_authority",
            wording.text(N_("Says which language prevails")),
            "yes" if row.names_authority else "",
            yes_no,
        ),
    ]
    for tag in find_languages(at):
        values: list[tuple[str, str, str, Mapping[str, str]]] = [
            ("title", N_("Title of the title page"), row.titles.get(tag, ""), {}),
            ("subtitle", N_("Subtitle"), row.subtitles.get(tag, ""), {}),
            ("first", N_("First among the parties"), _say_first(row, tag), firsts | nothing),
            ("second", N_("Beside it in the annex"), row.second_languages.get(tag, ""), LANGUAGES),
        ]
        fields += [
            Field(f"{name}_{tag}", f"{LANGUAGES[tag]}: {wording.text(label)}", now, words)
            for name, label, now, words in values
        ]
    return fields


def read_layout(at: AtBody, row: ReportLayout) -> LayoutValues:
    """What was typed. Refused with every problem at once."""
    reader, languages = Reader(at.form), find_languages(at)
    firsts = [value for value, _ in find_first_options(at)]
    numbered = [section.name for section, _ in arrange([])]
    shown = reader.words("show", numbered)
    order = [one.section.name for one in find_ticks(at.form, row)]
    titles = {tag: reader.line(f"title_{tag}", longest=LONGEST_TITLE) for tag in languages}
    subtitles = {tag: reader.line(f"subtitle_{tag}", longest=LONGEST_TITLE) for tag in languages}
    first = {tag: reader.word(f"first_{tag}", firsts) for tag in languages}
    second = {tag: reader.word(f"second_{tag}", [one for one in LANGUAGES if one != tag]) for tag in languages}
    paper = reader.choice("paper", Paper, required=True)
    reader.finish()
    return LayoutValues(
        paper=paper or Paper.A4,
        sections=to_stored(order, shown),
        titles={tag: text for tag, text in titles.items() if text},
        subtitles={tag: text for tag, text in subtitles.items() if text},
        names_authority=reader.ticked("names_authority"),
        party_order={tag: [one] for tag, one in first.items() if one},
        second_languages={tag: one for tag, one in second.items() if one},
    )


def _say_order(row: ReportLayout) -> str:
    return " ".join(section.name for section, _ in arrange(row.sections))


def _say_first(row: ReportLayout, tag: str) -> str:
    first: Sequence[str] = row.party_order.get(tag, ())
    return first[0] if first else ""
