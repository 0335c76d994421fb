"""A rate as a page shows it: never a percentage alone, and always with the way to the page that explains it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask import g

from tracker.domain.confirmations import Words
from tracker.domain.fields import Field
from tracker.domain.rates import RateName, find_direction
from tracker.domain.stages import Horizon, Mode, RunBy
from tracker.domain.trends import By, Figures
from tracker.queries.counterparts import find_department_names
from tracker.queries.grouping import MUTUAL, NONE
from tracker.web.gates import AtBody
from tracker.wording.languages import Name
from tracker.wording.marks import N_

Rates = tuple[RateName, ...]

#: The rates of stages that are shown first and drawn, by whose words they count.
DRAWN_RATES: dict[Words, Rates] = {
    Words.CLAIMED: (RateName.PROMOTION, RateName.IMPLEMENTATION),
    Words.CONFIRMED: (RateName.CONFIRMED_PROMOTION, RateName.CONFIRMED_IMPLEMENTATION),
}
#: Those that are there by one side's words only.
CLAIMED_ONLY = (RateName.MUTUAL_PROMOTION,)
CONTINUITY_RATES = (RateName.RETENTION, RateName.RENEWAL)
#: The rates that a page shows first.
MAIN_RATES: dict[Words, Rates] = {
    Words.CLAIMED: (*DRAWN_RATES[Words.CLAIMED], RateName.MUTUAL_SHARE, *CLAIMED_ONLY, *CONTINUITY_RATES),
    Words.CONFIRMED: (*DRAWN_RATES[Words.CONFIRMED], RateName.MUTUAL_SHARE, *CONTINUITY_RATES),
}
_OTHER = (RateName.MUTUAL_IMPLEMENTATION, RateName.ONE_SIDED_PROMOTION, RateName.DUE_IMPLEMENTATION)
#: The rates that stand behind "more figures".
OTHER_RATES: dict[Words, Rates] = {
    Words.CLAIMED: (*_OTHER, *DRAWN_RATES[Words.CONFIRMED]),
    Words.CONFIRMED: (*DRAWN_RATES[Words.CLAIMED], *CLAIMED_ONLY, *_OTHER),
}
#: The rates of one group: a share of mutual projects says nothing within a mode.
GROUP_RATES: dict[Words, Rates] = {
    Words.CLAIMED: (*DRAWN_RATES[Words.CLAIMED], *CLAIMED_ONLY, *CONTINUITY_RATES),
    Words.CONFIRMED: (*DRAWN_RATES[Words.CONFIRMED], *CONTINUITY_RATES),
}
#: The rates of a body that the list of bodies shows.
LISTED_RATES: dict[Words, Rates] = {
    Words.CLAIMED: (*DRAWN_RATES[Words.CLAIMED], *CLAIMED_ONLY, RateName.RETENTION),
    Words.CONFIRMED: (*DRAWN_RATES[Words.CONFIRMED], RateName.RETENTION),
}

#: Groupings whose codes are choices.
TERMED: dict[By, type[StrEnum]] = {By.MODE: Mode, By.HORIZON: Horizon, By.RUN_BY: RunBy, By.FIELD: Field}
#: What the group of the projects is called of which nobody says to which they belong.
WITHOUT = {
    By.HORIZON: N_("no horizon given"),
    By.DEPARTMENT: N_("no department given"),
    By.PARTNER: N_("no party concerned"),
    By.COUNTRY: N_("no party concerned"),
    By.PROPOSED_BY: N_("no proposer given"),
    By.RUN_BY: N_("not said who runs it"),
    By.FIELD: N_("no field given"),
}

NOT_PUBLISHED = "not-published"
NO_VALUE = "no-value"


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is the percentage, or the word for why there is none (`state`). `href` leads to the page that explains
    it; None where there is nothing to explain. `direction` is 1, 0 or -1; None where nothing can be compared.
    `is_few`: of so few projects that the counts come first."""

    term: str
    text: str
    counts: str
    state: str
    href: str | None
    direction: int | None
    change: str
    spoken: str
    is_few: bool = False


def make_cell(at: AtBody, figures: Figures, name: RateName, *, by: By | None = None) -> Cell:
    """The cell of a rate, of all of a body's projects or of one group."""
    wording, rate = at.asking.wording, figures.rates[name]
    change = figures.changes[name] if figures.is_comparable(name) else None
    has_value = rate is not None and rate.value is not None
    is_unknown = rate is not None and rate.part is None
    state, text = "" if has_value else NO_VALUE, wording.percent(rate)
    if is_unknown:
        state, text = NOT_PUBLISHED, wording.text(N_("not published"))
    return Cell(
        term=wording.term(name),
        text=text,
        counts=wording.counts(rate) if has_value else "",
        state=state,
        href=link_figure(at, figures, name, by=by) if has_value or is_unknown else None,
        direction=None if change is None else find_direction(change),
        change="" if change is None else wording.change(change),
        spoken=wording.spoken_change(change),
        is_few=has_value and rate is not None and rate.is_of_few,
    )


def make_cells(at: AtBody, figures: Figures, names: Iterable[RateName], *, by: By | None = None) -> list[Cell]:
    return [make_cell(at, figures, name, by=by) for name in names]


def link_figure(at: AtBody, figures: Figures, name: RateName, *, by: By | None = None) -> str:
    """The address of the page that explains a rate: of all projects, or of the group that the figures are of."""
    group = {} if by is None or figures.group is None else {"by": by.value, "group": figures.group}
    number = figures.period.number
    return at.asking.link("figures.show_figure", code=at.code, number=number, rate=name.value, **group)


def link_counted(at: AtBody, figures: Figures, name: RateName, *, by: By | None = None, side: str = "part") -> str:
    """The address of the projects that a rate counts. Renewal counts those of the period before."""
    period = figures.period
    if name is RateName.RENEWAL:
        period = at.view.facts.before(period) or period
    values = {"counted": name.value, "side": side, **find_filter(by, figures.group)}
    return at.asking.link("periods.show_period", code=at.code, number=period.number, **values)


def find_filter(by: By | None, group: str | None) -> dict[str, str]:
    """The filter of a period's projects that leaves one group of the figures."""
    if by is None or group is None:
        return {}
    if by is By.LEAD and group == MUTUAL:
        return {By.MODE.value: MUTUAL}
    return {by.value: group}


def name_group(at: AtBody, by: By, group: str) -> Name:
    """What a group of the figures is called."""
    wording = at.asking.wording
    if by is By.AREA:
        return at.name_area(group)
    if group == NONE:
        return Name(wording.text(WITHOUT[by]), wording.lang)
    if by in TERMED or (by is By.LEAD and group == MUTUAL):
        return Name(wording.term(TERMED.get(by, Mode)(group)), wording.lang)
    if by is By.COUNTRY:
        return Name(wording.locale.territories.get(group, group), wording.lang)
    if by is By.DEPARTMENT:
        party, _, name = group.partition(": ")
        return name_side(at, party, _find_department_names(at).get(group, {at.view.body.languages[0]: name}))
    return at.name_party(group)


def name_side(at: AtBody, party: str, names: Mapping[str, str]) -> Name:
    """What a party is called, or with names its department."""
    side = at.name_party(party)
    if not names:
        return side
    department = at.call(names)
    return Name(f"{side.text}: {department.text}", department.lang)


def _find_department_names(at: AtBody) -> Mapping[str, Mapping[str, str]]:
    """Asked for once in a request: a page names many groups."""
    found: dict[int, Mapping[str, Mapping[str, str]]] = g.setdefault("department_names", {})
    if at.view.id not in found:
        found[at.view.id] = find_department_names(at.session, at.view)
    return found[at.view.id]
