"""Where registers are handed in: what a file comes to, what is shown of it, and what is done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from flask import render_template
from sqlmodel import Session

from tracker.actions.documents import HandedFile
from tracker.actions.upload_claims import BROKEN_OFF
from tracker.actions.uploads import (
    Answer,
    apply_at_once,
    approve_upload,
    clean_upload_name,
    drop_upload,
    keep_upload,
    look_at_once,
    read_at_once,
    settle,
)
from tracker.db import reading
from tracker.domain.problems import NotFound, Place, Problem, Refused
from tracker.domain.roles import Act
from tracker.models import Body, Upload, UploadState
from tracker.queries.uploads import WORKED_ON, find_uploads, get_upload
from tracker.register import HandedIn, read_register
from tracker.register.apart import read_apart
from tracker.web.forms import Form, Reader
from tracker.web.gates import AtBody, AtService
from tracker.web.people import name_recorders
from tracker.web.previews import make_problems, make_tables
from tracker.web.service import current_service
from tracker.wording.history_words import UPLOAD_STATES

UPLOADS_SHOWN = 50

STATES = {state: UPLOAD_STATES[state.value] for state in UploadState}


@dataclass(frozen=True, slots=True)
class Desk:
    """Where registers are handed in: at a body, or for the whole service, to found one."""

    at: AtBody | AtService

    @property
    def session(self) -> Session:
        return self.at.session

    @property
    def form(self) -> Form:
        return self.at.form

    @property
    def body(self) -> Body | None:
        return self.at.view.body if isinstance(self.at, AtBody) else None

    @property
    def code(self) -> str | None:
        return None if self.body is None else self.body.code

    @property
    def body_id(self) -> int | None:
        return None if self.body is None else self.body.id

    @property
    def by(self) -> str:
        return self.at.recording.by if isinstance(self.at, AtBody) else self.at.keeper.by

    @property
    def now(self) -> datetime:
        return self.at.recording.at if isinstance(self.at, AtBody) else self.at.keeper.at

    @property
    def administers(self) -> bool:
        return self.at.asking.visitor.may(Act.ADMINISTER, self.body)

    def link(self, page: str, **values: object) -> str:
        """The address of a page of this desk, by what its endpoint ends with."""
        if self.body is None:
            return self.at.asking.link(f"imports.founding_{page}", **values)
        return self.at.asking.link(f"imports.{page}", code=self.body.code, **values)

    def instant(self, instant: datetime) -> str:
        return self.at.asking.wording.instant(instant, "UTC" if self.body is None else self.body.time_zone)


@dataclass(frozen=True, slots=True)
class UploadLine:
    """An upload in the list, in words."""

    name: str
    address: str
    state: UploadState
    word: str
    uploaded: str
    by: str


def prepare_upload(at: AtBody | AtService) -> Callable[[], tuple[HandedFile, Answer | None]]:
    """The file, and what looking at it comes to, where that takes not long."""
    desk, service = Desk(at), current_service()
    handed = _read_file(desk, service.settings.limits.max_bytes)
    asked: dict[str, Any] = {"code": desk.code, "administers": desk.administers, "by": at.asking.visitor.recorder}

    def finish() -> tuple[HandedFile, Answer | None]:
        with NamedTemporaryFile() as stream:
            stream.write(handed.content)
            stream.flush()
            path, name = Path(stream.name), clean_upload_name(handed.name)
            read = read_at_once(path, service.settings.limits, code=asked["code"], name=name)
        with reading(service.engine) as session:
            return handed, look_at_once(session, read, **asked, clock=service.clock)

    return finish


def prepare_apply(at: AtBody | AtService, number: int) -> Callable[[], HandedIn | None]:
    """What the upload holds, where it was looked at at once."""
    desk, settings = Desk(at), current_service().settings
    upload = get_upload(desk.session, desk.body_id, number)
    if upload.state is not UploadState.READY or not upload.preview.get("at_once"):
        return lambda: None
    path, name, code = settings.files_dir / upload.path, upload.name, desk.code
    return lambda: read_apart(read_register, path, settings.limits, body=code, name=name)


def _read_file(desk: Desk, most: int) -> HandedFile:
    reader = Reader(desk.form)
    handed = reader.file("file")
    reader.finish()
    assert handed is not None
    if len(handed.content) > most:
        values = {"name": handed.name, "most": f"{most / 1024**2:.0f}"}
        raise Refused(Problem("file_large", values, Place(column="file")))
    return handed


def hand_in(desk: Desk) -> str:
    """Keep the file, with what was seen of it already."""
    handed, answer = desk.at.prepared
    upload = keep_upload(
        desk.session,
        handed,
        body_id=desk.body_id,
        administers=desk.administers,
        by=desk.by,
        at=desk.now,
        files_dir=current_service().settings.files_dir,
    )
    if answer is not None:
        settle(desk.session, upload, answer, now=desk.now)
    return desk.link("show_upload", number=upload.id)


def apply(desk: Desk, number: int) -> str:
    """Approve what the form says was seen; it is applied at once where it was looked at at once."""
    upload, clock = _hold(desk, number), current_service().clock
    seen = desk.form.text("seen")
    approve_upload(desk.session, upload, seen=seen, administers=desk.administers, by=desk.by, now=desk.now)
    apply_at_once(desk.session, upload, desk.at.prepared, clock=clock, now=desk.now)
    return desk.link("show_upload", number=number)


def drop(desk: Desk, number: int) -> str:
    """Put the upload away. NotFound where it is not of this desk."""
    drop_upload(desk.session, _hold(desk, number), by=desk.by, now=desk.now)
    return desk.link("show_uploads")


def _hold(desk: Desk, number: int) -> Upload:
    """The upload, held against anybody else. NotFound where it is not of this desk."""
    upload = desk.session.get(Upload, number, with_for_update=True, populate_existing=True)
    if upload is None or upload.body_id != desk.body_id:
        raise NotFound("upload", str(number))
    return upload


def show_list(desk: Desk) -> str:
    """The page of what was handed in here, the latest first."""
    wording = desk.at.asking.wording
    found = find_uploads(desk.session, desk.body_id, limit=UPLOADS_SHOWN)
    names = name_recorders(desk.session, wording, [upload.recorded_by for upload in found])
    lines = [
        UploadLine(
            upload.name,
            desk.link("show_upload", number=upload.id),
            upload.state,
            wording.text(STATES[upload.state]),
            desk.instant(upload.recorded_at),
            names[upload.recorded_by],
        )
        for upload in found
    ]
    most = current_service().settings.limits.max_bytes / 1024**2
    return render_template("uploads.html", at=desk.at, desk=desk, uploads=lines, most=f"{most:.0f}", form=desk.form)


def show_one(desk: Desk, number: int) -> str:
    """The page of one upload with its preview. NotFound where it is not of this desk."""
    wording = desk.at.asking.wording
    upload = get_upload(desk.session, desk.body_id, number)
    preview = upload.preview
    people = {upload.recorded_by} | {preview[name] for name in ("approved_by", "dropped_by") if preview.get(name)}
    return render_template(
        "upload.html",
        at=desk.at,
        desk=desk,
        form=desk.form,
        upload=upload,
        state=upload.state.value,
        word=wording.text(STATES[upload.state]),
        preview=preview,
        tables=make_tables(preview, wording),
        problems=make_problems(preview.get("problems", ()), wording),
        warnings=make_problems(preview.get("warnings", ()), wording),
        names=name_recorders(desk.session, wording, people),
        is_at_work=upload.state in WORKED_ON,
        is_broken_off=preview.get("error") == BROKEN_OFF,
    )
