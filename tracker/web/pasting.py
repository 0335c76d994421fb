"""Pasting rows of a spreadsheet into a draft list, and what the page says beforehand of the columns it understands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from flask import flash, render_template

from tracker.actions.drafting import add_rows, require_draft
from tracker.domain.problems import Problem, Refused
from tracker.domain.roles import Act
from tracker.domain.stages import Horizon, Mode
from tracker.models import PartyRole, Period
from tracker.register import HandedIn
from tracker.register.headings import call_column, choice_word, heading
from tracker.register.layout import PROJECTS
from tracker.register.pasting import hand_in_projects, read_pasted
from tracker.register.synonyms import SYNONYMS
from tracker.web.changing import changing
from tracker.web.cycle import cycle, get_period
from tracker.web.drafting import is_saving, say_added
from tracker.web.gates import AtBody, allowed
from tracker.web.grid import make_list_of
from tracker.web.headings import make_heading
from tracker.web.service import current_service
from tracker.wording import Wording, get_wording
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

#: The columns that the page explains, in the order in which they are mostly typed, and what to write.
EXPLAINED = {
    "area": N_("Its name or code: {areas}."),
    "title": N_("One column for each language, with the language in brackets; without it, the body’s."),
    "mode": N_("One of: {modes}."),
    "lead": N_("Only of a one-sided project: the party that leads it, by name or code: {parties}."),
    "departments": N_("Your own department alone, or each party’s: {first}: name; {second}: name."),
    "due_on": N_("A date, such as {day}."),
    "horizon": N_("One of: {horizons}."),
    "ref": N_("Left out, a row gets the next free one."),
    "continues": N_(
        "References of projects of an earlier period that this one continues, with semicolons between them."
    ),
}

#: The columns of the example, and what its two rows are about.
SHOWN = ("area", "title", "mode", "lead", "departments", "due_on")
EXAMPLES = (
    (N_("Joint investment forum"), N_("Investment Division")),
    (N_("Youth exchange programme"), N_("Youth Policy Division")),
)

#: How many languages the example has a title in.
MOST_TITLES = 2


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column as the page explains it. `others`: what else its heading may be."""

    heading: str
    is_required: bool
    text: str
    others: str


@cycle.get("/bodies/<code:code>/conferences/<number:number>/paste")
@allowed(Act.EDIT_LIST)
def show_paste(at: AtBody, number: int) -> str:
    return make_paste_page(at, number)


def make_paste_page(at: AtBody, number: int, handed: HandedIn | None = None) -> str:
    period = get_period(at, number)
    lang = at.asking.wording.lang
    return render_template(
        "cycle_paste.html",
        at=at,
        heading=make_heading(at),
        period=period,
        columns=_explain(at, period),
        example=_make_example(at, period),
        preview=None if handed is None else handed.rows(PROJECTS.name),
        call_column=lambda name: call_column(PROJECTS, name, lang),
    )


@cycle.post("/bodies/<code:code>/conferences/<number:number>/paste")
@changing(Act.EDIT_LIST, again=make_paste_page)
def do_paste(at: AtBody, number: int) -> str:
    """Checks what was pasted and shows it, or saves it. To check is to do everything, and to undo it."""
    period = get_period(at, number)
    require_draft(at.session, period)
    handed = hand_in_projects(read_pasted(at.form.text("pasted")), make_list_of(at, period), source="")
    if not is_saving(at.form):
        with at.session.begin_nested() as point:
            _add(at, handed)
            point.rollback()
        return make_paste_page(at, number, handed)
    _add(at, handed)
    flash(say_added(at, len(handed.rows(PROJECTS.name))))
    return at.asking.link("cycle.show_list", code=at.code, number=number)


def _add(at: AtBody, handed: HandedIn) -> None:
    try:
        add_rows(at.session, at.recording, handed, clock=current_service().clock)
    except Refused as refused:
        raise Refused(*_call_columns(refused.problems, at.asking.wording.lang)) from None


def _call_columns(problems: Iterable[Problem], lang: str) -> list[Problem]:
    """Problems that call columns as the page does, and not by their codes."""
    worded = []
    for one in problems:
        values = dict(one.values)
        for name in {"column", "nearest"} & values.keys():
            values[name] = call_column(PROJECTS, str(values[name]), lang)
        if one.code == "unknown_column":
            values["known"] = [heading(PROJECTS, PROJECTS.column_of(_field(name)), lang) for name in EXPLAINED]
        worded.append(Problem(one.code, values, one.place))
    return worded


def _field(name: str) -> str:
    return next(column.field for column in PROJECTS.columns if column.name == name)


def _explain(at: AtBody, period: Period) -> list[ColumnLine]:
    wording = at.asking.wording
    values = _make_values(at, period)
    lines = []
    for name, text in EXPLAINED.items():
        column = PROJECTS.column_of(_field(name))
        others = SYNONYMS[PROJECTS.name].get(name, {}).get(wording.lang, ())
        lines.append(
            ColumnLine(
                heading(PROJECTS, column, wording.lang),
                column.required and name != "ref",
                wording.text(text, **values),
                wording.join(others),
            )
        )
    return lines


def _make_values(at: AtBody, period: Period) -> dict[str, str]:
    wording = at.asking.wording
    areas, parties = _find_areas(at, period), _find_parties(at, period)
    codes = [*(code for code, _ in parties), "A", "B"]
    return {
        "areas": wording.join(f"{name} ({code})" for code, name in areas) or "–",
        "parties": wording.join(f"{name} ({code})" for code, name in parties) or "–",
        "modes": wording.join(choice_word(one, wording.lang) for one in Mode),
        "horizons": wording.join(choice_word(one, wording.lang) for one in Horizon),
        "day": _due(period),
        "first": codes[0],
        "second": codes[1],
    }


def _make_example(at: AtBody, period: Period) -> list[list[str]]:
    """Headings and two rows, of the body's own areas and parties."""
    wording = at.asking.wording
    lang, tags = wording.lang, at.view.body.languages[:MOST_TITLES]
    header = []
    for name in SHOWN:
        column = PROJECTS.column_of(_field(name))
        header += [heading(PROJECTS, column, lang, tag) for tag in (tags if name == "title" else [""])]
    return [header, *(_example_row(at, period, tags, row) for row in range(len(EXAMPLES)))]


def _example_row(at: AtBody, period: Period, tags: list[str], row: int) -> list[str]:
    """The first is mutual and names both parties' departments, the second is one-sided and names one's own."""
    wording = at.asking.wording
    areas, parties = _find_areas(at, period), _find_parties(at, period)
    title, department = EXAMPLES[row]
    said = wording.text(department)
    mode = (Mode.MUTUAL, Mode.ONE_SIDED)[row]
    return [
        areas[min(row, len(areas) - 1)][1] if areas else "",
        *(_speak(tag, wording).text(title) for tag in tags),
        choice_word(mode, wording.lang),
        parties[0][1] if parties and mode is Mode.ONE_SIDED else "",
        "; ".join(f"{code}: {said}" for code, _ in parties[:2]) if mode is Mode.MUTUAL or not at.party else said,
        _due(period),
    ]


def _speak(tag: str, wording: Wording) -> Wording:
    base = tag.split("-", maxsplit=1)[0]
    return get_wording(base) if base in LANGUAGES else wording


def _due(period: Period) -> str:
    return (period.conference_on + timedelta(days=365)).isoformat()


def _find_areas(at: AtBody, period: Period) -> list[tuple[str, str]]:
    day = period.conference_on
    return [
        (area.code, at.call(area.names).text)
        for area in at.view.areas.values()
        if area.opened_on <= day and (area.closed_on is None or area.closed_on >= day)
    ]


def _find_parties(at: AtBody, period: Period) -> list[tuple[str, str]]:
    members = at.view.members_on(period.conference_on)
    return [(party.code, at.call(party.names).text) for party, stay in members if stay.role is PartyRole.MEMBER]
