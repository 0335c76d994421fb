"""The officer's side of a list: what may be logged of each project, beside it, and what was typed there before."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tracker.domain.following import LOGGABLE, NEEDS_REASON, Latest, find_following
from tracker.domain.problems import Place, Problem
from tracker.domain.roles import Act
from tracker.domain.silence import SILENT_MONTHS
from tracker.domain.stages import EntryKind, Reason
from tracker.queries.projects import ProjectRow
from tracker.web.forms import EMPTY, Form
from tracker.web.gates import AtBody
from tracker.web.people import name_recorders
from tracker.web.silence import is_awaited, is_silent
from tracker.wording.languages import Name
from tracker.wording.marks import N_

#: The name of a row's place in problems, and the beginning of its marks in the page.
ROW = "row-"

Words = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class LogRow:
    """What stands beside one project. `kinds`: what may follow, the likeliest first; `silent_days`: since anything took
    effect, where something is still awaited; `offers_promotion`: none was logged yet; `done`: what was just logged."""

    anchor: str
    seen: str
    kinds: Words
    silent_days: int | None
    is_silent: bool
    offers_promotion: bool
    form: Form
    done: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """What an officer logs with at a period: `rows` by ref; `parties` to choose between, where they keep the records
    of several; `other_day`: the day looked at, where it is not today."""

    today: date
    is_closed: bool
    ends_on: date | None
    other_day: date | None
    parties: Sequence[tuple[str, Name]]
    reasons: Words
    all_kinds: Words
    needs_reason: Sequence[str]
    many: Form
    rows: Mapping[str, LogRow] = field(default_factory=dict)


def anchor_of(ref: str) -> str:
    """The mark of a project's row in the page: letters, digits, - and _ as they are, anything else by its code."""
    return ROW + re.sub(r"[^\w-]", lambda found: f".{ord(found[0]):x}.", ref)


def may_log(at: AtBody, *, published: bool) -> bool:
    """Whether the visitor logs from this list: not where it shows what was known before."""
    return published and at.asking.known_at is None and at.may(Act.LOG_STATUS)


def make_desk(at: AtBody, rows: Iterable[ProjectRow], *, day: date, is_closed: bool, ends_on: date | None) -> Desk:
    """`day`: on which the period is measured, for how long its projects have been silent."""
    form = name_problems(at, at.form)
    own = at.asking.visitor.parties_at(at.view.body)
    return Desk(
        today=at.today,
        is_closed=is_closed,
        ends_on=ends_on,
        other_day=None if at.as_of == at.today else at.as_of,
        parties=[(code, at.name_party(code)) for code in own] if len(own) > 1 else [],
        reasons=[(one.value, at.asking.wording.term(one)) for one in Reason],
        all_kinds=_say_kinds(at, LOGGABLE),
        needs_reason=[kind.value for kind in NEEDS_REASON],
        many=form if is_of_many(form) else EMPTY,
        rows={row.ref: make_log_row(at, row, form, day=day) for row in rows},
    )


def make_log_row(at: AtBody, row: ProjectRow, form: Form = EMPTY, *, day: date, done: str = "") -> LogRow:
    """`form`: what was sent last, shown again where it was of this project."""
    is_own = form.was_sent and not is_of_many(form) and form.text("ref") == row.ref
    struck = row.struck_reason is not None
    return LogRow(
        anchor=anchor_of(row.ref),
        seen=f"{row.latest.newest} {row.ref}",
        kinds=[] if struck else _say_kinds(at, find_following(row.latest)),
        silent_days=max(0, (day - row.last_entry_on).days) if is_awaited(row) else None,
        is_silent=is_silent(row, SILENT_MONTHS, day=day),
        offers_promotion=not row.latest.is_promotion_logged,
        form=form if is_own else replace(EMPTY, problems=_of_row(form, row.ref)),
        done=done,
    )


def make_kinds(at: AtBody, latest: Latest) -> Words:
    """Everything that can be logged on a project's own page, what is likeliest first; to be chosen where nothing is."""
    following = find_following(latest)
    chosen = [] if following else [("", at.asking.wording.text(N_("choose a status")))]
    return chosen + _say_kinds(at, [*following, *(kind for kind in LOGGABLE if kind not in following)])


def is_of_many(form: Form) -> bool:
    return bool(form.text("many"))


def name_problems(at: AtBody, form: Form) -> Form:
    """The form with its problems as a reader knows people, and each at its row where it was of one project."""
    recorders = [problem.values["who"] for problem in form.problems if "who" in problem.values]
    names = name_recorders(at.session, at.asking.wording, recorders) if recorders else {}
    problems = [_name(problem, names) for problem in form.problems]
    if form.was_sent and not is_of_many(form):
        place = Place(column=anchor_of(form.text("ref")))
        problems = [replace(problem, place=place) for problem in problems]
    return form.refused(problems)


def _name(problem: Problem, names: Mapping[str, str]) -> Problem:
    who = problem.values.get("who")
    return problem if who is None else replace(problem, values=problem.values | {"who": names.get(who, who)})


def _of_row(form: Form, ref: str) -> tuple[Problem, ...]:
    return tuple(form.problems_at(anchor_of(ref)))


def _say_kinds(at: AtBody, kinds: Iterable[EntryKind]) -> Words:
    return [(kind.value, at.asking.wording.term(kind)) for kind in kinds]
