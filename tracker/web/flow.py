"""How far the projects of each period came, where those that stopped did and why, and which were carried over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tracker.charts import Chart
from tracker.charts.flow import flows_chart
from tracker.domain.confirmations import Words
from tracker.domain.flows import Chain, End, Passage, count_passages, find_chains
from tracker.domain.roles import Act
from tracker.domain.stages import Condition, Stage
from tracker.queries.flows import PeriodFlow, find_flows, find_links, find_titles
from tracker.queries.grouping import NONE
from tracker.web.chart_files import answer_chart
from tracker.web.gates import Afterwards, AtBody, allowed
from tracker.web.headings import make_heading, make_status_bar, make_toggle, say_foot
from tracker.web.query import read_word
from tracker.web.trend_views import find_views
from tracker.wording.flow import STEPS, describe_chains, describe_flow, describe_passages
from tracker.wording.languages import Name
from tracker.wording.marks import N_

flow = Blueprint("flow", __name__)

#: So many projects stand in the chains of the page; the file has all of them.
SHOWN_IN_CHAINS = 200
CONDITIONS: tuple[Condition | None, ...] = (Condition.WITHDRAWN, Condition.SUSPENDED, None)
NOTHING_SAID = N_("without a reason on record")


@dataclass(frozen=True, slots=True)
class Counted:
    """So many projects, in words where that is needed, and the address of their list."""

    number: str
    href: str | None
    word: str = ""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The projects that stopped at a step: all of them, and by what is said of them."""

    total: Counted
    parts: list[Counted]


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A period in the table. `implemented` None, and the rest empty: its stages are not published."""

    number: int
    conference_on: date
    agreed: Counted
    implemented: Counted | None
    stopped: list[Stopped]
    late: list[Counted]
    additional: list[Counted]


@dataclass(frozen=True, slots=True)
class EndRow:
    step: str
    said: str
    reason: str
    counted: Counted


@dataclass(frozen=True, slots=True)
class PassageCell:
    """From an earlier period into a later one. `became` None where as many projects continue as were carried over."""

    carried: Counted
    became: Counted | None


@dataclass(frozen=True, slots=True)
class ChainRow:
    """`title` of the last project; `steps`: period, then ref and address of each project there."""

    title: Name
    carried: int
    steps: list[tuple[int, list[tuple[str, str]]]]


@flow.get("/bodies/<code:code>/flow")
@allowed(Act.SEE_TRENDS)
def show_flow(at: AtBody) -> ResponseReturnValue | Afterwards:
    found = find_asked_flows(at)
    shown = _choose(found)
    links = find_links(at.session, at.view, as_of=at.as_of, known_at=at.asking.known_at)
    passages, chains = count_passages(links), find_chains(links)
    said = [] if shown is None else _describe(at, shown, passages)
    chart = _draw(at, found, said[0] if said else "")
    return answer_chart({"flow": chart}, at=at) or render_template(
        "flow.html",
        at=at,
        heading=make_heading(at, shown.figures if shown else None),
        bar=make_status_bar(at, shown.figures if shown else None),
        toggle=make_toggle(at),
        views=find_views(at),
        shown=shown,
        said=said,
        carried_said=_describe_carried(at, shown, passages) if shown else [],
        chains_said=describe_chains(at.asking.wording, chains),
        chart=chart,
        steps=STEPS[at.asking.words].values(),
        numbers=[one.figures.period.number for one in found],
        rows=[_make_row(at, one) for one in found],
        ends=_make_ends(at, shown) if shown else [],
        passages=_make_passages(at, passages),
        chains=_make_chains(at, _choose_chains(chains)),
        chain_count=len(chains),
    )


def find_asked_flows(at: AtBody) -> tuple[PeriodFlow, ...]:
    """Of every period, as of the day, as known at the instant and by the words that the address asks for; of none where
    those are confirmed ones, and the body does not ask for confirmation."""
    asking = at.asking
    if asking.words is Words.CONFIRMED and not at.view.body.asks_confirmation:
        return ()
    return find_flows(at.session, at.view, as_of=at.as_of, known_at=asking.known_at, words=asking.words)


def _choose(found: Sequence[PeriodFlow]) -> PeriodFlow | None:
    """The period that the address asks for; else the latest with published stages, else the latest. BadQuery."""
    by_number = {str(one.figures.period.number): one for one in found}
    asked = read_word(request.args, "period", by_number)
    if asked is not None:
        return by_number[asked]
    known = [one for one in found if one.flow is not None] or list(found)
    return known[-1] if known else None


def _describe(at: AtBody, shown: PeriodFlow, passages: Mapping[tuple[int, int], Passage]) -> list[str]:
    period = shown.figures.period
    is_running = not period.reached_cut_off(at.as_of)
    words = at.asking.words
    return describe_flow(at.asking.wording, period.number, shown.flow, is_running=is_running, words=words)


def _describe_carried(at: AtBody, shown: PeriodFlow, passages: Mapping[tuple[int, int], Passage]) -> list[str]:
    """Of the period shown, and of the one before, whose projects it may continue."""
    before = at.view.facts.before(shown.figures.period)
    said: list[str] = []
    if before is not None and shown.figures.tally.previous_agreed:
        agreed = shown.figures.tally.previous_agreed
        said += describe_passages(at.asking.wording, before.number, agreed, passages)
    if any(earlier == shown.figures.period.number for earlier, _ in passages):
        number, agreed = shown.figures.period.number, shown.figures.tally.agreed
        said += describe_passages(at.asking.wording, number, agreed, passages)
    return said


def _draw(at: AtBody, found: Sequence[PeriodFlow], title: str) -> Chart:
    wording = at.asking.wording
    rows = [(one.figures.period.number, one.figures.tally.agreed, one.flow) for one in found]
    return flows_chart(wording, rows, title=title, source=say_foot(at, day=at.as_of))


def _make_row(at: AtBody, one: PeriodFlow) -> FlowRow:
    period, tally, found = one.figures.period, one.figures.tally, one.flow
    number = period.number
    additional = [_count(at, number, tally.additional, list="additional")]
    late: list[Counted] = []
    if found is not None and at.asking.words is Words.CLAIMED:
        late = [
            _count(at, number, tally.late_promoted, Stage.PROMOTED, list="agreed", late="promoted"),
            _count(at, number, tally.late_implemented, Stage.IMPLEMENTED, list="agreed", late="implemented"),
        ]
        halfway = tally.additional_promoted - tally.additional_implemented
        additional += [
            _count(at, number, halfway, Stage.PROMOTED, list="additional", stage="promoted"),
            _count(at, number, tally.additional_implemented, Stage.IMPLEMENTED, list="additional", stage="implemented"),
        ]
    return FlowRow(
        number=number,
        conference_on=period.conference_on,
        agreed=_count(at, number, tally.agreed, list="agreed"),
        implemented=None
        if found is None
        else _count(at, number, found.implemented, list="agreed", stage="implemented"),
        stopped=[] if found is None else [_make_stopped(at, one, stage) for stage in STEPS[Words.CLAIMED]],
        late=late,
        additional=additional,
    )


def _make_stopped(at: AtBody, one: PeriodFlow, stage: Stage) -> Stopped:
    assert one.flow is not None
    number, found = one.figures.period.number, one.flow
    return Stopped(
        _count(at, number, found.stopped(stage), list="agreed", stage=stage.value),
        [
            _count(
                at, number, count, condition or NOTHING_SAID,
                list="agreed", stage=stage.value, condition=condition.value if condition else NONE,
            )
            for condition in CONDITIONS
            if (count := found.said(stage, condition)) and count != found.stopped(stage)
        ],
    )  # fmt: skip


def _count(at: AtBody, period: int, number: int, word: str = "", **filters: str | None) -> Counted:
    """A number of a period's projects, with the way to them unless there are none."""
    wording = at.asking.wording
    href = at.asking.link("periods.show_period", code=at.code, number=period, **filters) if number else None
    said = word if not word else wording.term(word) if isinstance(word, Stage | Condition) else wording.text(word)
    return Counted(wording.number(number), href, said)


def _make_ends(at: AtBody, shown: PeriodFlow) -> list[EndRow]:
    """Where the projects of the period shown stopped, and why; nothing where all went on."""
    number, ends = shown.figures.period.number, shown.flow.ends if shown.flow else {}
    return [
        EndRow(*tell_end(at, end), _count(at, number, count, "", **_filter_of(end)))
        for end, count in ends.items()
        if end.stage is not Stage.IMPLEMENTED
    ]


def tell_end(at: AtBody, end: End) -> tuple[str, str, str]:
    """The step, what is said of the project and why, in words."""
    wording = at.asking.wording
    step = (
        wording.term(end.stage) if end.stage is Stage.IMPLEMENTED else wording.text(STEPS[at.asking.words][end.stage])
    )
    reason = "" if end.reason is None else wording.term(end.reason)
    if end.condition is not None:
        return step, wording.term(end.condition), reason
    return step, "" if end.stage is Stage.IMPLEMENTED else wording.text(NOTHING_SAID), reason


def _filter_of(end: End) -> dict[str, str | None]:
    condition = NONE if end.condition is None else end.condition.value
    reason = None if end.reason is None else end.reason.value
    return {"list": "agreed", "stage": end.stage.value, "condition": condition, "reason": reason}


def _make_passages(at: AtBody, passages: Mapping[tuple[int, int], Passage]) -> dict[tuple[int, int], PassageCell]:
    """What the matrix holds, by earlier and later period."""
    cells = {}
    for (earlier, later), one in passages.items():
        carried = _count(at, earlier, one.carried, list="agreed", continued_in=str(later))
        became = _count(at, later, one.became, list="agreed", continues=str(earlier))
        cells[earlier, later] = PassageCell(carried, None if one.became == one.carried else became)
    return cells


def _choose_chains(chains: Sequence[Chain]) -> Sequence[Chain]:
    """As many of the longest as a page takes, and the longest in any case."""
    sizes = accumulate(sum(len(projects) for _, projects in chain.steps) for chain in chains)
    return chains[: max(1, sum(size <= SHOWN_IN_CHAINS for size in sizes))]


def _make_chains(at: AtBody, chains: Sequence[Chain]) -> list[ChainRow]:
    titles = find_titles(at.session, at.view, [chain.last.id for chain in chains])

    def show(ref: str) -> tuple[str, str]:
        return ref, at.asking.link("projects.show_project", code=at.code, ref=ref)

    return [
        ChainRow(
            at.call(titles[chain.last.id]),
            chain.carried,
            [(period, [show(project.ref) for project in projects]) for period, projects in chain.steps],
        )
        for chain in chains
    ]
