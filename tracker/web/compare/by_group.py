"""The groups of one period of each body, side by side: areas by the reader's eye, shared choices by their codes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from tracker.charts import Chart, side_chart
from tracker.domain.comparing import SHARED, Basis, count_days, find_common_days, find_latest, has_value, is_comparable
from tracker.domain.rates import FEW, RateName
from tracker.domain.trends import By, Figures
from tracker.queries.grouping import NONE
from tracker.web.asking import Asking
from tracker.web.cells import TERMED, Cell, make_cell, name_group
from tracker.web.compare.asked import Asked
from tracker.web.compare.naming import call_bodies
from tracker.web.compare.sides import find_rows, line_up, look_at, move_to, say_foot, take_after
from tracker.web.gates import AtBody
from tracker.web.headings import make_flags
from tracker.wording.comparing import (
    Side,
    say_basis,
    say_difference,
    say_grouping,
    say_place,
    say_unequal,
)
from tracker.wording.languages import Name
from tracker.wording.marks import N_

GroupCell = tuple[Name, int, Cell] | None

FEW_GROUPS = N_("Groups of fewer than {few} projects show their counts, and are not compared.")
NO_PERIOD = N_("{place} has no figures on this day; another period is shown.")
MEASURE_ALL = N_("Measure all of them {days} days after their conferences")
MEASURE_EACH = N_("Measure each of them on its own day")


@dataclass(frozen=True, slots=True)
class Panel:
    """One body's period: its groups and, last, all its projects. `place`: body and period in words. `choices`: its
    periods to choose from; `days`: after its conference, to the day of measuring."""

    name: Name
    place: str
    href: str
    period_link: str
    total: Figures
    days: int
    flags: tuple[tuple[str, str, str], ...]
    groups: dict[str, GroupCell]
    all: GroupCell
    choices: list[tuple[str, str, bool]]
    chart: Chart


@dataclass(frozen=True, slots=True)
class ByGroup:
    """`rows`: the groups that all bodies share, by code, where they do; `other_basis`: the way to the other day of
    measuring, with its words, where there is one."""

    finding: str
    basis: list[str]
    notes: list[str]
    panels: list[Panel]
    rows: list[tuple[str, Name]]
    other_basis: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A body with the figures of its chosen period, groups first; `totals`: of all its periods."""

    at: AtBody
    rows: list[Figures]
    totals: list[Figures]

    @property
    def total(self) -> Figures:
        return self.rows[-1]


def compare_by_group(session: Session, asking: Asking, asked: Asked, by: By) -> ByGroup:
    """A body without figures on this day has no panel."""
    standing = find_chosen(session, asking, asked, by)
    names = call_bodies([one.at for one in standing])
    valued = [(one.at, one.total) for one in standing if has_value(one.total, asked.rate)]
    compared, days = line_up(valued, asked.rate)
    sides = [Side(names[one.at.code].text, one.figures) for one in compared]
    shown = place_on_basis(standing, asked, by)
    codes = _find_codes(by, shown)
    return ByGroup(
        finding=say_difference(asking.wording, sides, asked.rate),
        basis=say_basis(asking.wording, sides, asked.rate, days),
        notes=_say_notes(asking, asked, by, standing, names),
        panels=[_make_panel(asked, by, one, names[one.at.code], codes) for one in shown],
        rows=[(code, name_group(shown[0].at, by, code)) for code in codes] if shown else [],
        other_basis=_find_other_basis(asking, asked, standing),
    )


def find_chosen(session: Session, asking: Asking, asked: Asked, by: By) -> list[Chosen]:
    """Each body with the period that the address chooses, else the latest with a value, else the latest."""
    found = []
    for body in asked.bodies:
        at = look_at(session, asking, body)
        rows = find_rows(at, by)
        totals = [row for row in rows if row.group is None]
        if totals:
            number = _choose(totals, asked.periods.get(body.code), asked.rate).period.number
            found.append(Chosen(at, [row for row in rows if row.period.number == number], totals))
    return found


def place_on_basis(standing: Sequence[Chosen], asked: Asked, by: By) -> list[Chosen]:
    """The same, measured as the address asks: each on its own day, or all as many days after their conferences."""
    days = _find_days(standing, asked.rate)
    if days is None or asked.basis is Basis.AS_THEY_STAND:
        return list(standing)
    return [_move(one, by, days) for one in standing]


def _find_days(standing: Sequence[Chosen], rate: RateName) -> int | None:
    """At how many days after their conferences all are measured: as for what is said of them, what is of few projects
    does not decide it."""
    return find_common_days([one.total for one in standing if is_comparable(one.total, rate)], rate)


def _move(one: Chosen, by: By, days: int) -> Chosen:
    taken = take_after(one.at, one.total, days)
    if taken.at is one.at:
        return one
    moved = move_to(one.at, taken.at.as_of)
    number = one.total.period.number
    return replace(one, at=moved, rows=[row for row in find_rows(moved, by) if row.period.number == number])


def _choose(totals: Sequence[Figures], number: int | None, rate: RateName) -> Figures:
    asked = next((row for row in totals if row.period.number == number), None)
    return asked or find_latest(totals, rate) or totals[-1]


def _find_codes(by: By, shown: Sequence[Chosen]) -> list[str]:
    """The codes of the groups that any body has, in the order of the choices, where all bodies share them."""
    if by not in SHARED:
        return []
    order = [*(choice.value for choice in TERMED[by]), NONE]
    found = {row.group for one in shown for row in one.rows}
    return [code for code in order if code in found]


def _make_panel(asked: Asked, by: By, one: Chosen, name: Name, codes: Sequence[str]) -> Panel:
    at, total, number = one.at, one.total, one.total.period.number
    rows = {row.group: row for row in one.rows if row.group is not None}
    place = say_place(at.asking.wording, name.text, number)
    charted = [(name_group(at, by, code).text, rows.get(code)) for code in codes or rows]
    return Panel(
        name=name,
        place=place,
        href=at.asking.link("bodies.show_body", code=at.code, by=by.value, _anchor="groups"),
        period_link=at.asking.link("periods.show_period", code=at.code, number=number),
        total=total,
        days=count_days(total),
        flags=make_flags(at, total),
        groups={code: _make_cell(at, name_group(at, by, code), row, asked.rate, by) for code, row in rows.items()},
        all=_make_cell(at, Name(at.asking.wording.text(N_("All projects")), at.asking.wording.lang), total, asked.rate),
        choices=[
            (f"{at.code}:{row.period.number}", _say_period(at, row), row.period.number == number) for row in one.totals
        ],
        chart=side_chart(
            at.asking.wording, charted, asked.rate, title=place, is_open=not total.is_closed, foot=say_foot([at])
        ),
    )


def _make_cell(at: AtBody, name: Name, row: Figures, rate: RateName, by: By | None = None) -> tuple[Name, int, Cell]:
    return name, row.tally.agreed, make_cell(at, row, rate, by=by)


def _say_period(at: AtBody, row: Figures) -> str:
    wording = at.asking.wording
    number = wording.text(N_("Period {number}"), number=row.period.number)
    state = wording.text(N_("closed") if row.is_closed else N_("open"))
    return wording.join([number, wording.day(row.period.conference_on), state])


def _say_notes(asking: Asking, asked: Asked, by: By, standing: Sequence[Chosen], names: dict[str, Name]) -> list[str]:
    wording = asking.wording
    missed = [
        wording.text(NO_PERIOD, place=say_place(wording, names[one.at.code].text, number))
        for one in standing
        if (number := asked.periods.get(one.at.code)) not in (None, one.total.period.number)
        if number is not None
    ]
    lengths = {count_days(one.total) for one in standing}
    days = _find_days(standing, asked.rate)
    own = [Side(names[one.at.code].text, one.total) for one in standing]
    unequal = days is not None and asked.basis is Basis.AS_THEY_STAND and len(lengths) > 1
    return [
        *missed,
        say_grouping(wording, by),
        *([say_unequal(wording, own)] if unequal else []),
        wording.text(FEW_GROUPS, few=FEW),
    ]


def _find_other_basis(asking: Asking, asked: Asked, standing: Sequence[Chosen]) -> tuple[str, str] | None:
    days = _find_days(standing, asked.rate)
    if days is None or len({count_days(one.total) for one in standing}) < 2:
        return None
    is_own = asked.basis is Basis.AS_THEY_STAND
    other = Basis.SAME_DAYS if is_own else Basis.AS_THEY_STAND
    periods = [f"{one.at.code}:{one.total.period.number}" for one in standing]
    link = asking.link("compare.show_comparison", **asked.values | {"period": periods, "basis": other.value})
    words = (
        asking.wording.text(MEASURE_ALL, days=asking.wording.number(days))
        if is_own
        else asking.wording.text(MEASURE_EACH)
    )
    return link, words
