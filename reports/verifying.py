"""Whether a file is one that this service issued, byte for byte, and of which edition; whether a check code is one.

What is handed in is read by a child process with limits of its own, while nothing of the database is held.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import TypeVar
from unicodedata import normalize

from sqlalchemy import Engine
from sqlmodel import Session

from reports.frozen import digest_of
from reports.handed import Handed, read_handed
from reports.word_changes import WordChange, find_word_changes
from tracker.db import reading
from tracker.domain.problems import Refused
from tracker.queries.editions import (
    EditionView,
    FileView,
    find_edition_by_code,
    find_edition_by_digest,
    find_edition_by_file,
    find_latest_edition,
)
from tracker.register.apart import read_apart

Read = TypeVar("Read")

#: What reading a file may take: seconds of work, bytes of memory.
MOST_SECONDS, MOST_BYTES = 5, 768 << 20

#: So many issued files are compared with one that was changed.
MOST_COMPARED = 4

CODE = re.compile(r"[0-9a-f]{12}(?:[0-9a-f]{52})?")


#: What people type for the digits of a code.
MISREAD = str.maketrans("oil|", "0111")


class Verdict(StrEnum):
    """CURRENT and SUPERSEDED are ours, unchanged; CHANGED names an edition of ours, but is another file."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    CHANGED = "changed"
    FOREIGN = "foreign"


class Proof(StrEnum):
    """By what an edition was found: the very file, its whole figures enclosed in another, a mere code."""

    FILE = "file"
    FIGURES = "figures"
    CODE = "code"


class Enclosure(StrEnum):
    """What became of the figures that a PDF encloses."""

    KEPT = "kept"
    ALTERED = "altered"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Difference:
    """What a changed file has otherwise than `issued`, the one of the edition nearest to it (None: there is none of its
    form). `words`: None where they cannot be told, in either; empty where they are the same."""

    enclosure: Enclosure
    size: int
    pages: int
    issued: FileView | None = None
    words: tuple[WordChange, ...] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """`latest`: the number of the period's latest edition, where an edition was found; `file`: the one that it is;
    `difference`: of a changed file."""

    verdict: Verdict
    edition: EditionView | None = None
    latest: int | None = None
    proof: Proof | None = None
    file: FileView | None = None
    difference: Difference | None = None

    @property
    def has_later_file(self) -> bool:
        """Whether parties answered since, so that there is a file with that printed in it."""
        return self.edition is not None and self.file is not None and self.file not in self.edition.current_files


def to_code(text: str) -> str | None:
    """A check code as it was typed, or a whole digest, without blanks; None for what can be none. Letters that it
    cannot have, and that look like digits, are read as those; full-width ones as any."""
    packed = re.sub(r"[\s\-‐-―]+", "", normalize("NFKC", text)).lower().translate(MISREAD)
    return packed[:12] if CODE.fullmatch(packed) else None


def verify_code(session: Session, code: str) -> Finding:
    """`code`: as `to_code` gives it."""
    edition = find_edition_by_code(session, [code])
    return Finding(Verdict.FOREIGN) if edition is None else _find_standing(session, edition, Proof.CODE)


def find_issued(session: Session, content: bytes) -> Finding | None:
    """Of a file that is one of ours; None for any other."""
    digest = sha256(content).hexdigest()
    edition = find_edition_by_file(session, digest)
    if edition is None:
        return None
    file = next(one for one in edition.files if one.digest == digest)
    return _find_standing(session, edition, Proof.FILE, file=file)


def verify_file(engine: Engine, content: bytes, *, files_dir: Path, most_wait: float | None = None) -> Finding:
    """Of any file; one that cannot be read is foreign. `most_wait`: seconds for all of it, without which it takes a
    minute and more where it is made to. TimeoutError where they passed before it was read; where they passed later,
    the words are not told."""
    with reading(engine) as session:
        issued = find_issued(session, content)
    if issued is not None:
        return issued
    apart = _Apart(None if most_wait is None else monotonic() + most_wait)
    handed = apart.read(content)
    if handed == Handed():
        apart.require_time()
    with reading(engine) as session:
        edition, proof = _find_named(session, handed)
        if edition is None:
            return Finding(Verdict.FOREIGN)
        latest = find_latest_edition(session, edition.body, edition.period)
    difference = _compare(edition, handed, len(content), proof, files_dir=files_dir, apart=apart)
    return Finding(Verdict.CHANGED, edition, None if latest is None else latest.number, proof, difference=difference)


def _find_standing(session: Session, edition: EditionView, proof: Proof, file: FileView | None = None) -> Finding:
    latest = find_latest_edition(session, edition.body, edition.period)
    verdict = Verdict.CURRENT if edition.is_latest else Verdict.SUPERSEDED
    return Finding(verdict, edition, None if latest is None else latest.number, proof, file)


def _find_named(session: Session, handed: Handed) -> tuple[EditionView | None, Proof]:
    for text in handed.enclosed:
        edition = find_edition_by_digest(session, digest_of(text))
        if edition is not None:
            return edition, Proof.FIGURES
    return find_edition_by_code(session, handed.codes), Proof.CODE


@dataclass(frozen=True, slots=True)
class _Apart:
    """Reading by children that all end by one instant of the monotonic clock; None: each by its own limits only."""

    until: float | None

    def read(self, content: bytes) -> Handed:
        return self._do(read_handed, content) or Handed()

    def find_words(self, issued: Handed, handed: Handed) -> tuple[WordChange, ...] | None:
        """Apart, too: whoever made the file may have made it hard to compare."""
        if not issued.pages or not handed.pages:
            return None
        return self._do(find_word_changes, issued.pages, handed.pages)

    def require_time(self) -> None:
        if self._left == 0:
            raise TimeoutError

    @property
    def _left(self) -> float | None:
        return None if self.until is None else max(self.until - monotonic(), 0)

    def _do(self, read: Callable[..., Read], *arguments: object) -> Read | None:
        left = self._left
        if left == 0:
            return None
        try:
            return read_apart(read, *arguments, most_seconds=MOST_SECONDS, most_bytes=MOST_BYTES, most_wait=left)
        except (Refused, RuntimeError):
            return None


def _compare(
    edition: EditionView, handed: Handed, size: int, proof: Proof, *, files_dir: Path, apart: _Apart
) -> Difference:
    """With the nearest of the edition's files of that form: of the language it says, the fewest words otherwise."""
    enclosure = Enclosure.ALTERED if handed.enclosed else Enclosure.GONE
    enclosure = Enclosure.KEPT if proof is Proof.FIGURES else enclosure
    nearest, fewest = None, None
    for file in _find_likely(edition, handed):
        issued = _read_issued(files_dir / file.path, apart)
        words = apart.find_words(issued, handed)
        if nearest is None or (words is not None and (fewest is None or len(words) < len(fewest))):
            nearest, fewest = file, words
        if words == ():
            break
    return Difference(enclosure, size, handed.count, nearest, fewest)


def _find_likely(edition: EditionView, handed: Handed) -> list[FileView]:
    """Those of its form, of its language and with as many pages, as far as there are any."""
    found = [file for file in edition.files if file.form is handed.form]
    language = (handed.language or "").split("-")[0]
    found = [file for file in found if file.language == language] or found
    return ([file for file in found if file.pages == handed.count] or found)[:MOST_COMPARED]


def _read_issued(path: Path, apart: _Apart) -> Handed:
    try:
        return apart.read(path.read_bytes())
    except OSError:
        return Handed()
