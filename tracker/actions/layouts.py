"""Setting how a body's reports are laid out. Each change is kept; editions made before stay as they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session

from tracker.actions.documents import HandedFile, keep_document
from tracker.actions.emblems import MOST_BYTES
from tracker.actions.history import keep_changed, keeper_of
from tracker.actions.recording import Recording
from tracker.models import DocumentKind, Paper, ReportLayout, Subject
from tracker.queries.layouts import find_layout_row


@dataclass(frozen=True, slots=True)
class LayoutValues:
    """What is set together; see `ReportLayout`."""

    paper: Paper
    sections: Sequence[str]
    titles: Mapping[str, str]
    subtitles: Mapping[str, str]
    names_authority: bool
    party_order: Mapping[str, Sequence[str]]
    second_languages: Mapping[str, str]


def save_layout(session: Session, recording: Recording, values: LayoutValues) -> bool:
    """Whether anything differs."""
    row = _find_or_make(session, recording)
    before = describe_layout(row)
    row.paper = values.paper
    row.sections = list(values.sections)
    row.titles, row.subtitles = dict(values.titles), dict(values.subtitles)
    row.names_authority = values.names_authority
    row.party_order = {lang: list(first) for lang, first in values.party_order.items()}
    row.second_languages = dict(values.second_languages)
    return _keep(session, recording, row, before)


def set_emblem(session: Session, recording: Recording, drawn: HandedFile, *, files_dir: Path) -> bool:
    """Whether it is another one. `drawn`: with what `draw_emblem` made of it."""
    row = _find_or_make(session, recording)
    before = describe_layout(row)
    document = keep_document(
        session, recording, drawn, kind=DocumentKind.EMBLEM, files_dir=files_dir, most_bytes=MOST_BYTES, field="emblem"
    )
    row.emblem_path, row.emblem_digest = document.path, document.digest
    return _keep(session, recording, row, before)


def remove_emblem(session: Session, recording: Recording) -> bool:
    """Whether there was one."""
    row = _find_or_make(session, recording)
    before = describe_layout(row)
    row.emblem_path = row.emblem_digest = None
    return _keep(session, recording, row, before)


def describe_layout(row: ReportLayout) -> dict[str, Any]:
    """A layout as the history holds it."""
    return {
        "paper": row.paper.value.capitalize(),
        "sections": list(row.sections),
        "title_page": dict(row.titles),
        "subtitles": dict(row.subtitles),
        "emblem": None if row.emblem_digest is None else row.emblem_digest[:12],
        "names_authority": row.names_authority,
        "party_order": {lang: ", ".join(first) for lang, first in row.party_order.items()},
        "second_languages": dict(row.second_languages),
    }


def _find_or_make(session: Session, recording: Recording) -> ReportLayout:
    row = find_layout_row(session, recording.body_id)
    if row is None:
        row = ReportLayout(body_id=recording.body_id, recorded_at=recording.at, recorded_by=recording.by)
    return row


def _keep(session: Session, recording: Recording, row: ReportLayout, before: Mapping[str, Any]) -> bool:
    key, keeper, after = recording.body.code, keeper_of(recording), describe_layout(row)
    if not keep_changed(session, keeper, Subject.REPORT_LAYOUT, key, before=before, after=after):
        return False
    row.recorded_at, row.recorded_by = recording.at, recording.by
    session.add(row)
    session.flush()
    return True
