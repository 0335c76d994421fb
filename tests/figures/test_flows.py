"""The flow of projects, held against every project read by itself."""

from collections import Counter
from datetime import date, datetime, timedelta

import hypothesis.strategies as st
from hypothesis import given
from sqlalchemy import Engine
from sqlmodel import Session

from tests.figures.recount import Made, MadePeriod
from tests.figures.test_against_recount import TIMES, cases, save
from tests.trying import ON_DATABASES
from tracker.domain.confirmations import Words
from tracker.domain.flows import End, Passage, count_passages
from tracker.domain.rates import RateName
from tracker.domain.stages import Stage
from tracker.queries.bodies import get_body_view
from tracker.queries.flows import find_flows, find_links
from tracker.queries.projects import ProjectRow, find_projects


def end_of(row: ProjectRow, words: Words) -> End:
    stage = row.stage if words is Words.CLAIMED else row.confirmed_stage
    return End(stage) if stage is Stage.IMPLEMENTED else End(stage, row.condition, row.reason)


def passages_of(rows: list[ProjectRow]) -> dict[tuple[int, int], Passage]:
    carried, became = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for row in rows:
        if row.facts.is_listed:
            carried.update({(row.period, kin.period) for kin in row.continued_by})
            became.update({(kin.period, row.period) for kin in row.continues})
    return {key: Passage(carried[key], became[key]) for key in carried.keys() | became.keys()}


@ON_DATABASES
@given(case=cases(), known=st.sampled_from([*TIMES, None]), words=st.sampled_from(Words))
def test_every_project_of_a_list_comes_to_one_end(
    engine: Engine, case: tuple[list[MadePeriod], list[Made], date], known: datetime | None, words: Words
) -> None:
    periods, projects, as_of = case
    with Session(engine) as session:
        save(session, periods, projects)
        view = get_body_view(session, "body")
        known_at = None if known is None else known + timedelta(hours=1)
        rows = find_projects(session, view, period=None, as_of=as_of, known_at=known_at)
        listed = [row for row in rows if row.facts.is_listed]
        for one in find_flows(session, view, as_of=as_of, known_at=known_at, words=words):
            assert one.flow is not None
            number = one.figures.period.number
            assert one.flow.ends == Counter(end_of(row, words) for row in listed if row.period == number)
            assert one.flow.agreed == one.figures.tally.agreed
        passages = count_passages(find_links(session, view, as_of=as_of, known_at=known_at))
        assert passages == passages_of(rows)
        for one in find_flows(session, view, as_of=as_of, known_at=known_at):
            retention = one.figures.rates[RateName.RETENTION]
            number = one.figures.period.number
            into = [passage.became for (_, later), passage in passages.items() if later == number]
            assert retention is None or sum(into) >= (retention.part or 0) >= max(into, default=0)
