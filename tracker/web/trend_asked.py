"""What the address of a body's trend asks for: which rates are drawn, by what they are grouped, how much of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask import request

from tracker.domain.confirmations import Words
from tracker.domain.rates import RateName
from tracker.domain.trends import By, Figures
from tracker.web.cells import CONTINUITY_RATES, DRAWN_RATES, Rates
from tracker.web.gates import AtBody
from tracker.web.query import read_choice, read_word
from tracker.wording.marks import N_


class Drawn(StrEnum):
    """The rates that one chart shows together."""

    STAGES = "stages"
    MUTUAL = "mutual"
    CONTINUITY = "continuity"
    CONFIRMED = "confirmed"


class Amount(StrEnum):
    """That everything is shown: every group, every figure."""

    ALL = "all"


LABELS = {
    Drawn.STAGES: N_("Stages"),
    Drawn.MUTUAL: N_("Mutual"),
    Drawn.CONTINUITY: N_("Continuity"),
    Drawn.CONFIRMED: N_("Confirmed"),
}
MUTUAL_RATES = (RateName.MUTUAL_PROMOTION, RateName.MUTUAL_IMPLEMENTATION, RateName.MUTUAL_SHARE)


@dataclass(frozen=True, slots=True)
class Asked:
    """`group`: the one group that is looked at. `has_all_groups`: all of them, and nothing else. `has_more`: also the
    figures that are otherwise left out."""

    drawn: Drawn
    by: By
    group: str | None
    has_all_groups: bool
    has_more: bool

    @property
    def grouped_by(self) -> By | None:
        """By what the one group is a group."""
        return None if self.group is None else self.by

    def rates(self, words: Words) -> Rates:
        """The rates drawn, the one that titles are about first."""
        if self.drawn is Drawn.STAGES:
            return DRAWN_RATES[words]
        known = {Drawn.MUTUAL: MUTUAL_RATES, Drawn.CONTINUITY: CONTINUITY_RATES}
        return known.get(self.drawn, DRAWN_RATES[Words.CONFIRMED])


def read_asked() -> Asked:
    """BadQuery where a choice is not known."""
    return Asked(
        drawn=read_choice(request.args, "rates", Drawn) or Drawn.STAGES,
        by=read_choice(request.args, "by", By) or By.AREA,
        group=request.args.get("group", "").strip() or None,
        has_all_groups=read_choice(request.args, "groups", Amount) is not None,
        has_more=read_choice(request.args, "figures", Amount) is not None,
    )


def require_group(found: Sequence[Figures], asked: Asked) -> None:
    """BadQuery where the one group asked for has no figures."""
    if asked.group is not None:
        read_word(request.args, "group", sorted({row.group for row in found if row.group is not None}))


def link_asked(at: AtBody, asked: Asked, **values: str | None) -> str:
    """The address of the trend as asked for, with other values: `rates`, `by`, `group`, `groups`, `figures`; None
    leaves one out, `anchor` is the place on the page."""
    said: dict[str, str | None] = {
        "rates": None if asked.drawn is Drawn.STAGES else asked.drawn.value,
        "by": None if asked.by is By.AREA else asked.by.value,
        "group": asked.group,
        "groups": Amount.ALL.value if asked.has_all_groups else None,
        "figures": Amount.ALL.value if asked.has_more else None,
    }
    return at.asking.link("bodies.show_body", code=at.code, **(said | values))


def find_drawn_choices(at: AtBody, asked: Asked) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is at hand, of each set of rates; that of confirmed ones where the body asks for
    confirmation, and the page counts what is claimed."""
    has_both = at.view.body.asks_confirmation and at.asking.words is Words.CLAIMED
    return [
        (
            at.asking.wording.text(LABELS[drawn]),
            link_asked(at, asked, rates=None if drawn is Drawn.STAGES else drawn.value),
            drawn is asked.drawn,
        )
        for drawn in Drawn
        if drawn is not Drawn.CONFIRMED or has_both or drawn is asked.drawn
    ]


def find_by_choices(at: AtBody, asked: Asked) -> list[tuple[str, str, bool]]:
    """As `find_drawn_choices`, of what the projects can be grouped by."""
    return [
        (
            at.asking.wording.term(by),
            link_asked(at, asked, by=by.value, group=None, groups=None, _anchor="groups"),
            by is asked.by,
        )
        for by in By
    ]
