"""How a claimed run becomes an edition with its files."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from reports.publishing import fulfil
from reports.renderer import Renderer
from tracker.actions.runs import ClaimedRun
from tracker.scheduler.working import Produce


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
            by=claimed.by,
            clock=clock,
            wait=wait,
        )
        return edition.id

    return produce
