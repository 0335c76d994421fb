"""Saying something of an area in a period: its progress, and where it goes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from tracker.actions.history import keep_added, keep_changed, keep_removed, keeper_of
from tracker.actions.recording import Recording
from tracker.domain.problems import Place, Problem, Refused
from tracker.domain.widths import TWO_LINES, measure_width
from tracker.models import Area, AreaWords, Period, Subject
from tracker.queries.area_words import find_area_words

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SaidOfArea:
    """By language; none says nothing."""

    progress: Texts
    direction: Texts

    @property
    def is_empty(self) -> bool:
        return not (self.progress or self.direction)


def make_words_key(period: Period, area: Area) -> str:
    """As the history names what is said of an area."""
    return f"{period.number} {area.code}"


def set_area_words(
    session: Session, recording: Recording, period: Period, said: Sequence[tuple[Area, SaidOfArea]]
) -> list[Area]:
    """The areas of which something else is said now. Refused, all at once: what does not fit into two printed lines,
    at `<progress or direction>_<area>_<language>`."""
    problems = [problem for area, one in said for problem in _find_too_long(area, one)]
    if problems:
        raise Refused(*problems)
    stored = find_area_words(session, period)
    found = [(area, one, stored.get(area.id) or _new(recording, period, area)) for area, one in said]
    return [area for area, one, row in found if _set(session, recording, make_words_key(period, area), one, row)]


def _find_too_long(area: Area, said: SaidOfArea) -> list[Problem]:
    return [
        Problem(
            "words_too_long",
            {"width": measure_width(text), "most": TWO_LINES, "wide": TWO_LINES // 2},
            Place(column=f"{name}_{area.code}_{language}"),
        )
        for name, texts in (("progress", said.progress), ("direction", said.direction))
        for language, text in texts.items()
        if measure_width(text) > TWO_LINES
    ]


def _new(recording: Recording, period: Period, area: Area) -> AreaWords:
    """Nothing said yet; not stored yet either."""
    return AreaWords(
        body_id=recording.body_id,
        period_id=period.id,
        area_id=area.id,
        recorded_at=recording.at,
        recorded_by=recording.by,
    )


def _set(session: Session, recording: Recording, key: str, said: SaidOfArea, row: AreaWords) -> bool:
    keeper, is_new = keeper_of(recording), row.id is None
    before = {"progress": row.progress, "direction": row.direction}
    after = {"progress": dict(said.progress), "direction": dict(said.direction)}
    if before == after:
        return False
    if said.is_empty:
        session.delete(row)
        keep_removed(session, keeper, Subject.AREA_WORDS, key, before)
        return True
    row.progress, row.direction = after["progress"], after["direction"]
    row.recorded_at, row.recorded_by = recording.at, recording.by
    session.add(row)
    if is_new:
        keep_added(session, keeper, Subject.AREA_WORDS, key, after)
        return True
    return keep_changed(session, keeper, Subject.AREA_WORDS, key, before=before, after=after)
