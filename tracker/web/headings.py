"""What stands above every page of a body: what it is, who belongs to it, where it is in its periods, as of when."""

from dataclasses import dataclass
from datetime import date

from flask import request

from tracker.domain.confirmations import Words
from tracker.domain.periods import Flag, PeriodFacts, find_area_changes
from tracker.domain.trends import ChangesBasis, Figures
from tracker.models import PartyRole, Period
from tracker.web.asking import Asking, same_address, shown_at
from tracker.web.gates import AtBody
from tracker.web.speaking import join_names
from tracker.web.words import KINDS
from tracker.wording.languages import Name
from tracker.wording.marks import N_

WORDS = {Words.CLAIMED: N_("as claimed"), Words.CONFIRMED: N_("as confirmed")}

#: Up to this many members are named; beyond it, the first and the number of the others.
NAMED_MEMBERS = 3


@dataclass(frozen=True, slots=True)
class Heading:
    """`period` is the latest with a conference by the as-of day; None before the first."""

    code: str
    name: Name
    kind: str
    members: Name
    observers: int
    founded_on: date | None
    period: Period | None
    is_closed: bool
    next_on: date | None
    next_is_past: bool


@dataclass(frozen=True, slots=True)
class StatusBar:
    """`hidden` are the values that the form for another day keeps; `known` is empty for now. `is_ahead`: the day is yet
    to come."""

    as_of: date
    is_given: bool
    is_ahead: bool
    known: str
    flags: tuple[tuple[str, str, str], ...]
    is_illustrative: bool
    hidden: tuple[tuple[str, str], ...]
    action: str


def make_heading(at: AtBody, last: Figures | None = None) -> Heading:
    """`last`: the figures of the latest period, where the page says whether it is closed."""
    body, wording = at.view.body, at.asking.wording
    facts = find_current(at)
    period = None if facts is None else at.view.periods[at.view.period_id(facts.number)]
    next_on = None if period is None else period.next_conference_planned_on
    members, observers = _split_members(at)
    return Heading(
        code=body.code,
        name=at.name,
        kind=wording.text(KINDS[body.kind]),
        members=members,
        observers=observers,
        founded_on=body.founded_on,
        period=period,
        is_closed=last is not None and last.is_closed,
        next_on=next_on,
        next_is_past=next_on is not None and next_on < at.as_of,
    )


def find_current(at: AtBody) -> PeriodFacts | None:
    """The latest period whose conference is not after the as-of day."""
    visible = at.view.facts.visible(at.as_of)
    return visible[-1] if visible else None


def say_foot(at: AtBody, *, day: date) -> str:
    """What stands under a picture: as of when it is, and where its data come from where that is known."""
    wording = at.asking.wording
    status = wording.text(N_("Status as of {day}."), day=wording.day(day))
    return f"{status} {at.view.body.source or ''}".strip()


def make_status_bar(at: AtBody, figures: Figures | None) -> StatusBar:
    """The bar of a page that shows these figures: its flags are theirs."""
    wording, known_at = at.asking.wording, at.asking.known_at
    kept = [(name, value) for name, value in request.args.items() if name not in ("as_of", "lang")]
    return StatusBar(
        as_of=at.as_of,
        is_given=at.asking.given_on is not None,
        is_ahead=at.as_of > at.today,
        known="" if known_at is None else wording.instant(known_at, at.view.body.time_zone),
        flags=() if figures is None else make_flags(at, figures),
        is_illustrative=at.view.body.illustrative,
        hidden=tuple(kept),
        action=shown_at(),
    )


def make_flags(at: AtBody, figures: Figures) -> tuple[tuple[str, str, str], ...]:
    """Code, word and meaning of each flag; a break says what changed."""
    wording = at.asking.wording
    flags = []
    for flag in figures.flags:
        meaning = explain_break(at, figures.period) if flag is Flag.BREAK else wording.flag_meaning(flag)
        flags.append((flag.value, wording.term(flag), meaning))
    return tuple(flags)


def explain_break(at: AtBody, period: PeriodFacts) -> str:
    """Why the figures of a period stand on other ground than those before: its note, else the areas that
    opened and closed between the two conferences."""
    previous = at.view.facts.before(period)
    if period.break_note or previous is None:
        return period.break_note or ""
    opened, closed = find_area_changes(period, previous, at.view.facts.areas)
    names = [[at.name_area(code).text for code in sorted(codes)] for codes in (opened, closed)]
    return at.asking.wording.break_reason(joined=names[0], left=names[1], note=None)


def explain_basis(at: AtBody, figures: Figures) -> str:
    """What the growing rates of a running period are compared with; empty for any other."""
    previous = at.view.facts.before(figures.period)
    if previous is None or not figures.has_stages or figures.changes_basis is ChangesBasis.CUT_OFF:
        return ""
    return at.asking.wording.comparison(figures, previous.number)


def _split_members(at: AtBody) -> tuple[Name, int]:
    """The members on the as-of day in words, and the number of observers."""
    stays = at.view.members_on(at.as_of)
    members = [at.call(party.names) for party, stay in stays if stay.role is PartyRole.MEMBER]
    if len(members) <= NAMED_MEMBERS:
        return join_names(members), len(stays) - len(members)
    words = at.asking.wording.plural(
        "{first} and {number} partner", "{first} and {number} partners", len(members) - 1, first=members[0].text
    )
    return Name(words, at.asking.wording.lang), len(stays) - len(members)


@dataclass(frozen=True, slots=True)
class Toggle:
    """Whose words the figures count: label, address and whether it is at hand, of each choice. `is_unasked`: figures
    as confirmed are wanted of a body that does not ask for confirmation."""

    choices: tuple[tuple[str, str, bool], ...]
    is_unasked: bool


def make_toggle(at: AtBody) -> Toggle | None:
    """None where there is only one side's word, and nobody asks for another."""
    wanted, asks = at.asking.words, at.view.body.asks_confirmation
    if not asks and wanted is Words.CLAIMED:
        return None
    return Toggle(make_word_choices(at.asking), is_unasked=not asks)


def make_word_choices(asking: Asking) -> tuple[tuple[str, str, bool], ...]:
    """Label, address and whether it is at hand, of each choice of whose words the page at hand counts."""
    return tuple(
        (asking.wording.text(word), same_address(without="words", **say_words(asking, words)), words is asking.words)
        for words, word in WORDS.items()
    )


def say_words(asking: Asking, words: Words) -> dict[str, str]:
    """What an address says of whose words figures count, with the day and the instant as every link has them."""
    moments = {name: value for name, value in asking.kept.items() if name != "words"}
    return moments if words is Words.CLAIMED else moments | {"words": words.value}
