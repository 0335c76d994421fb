"""Projects typed as rows of a form: which columns a body's grid has, what its fields hold, and the rows as a register's
table of projects, so that every check of an import holds for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from tracker.domain.problems import Place, Problem, Refused
from tracker.domain.stages import Horizon, Mode
from tracker.models import PartyRole, Period
from tracker.queries.cycle import find_known_refs
from tracker.queries.projects import ProjectRow
from tracker.register import HandedIn
from tracker.register.pasting import ListOf, hand_in_projects
from tracker.web.forms import Form
from tracker.web.gates import AtBody
from tracker.wording import Wording
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

#: Up to so many parties have a column of their own for their departments; beyond it, one column names them all.
PARTIES_ALONE = 3

#: What a row carries along without being seen: what the project that it continues says.
CARRIED = ("continues", "proposed_by", "run_by", "field")

#: Fields that say nothing by themselves of whether a row was filled in.
CHOSEN = frozenset({"area", "mode", "lead", "horizon"})


@dataclass(frozen=True, slots=True)
class GridColumn:
    """`kind`: text, date or choice. `lang`: of what is typed; `options`: value and word of each choice. Columns of one
    `group`, named by its heading, stand below one another in a cell; `short`: what tells them apart there."""

    name: str
    label: str
    kind: str = "text"
    lang: str = ""
    options: Sequence[tuple[str, str]] = ()
    empty: str | None = None
    width: str = ""
    group: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    """`key`: behind the point of its fields' names. `values`: as first shown. `note`: what it comes from."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    columns: Sequence[GridColumn]
    rows: Sequence[GridRow]
    of: ListOf
    languages: Sequence[str]

    @property
    def cells(self) -> list[tuple[str, list[GridColumn]]]:
        """What stands in each cell of a row: its heading, and the columns below one another."""
        return [(group, list(found)) for group, found in groupby(self.columns, key=lambda one: one.group or one.label)]

    @property
    def carried(self) -> Sequence[str]:
        return CARRIED

    def hand_in(self, form: Form, base: Mapping[str, ProjectRow] | None = None) -> HandedIn:
        """The rows that are filled in, problems at their fields. `base`: the earlier projects that rows continue, by
        ref: where a department is left as it was, it keeps its names in every language. Refused where none is."""
        typed = {row.key: self._read(form, row.key) for row in self.rows}
        filled = {key: values for key, values in typed.items() if _is_filled(values)}
        if not filled:
            raise Refused(Problem("nothing_typed", {}))
        _inherit_area(filled.values())
        rows = [self._to_record(values, base or {}) for values in filled.values()]
        header = list(dict.fromkeys(name for row in rows for name in row))
        records = [header, *([row.get(name, "") for name in header] for row in rows)]
        return hand_in_projects(records, self.of, source="")

    def keys_in(self, form: Form) -> list[str]:
        """The keys of the rows that are filled in, in order."""
        return [row.key for row in self.rows if _is_filled(self._read(form, row.key))]

    def at_fields(self, problems: Iterable[Problem], form: Form) -> list[Problem]:
        """The problems of a table's rows at the fields that hold them; the row's place in the form stays."""
        keys = self.keys_in(form)
        order = [row.key for row in self.rows]
        placed = []
        for one in problems:
            row, column = one.place.row, one.place.column
            if row is None or not 2 <= row < len(keys) + 2:
                placed.append(Problem(one.code, one.values, Place(column=column)))
                continue
            key = keys[row - 2]
            name = f"{self._field_of(column or 'ref')}.{key}"
            placed.append(Problem(one.code, one.values, Place(row=order.index(key) + 1, column=name)))
        return placed

    def _field_of(self, column: str) -> str:
        names = [one.name for one in self.columns]
        if column in names:
            return column
        stem = column.partition("_")[0]
        found = next((name for name in names if name.startswith((f"{stem}_", stem))), None)
        return found or "ref"

    def _read(self, form: Form, key: str) -> dict[str, str]:
        names = [*(one.name for one in self.columns), *CARRIED]
        return {name: " ".join(form.text(f"{name}.{key}").split()) for name in names}

    def _to_record(self, values: Mapping[str, str], base: Mapping[str, ProjectRow]) -> dict[str, str]:
        record = {name: text for name, text in values.items() if not name.startswith("department_") and text}
        earlier = base.get(values.get("continues", "").split(";")[0])
        named = {name.removeprefix("department_"): text for name, text in values.items() if _is_department(name, text)}
        texts: dict[str, list[str]] = {}
        for code, text in named.items():
            for tag, name in self._names_of(code, text, earlier).items():
                texts.setdefault(tag, []).append(f"{code}: {name.replace(';', ';;').replace('；', '；；')}")
        return record | {f"departments_{tag}": "; ".join(found) for tag, found in texts.items()}

    def _names_of(self, code: str, text: str, earlier: ProjectRow | None) -> Mapping[str, str]:
        kept = {} if earlier is None else departments_of(earlier).get(code, {})
        return kept if text in kept.values() else {self.languages[0]: text}


def make_list_of(at: AtBody, period: Period) -> ListOf:
    """The list of a period, as rows for it are read."""
    body = at.view.body
    tag = next(iter(body.names))
    return ListOf(
        code=body.code,
        body={"code": body.code, f"name_{tag}": body.names[tag], "kind": body.kind.value, "time_zone": body.time_zone},
        period=period.number,
        known=find_known_refs(at.session, at.view.id),
        areas={area.code: area.names for area in at.view.areas.values()},
        parties={party.code: party.names for party in at.view.parties.values()},
        languages=body.languages,
        own=at.party or "",
    )


def make_grid(at: AtBody, period: Period, rows: Sequence[GridRow], *, later: bool = False) -> Grid:
    """`later`: rows are agreed after the list, and say on which day."""
    columns = list(_find_columns(at, period, later=later))
    return Grid(columns, rows, make_list_of(at, period), at.view.body.languages)


def departments_of(project: ProjectRow) -> dict[str, Mapping[str, str]]:
    """The departments' names by language, by party."""
    return {one.party: one.names for one in project.departments if any(one.names.values())}


def row_after(
    at: AtBody, grid_columns: Sequence[GridColumn], earlier: Sequence[ProjectRow], *, part: int
) -> dict[str, str]:
    """What a row first says of the projects that it continues: what the first of them says, and the departments that
    only others name."""
    first, languages = earlier[0], at.view.body.languages
    suffix = f" ({part})" if part else ""
    values = {f"title_{tag}": f"{text}{suffix}" for tag, text in first.titles.items() if text}
    values |= {
        "area": first.area,
        "mode": first.mode.value,
        "lead": first.lead or "",
        "horizon": "" if first.horizon is None else first.horizon.value,
        "parties": ";".join(dict.fromkeys(one.party for row in earlier for one in row.departments if one.is_named)),
        "continues": ";".join(row.ref for row in earlier),
        "proposed_by": first.proposed_by or "",
        "run_by": "" if first.run_by is None else first.run_by.value,
        "field": first.field or "",
    }
    departments: dict[str, str] = {}
    for row in earlier:
        for code, names in departments_of(row).items():
            departments.setdefault(code, at.asking.wording.name(names, [languages[0], *languages]).text)
    own = {one.name for one in grid_columns}
    if "departments_" + languages[0] in own:
        values["departments_" + languages[0]] = "; ".join(f"{code}: {name}" for code, name in departments.items())
    return values | {f"department_{code}": name for code, name in departments.items()}


def _find_columns(at: AtBody, period: Period, *, later: bool) -> Iterable[GridColumn]:
    wording, languages = at.asking.wording, at.view.body.languages
    day = period.conference_on
    # Later ones may be of an area that opened, or of a party that joined, in the course of the period.
    areas = [
        (a.code, f"{a.code} {at.call(a.names).text}") for a in at.view.areas.values() if later or a.opened_on <= day
    ]
    around = at.view.parties.values() if later else [party for party, _ in at.view.members_on(day)]
    parties = [(party.code, at.call(party.names).text) for party in around]
    members = [(p, s) for p, s in at.view.members_on(day) if s.role is PartyRole.MEMBER]
    first = [GridColumn("ref", wording.text(N_("Ref")), width="medium")]
    if later:
        first.append(GridColumn("agreed_on", wording.text(N_("Agreed on")), "date"))
    first.append(GridColumn("area", wording.text(N_("Area")), "choice", options=areas, empty="–"))
    yield from _fold(wording, first)
    for tag in languages:
        word = LANGUAGES.get(tag, tag)
        label = wording.text(N_("Title in {language}"), language=word)
        yield GridColumn(f"title_{tag}", label, lang=tag, width="long", group=wording.text(N_("Title")), short=word)
    modes = [(mode.value, wording.term(mode)) for mode in Mode]
    lead = GridColumn("lead", wording.text(N_("Lead party")), "choice", options=parties, empty="–")
    yield from _fold(wording, [GridColumn("mode", wording.text(N_("Mode")), "choice", options=modes), lead])
    yield from _department_columns(at, [(party.code, at.call(party.names).text) for party, _ in members])
    horizons = [(one.value, wording.term(one)) for one in Horizon]
    horizon = GridColumn("horizon", wording.text(N_("Horizon")), "choice", options=horizons, empty="–")
    yield from _fold(wording, [horizon, GridColumn("due_on", wording.text(N_("Due on")), "date")])


def _department_columns(at: AtBody, members: Sequence[tuple[str, str]]) -> Iterable[GridColumn]:
    wording, tag = at.asking.wording, at.view.body.languages[0]
    if len(members) > PARTIES_ALONE:
        parties = GridColumn("parties", wording.text(N_("Parties, as A; B")), width="long")
        label = wording.text(N_("Departments, as A: name; B: name"))
        yield from _fold(wording, [parties, GridColumn(f"departments_{tag}", label, lang=tag, width="long")])
        return
    group = wording.text(N_("Departments"))
    for code, name in members:
        label = wording.text(N_("Department of {party}"), party=name)
        yield GridColumn(f"department_{code}", label, lang=tag, width="long", group=group, short=name)


def _fold(wording: Wording, columns: Sequence[GridColumn]) -> list[GridColumn]:
    """Columns of their own words in one cell, whose heading names them all."""
    group = wording.join(one.label for one in columns)
    return [replace(one, group=group) for one in columns]


def _is_department(name: str, text: str) -> bool:
    return name.startswith("department_") and bool(text)


def _is_filled(values: Mapping[str, str]) -> bool:
    return any(text for name, text in values.items() if name not in CHOSEN)


def _inherit_area(rows: Iterable[dict[str, str]]) -> None:
    """An area that is left empty is that of the row above."""
    above = ""
    for values in rows:
        values["area"] = above = values["area"] or above
