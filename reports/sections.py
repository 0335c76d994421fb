"""The sections of a report: what each is called, when it is there, and in which order they stand.

Each has a template of its name in `templates/sections`, whose heading is made by the macro `heading`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.period_report import PeriodReport
from tracker.wording.marks import N_


def _always(report: PeriodReport) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Section:
    """`is_there`: whether a report has anything of it to show. A section that is not `is_numbered` stands behind
    those that are. `takes_edition`: its title says of which earlier edition it speaks, as `{number}`."""

    name: str
    title: str
    is_there: Callable[[PeriodReport], bool] = _always
    is_numbered: bool = True
    takes_edition: bool = False


#: In the usual order. The summary on the first page always stands, before all of them.
SECTIONS = (
    Section("reading", N_("How to read this report")),
    Section("flow", N_("From agreed to implemented")),
    Section("areas", N_("By area")),
    Section("modes", N_("Mutual and one-sided projects")),
    Section("continuity", N_("Continuity")),
    Section("trend", N_("The trend over the periods")),
    Section("stalled", N_("Stalled projects")),
    Section("additional", N_("Additional and late projects")),
    Section(
        "changes",
        N_("Changes since edition {number}"),
        lambda report: report.changes is not None,
        is_numbered=False,
        takes_edition=True,
    ),
    Section("signatures", N_("Approval"), lambda report: bool(report.asked), is_numbered=False),
    Section("annex", N_("Annex: every project of the period"), is_numbered=False),
)
BY_NAME = {section.name: section for section in SECTIONS}


@dataclass(frozen=True, slots=True)
class PlacedSection:
    """`number`: as its heading has it; None without one."""

    section: Section
    number: int | None = None

    @property
    def name(self) -> str:
        return self.section.name


def place_sections(report: PeriodReport, names: Sequence[str] = ()) -> list[PlacedSection]:
    """The sections that a report has, numbered, in the order of `names`; all in the usual order where none is named.
    A name that is not known (any more) is passed over."""
    chosen = [BY_NAME[name] for name in names if name in BY_NAME] or list(SECTIONS)
    there = [section for section in chosen if section.is_there(report)]
    numbered = [section for section in there if section.is_numbered]
    rest = [section for section in there if not section.is_numbered]
    return [PlacedSection(one, number) for number, one in enumerate(numbered, 1)] + [
        PlacedSection(one, None) for one in rest
    ]
