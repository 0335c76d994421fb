"""Which bodies stand on a page of the list of all, in which order, under which group, and what they come to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlmodel import Session

from tracker.domain.rates import RateName
from tracker.domain.roles import Act
from tracker.domain.totals import Total, add_up_standings
from tracker.models import BodyKind
from tracker.queries.bodies import find_bodies
from tracker.queries.portfolio import BodyStanding, find_party_names, find_standings
from tracker.queries.stuck_across import find_bodies_with_field
from tracker.web.asking import Asking
from tracker.web.filters import fold, sort_by_key
from tracker.web.portfolio_asking import CODES, UNKNOWN, Group, Wanted
from tracker.web.words import KINDS
from tracker.wording import Wording
from tracker.wording.languages import Name
from tracker.wording.marks import N_

PAGE_SIZE = 25

WITHOUT = {
    Group.COUNTRY: N_("no members on this day"),
    Group.REGION: N_("no members on this day"),
    Group.DECADE: N_("not said when founded"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """The bodies of one group (or all of them: `code` None) in their order, and their totals."""

    code: str | None
    label: str
    rows: Sequence[BodyStanding]
    totals: Sequence[Total]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """`everything` that the visitor may see; `sections` of what the filters leave; `found` of these, each once."""

    everything: Sequence[BodyStanding]
    found: Sequence[BodyStanding]
    sections: Sequence[Section]
    totals: Sequence[Total]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the sections' rows, `total` of them. A section may go on from the page before."""

    sections: Sequence[Section]
    number: int
    pages: int
    total: int

    @property
    def rows(self) -> list[BodyStanding]:
        return list(chain.from_iterable(section.rows for section in self.sections))


def find_portfolio(session: Session, asking: Asking, wanted: Wanted, *, compared: bool = False) -> Portfolio:
    """Every body that the visitor may see, each as of today in its own zone unless a day is given. `compared`: see
    `tracker.queries.portfolio.find_standings`."""
    seen = [body for body in find_bodies(session) if asking.visitor.may(Act.SEE_TRENDS, body)]
    bodies = [(body, asking.as_of(body.time_zone)) for body in seen]
    everything = find_standings(session, bodies, known_at=asking.known_at, compared=compared) if bodies else []
    found = _sort(_filter(session, asking, wanted, everything), asking, wanted.sort)
    totals = add_up_standings(one.standing for one in found)
    if wanted.group is None:
        sections = [Section(None, "", found, totals)]
    else:
        sections = list(_find_sections(asking.wording, found, wanted.group))
    return Portfolio(everything, found, sections, totals)


def find_page(portfolio: Portfolio, number: int) -> Page:
    """The page of a number, or the last one where there are fewer."""
    total = sum(len(section.rows) for section in portfolio.sections)
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(number, pages)
    start, sections, passed = (number - 1) * PAGE_SIZE, [], 0
    for section in portfolio.sections:
        rows = section.rows[max(0, start - passed) : max(0, start + PAGE_SIZE - passed)]
        passed += len(section.rows)
        if rows:
            sections.append(Section(section.code, section.label, rows, section.totals))
    return Page(sections, number, pages, total)


def name_body(asking: Asking, one: BodyStanding) -> Name:
    return asking.wording.name(one.body.names, one.body.languages)


def name_group(wording: Wording, group: Group, code: str) -> str:
    """What a group of bodies is called."""
    if code == UNKNOWN:
        return wording.text(WITHOUT[group])
    if group is Group.KIND:
        return wording.text(KINDS[BodyKind(code)])
    if group is Group.DECADE:
        return wording.text(N_("{year}s"), year=code)
    return str(wording.locale.territories.get(code, code))


def find_choices(wording: Wording, everything: Sequence[BodyStanding], group: Group) -> list[tuple[str, str]]:
    """The codes of the groups that the bodies are of, with what each is called, in order."""
    codes = {code for one in everything for code in CODES[group](one)}
    named = [(code, name_group(wording, group, code)) for code in codes]
    by_name = group in (Group.COUNTRY, Group.REGION)
    return sorted(named, key=lambda one: (one[0] == UNKNOWN, fold(one[1]) if by_name else _place(group, one[0])))


def _place(group: Group, code: str) -> Any:
    """The kinds in their own order, the latest decade first."""
    if code == UNKNOWN:
        return 0
    return list(KINDS).index(BodyKind(code)) if group is Group.KIND else -int(code)


def _find_sections(wording: Wording, found: Sequence[BodyStanding], group: Group) -> Iterator[Section]:
    for code, label in find_choices(wording, found, group):
        rows = [one for one in found if code in CODES[group](one)]
        yield Section(code, label, rows, add_up_standings(one.standing for one in rows))


def _filter(
    session: Session, asking: Asking, wanted: Wanted, everything: Sequence[BodyStanding]
) -> Sequence[BodyStanding]:
    found = [one for one in everything if all(code in CODES[group](one) for group, code in wanted.groups.items())]
    if wanted.field is not None and found:
        periods = [one.period_id for one in found if one.period_id is not None]
        with_field = find_bodies_with_field(session, periods, wanted.field, known_at=asking.known_at)
        found = [one for one in found if one.body.id in with_field]
    if wanted.text and found:
        names, words = find_party_names(session, [one.body for one in found]), fold(wanted.text).split()
        found = [one for one in found if _has_words(one, names.get(one.body.id, []), words)]
    return found


def _has_words(one: BodyStanding, parties: Sequence[str], words: Sequence[str]) -> bool:
    """Whether every word is in the code, the name or a party's name, of any language."""
    text = fold("\n".join((one.body.code, *one.body.names.values(), *parties)))
    return all(word in text for word in words)


def _sort(found: Sequence[BodyStanding], asking: Asking, sort: str) -> list[BodyStanding]:
    """Ordered by a column; by name where they are equal, and last where there is nothing in it."""
    by_name = sorted(found, key=lambda one: fold(name_body(asking, one).text), reverse=sort == "-name")
    key = SORT_KEYS.get(sort.removeprefix("-")) or _rate_key(sort.removeprefix("-"))
    if key is None:
        return by_name
    return [one for _, one in sort_by_key(((key(one), one) for one in by_name), sort)]


def _rate_key(name: str) -> Callable[[BodyStanding], Any] | None:
    if name == "name":
        return None

    def tell(one: BodyStanding) -> Any:
        rate = None if one.figures is None else one.figures.rates[RateName(name)]
        return None if rate is None else rate.value

    return tell


SORT_KEYS: Mapping[str, Callable[[BodyStanding], Any]] = {
    "founded": lambda one: one.body.founded_on,
    "agreed": lambda one: None if one.figures is None else one.figures.tally.agreed,
    "next": lambda one: one.next_on,
    "silent": lambda one: None if one.standing.stuck is None else one.standing.stuck.silent,
    "overdue": lambda one: None if one.standing.stuck is None else one.standing.stuck.overdue,
    "suspended": lambda one: None if one.standing.stuck is None else one.standing.stuck.suspended,
}
