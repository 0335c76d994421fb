"""Whatever a register says, it is refused with a sentence at a place, or it goes in and comes out as it is."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from tests.builders import clock_at
from tests.register.small import LIMITS, SMALL, Tables, small, write_folder
from tests.register.test_importing import NOW, counts
from tests.trying import ON_DATABASES
from tracker.actions.importing import ImportOutcome, import_register
from tracker.domain.problems import Refused
from tracker.queries.registers import get_register
from tracker.register import read_register, write_register
from tracker.wording import get_wording

DAYS = ["", "2013-01-01", "2013-10-31", "2014-03-01", "2014-04-01", "2015-02-01", "2015-11-03", "2015-11-04"]
DAYS += ["2015-12-01", "2016-01-01", "2016-06-01", "2017-01-01", "2026-11-23", "2027-01-01"]
WORDS = {
    "code": ["SEL", "BJS", "TYO", "ECO", "ENV"],
    "number": ["1", "2", "3"],
    "period": ["1", "2", "3"],
    "ref": ["1-1", "2-1", "2-2", "3-1"],
    "area": ["ECO", "ENV", "XYZ"],
    "mode": ["mutual", "one_sided"],
    "lead": ["", "SEL", "TYO"],
    "host": ["", "SEL", "TYO"],
    "parties": ["", "SEL", "SEL;BJS", "TYO;SEL"],
    "departments_en": ["", "SEL: a", "BJS: b; TYO: c"],
    "departments_ko": ["", "SEL: 가"],
    "continues": ["", "1-1", "2-1", "1-1;2-2"],
    "reason": ["", "funding", "other"],
    "country": ["KR", "US"],
    "role": ["member", "observer"],
    "visibility": ["", "public", "members"],
    "stages_published": ["", "yes", "no"],
}
LATER_COLUMNS = {
    "periods": ["closed_on", "starts_on", "agreed_list_on", "stages_published"],
    "projects": ["due_on", "departments_ko", "title_ko"],
}


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, int, str, str]:
    """A table, one of its rows (past the last: a copy of the first), a column, and what to put there."""
    table = draw(
        st.sampled_from(["parties", "areas", "periods", "periods", "projects", "projects", "projects", "body"])
    )
    columns = [*SMALL[table][0], *LATER_COLUMNS.get(table, [])]
    column = draw(st.sampled_from([name for name in columns if (table, name) != ("body", "code")]))
    words = DAYS if column.endswith("_on") else WORDS.get(column, ["", "x", "가"])
    return table, draw(st.integers(0, 3)), column, draw(st.sampled_from(words))


def change(tables: Tables, spoiling: list[tuple[str, int, str, str]]) -> None:
    for table, number, column, text in spoiling:
        rows = tables[table]
        if number >= len(rows) and table != "body":
            rows.append(dict(rows[0]))
        rows[min(number, len(rows) - 1)][column] = text


def put(session: Session, path: Path) -> ImportOutcome:
    return import_register(session, read_register(path, LIMITS), by="importer", clock=clock_at(NOW))


def changed_rows(outcome: ImportOutcome) -> int:
    return sum(added + changed for added, changed, _ in counts(outcome).values())


@ON_DATABASES
@given(st.lists(st.lists(changes(), max_size=4), min_size=1, max_size=3))
def test_any_register_is_refused_or_goes_in_and_stays_as_it_is(
    engine: Engine, steps: list[list[tuple[str, int, str, str]]]
) -> None:
    tables = small()
    with TemporaryDirectory() as folder, Session(engine) as session:
        for number, spoiling in enumerate(steps):
            change(tables, spoiling)
            path = write_folder(tables, Path(folder) / f"in {number}")
            with session.begin_nested() as attempt:
                try:
                    put(session, path)
                except Refused as refused:
                    attempt.rollback()
                    said = [get_wording("en").problem(problem) for problem in refused.problems]
                    assert said
                    assert all(line.split(".csv")[0] in SMALL for line in said)
                    continue
            session.expire_all()
            assert changed_rows(put(session, path)) == 0
            write_register(get_register(session, "demo").tables, Path(folder) / f"out {number}")
            assert changed_rows(put(session, Path(folder) / f"out {number}")) == 0
        session.rollback()
