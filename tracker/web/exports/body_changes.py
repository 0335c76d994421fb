"""What changed between two days on its way out: every figure of every period, and what became of projects."""

from decimal import Decimal
from typing import NamedTuple

from tracker.domain.changes import COUNTS, PeriodChange
from tracker.domain.periods import Flag
from tracker.domain.rates import Rate, RateName, change, to_hundredfold
from tracker.queries.changes import ProjectMove
from tracker.register.exports import Cell, Column, Export, Section
from tracker.web.body_changes import describe_fields, link_changes
from tracker.web.changes_scene import ChangesScene, find_changes_scene
from tracker.web.exports.about import ABOUT, describe
from tracker.web.exports.choosing import read_titles, wants_codes
from tracker.web.exports.projects import title_column
from tracker.web.gates import AtBody
from tracker.wording import Wording
from tracker.wording.changed_figures import CHANGED_COUNTS
from tracker.wording.changes_words import MOVES
from tracker.wording.marks import N_


class Changed(NamedTuple):
    """A figure of a period at both points: a rate's part and whole, or a count (its part, without a whole)."""

    period: int
    code: str
    label: str
    before: Rate | int | None
    after: Rate | int | None


def export_changed_figures(at: AtBody) -> Export[Changed]:
    """Every rate and count of every period, also those that did not change. BadQuery."""
    scene, say = find_changes_scene(at), at.asking.wording.text
    title = say(N_("Figures before and after"))
    return Export(
        title=title,
        columns=_make_figure_columns(at.asking.wording),
        rows=[row for one in scene.periods for row in _find_rows(at.asking.wording, one)],
        about_title=say(ABOUT),
        about=_describe(at, scene, title, rates=list(RateName)),
        uses_codes=wants_codes(),
    )


def export_moves(at: AtBody) -> Export[ProjectMove]:
    """What became of projects, as the page lists it. BadQuery."""
    scene, wording = find_changes_scene(at), at.asking.wording
    title = wording.text(N_("What became of projects"))
    return Export(
        title=title,
        columns=_make_move_columns(at),
        rows=scene.chosen,
        about_title=wording.text(ABOUT),
        about=_describe(at, scene, title),
        uses_codes=wants_codes(),
    )


def _find_rows(wording: Wording, one: PeriodChange) -> list[Changed]:
    number = one.period.number
    rates = [Changed(number, name.value, wording.term(name), *one.rate(name)) for name in RateName]
    counts = [Changed(number, name, wording.text(CHANGED_COUNTS[name]), *one.count(name)) for name in COUNTS]
    return [*counts, *rates]


def _describe(at: AtBody, scene: ChangesScene, title: str, *, rates: list[RateName] | None = None) -> list[Section]:
    wording, zone = at.asking.wording, at.view.body.time_zone
    facts = []
    for word, point in ((N_("Before"), scene.between.before), (N_("After"), scene.between.after)):
        known = wording.instant(point.known_at or at.asking.now, zone)
        said = wording.text(N_("status as of {day}, known on {instant}"), day=wording.day(point.day), instant=known)
        facts.append((wording.text(word), said))
    asked = {"period": scene.period, "kind": scene.kind}
    filters = []
    if scene.period is not None:
        filters.append((wording.text(N_("Period")), str(scene.period)))
    if scene.kind is not None:
        filters.append((wording.text(N_("What happened")), wording.text(MOVES[scene.kind])))
    flags = [flag for flag in Flag if any(flag in one.after.flags for one in scene.periods)]
    address = link_changes(at, scene.between, **asked)
    return describe(at, title, address=address, facts=facts, filters=filters, flags=flags, rates=rates or [])


def _make_figure_columns(wording: Wording) -> list[Column[Changed]]:
    say = wording.text
    columns: list[Column[Changed]] = [
        Column("period", say(N_("Period")), lambda row: row.period),
        Column("figure", say(N_("Figure")), lambda row: row.label, 30),
        Column("figure_code", say(N_("Code")), lambda row: row.code, 24),
    ]
    for side, percent, part, whole in (
        ("before", N_("Before, %"), N_("Before, counted"), N_("Before, of")),
        ("after", N_("After, %"), N_("After, counted"), N_("After, of")),
    ):
        columns += [
            Column(f"{side}_percent", say(percent), lambda row, side=side: _percent(getattr(row, side))),  # type: ignore[misc]
            Column(f"{side}_part", say(part), lambda row, side=side: _part(getattr(row, side))),  # type: ignore[misc]
            Column(f"{side}_whole", say(whole), lambda row, side=side: _whole(getattr(row, side))),  # type: ignore[misc]
        ]
    return [
        *columns,
        Column("points", say(N_("Difference, points")), _tell_points),
        Column("difference", say(N_("Difference, projects")), _tell_difference),
    ]


def _percent(value: Rate | int | None) -> Decimal | None:
    return value.percent if isinstance(value, Rate) else None


def _part(value: Rate | int | None) -> int | None:
    return value.part if isinstance(value, Rate) else value


def _whole(value: Rate | int | None) -> int | None:
    return value.whole if isinstance(value, Rate) else None


def _tell_points(row: Changed) -> Cell:
    if not isinstance(row.before, Rate) or not isinstance(row.after, Rate):
        return None
    moved = change(row.after, row.before)
    return None if moved is None else to_hundredfold(moved)


def _tell_difference(row: Changed) -> Cell:
    before, after = _part(row.before), _part(row.after)
    return None if before is None or after is None else after - before


def _make_move_columns(at: AtBody) -> list[Column[ProjectMove]]:
    wording, say = at.asking.wording, at.asking.wording.text
    late, yes = say(N_("After the period’s last day")), say(N_("yes"))

    def tell_fields(one: ProjectMove) -> str:
        fields = describe_fields(at, one)
        return "; ".join(f"{field.label}: {field.before} → {field.after}" for field in fields)

    return [
        Column("period", say(N_("Period")), lambda one: one.period.number),
        Column("day", say(N_("Day")), lambda one: one.move.on),
        Column("ref", say(N_("Ref")), lambda one: one.ref),
        *(title_column(wording, tag, lambda one: one.titles) for tag in read_titles(at)),
        Column("move", say(N_("What happened")), lambda one: say(MOVES[one.move.kind]), 20),
        Column("entry", say(N_("Status")), lambda one: one.move.entry and wording.term(one.move.entry)),
        Column("party", say(N_("Party")), lambda one: one.party and at.name_party(one.party).text),
        Column("reason", say(N_("Reason")), lambda one: one.move.reason and wording.term(one.move.reason), 18),
        Column("note", say(N_("Why")), lambda one: one.note, 30),
        Column("facts", say(N_("Facts that were changed")), tell_fields, 40),
        Column("late", late, lambda one: yes if one.is_late else None),
    ]
