"""What is enclosed in a report's PDF beside its figures: the period's projects as a table."""

from collections.abc import Iterable

from reports.period_report import PeriodReport, ReportProject, Texts
from tracker.csv_text import make_csv


def make_projects_csv(report: PeriodReport) -> bytes:
    """The period's projects as frozen, one a row, in UTF-8 with the mark by which spreadsheets know it.

    Columns are named as in a register, with stage, condition and reason on the measuring day beside them.
    """
    titles = _languages(report, (project.titles for project in report.projects))
    offices = _languages(report, (one.names for project in report.projects for one in project.departments))
    head = [
        "period", "ref", "area", *(f"title_{lang}" for lang in titles), "mode", "lead", "parties",
        *(f"departments_{lang}" for lang in offices), "proposed_by", "run_by", "horizon", "continues", "agreed_on",
        "due_on", "promoted_on", "implemented_on", "stage", "condition", "reason", "last_entry_on", "additional",
        "struck_reason",
    ]  # fmt: skip
    if report.figures.is_confirmable:
        head += ["confirmed_promoted_on", "confirmed_implemented_on"]
    rows = [_row(project, report, titles, offices) for project in report.projects]
    return ("\ufeff" + make_csv([head, *rows])).encode()


def _languages(report: PeriodReport, texts: Iterable[Texts]) -> list[str]:
    """Every language that has any text, the body's in their order first."""
    found = {lang for one in texts for lang, text in one.items() if text}
    own = [lang for lang in report.body.languages if lang in found]
    return own + sorted(found - set(own))


def _row(project: ReportProject, report: PeriodReport, titles: list[str], offices: list[str]) -> list[object]:
    named = [one.party for one in project.departments if one.is_named]
    departments = [_departments(project, lang) for lang in offices]
    days = project.facts.days
    values = [
        report.period.number, project.ref, project.area, *(project.titles.get(lang) for lang in titles), project.mode,
        project.lead, ";".join(named), *departments, project.proposed_by, project.run_by, project.horizon,
        ";".join(kin.ref for kin in project.continues), project.agreed_on, project.due_on, days.promoted_on,
        days.implemented_on, project.stage, project.condition, project.reason, project.last_entry_on,
        "yes" if project.is_additional else "no", project.struck_reason,
    ]  # fmt: skip
    if report.figures.is_confirmable:
        values += [project.facts.confirmed.promoted_on, project.facts.confirmed.implemented_on]
    return ["" if value is None else value for value in values]


def _departments(project: ReportProject, lang: str) -> str:
    return "; ".join(f"{one.party}: {one.names[lang]}" for one in project.departments if one.names.get(lang))
