"""What checks find: a `Problem` for each thing wrong, a `Checked` for what was looked at."""

from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.problems import Problem


class What(StrEnum):
    """What can be looked at."""

    TABLES = "tables"
    TRIGGERS = "triggers"
    INDEXES = "indexes"
    RULES = "rules"
    PROJECTS = "projects"
    ENTRIES = "entries"
    VOIDS = "voids"
    CONFIRMATIONS = "confirmations"
    LINEAGE = "lineage"
    PERIODS = "periods"
    TALLIES = "tallies"
    EDITIONS = "editions"
    SIGN_OFFS = "sign_offs"
    REPORT_FILES = "report_files"
    DOCUMENTS = "documents"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class Checked:
    """So many of these were looked at, whether anything was wrong with them or not."""

    what: What
    number: int


Finding = Problem | Checked
