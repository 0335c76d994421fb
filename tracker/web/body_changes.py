"""What changed of a body between two days: its figures and its projects, period by period."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request

from tracker.domain.changes import Move, Moved, PeriodChange, find_counts, find_rates
from tracker.domain.roles import Act
from tracker.queries.changes import ProjectMove
from tracker.web.bodies import bodies
from tracker.web.cells import DRAWN_RATES
from tracker.web.changes import FieldChange, describe_value
from tracker.web.changes_scene import Between, ChangesScene, find_changes_scene, find_presets
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_flags, make_heading, make_toggle
from tracker.web.paging import Pages, make_pages
from tracker.web.query import read_number
from tracker.web.trend_views import find_views
from tracker.wording.changed_figures import CHANGED_COUNTS, FigureRow, make_count_row
from tracker.wording.changes_words import MOVES, make_rate_rows, name_move, say_moves, say_rate
from tracker.wording.history_words import FIELDS
from tracker.wording.languages import Name

PAGE_SIZE, FIRST = 100, 8
#: Periods of which the sentences tell the rates, the latest first.
TOLD = 2

#: What stands beside the word of a move, of those that stages have.
RINGS = {
    Moved.NEW: "agreed", Moved.PROMOTED: "promoted", Moved.IMPLEMENTED: "implemented", Moved.SUSPENDED: "suspended",
    Moved.RESUMED: "resumed", Moved.WITHDRAWN: "withdrawn", Moved.STRUCK: "struck",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A move in words. `ring`: the mark of its stage, None for what has none. `by`: whoever confirmed or disputed."""

    move: Move
    ref: str
    title: Name
    word: str
    ring: str | None
    tags: Sequence[str]
    by: Name | None
    note: str
    fields: Sequence[FieldChange]


@dataclass(frozen=True, slots=True)
class Part:
    """One period: what differs of its figures, how many moves of each kind, the first of them."""

    change: PeriodChange
    flags: tuple[tuple[str, str, str], ...]
    rows: Sequence[FigureRow]
    counts: Sequence[tuple[str, int, str]]
    lines: Sequence[Line]
    total: int
    href: str


@bodies.get("/bodies/<code:code>/changes")
@allowed(Act.SEE_PROJECTS)
def show_changes(at: AtBody) -> str:
    """Between the points that the address names; with a period or a kind of change, all of those, page by page."""
    scene = find_changes_scene(at)
    latest_first = scene.periods[::-1]
    parts = [_make_part(at, scene, one) for one in latest_first]
    is_whole = scene.period is None and scene.kind is None
    return render_template(
        "body_changes.html",
        at=at,
        heading=make_heading(at),
        views=find_views(at),
        toggle=make_toggle(at),
        scene=scene,
        between=scene.between,
        presets=[(words, link_changes(at, one), one == scene.between) for words, one in find_presets(at)],
        sentences=_say(at, scene),
        parts=[part for part in parts if part.rows or part.total] if is_whole else [],
        still=[part.change.period.number for part in parts if not (part.rows or part.total)],
        held=[(at.asking.wording.text(MOVES[kind]), number) for kind, number in scene.held.items()],
        kind=None if scene.kind is None else at.asking.wording.text(MOVES[scene.kind]),
        whole=link_changes(at, scene.between),
        at_after=_make_moment(at, scene.between),
        **({} if is_whole else _list(at, scene)),
    )


def link_changes(at: AtBody, between: Between, **asked: object) -> str:
    return at.asking.link("bodies.show_changes", code=at.code, **between.asked, **asked)


def _make_moment(at: AtBody, between: Between) -> dict[str, str]:
    """What links to projects add, so that they show the second point."""
    asked = between.asked
    moment = {"as_of": asked["to_day"]} if between.after.day != at.today else {}
    return moment | ({"known_at": asked["to_known_at"]} if "to_known_at" in asked else {})


def _say(at: AtBody, scene: ChangesScene) -> list[str]:
    wording, between = at.asking.wording, scene.between
    points = between.before, between.after
    changed = [one for one in scene.periods[::-1] if not one.is_nothing]
    said = [say_moves(wording, points, scene.counts, differs=bool(changed))]
    for one in changed[:TOLD]:
        said += [say_rate(wording, one, name) for name in DRAWN_RATES[at.asking.words]]
    return [sentence for sentence in said if sentence]


def _make_part(at: AtBody, scene: ChangesScene, one: PeriodChange) -> Part:
    wording, number = at.asking.wording, one.period.number
    moves = scene.of_period(number)
    counts = Counter(move.move.kind for move in moves)
    return Part(
        change=one,
        flags=make_flags(at, one.after),
        rows=_make_rows(at, one),
        counts=[
            (wording.text(word), counts[kind], link_changes(at, scene.between, period=number, kind=kind.value))
            for kind, word in MOVES.items()
            if counts[kind]
        ],
        lines=[make_line(at, move) for move in moves[:FIRST]],
        total=len(moves),
        href=link_changes(at, scene.between, period=number),
    )


def _make_rows(at: AtBody, one: PeriodChange) -> list[FigureRow]:
    """The figures that differ, after the two rates that a body's page draws; of a new period those and its list."""
    wording, drawn = at.asking.wording, DRAWN_RATES[at.asking.words]
    if one.is_nothing:
        return []
    if one.before is None:
        rows = make_rate_rows(wording, one, drawn)
        return [FigureRow(wording.text(CHANGED_COUNTS["agreed"]), "–", wording.number(one.after.tally.agreed)), *rows]
    differing = [name for name, _, _ in find_rates(one.before, one.after) if name not in drawn]
    counts = [
        make_count_row(wording, wording.text(CHANGED_COUNTS[n]), b, a) for n, b, a in find_counts(one.before, one.after)
    ]
    return [*make_rate_rows(wording, one, [*drawn, *differing]), *counts]


def make_line(at: AtBody, one: ProjectMove) -> Line:
    wording, move = at.asking.wording, one.move
    tags = [] if move.reason is None else [wording.term(move.reason)]
    return Line(
        move=move,
        ref=one.ref,
        title=at.call(one.titles),
        word=name_move(wording, move),
        ring=RINGS.get(move.kind),
        tags=tags,
        by=None if one.party is None else at.name_party(one.party),
        note=one.note or "",
        fields=describe_fields(at, one),
    )


def describe_fields(at: AtBody, one: ProjectMove) -> list[FieldChange]:
    """What was changed of its classification, before and after."""
    wording, zone = at.asking.wording, at.view.body.time_zone
    return [
        FieldChange(
            wording.text(FIELDS[name]) if name in FIELDS else name,
            *(describe_value(wording, "project", name, side.get(name), zone) for side in (one.was, one.is_now)),
        )
        for name in dict.fromkeys([*one.was, *one.is_now])
    ]


def _list(at: AtBody, scene: ChangesScene) -> dict[str, object]:
    pages: Pages = make_pages(read_number(request.args, "page", 1), len(scene.chosen), PAGE_SIZE)
    number = min(pages.number, pages.last)
    shown = scene.chosen[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return {"lines": [make_line(at, one) for one in shown], "pages": pages}
