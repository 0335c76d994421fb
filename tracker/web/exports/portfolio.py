"""The bodies that a visitor may see on their way out: one row per body, with the figures of its latest period."""

from collections.abc import Callable, Sequence
from itertools import chain

from flask import request
from sqlmodel import Session

from tracker.domain.periods import Flag
from tracker.domain.rates import RateName
from tracker.domain.silence import SILENT_MONTHS
from tracker.domain.totals import Stuck
from tracker.domain.trends import Figures
from tracker.queries.portfolio import BodyStanding
from tracker.register.exports import Cell, Column, Export, Section
from tracker.register.rate_columns import make_rate_columns
from tracker.web.asking import Asking
from tracker.web.cells import LISTED_RATES
from tracker.web.exports.about import ABOUT
from tracker.web.exports.choosing import wants_codes
from tracker.web.portfolio_asking import Group, Wanted, read_wanted
from tracker.web.portfolio_rows import find_portfolio, name_body, name_group
from tracker.web.service import current_service
from tracker.web.words import KINDS
from tracker.wording import Wording
from tracker.wording.marks import N_

BodyColumn = Column[BodyStanding]


def export_portfolio(session: Session, asking: Asking) -> Export[BodyStanding]:
    """In the order of the page; a body that stands under several groups has one row. BadQuery."""
    rates = LISTED_RATES[asking.words]
    wanted = read_wanted(request.args, rates)
    portfolio = find_portfolio(session, asking, wanted, compared=True)
    grouped = chain.from_iterable(section.rows for section in portfolio.sections)
    rows = list({one.body.id: one for one in grouped}.values())
    wording = asking.wording
    return Export(
        title=wording.text(N_("Bodies")),
        columns=_make_columns(asking, rates),
        rows=rows,
        about_title=wording.text(ABOUT),
        about=_describe(asking, wanted, rates, rows),
        uses_codes=wants_codes(),
    )


def _make_columns(asking: Asking, rates: Sequence[RateName]) -> list[BodyColumn]:
    wording, say = asking.wording, asking.wording.text
    columns: list[BodyColumn] = [
        Column("code", say(N_("Code")), lambda one: one.body.code),
        Column("name", say(N_("Name")), lambda one: name_body(asking, one).text, 40),
        Column("kind", say(N_("Kind")), lambda one: say(KINDS[one.body.kind]), 18),
        Column("countries", say(N_("Countries of its members")), _teller(wording, Group.COUNTRY), 26),
        Column("regions", say(N_("Regions of the world")), _teller(wording, Group.REGION), 22),
        Column("founded_on", say(N_("Founded")), lambda one: one.body.founded_on),
        Column("as_of", say(N_("Status as of")), lambda one: one.as_of),
        Column("period", say(N_("Latest period")), _of_figures(lambda row: row.period.number)),
        Column("conference_on", say(N_("Conference on")), _of_figures(lambda row: row.period.conference_on)),
        Column("measured_on", say(N_("Measured on")), _of_figures(lambda row: row.measured_on)),
        Column("next_conference_planned_on", say(N_("Next conference")), lambda one: one.next_on),
        Column("flags", say(N_("Flags")), _of_figures(lambda row: _tell_flags(wording, row)), 26),
        Column("agreed", say(N_("Agreed")), _of_figures(lambda row: row.tally.agreed)),
    ]
    columns += chain.from_iterable(make_rate_columns(wording, name, lambda one: one.figures) for name in rates)
    months = say(N_("Without an entry for {months} months"), months=SILENT_MONTHS)
    return [
        *columns,
        Column("changes_basis", say(N_("Changes")), _of_figures(lambda row: wording.term(row.changes_basis)), 30),
        Column("silent", months, _of_stuck(lambda stuck: stuck.silent)),
        Column("overdue", say(N_("overdue")), _of_stuck(lambda stuck: stuck.overdue)),
        Column("suspended", say(N_("Suspended")), _of_stuck(lambda stuck: stuck.suspended)),
    ]


def _of_figures(tell: Callable[[Figures], Cell]) -> Callable[[BodyStanding], Cell]:
    return lambda one: None if one.figures is None else tell(one.figures)


def _of_stuck(tell: Callable[[Stuck], Cell]) -> Callable[[BodyStanding], Cell]:
    return lambda one: None if one.standing.stuck is None else tell(one.standing.stuck)


def _teller(wording: Wording, group: Group) -> Callable[[BodyStanding], Cell]:
    def tell(one: BodyStanding) -> Cell:
        codes = one.countries if group is Group.COUNTRY else one.regions
        return wording.join(name_group(wording, group, code) for code in codes)

    return tell


def _tell_flags(wording: Wording, row: Figures) -> str:
    return wording.join(wording.term(flag) for flag in row.flags)


def _describe(asking: Asking, wanted: Wanted, rates: Sequence[RateName], rows: Sequence[BodyStanding]) -> list[Section]:
    wording, say = asking.wording, asking.wording.text
    day = say(N_("today, in each body’s time zone")) if asking.given_on is None else wording.day(asking.given_on)
    address = current_service().settings.base_url + asking.link("bodies.show_bodies", **wanted.asked)
    flags = [flag for flag in Flag if any(one.figures is not None and flag in one.figures.flags for one in rows)]
    return [
        Section(
            say(N_("Bodies")),
            [
                (say(N_("Status as of")), day),
                (say(N_("As known at")), wording.instant(asking.known_at or asking.now, "UTC")),
                (say(N_("Produced on")), wording.instant(asking.now, "UTC")),
                (say(N_("Page")), address),
            ],
        ),
        Section(say(N_("Filters")), list(wanted.filters.items()) or [("", say(N_("none: everything")))]),
        Section(say(N_("Rates")), [(wording.term(one), wording.definition(one)) for one in rates]),
        Section(say(N_("Flags")), [(wording.term(one), wording.flag_meaning(one)) for one in flags]),
    ]
