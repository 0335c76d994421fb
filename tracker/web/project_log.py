"""A project's log as its page shows it: each entry with what took it back, its files, and what was redacted.

Whoever holds no role at the body is shown what was reached, when, and why an entry was voided; never who recorded it
or what was noted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracker.domain.roles import Act
from tracker.domain.stages import EntryKind
from tracker.models import Document, Redaction, StatusEntry
from tracker.queries.documents import Evidence, find_evidence
from tracker.queries.entries import find_entry_rows
from tracker.queries.projects import ProjectRow
from tracker.web.gates import AtBody
from tracker.web.keeping import find_kept, may_redact
from tracker.web.people import name_recorders
from tracker.wording.languages import Name
from tracker.wording.marks import N_

KILO, MEGA = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True)
class Said:
    """Something done by somebody, in words: when, in the body's zone. `who` is empty for whoever is not told."""

    who: str
    when: str
    why: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class FileLine:
    id: int
    name: str
    size: str
    digest: str
    by: Said
    redacted: Said | None


@dataclass(frozen=True, slots=True)
class LoggedEntry:
    """An entry with the void that takes it back, where one does. `is_ahead`: it took effect after the as-of day;
    `may_void`, `may_redact`: the visitor may take it back, or personal data out of it; `note` is empty for whoever is
    not told."""

    row: StatusEntry
    word: str
    note: str
    reason: str
    party: Name | None
    by: Said
    void: Said | None
    void_id: int | None
    void_redacted: Said | None
    is_ahead: bool
    may_void: bool
    may_redact: bool
    redacted: Said | None
    files: Sequence[FileLine]


@dataclass(frozen=True, slots=True)
class ProjectLog:
    """The entries in the order they were recorded; `files`: those of the project itself."""

    entries: Sequence[LoggedEntry]
    files: Sequence[FileLine]


@dataclass(frozen=True, slots=True)
class _About:
    at: AtBody
    names: Mapping[str, str]
    evidence: Evidence
    voids: Mapping[int | None, StatusEntry]
    kept: set[int]

    @property
    def is_told(self) -> bool:
        """Whether the visitor reads who recorded what, and the notes."""
        return self.at.may(Act.SEE_HISTORY)

    def say(self, row: StatusEntry | Document | Redaction, why: str | None = None, digest: str = "") -> Said:
        when = self.at.asking.wording.instant(row.recorded_at, self.at.view.body.time_zone)
        who = self.names.get(row.recorded_by, row.recorded_by) if self.is_told else ""
        return Said(who, when, why or "", digest)

    def redaction(self, found: Redaction | None) -> Said | None:
        return None if found is None or not self.is_told else self.say(found, found.reason, found.digest)

    def files(self, entry_id: int | None) -> list[FileLine]:
        return [self._file(one) for one in self.evidence.files.get(entry_id, ())]

    def _file(self, one: Document) -> FileLine:
        redacted = self.redaction(self.evidence.redacted_files.get(one.id))
        return FileLine(one.id, one.name, say_size(self.at, one.size), one.digest, self.say(one), redacted)

    def entry(self, row: StatusEntry) -> LoggedEntry:
        at, wording = self.at, self.at.asking.wording
        void = self.voids.get(row.id)
        party = None if row.party_id is None else at.view.parties[row.party_id]
        return LoggedEntry(
            row=row,
            word=wording.term(row.kind),
            note=(row.note or "") if self.is_told else "",
            reason="" if row.reason is None else wording.term(row.reason),
            party=None if party is None else at.call(party.names),
            by=self.say(row),
            void=None if void is None else self.say(void, void.note),
            void_id=None if void is None else void.id,
            void_redacted=None if void is None else self.redaction(self.evidence.redacted_notes.get(void.id)),
            is_ahead=row.effective_on is not None and row.effective_on > at.as_of,
            may_void=void is None and at.may(Act.LOG_STATUS, None if party is None else party.code),
            may_redact=may_redact(at, row.party_id, self.kept),
            redacted=self.redaction(self.evidence.redacted_notes.get(row.id)),
            files=self.files(row.id),
        )


def make_log(at: AtBody, project: ProjectRow) -> ProjectLog:
    """As known at the instant asked; files only for those who may see evidence."""
    known_at = at.asking.known_at
    rows = find_entry_rows(at.session, [project.id]).get(project.id, [])
    known = [row for row in rows if known_at is None or row.recorded_at <= known_at]
    evidence = find_evidence(at.session, at.view.id, project.id)
    if not at.may(Act.SEE_EVIDENCE):
        evidence = Evidence({}, {}, evidence.redacted_notes)
    voids = {row.voids_id: row for row in known if row.kind is EntryKind.VOID}
    names = name_recorders(at.session, at.asking.wording, _find_recorders(known, evidence))
    about = _About(at, names, evidence, voids, find_kept(at))
    entries = [about.entry(row) for row in known if row.kind is not EntryKind.VOID]
    return ProjectLog(entries, about.files(None))


def _find_recorders(rows: Iterable[StatusEntry], evidence: Evidence) -> set[str]:
    found = {row.recorded_by for row in rows}
    found |= {one.recorded_by for files in evidence.files.values() for one in files}
    redactions = [*evidence.redacted_files.values(), *evidence.redacted_notes.values()]
    return found | {one.recorded_by for one in redactions}


def say_size(at: AtBody, size: int) -> str:
    """`1.4 MB`, `12 kB`: rounded up, never 0."""
    wording = at.asking.wording
    if size >= MEGA:
        return wording.text(N_("{number} MB"), number=f"{size / MEGA:.1f}")
    return wording.text(N_("{number} kB"), number=max(1, -(-size // KILO)))
