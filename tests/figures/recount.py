"""The figures once more, slowly: project by project and event by event, straight from the rules' words.

Shares nothing with `tracker.domain` but names: plain values in, a dictionary of counts out.
"""

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction


@dataclass
class Event:
    kind: str
    on: date
    recorded_at: datetime
    voided_at: datetime | None = None
    party: str | None = None
    answers: list[tuple[datetime, str, str]] = dataclasses.field(default_factory=list)  # when, who, what


@dataclass
class Made:
    """A project as it was made up."""

    ref: str
    period: int
    area: str
    lead: str | None
    horizon: str | None
    agreed_on: date
    due_on: date | None
    recorded_at: datetime
    events: list[Event] = dataclasses.field(default_factory=list)
    continues: list[str] = dataclasses.field(default_factory=list)
    struck_at: datetime | None = None
    named: list[str] = dataclasses.field(default_factory=list)
    departments: list[str] = dataclasses.field(default_factory=list)
    proposed_by: str | None = None
    run_by: str | None = None
    field: str | None = None


MEMBERS, OBSERVERS = ("SEL", "BJS"), ("OBS",)
COUNTRIES = {"SEL": "KR", "BJS": "CN"}


@dataclass
class MadePeriod:
    number: int
    conference_on: date
    agreed_list_on: date
    ends_on: date | None


def concerned(project: Made) -> set[str]:
    found = set(project.named)
    if not found:
        found = set(project.departments)
        if project.lead:
            found.add(project.lead)
    if not found:
        found = set(MEMBERS)
    return {party for party in found if party not in OBSERVERS}


#: The groups that a project belongs to.
GROUPS = {
    "area": lambda project: {project.area},
    "mode": lambda project: {"one_sided" if project.lead else "mutual"},
    "lead": lambda project: {project.lead or "mutual"},
    "horizon": lambda project: {project.horizon or "none"},
    "department": lambda project: {f"{code}: Office of {code}" for code in project.departments} or {"none"},
    "partner": lambda project: concerned(project) or {"none"},
    "country": lambda project: {COUNTRIES[code] for code in concerned(project)} or {"none"},
    "proposed_by": lambda project: {project.proposed_by or "none"},
    "run_by": lambda project: {project.run_by or "none"},
    "field": lambda project: {project.field or "none"},
}


class Recount:
    def __init__(
        self, periods: list[MadePeriod], projects: list[Made], as_of: date, known_at: datetime, *, asks: bool
    ) -> None:
        self.asks = asks
        self.periods = [period for period in periods if period.conference_on <= as_of]
        self.as_of, self.known_at = as_of, known_at
        self.projects = [p for p in projects if p.recorded_at <= known_at and not self.is_struck(p)]
        self.by_ref = {project.ref: project for project in self.projects}

    def is_struck(self, project: Made) -> bool:
        return project.struck_at is not None and project.struck_at <= self.known_at

    def standing(self, project: Made, day: date) -> list[Event]:
        return [
            event
            for event in project.events
            if event.recorded_at <= self.known_at
            and (event.voided_at is None or event.voided_at > self.known_at)
            and event.on <= day
        ]

    def promoted(self, project: Made, day: date) -> bool:
        return any(event.kind in ("promoted", "implemented") for event in self.standing(project, day))

    def implemented(self, project: Made, day: date) -> bool:
        return any(event.kind == "implemented" for event in self.standing(project, day))

    def agreed_by_all(self, project: Made, event: Event) -> bool:
        for party in concerned(project):
            said = [what for at, who, what in event.answers if who == party and at <= self.known_at]
            if party != event.party and (not said or said[-1] != "confirmed"):
                return False
        return True

    def confirmed(self, project: Made, day: date, *kinds: str) -> bool:
        if not self.asks:
            return False
        return any(e.kind in kinds and self.agreed_by_all(project, e) for e in self.standing(project, day))

    def has_open_entry(self, period: MadePeriod) -> bool:
        """Whether an entry of any of its projects is not agreed by all: whatever day it took effect."""
        return any(
            not self.agreed_by_all(project, event)
            for project in self.projects
            if project.period == period.number
            for event in self.standing(project, date.max)
        )

    def condition(self, project: Made, day: date) -> str | None:
        events = self.standing(project, day)
        if any(event.kind == "withdrawn" for event in events):
            return "withdrawn"
        turns = [event for event in events if event.kind in ("suspended", "resumed")]
        turns.sort(key=lambda event: event.on)
        return "suspended" if turns and turns[-1].kind == "suspended" else None

    def measured_on(self, period: MadePeriod) -> date:
        return self.as_of if period.ends_on is None or self.as_of < period.ends_on else period.ends_on

    def before(self, period: MadePeriod) -> MadePeriod | None:
        earlier = [other for other in self.periods if other.number < period.number]
        return earlier[-1] if earlier else None

    def listed(self, period: MadePeriod, by: str | None, group: str | None) -> list[Made]:
        return [
            project
            for project in self.projects
            if project.period == period.number
            and project.agreed_on <= period.agreed_list_on
            and (group is None or group in GROUPS[by](project))
        ]

    def groups(self, period: MadePeriod, by: str) -> set[str]:
        """The groups with a project on the agreed list, or agreed later by the measuring day."""
        day = max(self.measured_on(period), period.agreed_list_on)
        there = [p for p in self.projects if p.period == period.number and p.agreed_on <= day]
        return {group for project in there for group in GROUPS[by](project)}

    def counts(self, period: MadePeriod, by: str | None, group: str | None, day: date | None = None) -> dict[str, int]:
        late_until = self.as_of if day is None else day
        day = self.measured_on(period) if day is None else day
        listed = self.listed(period, by, group)
        added = [
            p
            for p in self.projects
            if p.period == period.number
            and period.agreed_list_on < p.agreed_on <= day
            and (group is None or group in GROUPS[by](p))
        ]
        mutual = [p for p in listed if p.lead is None]
        one_sided = [p for p in listed if p.lead is not None]
        due = [p for p in listed if p.due_on is not None and p.due_on <= day]
        promoted = [p for p in listed if self.promoted(p, day)]
        implemented = [p for p in listed if self.implemented(p, day)]
        previous = self.before(period)
        before = self.listed(previous, by, group) if previous else []
        continued_refs = {ref for p in self.listed(period, None, None) for ref in p.continues}
        return {
            "agreed": len(listed),
            "additional": len(added),
            "additional_promoted": sum(self.promoted(p, day) for p in added),
            "additional_implemented": sum(self.implemented(p, day) for p in added),
            "promoted": len(promoted),
            "implemented": len(implemented),
            "late_promoted": sum(self.promoted(p, late_until) and p not in promoted for p in listed),
            "late_implemented": sum(self.implemented(p, late_until) and p not in implemented for p in listed),
            "suspended": sum(self.condition(p, day) == "suspended" for p in listed),
            "withdrawn": sum(self.condition(p, day) == "withdrawn" for p in listed),
            "mutual": len(mutual),
            "mutual_promoted": sum(p in promoted for p in mutual),
            "mutual_implemented": sum(p in implemented for p in mutual),
            "one_sided": len(one_sided),
            "one_sided_promoted": sum(p in promoted for p in one_sided),
            "continued": sum(any(ref in self.by_ref for ref in p.continues) for p in listed),
            "renewed": sum(p.ref in continued_refs for p in before),
            "previous_agreed": len(before),
            "due": len(due),
            "due_implemented": sum(p in implemented for p in due),
            "confirmed_promoted": sum(self.confirmed(p, day, "promoted", "implemented") for p in listed),
            "confirmed_implemented": sum(self.confirmed(p, day, "implemented") for p in listed),
        }

    def compared_on(self, period: MadePeriod) -> date | None:
        """The day of the period before that growing rates are compared with."""
        previous = self.before(period)
        if previous is None:
            return None
        if period.ends_on is not None and period.ends_on <= self.as_of:
            return self.measured_on(previous)
        days = (self.as_of - period.conference_on).days
        day = previous.conference_on + timedelta(days=days)
        return day if previous.ends_on is None else min(day, previous.ends_on)

    def promotion_change(self, period: MadePeriod, by: str | None, group: str | None) -> Fraction | None:
        previous, day = self.before(period), self.compared_on(period)
        if previous is None:
            return None
        now, then = self.counts(period, by, group), self.counts(previous, by, group, day)
        if not now["agreed"] or not then["agreed"]:
            return None
        return Fraction(now["promoted"], now["agreed"]) - Fraction(then["promoted"], then["agreed"])
