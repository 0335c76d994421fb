"""What a project must fit on the day it was agreed: its period, an open area, parties that belonged to the body.

Every path that adds or changes projects asks here; the register asks the same of its cells before it comes this far.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from tracker.actions.recording import Recording
from tracker.domain.periods import list_day
from tracker.domain.problems import Problem
from tracker.models import Area, Membership, Party, Period


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A body's areas and parties by code, and the parties' stays by party id."""

    areas: dict[str, Area]
    parties: dict[str, Party]
    stays: dict[int, list[Membership]]

    def is_member(self, code: str, day: date) -> bool:
        """Whether a party belonged to the body on a day, as member or observer."""
        stays = self.stays.get(self.parties[code].id, [])
        return any(one.joined_on <= day and (one.left_on is None or day <= one.left_on) for one in stays)


def find_surroundings(session: Session, recording: Recording) -> Surroundings:
    """The areas, parties and stays of the recording's body."""
    body_id = recording.body_id
    stays: dict[int, list[Membership]] = defaultdict(list)
    for stay in session.exec(select(Membership).where(Membership.body_id == body_id)):
        stays[stay.party_id].append(stay)
    areas = session.exec(select(Area).where(Area.body_id == body_id))
    parties = session.exec(select(Party).where(Party.body_id == body_id))
    return Surroundings({one.code: one for one in areas}, {one.code: one for one in parties}, stays)


def find_agreement_problems(
    around: Surroundings, period: Period, ref: str, *, agreed_on: date, area: str, parties: Collection[str]
) -> list[Problem]:
    """Codes: `unknown_area`, `unknown_party` (value, known), `agreed_outside` (ref, day, period), `area_closed`
    (ref, value, day), `party_absent` (ref, value, day)."""
    problems = []
    begins = min(period.starts_on, period.conference_on)
    if agreed_on < begins or (period.ends_on is not None and agreed_on > period.ends_on):
        problems.append(Problem("agreed_outside", {"ref": ref, "day": agreed_on, "period": period.number}))
    found = around.areas.get(area)
    if found is None:
        problems.append(Problem("unknown_area", {"value": area, "known": sorted(around.areas)}))
    elif agreed_on < found.opened_on or (found.closed_on is not None and agreed_on > found.closed_on):
        problems.append(Problem("area_closed", {"ref": ref, "value": area, "day": agreed_on}))
    for code in sorted(parties):
        if code not in around.parties:
            problems.append(Problem("unknown_party", {"value": code, "known": sorted(around.parties)}))
        elif not around.is_member(code, agreed_on):
            problems.append(Problem("party_absent", {"ref": ref, "value": code, "day": agreed_on}))
    return problems


def is_listed(period: Period, agreed_on: date) -> bool:
    """Whether a project agreed on a day is of the period's agreed list, not additional."""
    return agreed_on <= list_day(period.agreed_list_on, period.conference_on)
