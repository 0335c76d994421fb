"""The HTML of a conference pack in one language, in the look of the period report."""

from reports import pack as packs
from reports.marks import ENTRY_MARKS
from reports.pack import ConferencePack
from reports.pages import render_page
from reports.period_report import PeriodReport
from reports.sections import BY_NAME, PlacedSection
from tracker.wording import Wording
from tracker.wording.marks import N_


def make_pack_html(pack: ConferencePack, wording: Wording, extra_families: tuple[str, ...] = ()) -> str:
    """The whole document."""
    return render_page(
        "pack.html",
        pack.report,
        wording,
        extra_families,
        pack=pack,
        packs=packs,
        entry_marks=ENTRY_MARKS,
        agenda=make_agenda(pack, wording),
        titles={one.ref: one.titles for one in pack.report.projects},
        annex=PlacedSection(BY_NAME["annex"]),
    )


def make_agenda(pack: ConferencePack, wording: Wording) -> list[tuple[str, str]]:
    """The draft agenda: each item, and what it rests on, empty where nothing has to be said of it."""
    report = pack.report
    number, text, plural = report.period.number, wording.text, wording.plural
    items = [
        (text(N_("Opening by the host")), ""),
        (text(N_("Outcomes of period {number}"), number=number), _say_listed(report, wording)),
    ]
    candidates = len(pack.candidates)
    if candidates:
        about = plural("{number} unfinished project", "{number} unfinished projects", candidates)
        items.append((text(N_("Decision on unfinished projects: continue, change or drop")), about))
    disputes = sum(one.is_disputed for one in pack.disputes)
    if disputes:
        about = plural("{number} disputed entry", "{number} disputed entries", disputes)
        items.append((text(N_("What the parties see differently")), about))
    drafted = plural("{number} project", "{number} projects", len(pack.draft)) if pack.draft else ""
    items.append((text(N_("Adoption of the list of period {number}"), number=number + 1), drafted))
    memoranda = len(packs.find_memoranda(pack.planned))
    if memoranda:
        about = plural("{number} pair of departments", "{number} pairs of departments", memoranda)
        items.append((text(N_("Memoranda between departments")), about))
    items.append((text(N_("Date and host of the next conference")), ""))
    items.append((text(N_("Signing of the minutes")), ""))
    return items


def _say_listed(report: PeriodReport, wording: Wording) -> str:
    return wording.plural(
        "{number} project on the agreed list", "{number} projects on the agreed list", report.figures.tally.agreed
    )
