"""What the rows of a register must fit, among themselves and with what is stored already."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from tracker.domain.problems import Place, Problem
from tracker.register.break_rules import find_break_problems
from tracker.register.checking import HandedIn
from tracker.register.layout import AREAS, BODY, PARTIES, PERIODS, TABLES, Kind
from tracker.register.merging import Merged, MergedRow, Row, stays_of
from tracker.register.project_rules import find_project_problems
from tracker.register.spans import is_present, is_within, iso, period_days


def find_rule_problems(
    merged: Merged, handed: HandedIn, stored: Mapping[str, Sequence[Row]], today: date
) -> list[Problem]:
    """Every problem, in the order of the tables. `today`: no later day can have happened yet."""
    problems = [
        *merged.problems,
        *_missing_tables(merged, handed, is_new=not stored),
        *_days_ahead(merged, today),
        *_party_problems(merged, handed),
        *_span_problems(merged),
        *_period_problems(merged),
        *_host_problems(merged),
        *_closed_period_problems(merged),
        *find_break_problems(merged),
        *find_project_problems(merged),
    ]
    return handed.in_order(problems)


def _missing_tables(merged: Merged, handed: HandedIn, *, is_new: bool) -> Iterator[Problem]:
    """A body that is new needs all five; of one that is stored, a missing table says nothing."""
    if not is_new:
        return
    for name in TABLES:
        if name == BODY.name or name in handed.tables or name in merged.unread:
            continue
        merged.unread.add(name)
        if handed.body_code is not None:  # else it may be stored, and nobody knows
            yield Problem("missing_table", {"table": name}, Place(handed.name))


def _days_ahead(merged: Merged, today: date) -> Iterator[Problem]:
    for table in TABLES.values():
        facts = [column.field for column in table.columns if column.kind is Kind.DAY and column.fact]
        for row in merged.handed(table):
            for name in facts:
                day = row.row.values.get(name) if row.row is not None else None
                if day is not None and day > today:
                    yield Problem("day_ahead", {"day": iso(day), "today": iso(today)}, row.place(name))


def _party_problems(merged: Merged, handed: HandedIn) -> Iterator[Problem]:
    """Stays of one party that overlap, or rows of it that call it differently."""
    for code, stays in stays_of(merged).items():
        dated = sorted(stays, key=lambda row: row.values["joined_on"])
        for one, other in pairwise(dated):
            left_on = one.get("left_on")
            if left_on is None or left_on >= other.values["joined_on"]:
                last = other if other.row is not None else one
                values = {"value": code, "joined_on": iso(one.values["joined_on"]), "left_on": iso(left_on)}
                if last.row is not None:
                    yield Problem("stays_overlap", values, last.place("joined_on"))
    first: dict[tuple[str, str, str], tuple[str, int]] = {}
    for row in handed.rows(PARTIES.name):
        texts = dict(row.values.get("names", {}))
        said = {("name", tag): text for tag, text in texts.items()} | {("country", ""): row.values.get("country")}
        for (name, tag), text in said.items():
            before = first.setdefault((row.values.get("code", ""), name, tag), (text, row.number))
            if text is not None and before[0] not in (None, text):
                column = f"{name}_{tag}" if tag else name
                problem = Problem(
                    "party_differs", {"value": text, "before": before[0], "row": before[1]}, row.place(column)
                )
                yield problem


def _span_problems(merged: Merged) -> Iterator[Problem]:
    """What ends before it begins."""
    for table, begins, ends in (
        (PARTIES, "joined_on", "left_on"),
        (AREAS, "opened_on", "closed_on"),
        (PERIODS, "starts_on", "ends_on"),
        (PERIODS, "conference_on", "ends_on"),
    ):
        for row in merged.handed(table):
            begin, end = row.get(begins), row.get(ends)
            if begin is not None and end is not None and end < begin:
                named = ends if row.row is not None and row.row.says(ends) else begins
                values = {"ends": ends, "end": iso(end), "begins": begins, "begin": iso(begin)}
                yield Problem("ends_before_begin", values, row.place(named))


def _period_problems(merged: Merged) -> Iterator[Problem]:
    """Conferences out of order, periods that overlap; lists and closings outside of their period."""
    periods = merged.periods
    for one, other in pairwise(periods):
        last = other if other.row is not None else one
        if last.row is None or not (one.get("conference_on") and other.get("conference_on")):
            continue
        numbers = {"number": other.get("number"), "before": one.get("number")}
        if other.values["conference_on"] <= one.values["conference_on"]:
            yield Problem("conferences_out_of_order", numbers, last.place("conference_on"))
        elif one.get("ends_on") and other.get("starts_on") and one.values["ends_on"] >= other.values["starts_on"]:
            days = {"ends_on": iso(one.get("ends_on")), "starts_on": iso(other.get("starts_on"))}
            yield Problem("periods_overlap", numbers | days, last.place("starts_on" if last is other else "ends_on"))
    for row in merged.handed(PERIODS):
        list_on, closed_on, ends_on = row.get("agreed_list_on"), row.get("closed_on"), row.get("ends_on")
        if list_on and row.get("conference_on") and not is_within(row, list_on):
            yield Problem("list_outside_period", period_days(row) | {"day": iso(list_on)}, row.place("agreed_list_on"))
        if closed_on and ends_on is None and "ends_on" not in _bad(row):
            yield Problem("closed_without_end", {"number": row.get("number")}, row.place("closed_on"))
        elif closed_on and ends_on and closed_on < ends_on:
            values = {"day": iso(closed_on), "ends_on": iso(ends_on), "number": row.get("number")}
            yield Problem("closed_before_end", values, row.place("closed_on"))


def _bad(row: MergedRow) -> frozenset[str]:
    return row.row.bad if row.row is not None else frozenset()


def _host_problems(merged: Merged) -> Iterator[Problem]:
    if PARTIES.name in merged.unread:
        return
    stays = stays_of(merged)
    for row in merged.handed(PERIODS):
        host, day = row.get("host"), row.get("conference_on")
        if host is None or row.row is None or not row.row.says("host"):
            continue
        if host not in stays:
            values = {"value": host, "body": merged.body_code, "known": list(stays)}
            yield Problem("no_such_party", values, row.place("host"))
        elif day is not None and not any(is_present(stay, day) for stay in stays[host]):
            values = {"value": host, "body": merged.body_code, "day": iso(day)}
            yield Problem("party_not_there", values, row.place("host"))


def _closed_period_problems(merged: Merged) -> Iterator[Problem]:
    """Of a closed period nothing can be changed but by reopening it."""
    for row in merged.rows(PERIODS):
        if row.stored is None or row.stored.get("closed_on") is None:
            continue
        for name in row.changes:
            values = {"number": row.get("number"), "closed_on": iso(row.stored["closed_on"])}
            yield Problem("closed_period", values, row.place(name))
