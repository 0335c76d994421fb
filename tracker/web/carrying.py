"""Carrying projects over: the list before with its outcomes, what becomes of each, and the rows of the new list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import flash

from tracker.actions.drafting import carry_over, find_continued, require_draft
from tracker.domain.lists import MOST_PARTS, Choice, Fate, find_choice_problems, find_successors, propose_fate
from tracker.domain.problems import NotFound, Problem, Refused
from tracker.domain.refs import propose_refs
from tracker.domain.roles import Act
from tracker.domain.silence import find_silent_months
from tracker.domain.stages import EntryKind, Stage
from tracker.models import Period
from tracker.queries.cycle import find_dropped
from tracker.queries.projects import ProjectRow, find_projects
from tracker.web.changing import changing
from tracker.web.cycle import cycle, get_period, render_period_page
from tracker.web.drafting import is_saving
from tracker.web.forms import Form
from tracker.web.gates import AtBody, allowed
from tracker.web.grid import Grid, GridRow, make_grid, row_after
from tracker.web.service import current_service
from tracker.wording.marks import N_

FATES = {
    Fate.CONTINUE: N_("continue"),
    Fate.SPLIT: N_("split into several"),
    Fate.MERGE: N_("merge with others"),
    Fate.DROP: N_("drop, with a reason"),
    Fate.LEAVE: N_("leave"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A project of the list before, with what is proposed for it. `since`: what became of it after its period's
    cut-off; `silent`: months without an entry; `done`: what was decided of it already."""

    project: ProjectRow
    since: Sequence[str]
    silent: int | None
    fate: Fate
    reason: str
    done: str

    @property
    def key(self) -> str:
        return str(self.project.id)


@cycle.get("/bodies/<code:code>/conferences/<number:number>/carry-over")
@allowed(Act.EDIT_LIST)
def show_carry_over(at: AtBody, number: int) -> str:
    return make_carry_over_page(at, number)


def make_carry_over_page(at: AtBody, number: int) -> str:
    """The first step; the second where it was refused."""
    period, before, lines = _find_lines(at, number)
    if is_saving(at.form):
        return _show_rows(at, period, before, lines)
    return render_period_page(
        at,
        period,
        "cycle_carry.html",
        before=before,
        lines=lines,
        fates=[(fate.value, at.asking.wording.text(word)) for fate, word in FATES.items()],
        most_parts=MOST_PARTS,
    )


@cycle.post("/bodies/<code:code>/conferences/<number:number>/carry-over")
@changing(Act.EDIT_LIST, again=make_carry_over_page)
def do_carry_over(at: AtBody, number: int) -> str:
    period, before, lines = _find_lines(at, number)
    require_draft(at.session, period)
    if at.form.text("step") == "back":
        return make_carry_over_page(at, number)
    choices = read_choices(at.form, lines)
    problems = find_choice_problems(choices)
    if problems:
        raise Refused(*problems)
    if not is_saving(at.form):
        return _show_rows(at, period, before, lines)
    return _save(at, period, lines, choices)


def read_choices(form: Form, lines: Sequence[Line]) -> list[Choice]:
    """What was chosen for each project; what is proposed where the form was not sent."""
    choices = []
    for line in lines:
        fate, parts = form.text(f"fate.{line.key}", line.fate), form.text(f"parts.{line.key}", "2")
        choices.append(
            Choice(
                key=line.key,
                ref=line.project.ref,
                fate=Fate(fate) if fate in set(Fate) else line.fate,
                parts=int(parts) if parts.isascii() and parts.isdecimal() and len(parts) < 4 else 0,
                group=form.text(f"group.{line.key}").strip().casefold(),
                reason=" ".join(form.text(f"reason.{line.key}", line.reason).split()),
            )
        )
    return choices


def _find_lines(at: AtBody, number: int) -> tuple[Period, Period, list[Line]]:
    """The period, the one before, and the projects of that one, struck ones aside. NotFound for a first period."""
    period = get_period(at, number)
    earlier = [one for one in at.view.periods.values() if one.number < number]
    if not earlier:
        raise NotFound("period", f"{at.code} {number - 1}")
    before = max(earlier, key=lambda one: one.number)
    rows = find_projects(at.session, at.view, period=before.number, as_of=at.today)
    continued = find_continued(at.session, period)
    dropped = find_dropped(at.session, at.view.id, number)
    return (
        period,
        before,
        [_make_line(at, before, row, continued, dropped) for row in rows if row.struck_reason is None],
    )


def _make_line(
    at: AtBody, before: Period, row: ProjectRow, continued: frozenset[str], dropped: Mapping[str, str]
) -> Line:
    day = at.today if before.ends_on is None else min(before.ends_on, at.today)
    reached, condition = row.late_stage or row.stage, row.latest.condition
    silent = find_silent_months(row.last_entry_on, stage=reached, condition=condition, day=day)
    fate = propose_fate(reached if before.stages_published else None, condition)
    done, text = "", at.asking.wording.text
    if row.ref in continued:
        fate, done = Fate.LEAVE, text(N_("carried over already"))
    elif row.ref in dropped:
        fate, done = Fate.LEAVE, text(N_("dropped: {reason}"), reason=dropped[row.ref])
    since, silent = (_say_since(at, row), silent) if before.stages_published else ((), None)
    return Line(row, since, silent, fate, "", done)


def _say_since(at: AtBody, row: ProjectRow) -> list[str]:
    """What a project reached, and what befell it, after the cut-off of its period and by today."""
    wording, days = at.asking.wording, row.facts.days
    said = []
    if row.late_stage is not None:
        on = days.implemented_on if row.late_stage is Stage.IMPLEMENTED else days.promoted_on
        said.append(
            wording.text(N_("since then {stage} on {day}"), stage=wording.term(row.late_stage), day=wording.day(on))
        )
    if row.latest.condition is not row.condition:
        kind = EntryKind.RESUMED if row.latest.condition is None else row.latest.condition
        said.append(wording.text(N_("since then {state}"), state=wording.term(kind)))
    return said


def _make_rows(at: AtBody, period: Period, lines: Sequence[Line], choices: Sequence[Choice]) -> Grid:
    """The rows of the new list, each as the project that it continues says, with the next free ref."""
    projects = {line.project.ref: line.project for line in lines}
    bare = make_grid(at, period, [])
    successors = find_successors(choices)
    continued = [[projects[ref] for ref in one.continues] for one in successors]
    refs = propose_refs(bare.of.known, period=period.number, areas=[earlier[0].area for earlier in continued])
    rows = []
    for one, earlier, ref in zip(successors, continued, refs, strict=True):
        note = at.asking.wording.join(one.continues)
        rows.append(GridRow(one.key, row_after(at, bare.columns, earlier, part=one.part) | {"ref": ref}, note))
    return Grid(bare.columns, rows, bare.of, bare.languages)


def _show_rows(at: AtBody, period: Period, before: Period, lines: Sequence[Line]) -> str:
    choices = read_choices(at.form, lines)
    return render_period_page(
        at,
        period,
        "cycle_carry_rows.html",
        before=before,
        grid=_make_rows(at, period, lines, choices),
        dropped=[one for one in choices if one.fate is Fate.DROP],
        choices=choices,
    )


def _save(at: AtBody, period: Period, lines: Sequence[Line], choices: Sequence[Choice]) -> str:
    grid = _make_rows(at, period, lines, choices)
    projects = {line.project.ref: line.project for line in lines}
    dropped = {one.ref: one.reason for one in choices if one.fate is Fate.DROP}
    if not grid.rows and not dropped:
        raise Refused(Problem("nothing_carried", {}))
    handed = grid.hand_in(at.form, projects) if grid.rows else None
    try:
        count = carry_over(at.session, at.recording, period, handed, dropped, clock=current_service().clock)
    except Refused as refused:
        raise Refused(*grid.at_fields(refused.problems, at.form)) from None
    wording = at.asking.wording
    flash(wording.plural("{number} project was carried over.", "{number} projects were carried over.", count))
    if dropped:
        flash(wording.plural("{number} project was dropped.", "{number} projects were dropped.", len(dropped)))
    return at.asking.link("cycle.show_list", code=at.code, number=period.number)
