"""The register: five tables as a folder of CSV files, a .zip of them or a workbook, to plain rows and back.

Knows no database. A row is a plain dict by field: a column's name, or for columns that come once per
language (`name_ko`) the plural of it (`names`: texts by language tag).
"""

from tracker.register.checking import CheckedRow, CheckedTable, HandedIn, check_tables
from tracker.register.merging import Merged, MergedRow, merge
from tracker.register.reading import read_register
from tracker.register.rules import find_rule_problems
from tracker.register.writing import write_register

__all__ = [
    "CheckedRow",
    "CheckedTable",
    "HandedIn",
    "Merged",
    "MergedRow",
    "check_tables",
    "find_rule_problems",
    "merge",
    "read_register",
    "write_register",
]
