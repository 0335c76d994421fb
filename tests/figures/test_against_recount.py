"""The rules of the figures, held against a slow, separate recount on random registers."""

from datetime import UTC, date, datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from tests.builders import make_area, make_body, make_party, make_period
from tests.figures.recount import COUNTRIES, MEMBERS, OBSERVERS, Event, Made, MadePeriod, Recount
from tests.trying import ON_DATABASES
from tracker.actions.changing_projects import change_project
from tracker.actions.confirmations import Given, answer_entries
from tracker.actions.entries import ProjectLog, change_logs
from tracker.actions.projects import add_projects
from tracker.actions.recording import open_recording
from tracker.actions.removing_projects import strike_project
from tracker.actions.tallies import keep_touched, touch_periods
from tracker.domain.confirmations import Answer
from tracker.domain.counted import is_in_part, is_in_whole
from tracker.domain.problems import Problem
from tracker.domain.rates import RateName
from tracker.domain.tallies import COUNTS
from tracker.domain.trends import By
from tracker.models import (
    Body,
    ConfirmationRequest,
    Party,
    Period,
    Project,
    ProjectCreate,
    StatusEntry,
    StatusEntryCreate,
)
from tracker.queries.bodies import get_body_view
from tracker.queries.checks_confirmations import check_confirmations
from tracker.queries.confirmations import find_unconfirmed
from tracker.queries.figures import find_figures
from tracker.queries.projects import find_projects
from tracker.queries.tallies import check_tallies

OPENED = date(2020, 1, 1)
TIMES = [datetime(2026, 1, day, tzinfo=UTC) for day in range(1, 6)]
#: When parties answer: after the entries, and again after some of them were voided.
ANSWERED = [datetime(2026, 1, day, 12, tzinfo=UTC) for day in (3, 4)]
AREAS, LEADS, PARTIES = ("ECO", "CUL"), (None, *MEMBERS), (*MEMBERS, *OBSERVERS)
#: Few enough days that things meet: on one day, on the cut-off, on the day that is asked for.
days = st.integers(0, 60).map(lambda step: step * 5)


@st.composite
def registers(draw: st.DrawFn) -> tuple[list[MadePeriod], list[Made]]:
    number = draw(st.integers(1, 3))
    lengths = [draw(st.integers(6, 60)) * 5 for _ in range(number)]
    periods, opens = [], OPENED
    for index, length in enumerate(lengths):
        last = index == number - 1
        ends = None if last and draw(st.booleans()) else opens + timedelta(days=length - draw(st.sampled_from([1, 5])))
        periods.append(MadePeriod(index + 1, opens, opens + timedelta(days=draw(st.sampled_from([0, 0, 5]))), ends))
        opens += timedelta(days=length)
    projects = [draw(projects_of(periods, index)) for index in range(draw(st.integers(0, 16)))]
    for project in projects:
        earlier = [other.ref for other in projects if other.period < project.period]
        if earlier:
            project.continues = draw(st.lists(st.sampled_from(earlier), max_size=2, unique=True))
    return periods, projects


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[MadePeriod], list[Made], date]:
    """A register and a day to ask about: more often than not one on which something happened."""
    periods, projects = draw(registers())
    happened = {event.on for project in projects for event in project.events}
    edges = {day for period in periods for day in (period.conference_on, period.ends_on) if day}
    later = OPENED + timedelta(days=draw(st.integers(-1, 180)) * 5)
    return periods, projects, draw(st.sampled_from(sorted(happened | edges | {later})))


@st.composite
def projects_of(draw: st.DrawFn, periods: list[MadePeriod], index: int) -> Made:
    period = draw(st.sampled_from(periods))
    agreed = period.conference_on + timedelta(days=draw(st.sampled_from([0, 0, 0, 0, 5, 10, 25])))
    project = Made(
        ref=f"P-{index}",
        period=period.number,
        area=draw(st.sampled_from(AREAS)),
        lead=draw(st.sampled_from(LEADS)),
        horizon=draw(st.sampled_from([None, "short", "long"])),
        agreed_on=agreed,
        due_on=draw(st.none() | days.map(lambda d: agreed + timedelta(days=d))),
        recorded_at=draw(st.sampled_from(TIMES[:2])),
        struck_at=draw(st.sampled_from([None, None, TIMES[4]])),
        named=draw(st.lists(st.sampled_from(PARTIES), max_size=2, unique=True)),
        departments=draw(st.lists(st.sampled_from(PARTIES), max_size=2, unique=True)),
        proposed_by=draw(st.sampled_from(LEADS)),
        run_by=draw(st.sampled_from([None, "department", "private"])),
        field=draw(st.sampled_from([None, "economy", "sports"])),
    )
    steps = sorted(draw(st.lists(days, min_size=5, max_size=5)))
    on = [agreed + timedelta(days=step) for step in steps]
    wanted = draw(
        st.lists(st.sampled_from(["promoted", "implemented", "suspended", "resumed", "withdrawn"]), unique=True)
    )
    for kind, day in zip(["promoted", "implemented", "suspended", "resumed", "withdrawn"], on, strict=True):
        if kind in wanted and (kind != "resumed" or "suspended" in wanted):
            party = draw(st.sampled_from([None, *PARTIES]))
            project.events.append(Event(kind, day, TIMES[2], party=party))
    void = [event for event in project.events if draw(st.booleans()) and draw(st.booleans())]
    if not any(event.kind == "suspended" for event in void):  # a resumption cannot stand without it
        for event in void:
            event.voided_at = TIMES[3]
    for event in project.events:
        event.answers = draw(answers_to(event))
    return project


@st.composite
def answers_to(draw: st.DrawFn, event: Event) -> list[tuple[datetime, str, str]]:
    """Some parties answer, and some think again."""
    words = st.sampled_from(["", "confirmed", "confirmed", "confirmed", "disputed"])
    times = ANSWERED[:1] if event.voided_at else ANSWERED
    drawn = [(at, party, draw(words)) for at in times for party in MEMBERS if party != event.party]
    return [one for one in drawn if one[2]]


def save(session: Session, periods: list[MadePeriod], projects: list[Made], *, asks: bool = True) -> Body:
    """Through the actions, each thing at its own instant, as an office would."""
    body = make_body(session, asks_confirmation=asks)
    for code in PARTIES:
        make_party(
            session, body, code, role="observer" if code in OBSERVERS else "member", country=COUNTRIES.get(code, "JP")
        )
    for code in AREAS:
        make_area(session, body, code)
    for made in periods:
        make_period(
            session, body, made.number, conference_on=made.conference_on, agreed_list_on=made.agreed_list_on,
            ends_on=made.ends_on, list_sealed_at=None,
        )  # fmt: skip
    touch_periods(session, body.id)
    rows = _add(session, body, projects)
    keep_touched(session)
    _link(session, body, projects, rows)
    recording = open_recording(session, body, by="tests", clock=lambda: TIMES[2])
    change_logs(session, recording, [ProjectLog(rows[p.ref], add=[entry(e) for e in p.events]) for p in projects])
    if asks:
        _answer(session, body, projects, at=ANSWERED[0])
    _void_and_strike(session, body, projects, rows, asks=asks)
    return body


def _answer(session: Session, body: Body, projects: list[Made], *, at: datetime) -> None:
    """What each party answers at an instant. Whoever is not asked has nothing to say."""
    recording = open_recording(session, body, by="tests", clock=lambda: at)
    entries = _find_entries(session)
    for party in session.exec(select(Party)).all():
        asked = set(session.exec(select(ConfirmationRequest.entry_id).where(ConfirmationRequest.party_id == party.id)))
        given = []
        for project in projects:
            for event in project.events:
                said = [what for when, who, what in event.answers if (when, who) == (at, party.code)]
                entry = entries[project.ref, event.kind]
                if said and entry in asked:
                    given.append(Given(entry, Answer(said[0]), "why" if said[0] == "disputed" else None))
        answer_entries(session, recording, given, party=party)


def _add(session: Session, body: Body, projects: list[Made]) -> dict[str, Project]:
    rows: dict[str, Project] = {}
    for instant in TIMES[:2]:
        recording = open_recording(session, body, by="tests", clock=lambda instant=instant: instant)
        batch = [project for project in projects if project.recorded_at == instant]
        for period in session.exec(select(Period).order_by(Period.number)):
            new = [create(project) for project in batch if project.period == period.number]
            rows |= {row.ref: row for row in add_projects(session, recording, period, new)}
        for project in batch:
            project.recorded_at = recording.at
    return rows


def _void_and_strike(
    session: Session, body: Body, projects: list[Made], rows: dict[str, Project], *, asks: bool
) -> None:
    recording = open_recording(session, body, by="tests", clock=lambda: TIMES[3])
    entries = _find_entries(session)
    voids = {p.ref: [entries[p.ref, e.kind] for e in p.events if e.voided_at] for p in projects}
    logs = [ProjectLog(rows[ref], void=ids, void_reason="mistake") for ref, ids in voids.items() if ids]
    change_logs(session, recording, logs)
    for period in session.exec(select(Period)):
        period.list_sealed_at = TIMES[3]
    if asks:
        _answer(session, body, projects, at=ANSWERED[1])
    recording = open_recording(session, body, by="tests", clock=lambda: TIMES[4])
    for project in projects:
        if project.struck_at:
            strike_project(session, recording, rows[project.ref], reason="recorded twice")


def _link(session: Session, body: Body, projects: list[Made], rows: dict[str, Project]) -> None:
    recording = open_recording(session, body, by="tests", clock=lambda: TIMES[1])
    for project in projects:
        if project.continues:
            change_project(session, recording, rows[project.ref], {"continues": project.continues})


def _find_entries(session: Session) -> dict[tuple[str, str], int]:
    """Every entry by its project's ref and its kind, of which a project here has one."""
    query = select(Project.ref, StatusEntry.kind, StatusEntry.id).join(
        StatusEntry, col(StatusEntry.project_id) == Project.id
    )
    return {(ref, kind.value): entry for ref, kind, entry in session.exec(query) if entry is not None}


def create(made: Made) -> ProjectCreate:
    return ProjectCreate(
        ref=made.ref, titles={"en": made.ref}, mode="one_sided" if made.lead else "mutual", horizon=made.horizon,
        proposed_by=made.proposed_by, run_by=made.run_by, field=made.field,
        agreed_on=made.agreed_on, due_on=made.due_on, area=made.area, lead=made.lead, parties=made.named,
        departments={code: {"en": f"Office of {code}"} for code in made.departments},
    )  # fmt: skip


def entry(event: Event) -> StatusEntryCreate:
    reason = "other" if event.kind in ("suspended", "withdrawn") else None
    return StatusEntryCreate(kind=event.kind, effective_on=event.on, reason=reason, party=event.party)


@ON_DATABASES
@given(
    case=cases(),
    known=st.sampled_from([*TIMES, *ANSWERED, None]),
    asks=st.booleans(),
    groupings=st.sampled_from([tuple(By)[0::2], tuple(By)[1::2]]),
)
def test_every_figure_equals_a_slow_recount(
    engine: Engine,
    case: tuple[list[MadePeriod], list[Made], date],
    known: datetime | None,
    asks: bool,
    groupings: tuple[By, ...],
) -> None:
    periods, projects, as_of = case
    with Session(engine) as session:
        save(session, periods, projects, asks=asks)
        known_at = None if known is None else known + timedelta(hours=1)
        view = get_body_view(session, "body")
        recount = Recount(periods, projects, as_of, known_at or datetime(2030, 1, 1, tzinfo=UTC), asks=asks)
        for by in (None, *groupings):
            figures = find_figures(session, view, by=by, as_of=as_of, known_at=known_at)
            for row in figures:
                period = periods[row.period.number - 1]
                name = None if by is None else by.value
                assert {n: getattr(row.tally, n) for n in COUNTS} == recount.counts(period, name, row.group)
                assert row.changes[RateName.PROMOTION] == recount.promotion_change(period, name, row.group)
            if by is not None:
                named = {(row.period.number, row.group) for row in figures if row.group is not None}
                assert named == {(p.number, group) for p in recount.periods for group in recount.groups(p, by.value)}
            assert [row.period.number for row in figures if row.group is None] == [p.number for p in recount.periods]
        if asks:
            wanted = {period.number for period in periods if recount.has_open_entry(period)}
            assert find_unconfirmed(session, view, known_at) == wanted
        keep_touched(session)
        assert [one for one in check_confirmations(session) if isinstance(one, Problem)] == []
        assert [one for one in check_tallies(session) if isinstance(one, Problem)] == []
        rows = find_projects(session, view, period=None, as_of=as_of, known_at=known_at)
        for row in find_figures(session, view, by=None, as_of=as_of, known_at=known_at):
            for rate_name, rate in row.rates.items():
                if rate is None:
                    continue
                number = row.period.number - (1 if rate_name is RateName.RENEWAL else 0)
                behind = [one.facts for one in rows if one.period == number]
                assert sum(is_in_whole(rate_name, one, row.measured_on) for one in behind) == rate.whole
                assert sum(is_in_part(rate_name, one, row.measured_on) for one in behind) == rate.part


@ON_DATABASES
@given(register=registers(), after=st.integers(0, 180).map(lambda step: step * 5))
def test_stages_nest_and_the_denominator_stands(
    engine: Engine, register: tuple[list[MadePeriod], list[Made]], after: int
) -> None:
    periods, projects = register
    with Session(engine) as session:
        save(session, periods, projects)
        view = get_body_view(session, "body")
        early = find_figures(session, view, by=None, as_of=OPENED + timedelta(days=after))
        late = find_figures(session, view, by=None, as_of=OPENED + timedelta(days=after + 400))
        for row in (*early, *late):
            tally = row.tally
            assert tally.implemented <= tally.promoted <= tally.agreed
            assert tally.confirmed_implemented <= tally.confirmed_promoted <= tally.promoted
            assert tally.confirmed_implemented <= tally.implemented
            assert tally.mutual + tally.one_sided == tally.agreed
            assert all(rate is None or rate.value is None or rate.value <= 1 for rate in row.rates.values())
            assert all(rate is None or (rate.value is None) == (rate.whole == 0) for rate in row.rates.values())
        for before, after_row in zip(early, late, strict=False):
            assert before.tally.agreed == after_row.tally.agreed
            assert before.tally.promoted <= after_row.tally.promoted


@pytest.mark.parametrize("by", [None, *By])
def test_a_body_without_anything_has_no_figures(engine: Engine, by: By | None) -> None:
    with Session(engine) as session:
        make_body(session)
        assert find_figures(session, get_body_view(session, "body"), by=by, as_of=OPENED) == ()
