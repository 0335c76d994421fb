"""One figure explained: what it counts, by which definition, why it is flagged, what it is compared with, since when it
is final. The page stands by itself; a script shows the same beside a figure."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request

from reports.final_figures import find_final_since, is_held, is_printed
from tracker.domain.periods import Flag, PeriodFacts
from tracker.domain.rates import RateName
from tracker.domain.roles import Act
from tracker.domain.trends import OVERLAPPING, By, ChangesBasis, Figures
from tracker.queries.confirmations import count_unconfirmed
from tracker.queries.editions import EditionView
from tracker.queries.figures import Figure, find_figure, find_groups_of
from tracker.web.cells import Cell, link_counted, link_figure, make_cell, name_group
from tracker.web.edition_words import SignOffWords, describe_sign_off, may_see
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import explain_break, make_heading, make_status_bar
from tracker.web.periods import get_period
from tracker.web.query import read_choice, read_word
from tracker.wording import explaining
from tracker.wording.languages import Name
from tracker.wording.marks import N_

figures = Blueprint("figures", __name__)

RATES = ",".join(RateName)

#: The projects on either side of a figure, and both: the word and the value of the list's filter.
SIDES = (
    ("part", N_("counted: {number}")),
    ("rest", N_("not counted: {number}")),
    ("", N_("both: {number}")),
)


@dataclass(frozen=True, slots=True)
class Final:
    """Since which edition a figure is final, in a sentence; `address` is of that edition's page. `sign_off`: how its
    approval stands, where it was asked; `note`: how the edition holds the figure, where it does not print it."""

    text: str
    address: str | None = None
    sign_off: SignOffWords | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """A figure with everything that there is to say of it. `lists`: the word and address of the projects on either
    side, as many as counted. `flags`: code and word, with the sentences that say why. `facts`: word and value.
    `before`: the address of the figure that it is compared with, explained. `final`: None where the figure has no
    value."""

    cell: Cell
    counts_first: bool
    number: int
    group: Name | None
    by: str
    finding: str
    lists: list[tuple[str, str]]
    definition: str
    criteria: list[Name]
    flags: list[tuple[str, str, list[str]]]
    facts: list[tuple[str, str]]
    change: list[str]
    before: str | None
    shared: str
    final: Final | None


@figures.get(f"/bodies/<code:code>/figures/<number:number>/<any({RATES}):rate>")
@allowed(Act.SEE_TRENDS)
def show_figure(at: AtBody, number: int, rate: str) -> str:
    """`by` and `group` in the address: of one group alone. NotFound: the period. BadQuery: the group."""
    period, name = get_period(at, number), RateName(rate)
    by = read_choice(request.args, "by", By)
    group = _read_group(at, period, by)
    by = by if group is not None else None
    known_at = at.asking.known_at
    found = find_figure(at.session, at.view, period, name, by=by, group=group, as_of=at.as_of, known_at=known_at)
    assert found is not None, "the group was read among those that there are"
    return render_template(
        "figure.html",
        at=at,
        heading=make_heading(at),
        bar=make_status_bar(at, found.figures),
        explained=explain(at, found, by),
        address=link_figure(at, found.figures, name, by=by),
    )


def _read_group(at: AtBody, period: PeriodFacts, by: By | None) -> str | None:
    if by is None or not request.args.get("group"):
        return read_word(request.args, "group", ())
    known = find_groups_of(at.session, at.view, period, by=by, as_of=at.as_of, known_at=at.asking.known_at)
    return read_word(request.args, "group", known)


def explain(at: AtBody, figure: Figure, by: By | None) -> Explained:
    """Everything that there is to say of a rate of all projects, or of one group."""
    of, name, wording = figure.figures, figure.name, at.asking.wording
    rate = of.rates[name]
    return Explained(
        cell=make_cell(at, of, name, by=by),
        counts_first=rate is not None and rate.value is not None and rate.is_of_few,
        number=of.period.number,
        group=None if by is None or of.group is None else name_group(at, by, of.group),
        by="" if by is None else wording.term(by),
        finding=_find_finding(at, figure),
        lists=_find_lists(at, figure, by),
        definition=wording.definition(name),
        criteria=wording.criteria(at.view.body.criteria, at.view.body.languages),
        flags=_explain_flags(at, of),
        facts=_find_facts(at, of),
        change=_explain_change(figure, at),
        before=_link_before(at, figure, by),
        shared=wording.text(explaining.SHARED[by]) if by in OVERLAPPING else "",
        final=_find_final(at, figure, by) if rate is not None and rate.value is not None else None,
    )


def _find_finding(at: AtBody, figure: Figure) -> str:
    """What the rate does, in a sentence; of so few projects that nothing is compared, only where it stands."""
    rate = figure.figures.rates[figure.name]
    if rate is not None and rate.value is not None and figure.is_of_few:
        return explaining.state(at.asking.wording, figure.figures, figure.name)
    return at.asking.wording.finding(figure.figures, figure.name)


def _find_lists(at: AtBody, figure: Figure, by: By | None) -> list[tuple[str, str]]:
    rate = figure.figures.rates[figure.name]
    if rate is None or rate.value is None or rate.part is None:
        return []
    counts = {"part": rate.part, "rest": rate.whole - rate.part, "": rate.whole}
    wording = at.asking.wording
    return [
        (
            wording.text(word, number=wording.number(counts[side])),
            link_counted(at, figure.figures, figure.name, by=by, side=side),
        )
        for side, word in SIDES
    ]


def _explain_flags(at: AtBody, of: Figures) -> list[tuple[str, str, list[str]]]:
    wording, unconfirmed = at.asking.wording, 0
    if at.view.body.asks_confirmation:
        unconfirmed = count_unconfirmed(at.session, at.view, at.view.period_id(of.period.number), at.asking.known_at)
    broken = explain_break(at, of.period) if Flag.BREAK in of.flags else ""
    return [
        (
            flag.value,
            wording.term(flag),
            explaining.explain_flag(wording, flag, of, unconfirmed=unconfirmed, broken=broken),
        )
        for flag in of.flags
    ]


def _find_facts(at: AtBody, of: Figures) -> list[tuple[str, str]]:
    wording, zone = at.asking.wording, at.view.body.time_zone
    known = at.asking.known_at
    return [
        (wording.text(N_("Status as of")), wording.day(at.as_of)),
        (wording.text(N_("Measured on")), explaining.explain_measuring(wording, of)),
        (
            wording.text(N_("As known at")),
            wording.text(N_("known now")) if known is None else wording.instant(known, zone),
        ),
    ]


def _explain_change(figure: Figure, at: AtBody) -> list[str]:
    rate = figure.figures.rates[figure.name]
    if rate is None or rate.value is None:
        return []
    return explaining.explain_change(at.asking.wording, figure.figures.period, rate, figure.compared)


def _link_before(at: AtBody, figure: Figure, by: By | None) -> str | None:
    """The figure of the period before, explained as of the day on which it is taken."""
    compared = figure.compared
    if compared is None or compared.rate is None or compared.rate.value is None:
        return None
    group = {} if by is None else {"by": by.value, "group": figure.figures.group}
    day = {} if compared.basis is ChangesBasis.CUT_OFF else {"as_of": compared.day.isoformat()}
    number = compared.period.number
    return at.asking.link("figures.show_figure", code=at.code, number=number, rate=figure.name.value, **group | day)


def _find_final(at: AtBody, figure: Figure, by: By | None) -> Final:
    wording, of = at.asking.wording, figure.figures
    if of.is_provisional:
        return Final(wording.text(explaining.NOT_FINAL))
    if not is_held(by, figure.name):
        return Final(wording.text(explaining.NOT_HELD))
    since = find_final_since(at.session, at.code, of, figure.name, by=by, known_at=at.asking.known_at)
    if since is None or not may_see(at, since):
        return Final(wording.text(explaining.NO_EDITION))
    note = "" if is_printed(by) else wording.text(explaining.COUNTED_AGAIN)
    return _make_final(at, since, note)


def _make_final(at: AtBody, since: EditionView, note: str) -> Final:
    wording = at.asking.wording
    return Final(
        wording.text(
            explaining.FINAL_SINCE,
            number=since.number,
            day=wording.day(since.as_of),
            produced=wording.instant(since.produced_at, at.view.body.time_zone),
        ),
        at.asking.link("editions.show_edition", code=at.code, period=since.period, number=since.number),
        describe_sign_off(at, since) if since.asked else None,
        note,
    )
