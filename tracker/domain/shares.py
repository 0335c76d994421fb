"""Shares of a period's agreed list: a group's, and that of the projects which others than foreign affairs run."""

from collections.abc import Iterable

from tracker.domain.rates import Rate
from tracker.domain.stages import RunBy
from tracker.domain.trends import Figures


def share(group: Figures, total: Figures) -> Rate:
    """The part of a period's agreed list that is a group's."""
    return Rate(group.tally.agreed, total.tally.agreed)


def share_run_elsewhere(groups: Iterable[Figures], total: Figures) -> Rate:
    """The part of a period's agreed list that is known to be run by others than foreign affairs. `groups`: the
    period's, by who runs its projects."""
    others = {RunBy.DEPARTMENT, RunBy.AFFILIATED_AGENCY, RunBy.PRIVATE}
    return Rate(sum(row.tally.agreed for row in groups if row.group in others), total.tally.agreed)
