"""Uploading a register: kept, looked at, approved, applied; or dropped. Each step says from which state.

What takes long is claimed by a scheduler under a lease (`tracker.actions.upload_claims`); the rest is done at once.
"""

import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path, PurePosixPath
from uuid import uuid4

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from tracker.actions.documents import HandedFile, clean_name
from tracker.actions.history import Keeper, keep_added, keep_changed
from tracker.actions.importing import ImportPlan, OnProgress, import_register, plan_import
from tracker.actions.previews import Preview, is_administered, preview_of, preview_of_refused, rehearse
from tracker.actions.recording import Clock
from tracker.actions.rehearsing import copied
from tracker.domain.problems import Place, Problem, Refused
from tracker.models import Body, Project, Subject, Upload, UploadState
from tracker.queries.uploads import find_expired
from tracker.register import HandedIn, read_register
from tracker.register.apart import read_apart
from tracker.register.unzipping import DAMAGE, read_entries
from tracker.settings import RegisterLimits
from tracker.storage import store_file

#: What is read and applied while whoever uploaded it waits; more is left to the scheduler.
AT_ONCE = RegisterLimits(max_bytes=1024 * 1024, max_unzipped_bytes=2 * 1024 * 1024, max_rows=2_000)

#: How many different texts a workbook may hold to be read at once: each takes time, however small the file.
MOST_TEXTS = 20_000

#: Who drops what nobody answered.
SCHEDULER = "scheduler"

#: How many projects of a body, rows handed in included, are checked at once.
MOST_PROJECTS = 5_000

SUFFIXES = (".xlsx", ".zip", ".csv")


def keep_upload(
    session: Session,
    handed: HandedFile,
    *,
    body_id: int | None,
    administers: bool,
    by: str,
    at: datetime,
    files_dir: Path,
) -> Upload:
    """Keep the file, to be looked at; `administers`: for an administrator. Refused at `file` where it is empty. Each
    has a file of its own, so that it can be deleted."""
    if not handed.content:
        raise Refused(Problem("file_empty", {"name": handed.name}, Place(column="file")))
    suffix = _find_suffix(handed.name)
    upload = Upload(
        body_id=body_id,
        name=clean_upload_name(handed.name),
        path=store_file(files_dir, handed.content, suffix=f"-{uuid4().hex[:12]}{suffix or '.bin'}"),
        digest=sha256(handed.content).hexdigest(),
        size=len(handed.content),
        state=UploadState.WAITING,
        preview={"administers": administers},
        lease_until=at,
        recorded_at=at,
        recorded_by=by,
    )
    session.add(upload)
    session.flush()
    said = {"upload": upload.state, "digest": upload.digest}
    keep_added(session, Keeper(by, at, body_id), Subject.DOCUMENT, str(upload.id), said)
    return upload


def clean_upload_name(name: str) -> str:
    """What an upload is called here."""
    return clean_name(name, _find_suffix(name))


def _find_suffix(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if suffix in SUFFIXES else ""


def is_at_once(path: Path) -> bool:
    """Whether a file may be read while somebody waits. One that cannot be unpacked may: it is refused at once."""
    if path.stat().st_size > AT_ONCE.max_bytes:
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            contents = (content for _, content in read_entries(archive, archive.infolist(), AT_ONCE))
            return sum(content.count(b"<si") for content in contents) <= MOST_TEXTS
    except Refused:
        return False
    except (*DAMAGE, RuntimeError):
        return True


@dataclass(frozen=True, slots=True)
class Answer:
    """What looking at an upload, or applying it, came to. `founded_id`: of the body that it made."""

    state: UploadState
    preview: Preview
    founded_id: int | None = None


#: States in which nothing more can come of an upload.
OVER = (UploadState.REFUSED, UploadState.APPLIED, UploadState.DROPPED, UploadState.FAILED)

#: How long the file of an upload that is over is kept, and how long a preview waits for an answer.
KEPT = timedelta(days=30)


def find_code(session: Session, upload: Upload) -> str | None:
    """The code of the body that it was uploaded for; None where it is to found one."""
    return None if upload.body_id is None else session.get_one(Body, upload.body_id).code


def look_at(
    session: Session,
    handed: HandedIn,
    *,
    code: str | None,
    administers: bool,
    by: str,
    clock: Clock,
    on_progress: OnProgress = lambda _: None,
) -> Answer:
    """What the register would do now, or every problem. `code`: of the body that it was uploaded for. It is tried on a
    copy: the session only looks, and nobody waits for it."""
    try:
        _require_body(session, handed, code)
    except Refused as refused:
        return refuse_with(refused)
    body_id = None if code is None else session.exec(select(Body.id).where(Body.code == code)).one()
    with copied(session, body_id) as copy:
        preview = rehearse(copy, handed, administers=administers, by=by, clock=clock, on_progress=on_progress)
    return Answer(UploadState.REFUSED if "problems" in preview else UploadState.READY, preview)


def refuse_with(refused: Refused) -> Answer:
    return Answer(UploadState.REFUSED, preview_of_refused(refused))


def plan_ahead(
    session: Session, handed: HandedIn, *, code: str | None, clock: Clock, on_progress: OnProgress = lambda _: None
) -> ImportPlan | None:
    """For `carry_out`, while nobody is held up; None where it will be refused."""
    try:
        _require_body(session, handed, code)
        return plan_import(session, handed, clock=clock, on_progress=on_progress)
    except Refused:
        return None


def carry_out(
    session: Session,
    handed: HandedIn,
    *,
    code: str | None,
    approved: Preview,
    clock: Clock,
    on_progress: OnProgress = lambda _: None,
    plan: ImportPlan | None = None,
) -> Answer:
    """Import what was approved. Where it would now do anything else than the preview said, nothing is imported, and
    the answer is how it stands now, marked as `stale`."""
    trial = session.begin_nested()
    try:
        _require_body(session, handed, code)
        by = approved["approved_by"]
        outcome = import_register(session, handed, by=by, clock=clock, on_progress=on_progress, plan=plan)
        made = preview_of(outcome)
        if made["digest"] == approved["digest"]:
            trial.commit()
            found = session.exec(select(Body.id).where(Body.code == outcome.body)).one()
            return Answer(UploadState.APPLIED, approved | made, found)
        trial.rollback()
        return Answer(UploadState.READY, made | {"stale": True})
    except IntegrityError:  # two who found the same body at the same moment
        trial.rollback()
        refused = Refused(Problem("body_there", {"body": handed.body_code or ""}, Place(handed.name)))
    except Refused as problems:
        trial.rollback()
        refused = problems
    return Answer(UploadState.REFUSED, preview_of_refused(refused) | {"stale": True})


def settle(session: Session, upload: Upload, answer: Answer, *, now: datetime) -> None:
    """Write down what came of it; nobody holds the upload any longer."""
    upload.state, upload.preview = answer.state, answer.preview
    upload.progress, upload.owner, upload.lease_until = 0, None, now
    upload.ended_at = now if answer.state in OVER else None
    if answer.founded_id is not None:
        upload.body_id = answer.founded_id
    session.add(upload)
    session.flush()


def read_at_once(path: Path, limits: RegisterLimits, *, code: str | None, name: str) -> HandedIn | Refused | None:
    """What a small upload holds, or why it cannot be read; None for a large one. Needs no database."""
    if not is_at_once(path):
        return None
    try:
        return read_apart(read_register, path, limits, body=code, name=name)
    except Refused as refused:
        return refused


def look_at_once(
    session: Session, read: HandedIn | Refused | None, *, code: str | None, administers: bool, by: str, clock: Clock
) -> Answer | None:
    """What looking at a small upload comes to; None for a large one, which is left to the scheduler."""
    if isinstance(read, Refused):
        return refuse_with(read)
    if read is None or not _is_few(session, code, read):
        return None
    answer = look_at(session, read, code=code, administers=administers, by=by, clock=clock)
    return Answer(answer.state, answer.preview | {"at_once": True})


def approve_upload(session: Session, upload: Upload, *, seen: str, administers: bool, by: str, now: datetime) -> None:
    """To be applied as it was seen; the history says by whom. `seen`: the digest of the preview. Refused where it is
    over, being applied already, stands otherwise now, or needs an administrator."""
    if upload.state is not UploadState.READY:
        raise Refused(Problem("upload_answered"))
    if upload.preview.get("digest") != seen:
        raise Refused(Problem("upload_moved"))
    if is_administered(upload.preview) and not administers:
        raise Refused(Problem("upload_administered"))
    upload.state, upload.owner, upload.lease_until = UploadState.APPROVED, None, now
    upload.preview = upload.preview | {"approved_by": by, "stale": False, "attempts": 0}
    session.add(upload)
    session.flush()
    _keep_state(session, upload, UploadState.READY, by=by, now=now)


def apply_at_once(session: Session, upload: Upload, read: HandedIn | None, *, clock: Clock, now: datetime) -> None:
    """Apply an approved upload that was looked at at once, as it was read; any other (None) stays for the scheduler."""
    if read is None or not upload.preview.get("at_once"):
        return
    answer = carry_out(session, read, code=find_code(session, upload), approved=upload.preview, clock=clock)
    kept = Answer(answer.state, answer.preview | {"at_once": True}, answer.founded_id)
    settle(session, upload, kept, now=now)


def drop_upload(session: Session, upload: Upload, *, by: str, now: datetime) -> None:
    """Not to be applied; the upload and the history say who dropped it. Refused where it is being applied, or over."""
    before = upload.state
    if before not in (UploadState.WAITING, UploadState.READY):
        raise Refused(Problem("upload_answered"))
    settle(session, upload, Answer(UploadState.DROPPED, upload.preview | {"dropped_by": by}), now=now)
    _keep_state(session, upload, before, by=by, now=now)


def prune_uploads(session: Session, *, files_dir: Path, now: datetime) -> int:
    """Delete the files of those that are over for long, and drop those that nobody answered; how many."""
    expired = find_expired(session, before=now - KEPT)
    for upload_id in expired:
        upload = session.get_one(Upload, upload_id, with_for_update=True)
        if upload.state is UploadState.READY:
            settle(session, upload, Answer(UploadState.DROPPED, upload.preview), now=now)
            _keep_state(session, upload, UploadState.READY, by=SCHEDULER, now=now)
        elif upload.path:
            (files_dir / upload.path).unlink(missing_ok=True)
            upload.path = ""
            session.add(upload)
    session.flush()
    return len(expired)


def _keep_state(session: Session, upload: Upload, before: UploadState, *, by: str, now: datetime) -> None:
    """In the history of the body that it was uploaded for; of the service, where it was to found one."""
    keeper = Keeper(by, now, upload.body_id)
    was, after = {"upload": before}, {"upload": upload.state}
    keep_changed(session, keeper, Subject.DOCUMENT, str(upload.id), before=was, after=after)


def _require_body(session: Session, handed: HandedIn, code: str | None) -> None:
    """Refused where the register is of another body than it was uploaded for, or founds one that is there."""
    own, place = handed.body_code, Place(handed.name)
    if own is None or own == code:
        return
    if code is not None:
        raise Refused(Problem("other_body", {"other": own, "body": code}, place))
    if session.exec(select(Body.id).where(Body.code == own)).first() is not None:
        raise Refused(Problem("body_there", {"body": own}, place))


def _is_few(session: Session, code: str | None, handed: HandedIn) -> bool:
    """Whether the rows handed in, and with them the projects that the body has, are checked while somebody waits."""
    own = select(func.count()).select_from(Project).join(Body, col(Body.id) == Project.body_id).where(Body.code == code)
    rows = sum(len(table.rows) for table in handed.tables.values())
    return rows <= AT_ONCE.max_rows and session.exec(own).one() + rows <= MOST_PROJECTS
