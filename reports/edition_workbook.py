"""An edition's frozen figures as a workbook in one language: rates with their counts, the projects, what words mean."""

from collections.abc import Iterable, Iterator, Sequence

from reports.frozen import check_code, digest_of, from_text
from reports.period_report import PeriodReport, ReportProject
from reports.report_page import ReportPage
from reports.selections import find_flags
from reports.workbooks import Row, Sheet, write_sheets
from tracker.domain.periods import Flag
from tracker.domain.stages import Mode
from tracker.domain.trends import By, Figures
from tracker.queries.grouping import MUTUAL
from tracker.register.figure_columns import make_figure_columns
from tracker.wording import Wording
from tracker.wording.marks import N_

FACTS_WIDTHS = (34, 90)


def make_edition_workbook(figures: str, wording: Wording) -> bytes:
    """`figures`: as the edition's were frozen. The same figures give the same bytes."""
    report = from_text(figures)
    page = ReportPage(report, wording)
    return write_sheets(_find_sheets(page, digest_of(figures)), created_at=report.produced_at)


def _find_sheets(page: ReportPage, digest: str) -> Iterator[Sheet]:
    report, wording, say = page.report, page.wording, page.wording.text
    two = [say(N_("About")), say(N_("Value"))]
    yield Sheet(say(N_("Edition")), two, FACTS_WIDTHS, _find_facts(page, digest))
    yield _make_rates(page, say(N_("Rates by period")), report.trend, None)
    groups = ((By.AREA, report.area_trend), (By.MODE, report.by_mode), (By.LEAD, report.by_lead))
    for by, rows in groups:
        title = say(N_("Rates by {group}"), group=wording.term(by))
        yield _make_rates(page, title, rows, by)
    yield _make_projects(page)
    yield Sheet(say(N_("Definitions")), [say(N_("Word")), say(N_("Meaning"))], FACTS_WIDTHS, _find_definitions(page))


def _find_facts(page: ReportPage, digest: str) -> Iterable[Row]:
    report, wording, say = page.report, page.wording, page.wording.text
    zone = report.body.time_zone
    yield say(N_("Body")), f"{page.body.text} ({report.body.code})"
    yield say(N_("Period")), report.period.number
    yield say(N_("Edition")), report.edition
    yield say(N_("Flags")), wording.join(wording.term(flag) for flag in find_flags(report))
    yield say(N_("Status as of")), report.as_of
    yield say(N_("As known at")), wording.instant(report.known_at, zone)
    yield say(N_("Produced on")), wording.instant(report.produced_at, zone)
    yield say(N_("Check code")), check_code(digest)
    if report.layout.check_at:
        yield say(N_("Check page")), report.layout.check_at
    yield say(N_("SHA-256 of the figures")), digest
    if report.body.source:
        yield say(N_("Source")), report.body.source


def _make_rates(page: ReportPage, title: str, rows: Sequence[Figures], by: By | None) -> Sheet:
    """One row for each period and group; percentages with their counts, changes in points."""
    columns = make_figure_columns(page.wording, page.defined, by, lambda group: _name_group(page, by, group))
    told = [[one.tell(row) for one in columns] for row in rows]
    return Sheet(title, [one.heading for one in columns], [one.width for one in columns], told)


def _name_group(page: ReportPage, by: By | None, group: str) -> str:
    if by is By.AREA:
        return page.area(group).text
    if by is By.LEAD and group != MUTUAL:
        return page.party(group).text
    return page.wording.term(Mode(group))


def _make_projects(page: ReportPage) -> Sheet:
    report, say = page.report, page.wording.text
    tags = _find_languages(report)
    titles = [say(N_("Title in {language}"), language=tag) for tag in tags]
    heading = [
        say(N_("Ref")), say(N_("Area")), *titles, say(N_("Mode")), say(N_("Lead party")), say(N_("Departments")),
        say(N_("Agreed on")), say(N_("Due on")), say(N_("Promoted on")), say(N_("Implemented on")), say(N_("Stage")),
        say(N_("Condition")), say(N_("Reason")), say(N_("Last entry")), say(N_("Continues")), say(N_("Additional")),
        say(N_("Struck")),
    ]  # fmt: skip
    widths = [12, 16, *[36 for _ in tags], 12, 16, 40, 12, 12, 12, 12, 14, 14, 20, 12, 14, 12, 30]
    return Sheet(say(N_("Projects")), heading, widths, (_project_row(page, one, tags) for one in report.projects))


def _project_row(page: ReportPage, one: ReportProject, tags: Sequence[str]) -> Row:
    wording, days = page.wording, one.facts.days
    stage, condition, reason = (
        None if word is None else wording.term(word) for word in (one.stage, one.condition, one.reason)
    )
    departments = "\n".join(f"{party.text}: {name.text}" for party, name in page.departments(one))
    return [
        one.ref, page.area(one.area).text, *(one.titles.get(tag) for tag in tags), wording.term(one.mode),
        None if one.lead is None else page.party(one.lead).text, departments, one.agreed_on, one.due_on,
        None if one.stage is None else days.promoted_on, None if one.stage is None else days.implemented_on, stage,
        condition, reason, one.last_entry_on, wording.join(kin.ref for kin in one.continues),
        wording.text(N_("yes")) if one.is_additional else None, one.struck_reason,
    ]  # fmt: skip


def _find_languages(report: PeriodReport) -> list[str]:
    """The body's, and any other that a title is in."""
    found = {tag for project in report.projects for tag, text in project.titles.items() if text}
    own = [tag for tag in report.body.languages if tag in found]
    return own + sorted(found - set(own))


def _find_definitions(page: ReportPage) -> Iterable[Row]:
    wording, body = page.wording, page.report.body
    for name in page.defined:
        yield wording.term(name), wording.definition(name)
    criteria = wording.text(N_("What counts as promoted and implemented"))
    for one in wording.criteria(body.criteria, list(body.languages)):
        yield criteria, one.text
    flags = {flag for row in (*page.report.trend, *page.report.area_trend) for flag in row.flags}
    for flag in Flag:
        if flag in flags:
            yield wording.term(flag), wording.flag_meaning(flag)
