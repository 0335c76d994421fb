"""Whether a PDF is a report that this service issued, byte for byte, and of which edition."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from io import BytesIO

import pikepdf
from sqlmodel import Session

from reports.frozen import digest_of
from tracker.queries.editions import EditionView, find_edition_by_digest, find_edition_by_file, find_latest_edition


class Verdict(StrEnum):
    """CURRENT and SUPERSEDED are ours, unchanged; CHANGED carries an edition's figures in another file."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    CHANGED = "changed"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Finding:
    """`latest`: the number of the period's latest edition, where the file names one of ours."""

    verdict: Verdict
    edition: EditionView | None = None
    latest: int | None = None


def verify_file(session: Session, content: bytes) -> Finding:
    edition = find_edition_by_file(session, sha256(content).hexdigest())
    if edition is not None:
        return _finding(session, Verdict.CURRENT if edition.is_latest else Verdict.SUPERSEDED, edition)
    for text in _find_enclosed(content):
        named = find_edition_by_digest(session, digest_of(text))
        if named is not None:
            return _finding(session, Verdict.CHANGED, named)
    return Finding(Verdict.FOREIGN)


def _finding(session: Session, verdict: Verdict, edition: EditionView) -> Finding:
    latest = find_latest_edition(session, edition.body, edition.period)
    return Finding(verdict, edition, None if latest is None else latest.number)


def _find_enclosed(content: bytes) -> list[str]:
    """The texts enclosed in a PDF; none in what is no PDF, or a damaged one."""
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            files = [one.get_file().read_bytes() for one in pdf.attachments.values()]
        return [file.decode() for file in files if file.startswith(b"{")]
    except (pikepdf.PdfError, UnicodeDecodeError, ValueError):
        return []
