"""What the address asks to be compared: which bodies, which rate, along what, by which groups of which periods."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request
from sqlmodel import Session

from tracker.domain.comparing import GROUPINGS, MOST_BODIES, Axis, Basis
from tracker.domain.confirmations import Words
from tracker.domain.rates import RateName
from tracker.domain.roles import Act
from tracker.domain.trends import By
from tracker.models import Body
from tracker.queries.bodies import find_bodies
from tracker.web.asking import Asking
from tracker.web.cells import DRAWN_RATES
from tracker.web.query import BAD_CHOICE, LONGEST, BadQuery, read_choice, read_text, read_word

#: The rates that count only what was confirmed, by those that count what is claimed.
CONFIRMED = dict(zip(DRAWN_RATES[Words.CLAIMED], DRAWN_RATES[Words.CONFIRMED], strict=True))

_PERIOD = re.compile(r"([a-z0-9-]{1,80}):([1-9][0-9]{0,5})")


@dataclass(frozen=True, slots=True)
class Asked:
    """`offered`: every body that the visitor may see; `bodies`: those to be compared, in the order of the address.
    `unseen`: codes of the address that name none of them; `left_out`: bodies beyond the most that can be compared.
    `by` None: over the periods. `periods`: the period chosen of each body, by its code."""

    offered: Sequence[Body]
    bodies: Sequence[Body]
    unseen: Sequence[str]
    left_out: Sequence[Body]
    rate: RateName
    axis: Axis
    by: By | None
    basis: Basis
    periods: Mapping[str, int]
    search: str

    @property
    def values(self) -> dict[str, object]:
        """What an address of the same comparison says beside as of when it is."""
        values: dict[str, object] = {"body": [body.code for body in self.bodies], "rate": self.rate.value}
        if self.by is None:
            return values | {"axis": self.axis.value}
        periods = [f"{code}:{number}" for code, number in self.periods.items()]
        return values | {"by": self.by.value, "period": periods, "basis": self.basis.value}


def read_asked(session: Session, asking: Asking) -> Asked:
    """BadQuery where a value cannot be read; a body that is not there, or not for the visitor, is no such value."""
    offered = {body.code: body for body in find_bodies(session) if asking.visitor.may(Act.SEE_TRENDS, body)}
    codes = dict.fromkeys(code.strip()[:LONGEST] for code in request.args.getlist("body") if code.strip())
    bodies = [offered[code] for code in codes if code in offered]
    return Asked(
        offered=list(offered.values()),
        bodies=bodies[:MOST_BODIES],
        unseen=[code for code in codes if code not in offered],
        left_out=bodies[MOST_BODIES:],
        rate=_read_rate(asking.words),
        axis=read_choice(request.args, "axis", Axis) or Axis.NUMBER,
        by=_read_by(),
        basis=read_choice(request.args, "basis", Basis) or Basis.AS_THEY_STAND,
        periods=_read_periods(),
        search=read_text(request.args, "q"),
    )


def find_rates(words: Words) -> list[RateName]:
    """The rates that can be compared: as confirmed, none that counts what is only claimed has its place."""
    hidden = CONFIRMED if words is Words.CONFIRMED else {}
    return [name for name in RateName if name not in hidden]


def _read_rate(words: Words) -> RateName:
    rate = read_choice(request.args, "rate", RateName) or RateName.PROMOTION
    return CONFIRMED.get(rate, rate) if words is Words.CONFIRMED else rate


def _read_by() -> By | None:
    word = read_word(request.args, "by", [by.value for by in GROUPINGS])
    return None if word is None else By(word)


def _read_periods() -> dict[str, int]:
    """`seoul-beijing:2`: the period of a body; of several the last."""
    chosen: dict[str, int] = {}
    for text in request.args.getlist("period"):
        match = _PERIOD.fullmatch(text.strip())
        if match is not None:
            chosen[match[1]] = int(match[2])
        elif text.strip():
            raise BadQuery(BAD_CHOICE, name="period", value=text, known="seoul-beijing:2")
    return chosen
