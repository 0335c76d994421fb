"""How a claimed run becomes an edition with its files."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from reports.freezing import freeze_edition
from reports.publishing import publish, publish_approved
from reports.renderer import Renderer
from tracker.actions.runs import ClaimedRun
from tracker.db import reading, writing
from tracker.domain.editions import FileKind, WantedFile
from tracker.queries.editions import get_edition_by_id
from tracker.scheduler.working import Draw, Produce, Sign


def make_producer(
    engine: Engine, renderer: Renderer, *, files_dir: Path, clock: Callable[[], datetime], check_at: str = ""
) -> Produce:
    """What freezes the edition of a run and makes its report and its summary in each language.
    `check_at`: see `freeze_edition`."""

    def produce(claimed: ClaimedRun, wait: Callable[[], None]) -> int:
        with writing(engine) as session:
            edition, _ = freeze_edition(
                session,
                claimed.body,
                claimed.period,
                as_of=claimed.as_of,
                by=claimed.by,
                clock=clock,
                why=claimed.why or None,
                schedule_id=claimed.schedule_id,
                newer_than=claimed.newer_than,
                files_dir=files_dir,
                check_at=check_at,
            )
        wanted = [WantedFile(language, kind) for kind in FileKind for language in claimed.languages]
        publish(engine, renderer, edition, files_dir=files_dir, wanted=wanted, clock=clock, wait=wait)
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
