"""A body's rates by group: small charts on one scale, the largest first where there are many, and their table."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.charts import Chart, trend_chart
from tracker.domain.shares import share
from tracker.domain.trends import By, Figures
from tracker.queries.grouping import NONE
from tracker.web.cells import Cell, make_cells, name_group
from tracker.web.gates import AtBody
from tracker.web.trend import find_last_valued, name_in
from tracker.web.trend_asked import Asked, link_asked
from tracker.wording.languages import Name
from tracker.wording.trend_words import SHARED, Named, say_finding, say_groups, say_run_elsewhere, say_without_field

#: So many groups are shown at first, the largest; up to as many stand in their own order.
SHOWN = 12
#: About so many rows the table of all groups has: with many groups, only of the latest periods.
TABLE_ROWS = 36
HEIGHT = 150


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group's figures of one period. `agreed` and `share`: its projects in words, and their part of all."""

    figures: Figures
    agreed: str
    share: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Group:
    """One group: the address at which it is looked at alone, its rows in the table, its small chart."""

    name: Name
    href: str
    rows: list[GroupRow]
    chart: Chart


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups that are shown, of `number`. `all_href`: where all of them are; None where these are all.
    `first_period`: from which period on the table has rows; None for all. `period`: the only one that it has."""

    shown: list[Group]
    number: int
    all_href: str | None
    first_period: int | None
    period: int | None
    sentences: list[str]


def make_groups(at: AtBody, found: Sequence[Figures], asked: Asked, breaks: Mapping[int, str]) -> Groups:
    """Of a body's figures by group, periods ascending; of one period at the least. `breaks`: those of all projects,
    which every chart shows."""
    totals = [row for row in found if row.group is None]
    by_code = _sort_groups(found, totals)
    codes = list(by_code) if asked.has_all_groups else list(by_code)[:SHOWN]
    making = _Making(at, asked, totals, _find_kept(totals, len(codes)), breaks)
    return Groups(
        shown=[making.group(code, by_code[code]) for code in codes],
        number=len(by_code),
        all_href=link_asked(at, asked, groups="all", _anchor="groups") if len(codes) < len(by_code) else None,
        first_period=making.first_period if making.first_period > totals[0].period.number else None,
        period=making.first_period if len(making.kept) == 1 else None,
        sentences=_say(at, by_code, totals, asked),
    )


def _find_kept(totals: Sequence[Figures], groups: int) -> Sequence[Figures]:
    """The periods of which the table shows each group: the latest, as many as there is room for."""
    return totals[-max(1, TABLE_ROWS // max(1, groups)) :]


def _sort_groups(found: Sequence[Figures], totals: Sequence[Figures]) -> Mapping[str, list[Figures]]:
    """Each group's rows, in the order in which the groups are shown: the largest of the latest period first where
    there are many; without a group last."""
    by_code: dict[str, list[Figures]] = defaultdict(list)
    for row in found:
        if row.group is not None:
            by_code[row.group].append(row)
    last = totals[-1].period.number if totals else 0
    is_long = len(by_code) > SHOWN

    def key(code: str) -> tuple[bool, int, int, str]:
        rows = by_code[code]
        now = sum(row.tally.agreed for row in rows if row.period.number == last)
        ever = sum(row.tally.agreed for row in rows)
        return (code == NONE, -now, -ever, code) if is_long else (code == NONE, 0, 0, code)

    return {code: by_code[code] for code in sorted(by_code, key=key)}


@dataclass(frozen=True, slots=True)
class _Making:
    """`kept`: the periods of which the table has rows."""

    at: AtBody
    asked: Asked
    totals: Sequence[Figures]
    kept: Sequence[Figures]
    breaks: Mapping[int, str]

    @property
    def first_period(self) -> int:
        return self.kept[0].period.number

    def group(self, code: str, rows: Sequence[Figures]) -> Group:
        wording, rates = self.at.asking.wording, self.asked.rates(self.at.asking.words)
        last = find_last_valued(rows, rates[0]) or rows[-1]
        title = say_finding(wording, last, rates[0])
        chart = trend_chart(wording, rows, rates, breaks=self.breaks, title=title, height=HEIGHT, periods=self.totals)
        return Group(
            name=name_group(self.at, self.asked.by, code),
            href=link_asked(self.at, self.asked, group=code, groups=None),
            rows=[self.row(row) for row in rows if row.period.number >= self.first_period],
            chart=name_in(self.at, self.asked.by, code, chart),
        )

    def row(self, row: Figures) -> GroupRow:
        wording, words = self.at.asking.wording, self.at.asking.words
        total = next(total for total in self.totals if total.period.number == row.period.number)
        part = share(row, total)
        return GroupRow(
            figures=row,
            agreed=wording.number(row.tally.agreed) if part.value is None else wording.counts(part),
            share="" if part.value is None else wording.percent(part),
            cells=make_cells(self.at, row, self.asked.rates(words), by=self.asked.by),
        )


def _say(at: AtBody, by_code: Mapping[str, Sequence[Figures]], totals: Sequence[Figures], asked: Asked) -> list[str]:
    """What the groups of the latest period with a value show, and how they add up."""
    wording, name = at.asking.wording, asked.rates(at.asking.words)[0]
    period = (find_last_valued(totals, name) or totals[-1]).period.number
    of_period = [row for rows in by_code.values() for row in rows if row.period.number == period]
    named = [Named(name_group(at, asked.by, row.group).text, row) for row in of_period if row.group not in (None, NONE)]
    said = say_groups(wording, named, name)
    if asked.by is By.RUN_BY:
        said += _say_run_by(at, by_code, totals[-1])
    if asked.by is By.FIELD and (unsaid := _count_unsaid(by_code, totals[-1])):
        said.append(say_without_field(wording, totals[-1].period.number, unsaid))
    return [*said, wording.text(SHARED[asked.by])] if asked.by in SHARED else said


def _say_run_by(at: AtBody, by_code: Mapping[str, Sequence[Figures]], total: Figures) -> list[str]:
    rows = [row for rows in by_code.values() for row in rows if row.period.number == total.period.number]
    return say_run_elsewhere(at.asking.wording, rows, total, unsaid=_count_unsaid(by_code, total))


def _count_unsaid(by_code: Mapping[str, Sequence[Figures]], total: Figures) -> int:
    """How many agreed projects of the total's period are in no group."""
    return sum(row.tally.agreed for row in by_code.get(NONE, ()) if row.period.number == total.period.number)
