"""A body's trend: what its page says of all periods, of the latest one, and of one group alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tracker.charts import Chart, trend_chart
from tracker.domain.confirmations import Words
from tracker.domain.rates import Rate, RateName
from tracker.domain.silence import SILENT_MONTHS
from tracker.domain.trends import By, Figures
from tracker.web.cells import (
    DRAWN_RATES,
    GROUP_RATES,
    MAIN_RATES,
    OTHER_RATES,
    Cell,
    Rates,
    find_filter,
    link_counted,
    link_figure,
    make_cells,
    name_group,
)
from tracker.web.gates import AtBody
from tracker.web.headings import explain_basis, make_flags
from tracker.web.silence import count_silent
from tracker.web.trend_asked import Asked, Drawn
from tracker.wording.marks import N_
from tracker.wording.trend_words import say_course, say_few, say_finding

NOT_PROMOTED = N_("not promoted")
NOT_IMPLEMENTED = N_("promoted, not implemented")
SUSPENDED = N_("suspended")
WITHDRAWN = N_("withdrawn")


#: Up to so many periods the table has every main rate; beyond it those that are drawn.
FULL_PERIODS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One period's figures as a table row."""

    figures: Figures
    cells: list[Cell]
    others: list[Cell]
    flags: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence on a rate, and the address of the projects that the rate counts; None where it has no value."""

    text: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Open:
    """Projects of the latest period that are stuck at a step: the word for it, how many, the address of their list."""

    word: str
    number: int
    href: str


def find_row_rates(asked: Asked, words: Words, *, periods: int) -> Rates:
    """The rates in the table of so many periods."""
    if periods > FULL_PERIODS:
        return asked.rates(words)
    return MAIN_RATES[words] if asked.group is None else GROUP_RATES[words]


def make_row(
    at: AtBody, figures: Figures, names: Sequence[RateName], *, by: By | None = None, has_others: bool = False
) -> Row:
    """`has_others`: with the rates that otherwise are left out."""
    others = OTHER_RATES[at.asking.words] if has_others else ()
    return Row(
        figures, make_cells(at, figures, names, by=by), make_cells(at, figures, others, by=by), make_flags(at, figures)
    )


def find_findings(at: AtBody, rows: Sequence[Figures], asked: Asked) -> list[Finding]:
    """What stands above the chart: the latest period's, and the latest published one's where that is another."""
    if not rows:
        return []
    last, names = rows[-1], asked.rates(at.asking.words)[:2]
    found = [(row, name) for name in names if (row := find_last_valued(rows, name)) is not None]
    if not last.has_stages and asked.drawn is Drawn.STAGES:
        found.append((last, names[0]))
        if last.rates[RateName.RETENTION] is not None:
            found.append((last, RateName.RETENTION))
    if not found:
        found = [(last, names[0])]
    return [_make_finding(at, figures, name, asked) for figures, name in found]


def find_last_valued(rows: Sequence[Figures], name: RateName) -> Figures | None:
    """The latest row in which a rate has a value."""
    return next((row for row in reversed(rows) if _has_value(row.rates[name])), None)


def _has_value(rate: Rate | None) -> bool:
    return rate is not None and rate.value is not None


def _make_finding(at: AtBody, figures: Figures, name: RateName, asked: Asked) -> Finding:
    href = link_figure(at, figures, name, by=asked.grouped_by) if _has_value(figures.rates[name]) else None
    return Finding(say_finding(at.asking.wording, figures, name), href)


def draw(at: AtBody, rows: Sequence[Figures], asked: Asked, breaks: Mapping[int, str]) -> Chart | None:
    """The rates asked for over all periods; None where there are no figures. `breaks`: see `explain_breaks`."""
    if not rows:
        return None
    wording, names = at.asking.wording, asked.rates(at.asking.words)
    found = find_last_valued(rows, names[0]) or rows[-1]
    chart = trend_chart(
        wording,
        rows,
        names,
        breaks=breaks,
        title=say_finding(wording, found, names[0]),
        source=at.view.body.source or "",
    )
    return chart if asked.group is None else name_in(at, asked.by, asked.group, chart)


def name_in(at: AtBody, by: By, group: str, chart: Chart) -> Chart:
    """A chart of one group, that says so: taken away as a picture it has no heading above it."""
    wording = at.asking.wording
    of = f"{wording.term(by)}{wording.context('behind a word', ': ')}{name_group(at, by, group).text}"
    return replace(chart, subtitle=f"{of} · {chart.subtitle}")


def say_beneath(at: AtBody, rows: Sequence[Figures], asked: Asked) -> list[str]:
    """What stands under the chart: how each rate went over the periods, and what changes compare with."""
    if not rows:
        return []
    wording, names = at.asking.wording, asked.rates(at.asking.words)
    said = [sentence for name in names for sentence in say_course(wording, rows, name)]
    few = say_few(wording, rows[-1], names)
    bases = [basis for row in rows if (basis := explain_basis(at, row))]
    return [*said, *([few] if few else []), *bases]


def find_open(at: AtBody, figures: Figures, asked: Asked) -> list[Open]:
    """Where a period's projects are stuck, as claimed or as confirmed; nothing where its stages are not published."""
    if not figures.has_stages:
        return []
    link = _Lists(at, figures, asked)
    promotion, _ = DRAWN_RATES[at.asking.words]
    rate, tally = figures.rates[promotion], figures.tally
    found = []
    if rate is not None and rate.part is not None:
        href = link_counted(at, figures, promotion, by=asked.grouped_by, side="rest")
        found.append(Open(link.say(NOT_PROMOTED), rate.whole - rate.part, href))
    if at.asking.words is Words.CLAIMED:
        started = tally.promoted - tally.implemented
        found.append(Open(link.say(NOT_IMPLEMENTED), started, link.to(stage="promoted")))
    found.append(Open(link.say(SUSPENDED), tally.suspended, link.to(condition="suspended")))
    found.append(Open(link.say(WITHDRAWN), tally.withdrawn, link.to(condition="withdrawn")))
    return [one for one in found if one.number]


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists of one period's agreed projects."""

    at: AtBody
    figures: Figures
    asked: Asked

    def say(self, word: str) -> str:
        return self.at.asking.wording.text(word)

    def to(self, **values: str) -> str:
        of = find_filter(self.asked.grouped_by, self.figures.group)
        number = self.figures.period.number
        return self.at.asking.link(
            "periods.show_period", code=self.at.code, number=number, list="agreed", **of, **values
        )


def find_silent(at: AtBody, figures: Figures) -> Open | None:
    """The projects of a running period that nobody has said anything of for long; None where there are none."""
    number = count_silent(at, figures.period)
    if not number:
        return None
    words = at.asking.wording.plural(
        "{number} project without an entry for {months} months",
        "{number} projects without an entry for {months} months",
        number,
        months=SILENT_MONTHS,
    )
    href = at.asking.link("periods.show_period", code=at.code, number=figures.period.number, silent=SILENT_MONTHS)
    return Open(words, number, href)
