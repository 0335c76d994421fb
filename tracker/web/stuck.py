"""Where a period is stuck: which projects do not move, and with whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from tracker.charts import Chart, count_chart
from tracker.domain.roles import Act
from tracker.domain.silence import SILENT_MONTHS
from tracker.domain.stuck import Dispute, Heading, StuckTally
from tracker.queries.stuck import StuckBy, StuckGroup, StuckProject, group_stuck
from tracker.queries.waiting import find_said
from tracker.web.bodies import bodies
from tracker.web.chart_files import answer_chart
from tracker.web.gates import Afterwards, AtBody, allowed
from tracker.web.headings import make_heading, make_status_bar, make_toggle, say_foot
from tracker.web.paging import make_pages
from tracker.web.periods import find_neighbours, get_figures
from tracker.web.query import read_number
from tracker.web.stuck_scene import StuckScene, find_period, find_scene, name_group, sees_disputes
from tracker.web.trend_views import find_views
from tracker.wording.languages import Name
from tracker.wording.marks import N_
from tracker.wording.stuck_words import HEADINGS, MEANINGS, ONCE, say_left_out, say_most, say_stuck

PAGE_SIZE = 50
#: Departments and pairs that the page shows; all of them are in the file.
GROUPS_SHOWN, GROUPS_DRAWN = 12, 12

LABELS = {StuckBy.DEPARTMENT: N_("Department"), StuckBy.PAIR: N_("Counterparts")}
CAPTIONS = {StuckBy.DEPARTMENT: N_("Stuck projects by department"), StuckBy.PAIR: N_("Stuck projects by counterparts")}


@dataclass(frozen=True, slots=True)
class Count:
    """A heading's number of projects. `href` is None where there are none, or the visitor is not shown which."""

    label: str
    meaning: str
    number: int
    href: str | None
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A department, or a pair of counterparts, with its counts and the way to its projects."""

    name: Name
    tally: StuckTally
    href: str


@dataclass(frozen=True, slots=True)
class Table:
    """The groups with most stuck projects first; `left`: how many more there are."""

    by: StuckBy
    label: str
    caption: str
    rows: Sequence[Row]
    left: int


@dataclass(frozen=True, slots=True)
class Line:
    """A stuck project. `disputes`: who disputes what, and why where they said so."""

    one: StuckProject
    title: Name
    disputes: Sequence[tuple[Dispute, Name, str]]


@bodies.get("/bodies/<code:code>/stuck")
@allowed(Act.SEE_PROJECTS)
def show_stuck(at: AtBody) -> ResponseReturnValue | Afterwards:
    """Of the period that the address names, else of the running one, as of the day or the period's last."""
    period = find_period(at)
    shared = {"at": at, "heading": make_heading(at), "views": find_views(at), "period": period}
    if period is None or not period.stages_published:
        published = [one.number for one in at.view.facts.visible(at.as_of) if one.stages_published]
        return render_template("stuck.html", bar=make_status_bar(at, None), scene=None, published=published, **shared)
    figures, scene = get_figures(at, period.number), find_scene(at, period)
    groups = {by: group_stuck(scene.projects, by) for by in StuckBy}
    charts = _draw(at, scene, groups[StuckBy.DEPARTMENT])
    return answer_chart(charts, at=at) or render_template(
        "stuck.html",
        **shared,
        bar=make_status_bar(at, figures),
        scene=scene,
        toggle=make_toggle(at),
        neighbours=find_neighbours(at, period),
        is_running=not period.reached_cut_off(at.as_of),
        sentences=_say(at, scene, groups),
        counts=_make_counts(at, scene),
        charts=charts,
        tables=[_make_table(at, scene, by, found) for by, found in groups.items()],
        months=SILENT_MONTHS,
        shows_disputes=sees_disputes(at),
        **_list(at, scene),
    )


def link_stuck(at: AtBody, scene: StuckScene, **asked: str) -> str:
    return at.asking.link("bodies.show_stuck", code=at.code, period=scene.period.number, _anchor="projects", **asked)


def _say(at: AtBody, scene: StuckScene, groups: Mapping[StuckBy, Sequence[StuckGroup]]) -> list[str]:
    wording = at.asking.wording
    said = [say_stuck(wording, scene.tally, scene.period.number)]
    if scene.tally.is_shared:
        said.append(wording.text(ONCE))
    if scene.left_out:
        said.append(say_left_out(wording, scene.left_out))
    most = _say_most(at, scene, groups[StuckBy.DEPARTMENT])
    return said if most is None else [*said, most]


def _say_most(at: AtBody, scene: StuckScene, groups: Sequence[StuckGroup]) -> str | None:
    """The department with more stuck projects than any other; None where there is no such one, and of few projects,
    among which nothing is compared. One that has a hand in every project says nothing, and the sentence that it is
    left out."""
    named = [one for one in groups if one.sides]
    told = [one for one in named if one.tally.projects < scene.tally.projects]
    if scene.tally.share.is_of_few or len(told) < 2 or told[0].tally.stuck == told[1].tally.stuck:
        return None
    name = _name(at, StuckBy.DEPARTMENT, told[0]).text
    return say_most(at.asking.wording, name, told[0].tally.stuck, is_beside=len(told) < len(named))


def _make_counts(at: AtBody, scene: StuckScene) -> list[Count]:
    """All of them, then each heading; the disputed ones only where the body asks for confirmation."""
    say, tally, here = at.asking.wording.text, scene.tally, scene.filter.heading
    total = say(N_("of {number} projects"), number=at.asking.wording.number(tally.projects))
    counts = [Count(say(N_("Stuck")), total, tally.stuck, link_stuck(at, scene) if tally.stuck else None)]
    for heading, word in HEADINGS.items():
        hidden = heading is Heading.DISPUTED and not sees_disputes(at)
        number = (scene.disputed or 0) if hidden else tally.count(heading)
        if heading is Heading.DISPUTED and scene.disputed is None:
            continue
        href = link_stuck(at, scene, heading=heading.value) if number and not hidden else None
        counts.append(Count(say(word), say(MEANINGS[heading], months=SILENT_MONTHS), number, href, here is heading))
    return counts


def _draw(at: AtBody, scene: StuckScene, groups: Sequence[StuckGroup]) -> dict[str, Chart]:
    """Nothing where there are no two departments to look at side by side."""
    if len(groups) < 2:
        return {}
    wording = at.asking.wording
    title = _say_most(at, scene, groups) or wording.text(CAPTIONS[StuckBy.DEPARTMENT])
    rows = [
        (_name(at, StuckBy.DEPARTMENT, one).text, one.tally.stuck, one.tally.projects) for one in groups[:GROUPS_DRAWN]
    ]
    subtitle = wording.text(N_("Stuck projects of each department, of all that it has in period {number}"),
                            number=scene.period.number)  # fmt: skip
    foot = say_foot(at, day=scene.day)
    return {"stuck": count_chart(wording, rows, title=title, subtitle=subtitle, foot=foot)}


def _make_table(at: AtBody, scene: StuckScene, by: StuckBy, groups: Sequence[StuckGroup]) -> Table:
    say = at.asking.wording.text
    shown = groups[:GROUPS_SHOWN]
    rows = [Row(_name(at, by, one), one.tally, link_stuck(at, scene, **{by.value: one.key})) for one in shown]
    return Table(by, say(LABELS[by]), say(CAPTIONS[by]), rows, max(0, len(groups) - GROUPS_SHOWN))


def _list(at: AtBody, scene: StuckScene) -> dict[str, Any]:
    """The page of the list, and of whom it is where it is not of all."""
    pages = make_pages(read_number(request.args, "page", 1), len(scene.chosen), PAGE_SIZE)
    number = min(pages.number, pages.last)
    shown = scene.chosen[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    said = find_said(
        at.session, [each.entry for one in shown for each in one.stuck.disputes], known_at=at.asking.known_at
    )
    ids = {party.code: key for key, party in at.view.parties.items()}
    whose = [
        name_group(at, by, key, sides)
        for by, key in scene.filter.groups.items()
        if (sides := next((one.groups[by][key] for one in scene.chosen), None)) is not None
    ]
    lines = [
        Line(
            one,
            at.call(one.row.titles),
            [
                (each, at.name_party(each.party), said[each.entry][ids[each.party]].note or "")
                for each in one.stuck.disputes
            ],
        )
        for one in shown
    ]
    return {"lines": lines, "pages": pages, "whose": whose}


def _name(at: AtBody, by: StuckBy, group: StuckGroup) -> Name:
    return name_group(at, by, group.key, group.sides)
