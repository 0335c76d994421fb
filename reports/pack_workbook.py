"""A conference pack as a workbook in one language: a sheet for each of its parts. Text stays text, days are days."""

from collections.abc import Iterable, Sequence
from datetime import date

from reports.pack import ConferencePack, find_memoranda
from reports.pack_pages import make_agenda
from reports.period_report import ReportProject
from reports.report_page import ReportPage
from reports.workbooks import Sheet, write_sheets
from tracker.domain.rates import RateName
from tracker.wording import Wording
from tracker.wording.marks import N_

Row = Sequence[str | int | date | None]

RATES = (RateName.PROMOTION, RateName.IMPLEMENTATION, RateName.MUTUAL_SHARE, RateName.RETENTION, RateName.RENEWAL)


def make_pack_workbook(pack: ConferencePack, wording: Wording) -> bytes:
    """The same pack gives the same sheets."""
    sheets = (Sheet(*one) for one in _sheets(pack, wording))
    return write_sheets(sheets, created_at=pack.report.produced_at)


def _sheets(pack: ConferencePack, wording: Wording) -> Iterable[tuple[str, list[str], list[int], list[Row]]]:
    """Name, headings, widths and rows of each sheet."""
    page, report = ReportPage(pack.report, wording), pack.report
    say = wording.text
    no, about = say(N_("No.")), say(N_("About"))
    agenda = [(number, item, what) for number, (item, what) in enumerate(make_agenda(pack, wording), start=1)]
    yield say(N_("Draft agenda")), [no, say(N_("Item")), about], [6, 60, 40], list(agenda)
    figures: list[Row] = [(wording.term(name), wording.rate(report.figures.rates[name])) for name in RATES]
    dates: list[Row] = [(say(N_("Status as of")), report.as_of), (say(N_("Produced on")), page.produced_day())]
    yield say(N_("Figures")), [say(N_("Figure")), say(N_("Value"))], [34, 34], [*figures, *dates]
    tags = report.body.languages
    heads = _project_heads(tags, wording)
    widths = [12, 14, *[36 for _ in tags], 12, 16, 40, 14, 14, 18, 12, 12, 14]
    yield say(N_("Outcomes")), heads, widths, [_project_row(one, page, tags) for one in report.projects]
    yield say(N_("Candidates")), heads, widths, [_project_row(one, page, tags) for one in pack.candidates]
    answers = {True: say(N_("disputed")), False: say(N_("not answered yet"))}
    disputes: list[Row] = [
        (
            one.ref,
            wording.term(one.kind),
            one.effective_on,
            page.party(one.party).text,
            answers[one.is_disputed],
            one.note,
        )
        for one in pack.disputes
    ]
    heading = [say(N_("Ref")), say(N_("Entry")), say(N_("Day")), say(N_("Party")), say(N_("Answer")), say(N_("Note"))]
    yield say(N_("Disputes")), heading, [12, 16, 12, 24, 20, 50], disputes
    heading = [no, say(N_("Departments")), say(N_("Projects"))]
    yield say(N_("Memoranda")), heading, [6, 60, 80], _memoranda_rows(pack, page)
    if pack.draft:
        yield say(N_("Draft list")), heads, widths, [_project_row(one, page, tags) for one in pack.draft]


def _memoranda_rows(pack: ConferencePack, page: ReportPage) -> list[Row]:
    return [
        (
            number,
            "\n".join(f"{page.party(side.party).text}: {page.name(side.names).text}" for side in one.sides),
            "\n".join(f"{project.ref} {page.name(project.titles).text}" for project in one.projects),
        )
        for number, one in enumerate(find_memoranda(pack.planned), start=1)
    ]


def _project_heads(tags: Sequence[str], wording: Wording) -> list[str]:
    say = wording.text
    titles = [say(N_("Title in {language}"), language=tag) for tag in tags]
    return [
        say(N_("Ref")), say(N_("Area")), *titles, say(N_("Mode")), say(N_("Lead party")), say(N_("Departments")),
        say(N_("Stage")), say(N_("Condition")), say(N_("Reason")), say(N_("Due on")), say(N_("Last entry")),
        say(N_("Continues")),
    ]  # fmt: skip


def _project_row(one: ReportProject, page: ReportPage, tags: Sequence[str]) -> Row:
    wording = page.wording
    departments = "\n".join(f"{party.text}: {name.text}" for party, name in page.departments(one))
    stage, condition, reason = (
        None if word is None else wording.term(word) for word in (one.stage, one.condition, one.reason)
    )
    return [
        one.ref, page.area(one.area).text, *(one.titles.get(tag) for tag in tags), wording.term(one.mode),
        None if one.lead is None else page.party(one.lead).text, departments, stage, condition, reason, one.due_on,
        one.last_entry_on, wording.join(kin.ref for kin in one.continues),
    ]  # fmt: skip
