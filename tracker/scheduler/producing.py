"""How a claimed run becomes an edition with its files."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from reports.publishing import fulfil, publish
from reports.renderer import Renderer
from tracker.actions.runs import ClaimedRun
from tracker.db import reading
from tracker.domain.editions import WantedFile
from tracker.queries.editions import get_edition_by_id
from tracker.scheduler.working import Draw, Produce

#: Whom editions name that nobody asked for.
PRODUCED_BY = "schedule"


def make_producer(engine: Engine, renderer: Renderer, *, files_dir: Path, clock: Callable[[], datetime]) -> Produce:
    def produce(claimed: ClaimedRun, wait: Callable[[], None]) -> int:
        edition = fulfil(
            engine,
            renderer,
            files_dir=files_dir,
            body=claimed.body,
            period=claimed.period,
            as_of=claimed.as_of,
            languages=claimed.languages,
            by=PRODUCED_BY,
            clock=clock,
            wait=wait,
        )
        return edition.id

    return produce


def make_drawer(engine: Engine, renderer: Renderer, *, files_dir: Path, clock: Callable[[], datetime]) -> Draw:
    def draw(edition_id: int, wanted: WantedFile, wait: Callable[[], None]) -> object:
        with reading(engine) as session:
            edition = get_edition_by_id(session, edition_id)
        return publish(engine, renderer, edition, files_dir=files_dir, wanted=[wanted], clock=clock, wait=wait)

    return draw
