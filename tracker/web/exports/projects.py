"""A period's projects on their way out: the columns, and the rows that its page lists, taken one by one."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from enum import StrEnum

from flask import request

from tracker.domain.periods import PeriodFacts
from tracker.domain.rates import RateName
from tracker.domain.roles import Act
from tracker.domain.stages import Condition, Reason, Stage
from tracker.domain.trends import By
from tracker.queries.grouping import NONE, Department
from tracker.queries.projects import ProjectRow, Texts
from tracker.queries.streaming import iterate_projects, iterate_projects_of
from tracker.register.exports import Column, Export, Row
from tracker.web.cells import name_group
from tracker.web.exports.about import ABOUT, describe
from tracker.web.exports.choosing import read_titles, wants_codes
from tracker.web.filters import Filters, Side, filter_projects, find_sort_key, listing_of, read_filters, sort_by_key
from tracker.web.gates import AtBody
from tracker.web.headings import WORDS
from tracker.web.period_filters import LISTINGS, require_filters
from tracker.web.period_list import find_period_notes, say_stages
from tracker.web.periods import find_first_sort, get_figures, get_period
from tracker.wording import Wording
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

ProjectColumn = Column[ProjectRow]

FILTER_LABELS = {
    "counted": N_("Projects behind a rate"),
    "side": N_("Which of them"),
    "q": N_("Title, reference, department or note"),
    "department": N_("Department"),
    "area": N_("Area"),
    "mode": N_("Mode"),
    "lead": N_("Lead party"),
    "horizon": N_("Horizon"),
    "field": N_("Field of exchange"),
    "run_by": N_("Run by"),
    "proposed_by": N_("Proposed by"),
    "partner": N_("Partner"),
    "country": N_("Country"),
    "stage": N_("Stage"),
    "condition": N_("Condition"),
    "reason": N_("Reason"),
    "late": N_("Reached late"),
    "continues": N_("Continues a project of"),
    "continued_in": N_("Continued in"),
    "list": N_("List"),
    "silent": N_("No entry for"),
    "due": N_("Due date"),
    "answers": N_("Answers"),
}
SIDES = {Side.PART: N_("counted"), Side.REST: N_("not counted")}


def export_projects(at: AtBody, number: int) -> Export[ProjectRow]:
    """As the period's page lists them. NotFound, BadQuery."""
    period = get_period(at, number)
    filters = read_filters(request.args, at.view, first_sort=find_first_sort(at, period))
    require_filters(at, filters, period)
    wording = at.asking.wording
    figures = get_figures(at, number)
    title = wording.text(N_("Projects of period {number}"), number=number)
    facts = [
        (wording.text(N_("Period")), str(number)),
        (wording.text(N_("Period measured on")), wording.day(figures.measured_on)),
    ]
    if at.view.body.asks_confirmation:
        facts.append((wording.text(N_("Whose words the figures count")), wording.text(WORDS[at.asking.words])))
    return Export(
        title=title,
        columns=_make_columns(at, period),
        rows=_iterate(at, period, filters),
        about_title=wording.text(ABOUT),
        about=describe(
            at,
            title,
            address=at.asking.link(
                "periods.show_period", code=at.code, number=number, sort=filters.sort, **filters.asked
            ),
            facts=facts,
            filters=[_tell_filter(at, name, value) for name, value in filters.asked.items()],
            flags=figures.flags,
            rates=[] if filters.counted is None else [filters.counted],
        ),
        uses_codes=wants_codes(),
    )


def _iterate(at: AtBody, period: PeriodFacts, filters: Filters) -> Iterator[ProjectRow]:
    """In the order asked for. In any but the register's, only the keys of the projects are held at once."""
    asked = {"period": period.number, "as_of": at.as_of, "known_at": at.asking.known_at}
    rows = say_stages(at, iterate_projects(at.session, at.view, **asked))  # type: ignore[arg-type]
    notes = find_period_notes(at, period.number, filters)
    found = filter_projects(at.view, rows, filters, period=period, as_of=at.as_of, notes=notes)
    if filters.sort == "ref":
        return found
    key = find_sort_key(filters.sort, lambda row: at.call(row.titles).text)
    keyed = sort_by_key(((None if key is None else key(row), row.id) for row in found), filters.sort)
    ordered = iterate_projects_of(at.session, at.view, [one for _, one in keyed], **asked)  # type: ignore[arg-type]
    return say_stages(at, ordered)


def _make_columns(at: AtBody, period: PeriodFacts) -> list[ProjectColumn]:
    wording, tags = at.asking.wording, read_titles(at)
    say = wording.text
    columns = [
        Column("ref", say(N_("Ref")), lambda row: row.ref),
        *(title_column(wording, tag, lambda row: row.titles) for tag in tags),
        Column("list", say(N_("List")), lambda row: say(LISTINGS[listing_of(row)])),
        *(_stage_columns(at, period) if period.stages_published else ()),
        Column("area", say(N_("Area")), lambda row: at.name_area(row.area).text, 18),
        Column("mode", say(N_("Mode")), lambda row: wording.term(row.mode)),
        Column("lead", say(N_("Lead party")), lambda row: _name_party(at, row.lead)),
        Column("horizon", say(N_("Horizon")), lambda row: _term(wording, row.horizon)),
        Column("proposed_by", say(N_("Proposed by")), lambda row: _name_party(at, row.proposed_by)),
        Column("run_by", say(N_("Run by")), lambda row: _term(wording, row.run_by), 18),
        Column("field", say(N_("Field of exchange")), lambda row: _term(wording, row.field), 18),
        Column("parties", say(N_("Parties")), lambda row: "; ".join(one.party for one in row.departments)),
        *(_department_column(wording, tag) for tag in tags),
        Column("agreed_on", say(N_("Agreed on")), lambda row: row.agreed_on),
        Column("due_on", say(N_("Due on")), lambda row: row.due_on),
        Column("continues", say(N_("Continues")), lambda row: "; ".join(kin.ref for kin in row.continues)),
        Column("continued_by", say(N_("Continued by")), lambda row: "; ".join(kin.ref for kin in row.continued_by)),
        Column("struck", say(N_("Struck because")), lambda row: row.struck_reason, 24),
    ]
    if at.may(Act.SEE_HISTORY):  # a note may speak of people
        columns.append(Column("note", say(N_("Note")), lambda row: row.note, 40))
    return columns


def _stage_columns(at: AtBody, period: PeriodFacts) -> list[ProjectColumn]:
    wording, say = at.asking.wording, at.asking.wording.text

    def reached(day: date | None) -> date | None:
        return day if day is not None and day <= at.as_of else None

    confirmed: list[ProjectColumn] = []
    if at.view.body.asks_confirmation:
        head = say(N_("Confirmed stage"))
        confirmed.append(Column("confirmed_stage", head, lambda row: wording.term(row.confirmed_stage)))
    return [
        Column("stage", say(N_("Stage")), lambda row: wording.term(row.stage)),
        *confirmed,
        Column("late_stage", say(N_("Late")), lambda row: _term(wording, row.late_stage)),
        Column("promoted_on", say(N_("Promoted on")), lambda row: reached(row.facts.days.promoted_on)),
        Column("implemented_on", say(N_("Implemented on")), lambda row: reached(row.facts.days.implemented_on)),
        Column("condition", say(N_("Condition")), lambda row: _term(wording, row.condition)),
        Column("reason", say(N_("Reason")), lambda row: _term(wording, row.reason), 18),
        Column("last_entry_on", say(N_("Last entry")), lambda row: row.last_entry_on),
        *(_confirmed_columns(at, reached) if at.view.body.asks_confirmation else ()),
    ]


def _confirmed_columns(at: AtBody, reached: Callable[[date | None], date | None]) -> list[ProjectColumn]:
    """Where the body asks for confirmation: the days by the entries that every party concerned has confirmed."""
    say = at.asking.wording.text
    promoted, implemented = say(N_("Promoted on, as confirmed")), say(N_("Implemented on, as confirmed"))
    return [
        Column("confirmed_promoted_on", promoted, lambda row: reached(row.facts.confirmed.promoted_on)),
        Column("confirmed_implemented_on", implemented, lambda row: reached(row.facts.confirmed.implemented_on)),
    ]


def title_column(wording: Wording, tag: str, find: Callable[[Row], Texts]) -> Column[Row]:
    """The title of a row's project in a language. `find`: its titles."""
    heading = wording.text(N_("Title ({language})"), language=LANGUAGES.get(tag, tag))
    return Column(f"title_{tag}", heading, lambda row: find(row).get(tag), 44)


def _department_column(wording: Wording, tag: str) -> ProjectColumn:
    heading = wording.text(N_("Departments ({language})"), language=LANGUAGES.get(tag, tag))
    return Column(f"departments_{tag}", heading, lambda row: _tell_departments(row.departments, tag), 34)


def _tell_departments(departments: Sequence[Department], tag: str) -> str:
    """`SEL: Office; BJS: Office`, as registers have it."""
    return "; ".join(f"{one.party}: {one.names[tag]}" for one in departments if one.names.get(tag))


def _name_party(at: AtBody, code: str | None) -> str | None:
    return None if code is None else at.name_party(code).text


#: The filters whose values are choices.
FILTER_TERMS: dict[str, type[StrEnum]] = {
    "stage": Stage, "late": Stage, "condition": Condition, "reason": Reason,
}  # fmt: skip


def _term(wording: Wording, value: StrEnum | None) -> str | None:
    return None if value is None else wording.term(value)


def _tell_filter(at: AtBody, name: str, value: str) -> tuple[str, str]:
    """A filter of the address in words."""
    wording = at.asking.wording
    return wording.text(FILTER_LABELS[name]) if name in FILTER_LABELS else name, _tell_value(at, name, value)


#: Filters whose values are groups of the figures; of a department, words of its name can be asked for too.
GROUPS = frozenset(By) - {By.DEPARTMENT}


def _tell_value(at: AtBody, name: str, value: str) -> str:
    wording = at.asking.wording
    if name in ("continues", "continued_in"):
        return wording.text(N_("Period {number}"), number=value)
    if name == "condition" and value == NONE:
        return wording.text(N_("nothing said"))
    if name in GROUPS:
        return name_group(at, By(name), value).text
    if name == "silent":
        return wording.plural("{number} month", "{number} months", int(value))
    if name == "due":
        return wording.text(N_("overdue"))
    if name == "answers":
        return wording.text(N_("disputed"))
    if name == "list":
        return next((wording.text(word) for key, word in LISTINGS.items() if key == value), value)
    if name == "side":
        return next((wording.text(word) for key, word in SIDES.items() if key == value), value)
    if name == "counted":
        return wording.term(RateName(value))
    return wording.term(FILTER_TERMS[name](value)) if name in FILTER_TERMS else value
