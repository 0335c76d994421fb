"""What projects continue, and what continues them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session

from tracker.models import Lineage, Project, table_of
from tracker.queries.bodies import BodyView
from tracker.queries.known import is_known

Texts = Mapping[str, str]

PROJECT = table_of(Project)


@dataclass(frozen=True, slots=True)
class Kin:
    """A project on the other end of a lineage."""

    ref: str
    titles: Texts
    period: int


@dataclass(frozen=True, slots=True)
class Kinship:
    """What each project (by id) continues, what continues it, and which are renewed: projects of an agreed
    list that the very next agreed list continues."""

    continues: Mapping[int, Sequence[Kin]]
    continued_by: Mapping[int, Sequence[Kin]]
    renewed: frozenset[int]


def find_kin(
    session: Session, view: BodyView, known_at: datetime | None, as_of: date, ids: Collection[int] | None
) -> Kinship:
    """The lineage (of the projects with these ids) among periods with a conference by the day. Struck projects are
    nobody's kin."""
    lineage, later, earlier = table_of(Lineage), PROJECT.alias("later"), PROJECT.alias("earlier")
    a, b = later.c, earlier.c
    query = (
        sa.select(a.id, a.ref, a.titles, a.period_id, a.agreed_on, b.id, b.ref, b.titles, b.period_id)
        .select_from(lineage)
        .join(later, a.id == lineage.c.project_id)
        .join(earlier, b.id == lineage.c.continues_id)
        .where(lineage.c.body_id == view.id, is_known(later, known_at), is_known(earlier, known_at))
        .order_by(a.id, b.id)
    )
    if ids is not None:
        query = query.where(sa.or_(lineage.c.project_id.in_(ids), lineage.c.continues_id.in_(ids)))
    visible = {view.period_id(period.number): period for period in view.facts.visible(as_of)}
    continues: dict[int, list[Kin]] = defaultdict(list)
    continued_by: dict[int, list[Kin]] = defaultdict(list)
    renewed = set()
    for a_id, a_ref, a_titles, a_period, agreed_on, b_id, b_ref, b_titles, b_period in session.execute(query):
        now, then = visible.get(a_period), visible.get(b_period)
        if now is None or then is None:
            continue
        continues[a_id].append(Kin(b_ref, b_titles, then.number))
        continued_by[b_id].append(Kin(a_ref, a_titles, now.number))
        if view.facts.before(now) is then and agreed_on <= now.list_on:
            renewed.add(b_id)
    return Kinship(continues, continued_by, frozenset(renewed))
