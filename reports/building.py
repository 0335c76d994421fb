"""Fills a period report from the queries, as of a day and as known at an instant."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from reports.period_report import (
    FORM,
    EarlierProject,
    PeriodReport,
    ReportArea,
    ReportAreaWords,
    ReportBody,
    ReportBreak,
    ReportDepartment,
    ReportKin,
    ReportParty,
    ReportProject,
)
from tracker.domain.periods import PeriodFacts, find_area_changes
from tracker.domain.silence import find_silent_months
from tracker.domain.stages import StageDays
from tracker.domain.trends import By, Figures
from tracker.models import Membership, Party, Period
from tracker.queries.area_words import find_area_words
from tracker.queries.bodies import BodyView
from tracker.queries.concerned import find_concerned_parties
from tracker.queries.figures import find_figures
from tracker.queries.projects import ProjectRow, find_projects


def build_report(
    session: Session, view: BodyView, period: int, *, as_of: date, known_at: datetime, edition: int = 0
) -> PeriodReport:
    """The report of a period that has figures on the day, produced at the instant it is known at.

    The trend reaches to the reported period: what came later is no part of it. What changes are from is left out: a
    report prints the change.
    """
    row = view.periods[view.period_id(period)]
    facts = _facts(view, period)
    produced_on = known_at.astimezone(ZoneInfo(view.body.time_zone)).date()
    groups = {
        by: _upto(
            find_figures(session, view, by=by, as_of=as_of, known_at=known_at, closed_by=max(as_of, produced_on)),
            period,
        )
        for by in (By.AREA, By.MODE, By.LEAD)
    }
    host = None if row.host_id is None else view.parties[row.host_id].code
    return PeriodReport(
        form=FORM,
        edition=edition,
        as_of=as_of,
        known_at=known_at,
        produced_at=known_at,
        body=_body(view),
        host=host,
        note=row.note,
        next_conference_planned_on=row.next_conference_planned_on,
        parties=tuple(_parties(view, row, facts.measured_on(as_of))),
        areas=tuple(ReportArea(area.code, area.names) for area in view.areas.values()),
        trend=tuple(figures for figures in groups[By.AREA] if figures.group is None),
        area_trend=tuple(figures for figures in groups[By.AREA] if figures.group is not None),
        by_mode=_groups(groups[By.MODE], period),
        by_lead=_groups(groups[By.LEAD], period),
        breaks=tuple(_breaks(view, period)),
        projects=tuple(find_report_projects(session, view, facts, as_of=as_of, known_at=known_at)),
        earlier=tuple(_earlier(session, view, facts, as_of=as_of, known_at=known_at)),
        words=tuple(_words(session, view, row)),
    )


def _facts(view: BodyView, number: int) -> PeriodFacts:
    return next(period for period in view.facts.periods if period.number == number)


def _upto(figures: Iterable[Figures], period: int) -> tuple[Figures, ...]:
    return tuple(replace(row, compared={}) for row in figures if row.period.number <= period)


def _groups(figures: Iterable[Figures], period: int) -> tuple[Figures, ...]:
    return tuple(row for row in figures if row.period.number == period and row.group is not None)


def _body(view: BodyView) -> ReportBody:
    body = view.body
    return ReportBody(
        code=body.code,
        names=body.names,
        kind=body.kind.value,
        languages=tuple(body.languages),
        time_zone=body.time_zone,
        founded_on=body.founded_on,
        is_illustrative=body.illustrative,
        source=body.source,
        criteria=body.criteria,
    )


def _parties(view: BodyView, period: Period, day: date) -> Iterable[ReportParty]:
    """Whoever belonged to the body on any day from the conference to the measuring day; the last stay of each."""
    stays: dict[int, tuple[Party, Membership]] = {}
    for stay in view.memberships:
        if stay.joined_on <= day and (stay.left_on is None or stay.left_on >= period.conference_on):
            stays[stay.party_id] = (view.parties[stay.party_id], stay)
    for party, stay in stays.values():
        yield ReportParty(party.code, party.names, party.country, stay.role.value, stay.joined_on, stay.left_on)


def _words(session: Session, view: BodyView, period: Period) -> Iterable[ReportAreaWords]:
    """What is said of the areas, in the body's order of areas; those of which nothing is said are left out."""
    found = find_area_words(session, period)
    for area_id, area in view.areas.items():
        if area_id in found:
            yield ReportAreaWords(area.code, found[area_id].progress, found[area_id].direction)


def _breaks(view: BodyView, period: int) -> Iterable[ReportBreak]:
    for facts in view.facts.periods:
        joined, left = find_area_changes(facts, view.facts.before(facts), view.facts.areas)
        if facts.number <= period and (joined or left or facts.break_note):
            yield ReportBreak(facts.number, tuple(sorted(joined)), tuple(sorted(left)), facts.break_note)


def find_report_projects(
    session: Session, view: BodyView, facts: PeriodFacts, *, as_of: date, known_at: datetime
) -> Iterable[ReportProject]:
    """A period's projects as a report has them."""
    rows = find_projects(session, view, period=facts.number, as_of=as_of, known_at=known_at)
    return [_project(row, facts, as_of, concerned=_concerned(view, row)) for row in rows]


def _concerned(view: BodyView, row: ProjectRow) -> tuple[str, ...]:
    return tuple(sorted(view.parties[party_id].code for party_id in find_concerned_parties(view, row)))


def _project(row: ProjectRow, facts: PeriodFacts, as_of: date, *, concerned: tuple[str, ...]) -> ReportProject:
    published, day = facts.stages_published, facts.measured_on(as_of)
    silent = find_silent_months(row.last_entry_on, stage=row.stage, condition=row.condition, day=day)
    return ReportProject(
        ref=row.ref,
        titles=row.titles,
        area=row.area,
        mode=row.mode,
        lead=row.lead,
        horizon=row.horizon,
        run_by=row.run_by,
        proposed_by=row.proposed_by,
        departments=tuple(ReportDepartment(one.party, one.is_named, one.names) for one in row.departments),
        agreed_on=row.agreed_on,
        due_on=row.due_on,
        stage=row.stage if published else None,
        late_stage=row.late_stage if published else None,
        condition=row.condition,
        reason=row.reason,
        last_entry_on=row.last_entry_on,
        silent_months=silent if published and row.struck_reason is None else None,
        is_additional=row.is_additional,
        struck_reason=row.struck_reason,
        continues=tuple(ReportKin(kin.ref, kin.period) for kin in row.continues),
        # What a later list continues is no part of this report, and neither is a stage reached after its day.
        facts=replace(
            row.facts,
            is_continued=False,
            days=_upto_day(row.facts.days, as_of),
            confirmed=_upto_day(row.facts.confirmed, as_of),
        ),
        concerned=concerned,
    )


def _upto_day(days: StageDays, as_of: date) -> StageDays:
    promoted_on, implemented_on = (
        day if day is not None and day <= as_of else None for day in (days.promoted_on, days.implemented_on)
    )
    return StageDays(promoted_on, implemented_on)


def _earlier(
    session: Session, view: BodyView, facts: PeriodFacts, *, as_of: date, known_at: datetime
) -> Iterable[EarlierProject]:
    """The agreed list of the period before."""
    before = view.facts.before(facts)
    if before is None:
        return []
    rows = find_projects(session, view, period=before.number, as_of=as_of, known_at=known_at)
    return [
        EarlierProject(
            ref=row.ref,
            titles=row.titles,
            area=row.area,
            stage=row.stage if before.stages_published else None,
            is_continued=row.facts.is_continued,
        )
        for row in rows
        if row.facts.is_listed
    ]
