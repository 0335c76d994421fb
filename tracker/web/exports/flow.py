"""How projects ended and what continues them, on their way out: the tables of the page on the flow, each whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tracker.domain.confirmations import Words
from tracker.domain.flows import Chain, End, Passage, count_passages, find_chains
from tracker.domain.stages import Stage
from tracker.queries.flows import PeriodFlow, find_links, find_titles
from tracker.register.exports import Cell, Column, Export
from tracker.web.exports.about import ABOUT, describe
from tracker.web.exports.choosing import read_titles, wants_codes
from tracker.web.flow import find_asked_flows, tell_end
from tracker.web.gates import AtBody
from tracker.wording.flow import STEPS
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class EndCount:
    period: int
    end: End
    number: int


@dataclass(frozen=True, slots=True)
class PassageCount:
    earlier: int
    later: int
    passage: Passage


def export_flow(at: AtBody) -> Export[PeriodFlow]:
    """One row per period; the steps of its agreed list add up to it. What became of late and additional projects is
    counted as claimed, and left out where only confirmed words count."""
    say, steps = at.asking.wording.text, STEPS[at.asking.words]
    columns: list[Column[PeriodFlow]] = [
        Column("period", say(N_("Period")), lambda row: row.figures.period.number),
        Column("conference_on", say(N_("Conference on")), lambda row: row.figures.period.conference_on),
        Column("measured_on", say(N_("Measured on")), lambda row: row.figures.measured_on),
        Column("agreed", say(N_("Agreed")), lambda row: row.figures.tally.agreed),
        Column("implemented", say(N_("Implemented")), _step_teller(at, Stage.IMPLEMENTED)),
        Column("promoted_only", say(steps[Stage.PROMOTED]), _step_teller(at, Stage.PROMOTED)),
        Column("not_promoted", say(steps[Stage.AGREED]), _step_teller(at, Stage.AGREED)),
        Column("additional", say(N_("Additional")), lambda row: row.figures.tally.additional),
    ]
    if at.asking.words is Words.CLAIMED:
        columns += _make_claimed_columns(at)
    return _make(at, say(N_("Flow by period")), columns, find_asked_flows(at))


def _make_claimed_columns(at: AtBody) -> list[Column[PeriodFlow]]:
    say = at.asking.wording.text
    return [
        Column("late_promoted", say(N_("Promoted late")), _count_teller(at, "late_promoted")),
        Column("late_implemented", say(N_("Implemented late")), _count_teller(at, "late_implemented")),
        Column("additional_promoted", say(N_("Additional, promoted")), _count_teller(at, "additional_promoted")),
        Column(
            "additional_implemented", say(N_("Additional, implemented")), _count_teller(at, "additional_implemented")
        ),
    ]


def _step_teller(at: AtBody, stage: Stage) -> Callable[[PeriodFlow], Cell]:
    unknown = at.asking.wording.text(N_("not published"))
    return lambda row: unknown if row.flow is None else row.flow.stopped(stage)


def _count_teller(at: AtBody, name: str) -> Callable[[PeriodFlow], Cell]:
    unknown = at.asking.wording.text(N_("not published"))
    return lambda row: int(getattr(row.figures.tally, name)) if row.figures.has_stages else unknown


def export_ends(at: AtBody) -> Export[EndCount]:
    """One row per period, step, condition and reason that any project of an agreed list has."""
    say = at.asking.wording.text
    rows = [
        EndCount(one.figures.period.number, end, number)
        for one in find_asked_flows(at)
        if one.flow is not None
        for end, number in one.flow.ends.items()
    ]
    columns: list[Column[EndCount]] = [
        Column("period", say(N_("Period")), lambda row: row.period),
        Column("step", say(N_("Step")), lambda row: tell_end(at, row.end)[0], 28),
        Column("condition", say(N_("Condition")), lambda row: tell_end(at, row.end)[1], 28),
        Column("reason", say(N_("Reason")), lambda row: tell_end(at, row.end)[2], 28),
        Column("projects", say(N_("Projects")), lambda row: row.number),
    ]
    return _make(at, say(N_("Where projects stopped")), columns, rows)


def export_passages(at: AtBody) -> Export[PassageCount]:
    """One row per pair of periods that any project was carried over between."""
    say = at.asking.wording.text
    links = find_links(at.session, at.view, as_of=at.as_of, known_at=at.asking.known_at)
    rows = [PassageCount(*key, passage) for key, passage in count_passages(links).items()]
    columns: list[Column[PassageCount]] = [
        Column("from_period", say(N_("From period")), lambda row: row.earlier),
        Column("into_period", say(N_("Into period")), lambda row: row.later),
        Column("carried", say(N_("Projects carried over")), lambda row: row.passage.carried),
        Column("became", say(N_("Projects that continue them")), lambda row: row.passage.became),
    ]
    return _make(at, say(N_("Carried over")), columns, rows)


def export_chains(at: AtBody) -> Export[Chain]:
    """One row per project that nothing continues and that was carried over twice or more."""
    say = at.asking.wording.text
    links = find_links(at.session, at.view, as_of=at.as_of, known_at=at.asking.known_at)
    chains = find_chains(links)
    titles = find_titles(at.session, at.view, [chain.last.id for chain in chains])

    def title_column(tag: str) -> Column[Chain]:
        heading = say(N_("Title ({language})"), language=LANGUAGES.get(tag, tag))
        return Column(f"title_{tag}", heading, lambda row: titles[row.last.id].get(tag), 40)

    columns: list[Column[Chain]] = [
        Column("ref", say(N_("Ref")), lambda row: row.last.ref),
        *(title_column(tag) for tag in read_titles(at)),
        Column("period", say(N_("Period")), lambda row: row.last.period),
        Column("carried", say(N_("Times carried over")), lambda row: row.carried),
        Column("goes_back_to", say(N_("Goes back to")), _tell_way, 60),
    ]
    return _make(at, say(N_("Carried over twice or more")), columns, chains)


def _tell_way(chain: Chain) -> Cell:
    """`1: 1-ECO-03; 1-ECO-04 > 2: 2-ECO-05`, without the last project."""
    steps = [f"{period}: " + "; ".join(one.ref for one in projects) for period, projects in chain.steps[:-1]]
    return " > ".join(steps)


def _make(at: AtBody, title: str, columns: Sequence[Column[Row]], rows: Sequence[Row]) -> Export[Row]:
    return Export(
        title=title,
        columns=columns,
        rows=rows,
        about_title=at.asking.wording.text(ABOUT),
        about=describe(at, title, address=at.asking.link("flow.show_flow", code=at.code)),
        uses_codes=wants_codes(),
    )
