"""What the readers of files hand on: tables of cells as they stand there, and what could not be read."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from tracker.domain.problems import Place, Problem, Refused
from tracker.register.cells import Cell, is_blank
from tracker.register.headings import find_table_named, guess_table
from tracker.register.layout import TABLES, Table
from tracker.register.nearest import nearest
from tracker.settings import RegisterLimits

Record = Sequence[Cell]

#: Told how many rows have been read so far.
OnRows = Callable[[int], None]

#: How many rows are read between two such words.
ROWS_BETWEEN = 500


@dataclass(frozen=True, slots=True)
class RawTable:
    """`rows`: each with its number, counted as records with the header as 1; blank ones are left out."""

    table: Table
    source: str
    header: tuple[str, ...]
    rows: list[tuple[int, Record]]


@dataclass(slots=True)
class Gathered:
    """The tables read so far, and every problem met. `unread`: tables that are there and cannot be read.
    `guesses`: a table whose name says nothing is told by its columns."""

    tables: list[RawTable] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    guesses: bool = False
    on_rows: OnRows | None = None
    rows_read: int = 0

    def count_row(self) -> None:
        self.rows_read += 1
        if self.on_rows is not None and self.rows_read % ROWS_BETWEEN == 0:
            self.on_rows(self.rows_read)

    def refuse(self, code: str, source: str | None = None, row: int | None = None, **values: object) -> None:
        self.problems.append(Problem(code, values, Place(source, row)))


def find_table(name: str, source: str, gathered: Gathered, first: Record = ()) -> Table | None:
    """The table that a file's or sheet's name stands for, in any language; an unknown one, or a second one, is a
    problem. `first`: its first record, by which it is told where it may be guessed."""
    table = find_table_named(name)
    if table is None and gathered.guesses:
        table = guess_table([header_text(cell) for cell in first])
    if table is None:
        gathered.refuse("unknown_table", source, nearest=nearest(name, TABLES) or ", ".join(TABLES))
        return None
    if table.name in gathered.unread or any(raw.table is table for raw in gathered.tables):
        gathered.refuse("table_twice", source, table=table.name)
        return None
    return table


def gather_table(
    table: Table, source: str, records: Iterable[Record], limits: RegisterLimits, gathered: Gathered
) -> None:
    """Take up a table's records. A table past the limits is given up at once, before it fills the memory."""
    header: tuple[str, ...] | None = None
    rows: list[tuple[int, Record]] = []
    # Padding counts too: what is blank must not take the time or the memory of what is not.
    slots, most_slots = 0, (limits.max_rows + 1) * (limits.max_columns + 1)
    for number, record in enumerate(records, start=1):
        slots += 1 + len(record)
        gathered.count_row()
        if not record and slots <= most_slots:
            continue
        filled, padded = _last_filled(record), slots > most_slots
        if filled > limits.max_columns or (padded and len(record) > limits.max_columns):
            return _give_up(table, "too_many_columns", source, limits.max_columns, gathered)
        if padded or (filled and number > limits.max_rows + 1):
            return _give_up(table, "too_many_rows", source, limits.max_rows, gathered)
        if filled and header is None:
            header = tuple(header_text(cell) for cell in record)
        elif filled:
            rows.append((number, record))
    if header is None:
        return _give_up(table, "empty_table", source, 0, gathered)
    gathered.tables.append(RawTable(table, source, header, rows))
    return None


def _give_up(table: Table, code: str, source: str, limit: int, gathered: Gathered) -> None:
    gathered.unread.add(table.name)
    gathered.refuse(code, source, limit=limit)


def _last_filled(record: Record) -> int:
    """How many cells up to the last that is not blank; 0 where all are."""
    for index in range(len(record), 0, -1):
        if not is_blank(record[index - 1]):
            return index
    return 0


def header_text(cell: Cell) -> str:
    return (cell if isinstance(cell, str) else cell.text).strip()


def refuse(code: str, source: str | None = None, **values: object) -> Refused:
    """The one problem because of which nothing can be read at all."""
    return Refused(Problem(code, values, Place(source)))
