"""The bodies a visitor may see, side by side: where each stands, how it moves, what is stuck, what all come to."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, render_template, request
from sqlmodel import Session

from tracker.charts.spark import Spark, draw_spark
from tracker.db import reading
from tracker.domain.confirmations import Words
from tracker.domain.fields import Field
from tracker.domain.rates import RateName
from tracker.domain.silence import SILENT_MONTHS
from tracker.domain.stages import Condition
from tracker.domain.totals import Stuck, Total
from tracker.domain.trends import Figures
from tracker.queries.bodies import find_body_views
from tracker.queries.portfolio import BodyStanding, find_trends
from tracker.web.asking import Asking, current_asking, same_address
from tracker.web.bodies import bodies
from tracker.web.cells import DRAWN_RATES, LISTED_RATES, NO_VALUE, NOT_PUBLISHED, Cell, make_cells
from tracker.web.filters import Due, Listing
from tracker.web.gates import AtBody, anyone
from tracker.web.headings import WORDS, Heading, Toggle, make_flags, make_heading, say_words
from tracker.web.portfolio_asking import Group, read_wanted
from tracker.web.portfolio_rows import Portfolio, find_choices, find_page, find_portfolio
from tracker.web.service import current_service
from tracker.wording import Wording
from tracker.wording.marks import N_
from tracker.wording.portfolio import name_bodies, sentence

#: Up to so many bodies stand as cards of their own, with nothing to filter or sort them by.
FEW = 5

LABELS = {
    Group.KIND: N_("Kind"),
    Group.COUNTRY: N_("Country of a member"),
    Group.REGION: N_("Region of the world"),
    Group.DECADE: N_("Founded in"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A body as a row. `published`: the cells of the latest period that has any, where that is another one;
    `stuck`: word, number and address of what waits."""

    heading: Heading
    figures: Figures | None
    cells: list[Cell]
    published: tuple[int, list[Cell]] | None
    flags: tuple[tuple[str, str, str], ...]
    sparks: list[tuple[RateName, Spark]]
    spoken: str
    days: int | None
    stuck: list[tuple[str, int, str]] | None


@dataclass(frozen=True, slots=True)
class ListedTotal:
    """A total as a row: its cells lead nowhere and compare with nothing. `of`: how many bodies each cell adds up."""

    label: str
    total: Total
    cells: list[tuple[Cell, int]]


@bodies.get("/")
@anyone
def show_bodies() -> str:
    asking = current_asking()
    rates = LISTED_RATES[asking.words]
    wanted = read_wanted(request.args, rates)
    with reading(current_service().engine) as session:
        portfolio = find_portfolio(session, asking, wanted)
        page = find_page(portfolio, wanted.page)
        listed = _list(session, asking, page.rows)
        is_few = len(portfolio.everything) <= FEW and not wanted.asked
        return render_template(
            "portfolio.html",
            asking=asking,
            days=asking.find_days(one.body.time_zone for one in portfolio.everything),
            wanted=wanted,
            portfolio=portfolio,
            page=page,
            listed=listed,
            findings=[sentence(asking.wording, total, DRAWN_RATES[asking.words]) for total in portfolio.totals],
            totals={one.code: _make_totals(asking, one.totals) for one in page.sections if one.code is not None},
            all_totals=_make_totals(asking, portfolio.totals),
            rates=rates,
            is_few=is_few,
            choices=_make_choices(asking.wording, portfolio),
            sorts=_make_sorts(asking.wording, rates),
            chosen=wanted.asked,
            has_more_filters=bool(wanted.filters.keys() - {Group.KIND.value, "q"}),
            groups=[(group.value, asking.wording.text(LABELS[group])) for group in Group],
            toggle=_make_toggle(asking, portfolio),
            is_compared=_knows_compare() and len(portfolio.everything) > 1,
            silent_months=SILENT_MONTHS,
        )


def _list(session: Session, asking: Asking, rows: Sequence[BodyStanding]) -> dict[int, Listed]:
    """By the body's row: what is shown of it."""
    standings = list({one.body.id: one for one in rows}.values())
    if not standings:
        return {}
    trends = find_trends(session, standings, known_at=asking.known_at)
    views = find_body_views(session, [one.body for one in standings])
    return {
        one.body.id: _list_body(AtBody(asking, session, views[one.body.id], one.as_of), one, trends[one.body.id])
        for one in standings
    }


def _list_body(at: AtBody, one: BodyStanding, trend: Sequence[Figures]) -> Listed:
    names, figures = LISTED_RATES[at.asking.words], trend[-1] if trend else None
    published = [row for row in trend if row.has_stages]
    shows_other = figures is not None and not figures.has_stages and published
    drawn = DRAWN_RATES[at.asking.words]
    sparks = [(name, spark) for name in drawn if (spark := draw_spark(trend, name)) is not None]
    return Listed(
        heading=make_heading(at, figures),
        figures=figures,
        cells=[] if figures is None else make_cells(at, figures, names),
        published=(published[-1].period.number, make_cells(at, published[-1], names)) if shows_other else None,
        flags=() if figures is None else make_flags(at, figures),
        sparks=sparks,
        spoken=_speak(at.asking.wording, trend, drawn[0]),
        days=None if one.next_on is None else (one.next_on - at.as_of).days,
        stuck=None if one.standing.stuck is None else _list_stuck(at, figures, one.standing.stuck),
    )


def _speak(wording: Wording, trend: Sequence[Figures], name: RateName) -> str:
    """What the line of a rate shows, for those who do not see it."""
    said = [
        wording.text(N_("{number}: {rate}"), number=row.period.number, rate=wording.rate(row.rates[name]))
        for row in trend[-3:]
    ]
    return wording.text(N_("{rate} by period, the latest: {rates}"), rate=wording.term(name), rates=wording.join(said))


def _list_stuck(at: AtBody, figures: Figures | None, stuck: Stuck) -> list[tuple[str, int, str]]:
    """What waits, each with the list behind its number; nothing where nothing does."""
    assert figures is not None, "what is stuck is of a period"
    wording, number = at.asking.wording, figures.period.number

    def link(**filters: object) -> str:
        return at.asking.link("periods.show_period", code=at.code, number=number, **filters)

    suspended = link(condition=Condition.SUSPENDED.value, list=Listing.AGREED.value)
    lines = [
        (wording.text(N_("silent")), stuck.silent, link(silent=SILENT_MONTHS)),
        (wording.text(N_("overdue")), stuck.overdue, link(due=Due.OVERDUE.value)),
        (wording.term(Condition.SUSPENDED), stuck.suspended, suspended),
    ]
    return [line for line in lines if line[1]]


def _make_totals(asking: Asking, totals: Sequence[Total]) -> list[ListedTotal]:
    return [
        ListedTotal(
            name_bodies(asking.wording, total),
            total,
            [(_make_total_cell(asking.wording, total, name), total.of[name]) for name in LISTED_RATES[asking.words]],
        )
        for total in totals
    ]


def _make_total_cell(wording: Wording, total: Total, name: RateName) -> Cell:
    rate = total.rates[name]
    has_value = rate is not None and rate.value is not None
    is_unknown = rate is not None and rate.part is None
    return Cell(
        term=wording.term(name),
        text=wording.text(N_("not published")) if is_unknown else wording.percent(rate),
        counts=wording.counts(rate) if has_value else "",
        state=NOT_PUBLISHED if is_unknown else "" if has_value else NO_VALUE,
        href=None,
        direction=None,
        change="",
        spoken="",
    )


def _make_choices(wording: Wording, portfolio: Portfolio) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each filter with its name in the address, its label, its values with their words."""
    groups = [
        (group.value, wording.text(LABELS[group]), find_choices(wording, portfolio.everything, group))
        for group in Group
    ]
    fields = [(field.value, wording.term(field)) for field in Field]
    return [*groups, ("field", wording.text(N_("Projects in the field")), fields)]


def _make_sorts(wording: Wording, rates: Sequence[RateName]) -> list[tuple[str, str]]:
    """The orders that are offered, with their words: of names and days ascending, of numbers the largest first."""
    ascending = [("name", N_("Name of the body")), ("next", N_("Next conference")), ("founded", N_("Founded"))]
    largest = [("agreed", N_("Agreed")), ("silent", N_("silent")), ("overdue", N_("overdue"))]
    return [
        *((name, wording.text(word)) for name, word in ascending),
        *((f"-{name}", wording.text(word)) for name, word in largest),
        ("-suspended", wording.term(Condition.SUSPENDED)),
        *((f"-{rate.value}", wording.term(rate)) for rate in rates),
    ]


def _make_toggle(asking: Asking, portfolio: Portfolio) -> Toggle | None:
    """None where no body asks for confirmation, and nobody asks for confirmed figures."""
    if asking.words is Words.CLAIMED and not any(one.body.asks_confirmation for one in portfolio.everything):
        return None
    return Toggle(
        tuple(
            (
                asking.wording.text(word),
                same_address(without="words", **say_words(asking, words), **_turn_sort(asking, words)),
                words is asking.words,
            )
            for words, word in WORDS.items()
        ),
        is_unasked=False,
    )


def _turn_sort(asking: Asking, words: Words) -> dict[str, str]:
    """The order that stands in the address, by the figures of the other words: a rate that those do not have, by its
    like, or by name."""
    sort = request.args.get("sort", "")
    rate = sort.removeprefix("-")
    if words is asking.words or rate not in LISTED_RATES[asking.words] or rate in LISTED_RATES[words]:
        return {}
    like = dict(zip(DRAWN_RATES[asking.words], DRAWN_RATES[words], strict=True)).get(RateName(rate))
    return {"sort": "name" if like is None else sort.replace(rate, like.value)}


def _knows_compare() -> bool:
    """Whether the service has the page to which the bodies that are ticked are taken."""
    return any(rule.rule == "/compare" for rule in current_app.url_map.iter_rules())
