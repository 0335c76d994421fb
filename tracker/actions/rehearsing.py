"""A copy of a body, in memory, in which a change can be tried while everybody goes on with the body itself."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from tracker.db import dispose_engine, make_engine
from tracker.models import Body, User, table_of

#: What no change of a register asks for, and may be large: what was handed in, made or sent.
LEFT_OUT = {"history_entry", "mail", "upload", "edition", "report_file", "run", "reported_statement", "exchange_item"}

ROWS = 1_000


@contextmanager
def copied(session: Session, body_id: int | None) -> Iterator[Session]:
    """A session on a copy of what `session` sees of a body (of nothing, for None) and of all users. What is changed in
    it is gone at the end."""
    engine = make_engine("sqlite://")
    try:
        with engine.connect() as connection:
            SQLModel.metadata.create_all(connection)
            # What a row points at may have been left out; nothing is ever committed.
            connection.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
            for table in SQLModel.metadata.sorted_tables:
                _copy(session, connection, table, body_id)
            with Session(connection) as copy:
                yield copy
    finally:
        dispose_engine(engine)


def _copy(session: Session, connection: sa.Connection, table: sa.Table, body_id: int | None) -> None:
    if table is table_of(User):
        wanted = sa.select(table)
    elif table is table_of(Body):
        wanted = sa.select(table).where(table.c.id == body_id)
    elif "body_id" in table.c and table.name not in LEFT_OUT:
        wanted = sa.select(table).where(table.c.body_id == body_id)
    else:
        return
    for rows in session.execute(wanted.execution_options(yield_per=ROWS)).mappings().partitions():
        connection.execute(sa.insert(table), [dict(row) for row in rows])
