"""What a department states of a project, against what is recorded: what is new, what cannot be, what would be logged.

An empty field states nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum

from tracker.domain.problems import Place, Problem
from tracker.domain.stages import Entry, EntryKind, Stage, StageDays, stage_days, stage_on


class Decision(StrEnum):
    """What the secretariat made of a reported statement. `put_away`: it said nothing new; `superseded`: the
    department sent its form again before anybody decided."""

    ACCEPTED = "accepted"
    CHANGED = "changed"
    SENT_BACK = "sent_back"
    PUT_AWAY = "put_away"
    SUPERSEDED = "superseded"


class State(StrEnum):
    """A stage as a department's form calls it."""

    NOT_STARTED = "not_started"
    STARTED = "started"
    COMPLETED = "completed"


#: The stages by the words of the form.
STATES = {Stage.AGREED: State.NOT_STARTED, Stage.PROMOTED: State.STARTED, Stage.IMPLEMENTED: State.COMPLETED}


@dataclass(frozen=True, slots=True)
class Statement:
    """`stage`: the state that the department gives; the two days; three texts. None states nothing."""

    stage: Stage | None = None
    started_on: date | None = None
    completed_on: date | None = None
    results: str | None = None
    problems: str | None = None
    next_steps: str | None = None

    @property
    def is_empty(self) -> bool:
        return all(getattr(self, field.name) is None for field in fields(self))

    @property
    def has_words(self) -> bool:
        return any((self.results, self.problems, self.next_steps))


#: The fields of a statement, in the order of its form.
FIELDS = tuple(field.name for field in fields(Statement))
WORDS = ("results", "problems", "next_steps")


@dataclass(frozen=True, slots=True)
class PlannedLog:
    """Entries to add, of which kind and day, and ids of entries that they replace."""

    add: tuple[tuple[EntryKind, date], ...] = ()
    void: tuple[int, ...] = ()


def is_nothing_new(statement: Statement, days: StageDays, *, today: date) -> bool:
    """Whether it says what is recorded already, and no words beside it."""
    return (
        not statement.has_words
        and statement.stage in (None, stage_on(days, today))
        and statement.started_on in (None, days.promoted_on)
        and statement.completed_on in (None, days.implemented_on)
    )


def find_statement_problems(statement: Statement, *, today: date) -> list[Problem]:
    """What cannot be, whatever is recorded. Codes, each with its field as the place's column: `reported_ahead`
    (day), `reported_order` (started_on, completed_on), `reported_contradicts` (stage)."""
    problems = [
        Problem("reported_ahead", {"day": day}, Place(column=name))
        for name in ("started_on", "completed_on")
        if (day := getattr(statement, name)) is not None and day > today
    ]
    started_on, completed_on = statement.started_on, statement.completed_on
    if started_on and completed_on and completed_on < started_on:
        values = {"started_on": started_on, "completed_on": completed_on}
        problems.append(Problem("reported_order", values, Place(column="completed_on")))
    if statement.stage is Stage.AGREED and (started_on or completed_on):
        problems.append(Problem("reported_contradicts", {"stage": STATES[statement.stage]}, Place(column="stage")))
    if statement.stage is Stage.PROMOTED and completed_on:
        problems.append(Problem("reported_contradicts", {"stage": STATES[statement.stage]}, Place(column="stage")))
    return problems


def find_recorded_problems(statement: Statement, days: StageDays, *, today: date) -> list[Problem]:
    """What does not fit what is recorded. Codes: `reported_below` (stage, recorded, day), `reported_needs_start`,
    `reported_needs_completion`."""
    recorded, stage = stage_on(days, today), statement.stage
    order = list(Stage)
    if stage is not None and order.index(stage) < order.index(recorded):
        day = days.implemented_on if recorded is Stage.IMPLEMENTED else days.promoted_on
        values = {"stage": STATES[stage], "recorded": STATES[recorded], "day": day}
        return [Problem("reported_below", values, Place(column="stage"))]
    if stage is Stage.PROMOTED and statement.started_on is None and days.promoted_on is None:
        return [Problem("reported_needs_start", {}, Place(column="started_on"))]
    if stage is Stage.IMPLEMENTED and statement.completed_on is None and days.implemented_on is None:
        return [Problem("reported_needs_completion", {}, Place(column="completed_on"))]
    return []


def plan_log(statement: Statement, standing: Sequence[Entry], replaceable: Collection[int]) -> PlannedLog:
    """What has to be logged so that the log says the statement's days. An entry of the same stage on another day
    that is `replaceable` (by id) is replaced; any other stays, and the earlier day counts."""
    days = stage_days(standing)
    add: list[tuple[EntryKind, date]] = []
    void: list[int] = []
    wanted = (
        (EntryKind.PROMOTED, statement.started_on, days.promoted_on),
        (EntryKind.IMPLEMENTED, statement.completed_on, days.implemented_on),
    )
    for kind, day, recorded in wanted:
        same = [entry for entry in standing if entry.kind is kind]
        if day is None or day == recorded:
            continue
        if all(entry.effective_on != day for entry in same):
            add.append((kind, day))
        void += [entry.id for entry in same if entry.id in replaceable and entry.effective_on != day]
    return PlannedLog(tuple(add), tuple(void))


def at_row(problem: Problem, prefix: str, ref: str) -> Problem:
    """A problem of one of several statements: it names the project, and its field's name begins with the prefix."""
    place = replace(problem.place, column=f"{prefix}{problem.place.column or 'stage'}")
    return Problem(problem.code, {"ref": ref} | problem.values, place)
