"""The files of an edition: each that is missing is rendered and recorded.

Each is committed by itself, so that whoever runs the job again after a kill finishes what is missing and repeats
nothing.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from reports.approvals import NONE_YET, Approvals, make_approvals
from reports.renderer import Renderer
from tracker.actions.recording import Clock, open_recording
from tracker.db import reading, writing
from tracker.domain.editions import PartyAnswer, SignOffAnswer, SignOffState, WantedFile, find_standing
from tracker.domain.problems import Problem, Refused
from tracker.models import ReportFile
from tracker.queries.bodies import get_body
from tracker.queries.editions import (
    EditionView,
    find_outdated_files,
    find_sign_off_states,
    get_edition,
    get_edition_by_id,
    get_edition_figures,
)
from tracker.queries.sign_offs import find_answers
from tracker.storage import is_whole, store_file


def publish(
    engine: Engine,
    renderer: Renderer,
    edition: EditionView,
    *,
    files_dir: Path,
    wanted: Sequence[WantedFile],
    clock: Clock,
    wait: Callable[[], None] | None = None,
) -> EditionView:
    """Render and record each wanted file that an edition has not, with the approvals that stand, or whose file is
    gone from disk; anew where a party answers meanwhile.

    `wait` is called about once a second while a file is rendered (to keep a lease); what it raises ends the job.
    Refused where a language cannot be rendered; `RenderFailed` where the renderer broke down or took too long.
    """
    with reading(engine) as session:
        figures, approvals = get_edition_figures(session, edition.id), find_approvals(session, edition.id)
    for one in dict.fromkeys(wanted):
        file = edition.find_file(one, approvals.digest)
        if file is not None and is_whole(files_dir / file.path, file.digest):
            continue
        rendered = renderer.render(figures, one.language, kind=one.kind, form=one.form, approvals=approvals, wait=wait)
        digest = sha256(rendered.content).hexdigest()
        if file is not None and file.digest != digest:
            raise Refused(Problem("report_file_lost", {"edition": edition.name, "language": one.language}))
        path = store_file(files_dir, rendered.content, suffix=f".{one.form}")
        made = MadeFile(one, path, digest, len(rendered.content), rendered.pages, approvals.digest)
        with writing(engine) as session:
            is_listed = _record(session, edition, made, clock=clock)
            edition = edition if is_listed else get_edition_by_id(session, edition.id)
        if not is_listed:
            return publish(engine, renderer, edition, files_dir=files_dir, wanted=wanted, clock=clock, wait=wait)
    with reading(engine) as session:
        return get_edition(session, edition.body, edition.period, edition.number)


def publish_approved(
    engine: Engine,
    renderer: Renderer,
    edition_id: int,
    *,
    files_dir: Path,
    clock: Clock,
    wait: Callable[[], None] | None = None,
) -> EditionView | None:
    """Make every file of an edition that was approved, or returned, again with the answers in it; None where there is
    none to make."""
    with reading(engine) as session:
        wanted = find_unsigned_files(session).get(edition_id, ())
        edition = get_edition_by_id(session, edition_id)
    if not wanted:
        return None
    return publish(engine, renderer, edition, files_dir=files_dir, wanted=wanted, clock=clock, wait=wait)


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that was rendered and stored, and is to be listed. `approvals`: the digest of those printed in it."""

    what: WantedFile
    path: str
    digest: str
    size: int
    pages: int
    approvals: str


def find_approvals(session: Session, edition_id: int) -> Approvals:
    """What is printed of an edition's sign-off: the answers that stand, once every party approved or any ever returned
    it; nothing before."""
    return _find_all_approvals(session, [edition_id]).get(edition_id, NONE_YET)


def find_unsigned_files(session: Session) -> Mapping[int, Sequence[WantedFile]]:
    """By edition: its files that were made last with other answers than are to be printed now."""
    made = find_outdated_files(session)
    printed = _find_all_approvals(session, list(made))
    unsigned = {
        key: [file for file, digest in files.items() if digest != printed[key].digest] for key, files in made.items()
    }
    return {key: files for key, files in unsigned.items() if files}


def _find_all_approvals(session: Session, edition_ids: Collection[int]) -> Mapping[int, Approvals]:
    """Of those that any party answered."""
    answers = find_answers(session, edition_ids)
    states = find_sign_off_states(session, answers, answers)
    return {
        key: make_approvals(find_standing(said).values()) if _is_printed(said, states[key]) else NONE_YET
        for key, said in answers.items()
    }


def _is_printed(said: Sequence[PartyAnswer], state: SignOffState) -> bool:
    return state is SignOffState.APPROVED or any(one.answer is SignOffAnswer.RETURNED for one in said)


def _record(session: Session, edition: EditionView, made: MadeFile, *, clock: Clock) -> bool:
    """List the file, unless another process was quicker. False where answers came while it was made: it is out of date,
    and not listed. So a file is listed after every answer that it prints, and before any other."""
    recording = open_recording(session, get_body(session, edition.body), by=edition.produced_by, clock=clock)
    if find_approvals(session, edition.id).digest != made.approvals:
        return False
    now = get_edition(session, edition.body, edition.period, edition.number)
    if now.find_file(made.what, made.approvals) is not None:
        return True
    session.add(
        ReportFile(
            body_id=recording.body_id,
            edition_id=edition.id,
            language=made.what.language,
            kind=made.what.kind,
            form=made.what.form,
            approvals=made.approvals,
            path=made.path,
            digest=made.digest,
            size=made.size,
            pages=made.pages,
            produced_at=recording.at,
        )
    )
    return True
