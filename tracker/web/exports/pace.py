"""The pace of every period on its way out: one row per rate, period and day since the conference."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.domain.pace import MARKS, Course
from tracker.domain.rates import Rate
from tracker.register.exports import Cell, Column, Export
from tracker.web.cells import name_group
from tracker.web.exports.about import ABOUT, describe
from tracker.web.exports.choosing import wants_codes
from tracker.web.gates import AtBody
from tracker.web.pace import find_paces, read_pace
from tracker.wording import DASH
from tracker.wording.marks import N_


@dataclass(frozen=True, slots=True)
class PaceDay:
    """A course on one day; `rate` None: the period did not get that far."""

    course: Course
    day: int
    rate: Rate | None

    @property
    def on(self) -> date:
        return self.course.period.conference_on + timedelta(days=self.day)

    @property
    def due(self) -> Rate | None:
        return self.course.due_at(self.day) if self.rate is not None else None


def export_pace(at: AtBody) -> Export[PaceDay]:
    """The days of the page's tables, of every period, with the last day that each reached."""
    wording, asked = at.asking.wording, read_pace(at)
    paces = find_paces(at, asked)
    title = wording.text(N_("Pace by period"))
    group = "" if asked.group is None else name_group(at, *asked.group).text
    return Export(
        title=title,
        columns=_make_columns(at),
        rows=[row for pace in paces for course in pace.courses for row in _find_days(course)],
        about_title=wording.text(ABOUT),
        about=describe(
            at,
            title,
            address=at.asking.link("pace.show_pace", code=at.code, rate=asked.rate_code, group=asked.group_code),
            filters=[] if asked.group is None else [(wording.term(asked.group[0]), group)],
            rates=[pace.name for pace in paces],
        ),
        uses_codes=wants_codes(),
    )


def _find_days(course: Course) -> Iterator[PaceDay]:
    for day in MARKS:
        yield PaceDay(course, day, course.rate_at(day))
    if course.last not in MARKS:
        yield PaceDay(course, course.last, course.rate)


def _make_columns(at: AtBody) -> list[Column[PaceDay]]:
    wording, say = at.asking.wording, at.asking.wording.text
    unknown = say(N_("not published"))

    def tell_percent(rate: Rate | None) -> Cell:
        if rate is not None and rate.part is None:
            return unknown
        return DASH if rate is None or rate.percent is None else rate.percent

    def tell_part(rate: Rate | None) -> Cell:
        return None if rate is None else unknown if rate.part is None else rate.part

    return [
        Column("rate", say(N_("Rate")), lambda row: wording.term(row.course.name), 26),
        Column("period", say(N_("Period")), lambda row: row.course.period.number),
        Column("conference_on", say(N_("Conference on")), lambda row: row.course.period.conference_on),
        Column("day", say(N_("Days since the conference")), lambda row: row.day),
        Column("measured_on", say(N_("Measured on")), lambda row: row.on),
        Column("percent", say(N_("Per cent")), lambda row: tell_percent(row.rate)),
        Column("part", say(N_("Counted")), lambda row: tell_part(row.rate)),
        Column("whole", say(N_("Out of")), lambda row: None if row.rate is None else row.rate.whole),
        Column("due", say(N_("Due by then")), lambda row: tell_part(row.due)),
    ]
