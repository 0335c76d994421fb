"""One rate of several bodies over their periods: the sentence, the bodies side by side, the picture, the table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from tracker.charts import Chart, Series, comparison_chart
from tracker.domain.comparing import count_days, find_latest
from tracker.domain.periods import Flag
from tracker.domain.rates import GROWING, RateName
from tracker.domain.trends import ChangesBasis, Figures
from tracker.web.asking import Asking
from tracker.web.cells import Cell, make_cell
from tracker.web.compare.asked import Asked
from tracker.web.compare.naming import call_bodies
from tracker.web.compare.sides import Compared, find_rows, line_up, look_at, say_foot
from tracker.web.gates import AtBody
from tracker.web.headings import explain_break, make_flags
from tracker.wording.comparing import Side, say_basis, say_difference, say_notes, say_place
from tracker.wording.languages import Name
from tracker.wording.marks import N_

#: Rows of the table under the picture; of more, each body's latest periods are listed.
MOST_ROWS = 96


@dataclass(frozen=True, slots=True)
class Row:
    """A period's rate as a table row. `days`: after its conference, to the day of measuring. `basis`: what its change
    compares with."""

    figures: Figures
    cell: Cell
    days: int
    period_link: str
    flags: tuple[tuple[str, str, str], ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Line:
    """One body: its name, its page, its periods; `omitted`: how many earlier ones are not listed."""

    name: Name
    href: str
    rows: list[Row]
    omitted: int


@dataclass(frozen=True, slots=True)
class OverTime:
    """`beside`: the latest periods on the day on which they are compared, each with its body."""

    finding: str
    basis: list[str]
    beside: list[tuple[Line, Row]]
    chart: Chart
    notes: list[str]
    lines: list[Line]


def compare_over_time(session: Session, asking: Asking, asked: Asked) -> OverTime:
    """The bodies in the order of the address."""
    found = find_lines(session, asking, asked)
    names = call_bodies([at for at, _ in found])
    latest = [(at, row) for at, rows in found if (row := find_latest(rows, asked.rate)) is not None]
    compared, days = line_up(latest, asked.rate)
    sides = [Side(names[one.at.code].text, one.figures) for one in compared]
    finding = say_difference(asking.wording, sides, asked.rate)
    lines = {at.code: _make_line(at, names[at.code], rows, asked.rate, len(found)) for at, rows in found}
    return OverTime(
        finding=finding,
        basis=say_basis(asking.wording, sides, asked.rate, days),
        beside=[(lines[one.at.code], _stand_alone(one, asked.rate)) for one in compared],
        chart=_draw(asking, asked, found, names, finding),
        notes=_say_notes(asking, asked.rate, found, names),
        lines=list(lines.values()),
    )


def find_lines(session: Session, asking: Asking, asked: Asked) -> list[tuple[AtBody, tuple[Figures, ...]]]:
    """Each body with the totals of its periods."""
    ats = [look_at(session, asking, body) for body in asked.bodies]
    return [(at, find_rows(at)) for at in ats]


def make_row(at: AtBody, figures: Figures, name: RateName) -> Row:
    link = at.asking.link("periods.show_period", code=at.code, number=figures.period.number)
    cell = make_cell(at, figures, name)
    return Row(figures, cell, count_days(figures), link, make_flags(at, figures), _say_basis(at, figures, name, cell))


def _say_basis(at: AtBody, figures: Figures, name: RateName, cell: Cell) -> str:
    """What a rate's change compares with, and that period's day; empty without a change."""
    if cell.direction is None or figures.compared_on is None:
        return ""
    basis = figures.changes_basis if name in GROWING else ChangesBasis.CUT_OFF
    words = at.asking.wording.term(basis)
    if basis is ChangesBasis.CUT_OFF:
        return words
    return at.asking.wording.text(N_("{basis}: {day}"), basis=words, day=at.asking.wording.day(figures.compared_on))


def _stand_alone(one: Compared, name: RateName) -> Row:
    """Beside other bodies a rate shows no change: that is from its own period before."""
    row = make_row(one.at, one.figures, name)
    return replace(row, cell=replace(row.cell, direction=None))


def _make_line(at: AtBody, name: Name, figures: Sequence[Figures], rate: RateName, bodies: int) -> Line:
    listed = figures[-max(1, MOST_ROWS // bodies) :]
    href = at.asking.link("bodies.show_body", code=at.code)
    return Line(name, href, [make_row(at, row, rate) for row in listed], len(figures) - len(listed))


def _draw(
    asking: Asking,
    asked: Asked,
    found: Sequence[tuple[AtBody, Sequence[Figures]]],
    names: dict[str, Name],
    title: str,
) -> Chart:
    series = [
        Series(
            names[at.code].text,
            rows,
            breaks=[row.period.number for row in rows if Flag.BREAK in row.flags],
            is_illustrative=at.view.body.illustrative,
        )
        for at, rows in found
    ]
    return comparison_chart(
        asking.wording, series, asked.rate, axis=asked.axis, title=title, foot=say_foot([at for at, _ in found])
    )


def _say_notes(
    asking: Asking, rate: RateName, found: Sequence[tuple[AtBody, Sequence[Figures]]], names: dict[str, Name]
) -> list[str]:
    wording = asking.wording
    breaks = [
        wording.text(
            N_("{cause} ({note})"),
            cause=say_place(wording, names[at.code].text, row.period.number),
            note=explain_break(at, row.period),
        )
        for at, rows in found
        for row in rows
        if Flag.BREAK in row.flags
    ]
    return say_notes(wording, [(names[at.code].text, rows) for at, rows in found], rate, breaks)
