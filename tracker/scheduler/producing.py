"""How a claimed run becomes an edition with its files."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from reports.publishing import fulfil, publish, publish_approved
from reports.renderer import Renderer
from tracker.actions.runs import ClaimedRun
from tracker.db import reading
from tracker.domain.editions import WantedFile
from tracker.queries.editions import get_edition_by_id
from tracker.scheduler.working import Draw, Produce, Sign


def make_producer(
    engine: Engine, renderer: Renderer, *, files_dir: Path, clock: Callable[[], datetime], check_at: str = ""
) -> Produce:
    """`check_at`: see `freeze_edition`."""

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
            why=claimed.why or None,
            schedule_id=claimed.schedule_id,
            newer_than=claimed.newer_than,
            check_at=check_at,
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


def make_signer(engine: Engine, renderer: Renderer, *, files_dir: Path, clock: Callable[[], datetime]) -> Sign:
    def sign(edition_id: int, wait: Callable[[], None]) -> object:
        return publish_approved(engine, renderer, edition_id, files_dir=files_dir, clock=clock, wait=wait)

    return sign
