"""What changed of a body between the two points of an address: its figures, and what became of its projects."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import request

from tracker.domain.changes import Moved, PeriodChange, Point, order_points, pair_figures
from tracker.domain.roles import Act
from tracker.queries.changes import ProjectMove, find_project_moves
from tracker.queries.document import to_instant_text
from tracker.queries.editions import find_editions
from tracker.queries.figures import find_figures
from tracker.web.edition_words import may_see
from tracker.web.gates import AtBody
from tracker.web.headings import find_current
from tracker.web.query import read_choice, read_day, read_instant, read_word
from tracker.wording.marks import N_

#: Days between the two points where the address says no first one.
USUAL_DAYS = 30
#: What is shown only to those who hold a role, as the history and the answers of parties are.
HELD = frozenset({Moved.RECLASSIFIED, Moved.CONFIRMED, Moved.DISPUTED})


@dataclass(frozen=True, slots=True)
class Between:
    """The two points in order; `is_turned`: the address has them the other way round."""

    before: Point
    after: Point
    is_turned: bool = False

    @property
    def asked(self) -> dict[str, str]:
        """As they stand in an address, so that it shows the same to whoever follows it."""
        said = {"from_day": self.before.day.isoformat(), "to_day": self.after.day.isoformat()}
        for name, point in (("from_known_at", self.before), ("to_known_at", self.after)):
            if point.known_at is not None:
                said[name] = to_instant_text(point.known_at)
        return said


@dataclass(frozen=True, slots=True)
class ChangesScene:
    """`moves`: those that the visitor is shown; `held`: how many there are of each kind that is not. `chosen`: those
    asked for, of one period or of one kind."""

    between: Between
    periods: Sequence[PeriodChange]
    moves: Sequence[ProjectMove]
    held: Mapping[Moved, int]
    period: int | None
    kind: Moved | None
    chosen: Sequence[ProjectMove]

    @property
    def counts(self) -> Mapping[Moved, int]:
        """How many moves of each kind there are, also of those not shown."""
        return Counter(one.move.kind for one in self.moves) | Counter(self.held)

    def of_period(self, number: int) -> list[ProjectMove]:
        return [one for one in self.moves if one.period.number == number]


def read_between(at: AtBody) -> Between:
    """The points of the address; without any, the thirty days up to the as-of day, as known then. BadQuery."""
    last = Point(
        read_day(request.args, "to_day") or at.as_of, read_instant(request.args, "to_known_at") or at.asking.known_at
    )
    first = Point(
        read_day(request.args, "from_day") or _days_before(last.day, USUAL_DAYS),
        read_instant(request.args, "from_known_at") or at.asking.known_at,
    )
    ordered = order_points(first, last)
    return Between(*ordered, is_turned=ordered != (first, last))


def find_changes_scene(at: AtBody) -> ChangesScene:
    """NotFound for a period that has no figures at the second point; BadQuery; Forbidden for a kind not shown."""
    between = read_between(at)
    sides = [
        find_figures(at.session, at.view, by=None, as_of=point.day, known_at=point.known_at)
        for point in (between.before, between.after)
    ]
    moves = find_project_moves(at.session, at.view, between.before, between.after)
    kind = read_choice(request.args, "kind", Moved)
    if kind in HELD:
        at.require(Act.SEE_HISTORY)
    hidden = frozenset() if at.may(Act.SEE_HISTORY) else HELD
    period = read_word(request.args, "period", [str(row.period.number) for row in sides[1]])
    number = None if period is None else int(period)
    shown = [one for one in moves if one.move.kind not in hidden]
    return ChangesScene(
        between=between,
        periods=pair_figures(*sides),
        moves=shown,
        held=Counter(one.move.kind for one in moves if one.move.kind in hidden),
        period=number,
        kind=kind,
        chosen=[one for one in shown if number in (None, one.period.number) and kind in (None, one.move.kind)],
    )


def find_presets(at: AtBody) -> list[tuple[str, Between]]:
    """Pairs of points that are asked for again and again, each with its words. All of them end on the as-of day."""
    say, last = at.asking.wording.text, Point(at.as_of, at.asking.known_at)
    found = [(say(N_("Last 7 days")), Point(_days_before(at.as_of, 7), at.asking.known_at))]
    found.append((say(N_("Last 30 days")), Point(_days_before(at.as_of, 30), at.asking.known_at)))
    current = find_current(at)
    if current is not None:
        found.append((say(N_("Since the last conference")), Point(current.conference_on, at.asking.known_at)))
    editions = [
        one
        for one in find_editions(at.session, at.code)
        if one.as_of <= last.day and last.knows(one.known_at) and may_see(at, one)
    ]
    if editions:
        newest = max(editions, key=lambda one: one.produced_at)
        found.append((say(N_("Since the last edition")), Point(newest.as_of, newest.known_at)))
    return [(words, Between(first, last)) for words, first in found]


def _days_before(day: date, number: int) -> date:
    """As far back as the calendar goes."""
    return max(day, date.min + timedelta(days=number)) - timedelta(days=number)
