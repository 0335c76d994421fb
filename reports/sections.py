"""The sections of a report: what each is called, when it is there, and in which order they stand.

Each has a template of its name in `templates/sections`, whose heading is made by the macro `heading`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.period_report import PeriodReport
from reports.proposals import find_proposals
from reports.selections import count_members, find_untranslated
from tracker.wording.marks import N_


def _always(report: PeriodReport) -> bool:
    return True


def _in_every_language(report: PeriodReport, lang: str) -> bool:
    return True


def _is_confirmed(report: PeriodReport) -> bool:
    """The body asks for confirmation, and there is something to confirm."""
    figures = report.figures
    return figures.is_confirmable and figures.has_stages and figures.tally.agreed > 0


def _has_partners(report: PeriodReport) -> bool:
    """More than two members, known by the projects that concern each: editions of long ago do not say that."""
    return count_members(report) > 2 and any(one.concerned for one in report.listed)


@dataclass(frozen=True, slots=True)
class Section:
    """`is_there`: whether a report has anything of it to show, `is_there_in` whether in a language. A section that is
    not `is_numbered` stands behind those that are. `takes_edition`: its title says of which earlier edition it speaks,
    as `{number}`."""

    name: str
    title: str
    is_there: Callable[[PeriodReport], bool] = _always
    is_numbered: bool = True
    takes_edition: bool = False
    is_there_in: Callable[[PeriodReport, str], bool] = _in_every_language


#: In the usual order. The summary on the first page always stands, before all of them.
SECTIONS = (
    Section("reading", N_("How to read this report")),
    Section("flow", N_("Overall results")),
    Section("confirmed", N_("As claimed and as confirmed"), _is_confirmed),
    Section("areas", N_("Results by area")),
    Section("modes", N_("Results of mutual and one-sided projects")),
    Section("partners", N_("Results by partner"), _has_partners),
    Section("continuity", N_("Continuity of the projects")),
    Section("trend", N_("The trend over the periods")),
    Section("stalled", N_("Problems: stalled projects")),
    Section("additional", N_("Additional and late projects")),
    Section("proposals", N_("Proposals for the next conference"), lambda report: bool(find_proposals(report))),
    Section("method", N_("Method and definitions")),
    Section(
        "changes",
        N_("Changes since edition {number}"),
        lambda report: report.changes is not None,
        is_numbered=False,
        takes_edition=True,
    ),
    Section("signatures", N_("Approval"), lambda report: bool(report.asked), is_numbered=False),
    Section("annex", N_("Annex: every project of the period"), is_numbered=False),
    Section(
        "untranslated",
        N_("Annex: titles without a translation"),
        is_numbered=False,
        is_there_in=lambda report, lang: bool(find_untranslated(report, lang)),
    ),
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


def place_sections(report: PeriodReport, names: Sequence[str] = (), *, lang: str) -> list[PlacedSection]:
    """The sections that a report has in a language, numbered, in the order of `names`; all in the usual order where
    none is named. A name that is not known (any more) is passed over."""
    chosen = [BY_NAME[name] for name in names if name in BY_NAME] or list(SECTIONS)
    there = [section for section in chosen if section.is_there(report) and section.is_there_in(report, lang)]
    numbered = [section for section in there if section.is_numbered]
    rest = [section for section in there if not section.is_numbered]
    return [PlacedSection(one, number) for number, one in enumerate(numbered, 1)] + [
        PlacedSection(one, None) for one in rest
    ]
