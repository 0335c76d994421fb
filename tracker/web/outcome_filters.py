"""The filters by what became of a project: why it stopped, what it reached late, what continues what."""

from collections.abc import Callable
from dataclasses import dataclass

from tracker.domain.stages import Reason, Stage
from tracker.queries.bodies import BodyView
from tracker.queries.projects import ProjectRow
from tracker.web.query import Query, read_choice, read_word

#: Those that nobody can answer while a period's stages are not published.
OUTCOME_STAGES = ("reason", "late")


@dataclass(frozen=True, slots=True)
class Outcome:
    """None leaves everything in. `late`: reached after the cut-off. `continues`, `continued_in`: a period's number."""

    reason: Reason | None
    late: Stage | None
    continues: str | None
    continued_in: str | None

    @property
    def asked(self) -> dict[str, str | None]:
        """As they stand in the address."""
        return {
            "reason": self.reason, "late": self.late,
            "continues": self.continues, "continued_in": self.continued_in,
        }  # fmt: skip


def read_outcome(query: Query, view: BodyView) -> Outcome:
    """BadQuery for a reason, stage or period that does not exist."""
    numbers = [str(period.number) for period in view.facts.periods]
    late = read_word(query, "late", [Stage.PROMOTED, Stage.IMPLEMENTED])
    return Outcome(
        reason=read_choice(query, "reason", Reason),
        late=None if late is None else Stage(late),
        continues=read_word(query, "continues", numbers),
        continued_in=read_word(query, "continued_in", numbers),
    )


def tests_of_outcome(outcome: Outcome) -> list[Callable[[ProjectRow], bool]]:
    """What a project must be, to be left in."""
    tests: list[Callable[[ProjectRow], bool]] = []
    if outcome.reason is not None:
        tests.append(lambda row: row.reason is outcome.reason)
    late = outcome.late
    if late is not None:
        tests.append(lambda row: reached_late(row, late))
    if outcome.continues is not None:
        tests.append(lambda row: any(str(kin.period) == outcome.continues for kin in row.continues))
    if outcome.continued_in is not None:
        tests.append(lambda row: any(str(kin.period) == outcome.continued_in for kin in row.continued_by))
    return tests


def reached_late(row: ProjectRow, stage: Stage) -> bool:
    """Whether the stage was reached after the cut-off, by the as-of day. Implemented includes promoted."""
    if stage is Stage.PROMOTED:
        return row.stage is Stage.AGREED and row.late_stage is not None
    return row.late_stage is Stage.IMPLEMENTED
