"""What is stuck on its way out: the projects as their page lists them, and their counts by department and pair."""

from collections.abc import Callable
from typing import NamedTuple

from tracker.domain.problems import NotFound
from tracker.domain.stuck import Heading
from tracker.queries.stuck import StuckBy, StuckGroup, StuckProject, group_stuck
from tracker.register.exports import Cell, Column, Export, Section
from tracker.web.exports.about import ABOUT, describe
from tracker.web.exports.choosing import read_titles, wants_codes
from tracker.web.exports.projects import title_column
from tracker.web.gates import AtBody
from tracker.web.headings import WORDS
from tracker.web.periods import get_figures
from tracker.web.stuck import LABELS
from tracker.web.stuck_scene import StuckScene, find_period, find_scene, name_group, sees_disputes
from tracker.wording.marks import N_
from tracker.wording.stuck_words import HEADINGS, say_left_out

PROJECTS, GROUPS = N_("Stuck projects of period {number}"), N_("Stuck projects of period {number}, by whom")


class Grouped(NamedTuple):
    """A group with what it is a group of."""

    by: StuckBy
    group: StuckGroup


def export_stuck(at: AtBody) -> Export[StuckProject]:
    """As the page lists them. NotFound where the period's stages are not published; BadQuery."""
    scene = _require_scene(at)
    title = at.asking.wording.text(PROJECTS, number=scene.period.number)
    return Export(
        title=title,
        columns=_make_project_columns(at),
        rows=scene.chosen,
        about_title=at.asking.wording.text(ABOUT),
        about=_describe(at, scene, title),
        uses_codes=wants_codes(),
    )


def export_stuck_groups(at: AtBody) -> Export[Grouped]:
    """Every department, then every pair of counterparts, with a stuck project; those with most first."""
    scene = _require_scene(at)
    title = at.asking.wording.text(GROUPS, number=scene.period.number)
    return Export(
        title=title,
        columns=_make_group_columns(at),
        rows=[Grouped(by, group) for by in StuckBy for group in group_stuck(scene.projects, by)],
        about_title=at.asking.wording.text(ABOUT),
        about=_describe(at, scene, title),
        uses_codes=wants_codes(),
    )


def _require_scene(at: AtBody) -> StuckScene:
    period = find_period(at)
    if period is None or not period.stages_published:
        raise NotFound("period", at.code if period is None else f"{at.code} {period.number}")
    return find_scene(at, period)


def _describe(at: AtBody, scene: StuckScene, title: str) -> list[Section]:
    wording = at.asking.wording
    facts = [(wording.text(N_("Period measured on")), wording.day(scene.day))]
    if at.view.body.asks_confirmation:
        facts.append((wording.text(N_("Whose words the figures count")), wording.text(WORDS[at.asking.words])))
    if scene.left_out:
        facts.append((wording.text(N_("Left out")), say_left_out(wording, scene.left_out)))
    filters = [(wording.text(LABELS[by]), key) for by, key in scene.filter.groups.items()]
    if scene.filter.heading is not None:
        filters.insert(0, (wording.text(N_("Why it is stuck")), wording.text(HEADINGS[scene.filter.heading])))
    return describe(
        at,
        title,
        address=at.asking.link("bodies.show_stuck", code=at.code, period=scene.period.number, **scene.filter.asked),
        facts=facts,
        filters=filters,
        flags=get_figures(at, scene.period.number).flags,
    )


def _make_project_columns(at: AtBody) -> list[Column[StuckProject]]:
    wording, say = at.asking.wording, at.asking.wording.text

    def name_groups(by: StuckBy) -> Callable[[StuckProject], Cell]:
        return lambda one: "; ".join(name_group(at, by, key, sides).text for key, sides in one.groups[by].items())

    def tell_headings(one: StuckProject) -> str:
        return wording.join(say(HEADINGS[heading]) for heading in one.stuck.headings)

    disputes: list[Column[StuckProject]] = [
        Column("disputes", say(N_("Disputes")), lambda one: _tell_disputes(at, one), 30)
    ]
    return [
        Column("ref", say(N_("Ref")), lambda one: one.row.ref),
        *(title_column(wording, tag, lambda one: one.row.titles) for tag in read_titles(at)),
        Column("area", say(N_("Area")), lambda one: at.name_area(one.row.area).text, 18),
        Column("mode", say(N_("Mode")), lambda one: wording.term(one.row.mode)),
        Column("stage", say(N_("Stage")), lambda one: wording.term(one.row.stage)),
        Column("headings", say(N_("Why it is stuck")), tell_headings, 24),
        Column("silent_months", say(N_("Months silent")), lambda one: one.stuck.silent_months),
        Column("last_entry_on", say(N_("Last entry")), lambda one: one.row.last_entry_on),
        Column("overdue_days", say(N_("Days overdue")), lambda one: one.stuck.overdue_days),
        Column("due_on", say(N_("Due on")), lambda one: one.row.due_on),
        Column("suspended_on", say(N_("Suspended on")), lambda one: one.stuck.suspended_on),
        Column("reason", say(N_("Reason")), lambda one: one.row.reason and wording.term(one.row.reason), 18),
        *(disputes if sees_disputes(at) else ()),
        Column("departments", say(N_("Departments")), name_groups(StuckBy.DEPARTMENT), 40),
        Column("counterparts", say(N_("Counterparts")), name_groups(StuckBy.PAIR), 40),
    ]


def _tell_disputes(at: AtBody, one: StuckProject) -> str:
    wording = at.asking.wording
    return "; ".join(
        wording.text(
            N_("{party} disputes: {kind} on {day}"),
            party=at.name_party(each.party).text,
            kind=wording.term(each.kind),
            day=wording.day(each.effective_on),
        )
        for each in one.stuck.disputes
    )


def _make_group_columns(at: AtBody) -> list[Column[Grouped]]:
    wording, say = at.asking.wording, at.asking.wording.text

    def count(heading: Heading) -> Callable[[Grouped], Cell]:
        return lambda row: row.group.tally.count(heading)

    headings = [one for one in Heading if one is not Heading.DISPUTED or sees_disputes(at)]
    return [
        Column("by", say(N_("Group by")), lambda row: say(LABELS[row.by]), 18),
        Column(
            "group",
            say(N_("Department or counterparts")),
            lambda row: name_group(at, row.by, row.group.key, row.group.sides).text,
            50,
        ),
        Column("group_code", say(N_("Code")), lambda row: row.group.key, 30),
        Column("projects", say(N_("Projects")), lambda row: row.group.tally.projects),
        Column("stuck", say(N_("Stuck")), lambda row: row.group.tally.stuck),
        *(Column(heading.value, wording.text(HEADINGS[heading]), count(heading)) for heading in headings),
        Column("silent_months", say(N_("Longest silence, months")), lambda row: row.group.tally.silent_months),
    ]
