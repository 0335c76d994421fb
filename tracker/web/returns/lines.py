"""What was reported and not decided on, against what is recorded, as the queue shows it."""

from dataclasses import dataclass
from datetime import date

from tracker.actions.returns import find_days
from tracker.domain.problems import Problem
from tracker.domain.silence import find_silent_months
from tracker.domain.statements import (
    Statement,
    at_row,
    find_recorded_problems,
    find_statement_problems,
    is_nothing_new,
)
from tracker.queries.projects import ProjectRow, find_projects
from tracker.queries.returns import Reported
from tracker.web.gates import AtBody
from tracker.web.returns.scene import Origin, find_latest, find_people, make_origin, name_departments
from tracker.wording.languages import Name


@dataclass(frozen=True, slots=True)
class Line:
    """A statement against what is recorded. `hints`: what stands in the way of accepting it; `missing`: the days
    that it asks for; `silent`: for how many months nothing was logged, None where the project does not stall."""

    reported: Reported
    statement: Statement
    project: ProjectRow | None
    is_nothing_new: bool
    hints: tuple[Problem, ...]
    missing: tuple[str, ...]
    silent: int | None
    origin: Origin
    promoted_on: date | None
    implemented_on: date | None

    @property
    def fits(self) -> bool:
        """Whether it can be accepted as it is."""
        return not self.hints

    @property
    def prefix(self) -> str:
        return prefix_of(self.reported)


@dataclass(frozen=True, slots=True)
class Group:
    """The undecided statements of a department."""

    department: Name
    party: Name
    lines: list[Line]

    @property
    def ids(self) -> str:
        return ",".join(str(line.reported.row.id) for line in self.lines)


def prefix_of(reported: Reported) -> str:
    """What the names of a statement's fields begin with."""
    return f"s{reported.row.id}-"


def make_groups(at: AtBody, reported: list[Reported]) -> list[Group]:
    lines = make_lines(at, reported)
    names = name_departments(at, reported)
    groups: dict[tuple[int, str], list[Line]] = {}
    for line in lines:
        groups.setdefault((line.reported.of.party_id, line.reported.of.department), []).append(line)
    return [Group(names[key], at.call(at.view.parties[key[0]].names), found) for key, found in groups.items()]


def make_lines(at: AtBody, reported: list[Reported]) -> list[Line]:
    latest, people = find_latest(at), find_people(at, reported)
    days = find_days(at.session, [one.row.project_id for one in reported])
    projects: dict[int, ProjectRow] = {}
    for period_id in {one.of.period_id for one in reported}:
        number = at.view.periods[period_id].number
        projects |= {row.id: row for row in find_projects(at.session, at.view, period=number, as_of=at.today)}
    lines = []
    for one in reported:
        statement, project, reached = one.statement, projects.get(one.row.project_id), days[one.row.project_id]
        recorded = find_recorded_problems(statement, reached, today=latest)
        missing = [p.place.column or "" for p in recorded if p.code.startswith("reported_needs_")]
        hints = find_statement_problems(statement, today=latest) + recorded
        lines.append(
            Line(
                reported=one,
                statement=statement,
                project=project,
                is_nothing_new=is_nothing_new(statement, reached, today=latest),
                hints=tuple(at_row(hint, prefix_of(one), one.ref) for hint in hints),
                missing=tuple(missing),
                silent=None if project is None else _find_silence(project, at.today),
                origin=make_origin(at, one, people),
                promoted_on=reached.promoted_on,
                implemented_on=reached.implemented_on,
            )
        )
    return lines


def _find_silence(project: ProjectRow, today: date) -> int | None:
    return find_silent_months(project.last_entry_on, stage=project.stage, condition=project.condition, day=today)
