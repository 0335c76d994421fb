"""The whole job: freeze the edition, then render and record each language that is missing.

Each step is committed by itself, so that whoever runs the job again after a kill finishes what is missing
and repeats nothing.
"""

from collections.abc import Callable, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from reports.freezing import freeze_edition
from reports.renderer import Rendered, Renderer
from tracker.actions.recording import Clock, open_recording
from tracker.db import reading, writing
from tracker.domain.problems import Problem, Refused
from tracker.models import ReportFile
from tracker.queries.bodies import get_body
from tracker.queries.editions import EditionView, get_edition, get_edition_figures
from tracker.storage import is_whole, store_file

Progress = Callable[[str], None]


def fulfil(
    engine: Engine,
    renderer: Renderer,
    *,
    files_dir: Path,
    body: str,
    period: int,
    as_of: date,
    languages: Sequence[str],
    by: str,
    clock: Clock,
    wait: Callable[[], None] | None = None,
    on_progress: Progress | None = None,
) -> EditionView:
    """The edition of a period as of a day, with a file in each language.

    `wait` is called about once a second while a report is rendered (to keep a lease); what it raises ends
    the job. `on_progress` is told each language about to be rendered. Refused: see `freeze_edition`, and
    where a language cannot be rendered. `RenderFailed` where the renderer broke down or took too long.
    """
    with writing(engine) as session:
        edition, _ = freeze_edition(session, body, period, as_of=as_of, by=by, clock=clock)
    return publish(
        engine,
        renderer,
        edition,
        files_dir=files_dir,
        languages=languages,
        clock=clock,
        wait=wait,
        on_progress=on_progress,
    )


def publish(
    engine: Engine,
    renderer: Renderer,
    edition: EditionView,
    *,
    files_dir: Path,
    languages: Sequence[str],
    clock: Clock,
    wait: Callable[[], None] | None = None,
    on_progress: Progress | None = None,
) -> EditionView:
    """Render and record each language of an edition that has no file, or whose file is gone from disk."""
    for language in dict.fromkeys(languages):
        file = edition.file_in(language)
        if file is not None and is_whole(files_dir / file.path, file.digest):
            continue
        if on_progress is not None:
            on_progress(language)
        with reading(engine) as session:
            figures = get_edition_figures(session, edition.id)
        rendered = renderer.render(figures, language, wait=wait)
        digest = sha256(rendered.pdf).hexdigest()
        if file is not None and file.digest != digest:
            raise Refused(Problem("report_file_lost", {"edition": edition.name, "language": language}))
        path = store_file(files_dir, rendered.pdf, suffix=".pdf")
        with writing(engine) as session:
            _record(session, edition, language, rendered, path=path, digest=digest, clock=clock)
    with reading(engine) as session:
        return get_edition(session, edition.body, edition.period, edition.number)


def _record(
    session: Session, edition: EditionView, language: str, rendered: Rendered, *, path: str, digest: str, clock: Clock
) -> None:
    """List the file, unless another process that made the same one was quicker."""
    recording = open_recording(session, get_body(session, edition.body), by=edition.produced_by, clock=clock)
    if get_edition(session, edition.body, edition.period, edition.number).file_in(language) is not None:
        return
    session.add(
        ReportFile(
            body_id=recording.body_id,
            edition_id=edition.id,
            language=language,
            path=path,
            digest=digest,
            size=len(rendered.pdf),
            pages=rendered.pages,
            produced_at=recording.at,
        )
    )
