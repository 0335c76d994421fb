"""What became of a body's projects between two points: from its log, its lists, its history and its answers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session

from tracker.domain.changes import OF_STAGES, Move, Moved, Point, Span, counts_at, find_moves, find_spans
from tracker.domain.confirmations import Answer
from tracker.domain.periods import PeriodFacts
from tracker.domain.stages import EntryKind
from tracker.models import Confirmation, HistoryAct, HistoryEntry, Project, StatusEntry, Subject, table_of
from tracker.queries.bodies import BodyView
from tracker.queries.projects import Texts, find_logs

PROJECT, ENTRY = table_of(Project), table_of(StatusEntry)
GIVEN, HISTORY = table_of(Confirmation), table_of(HistoryEntry)

#: The facts of a project by which its figures are grouped.
CLASSIFYING = (
    "area", "mode", "lead", "horizon", "field", "run_by", "proposed_by", "parties", "departments", "continues",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProjectMove:
    """`is_late`: it took effect after the last day of its period. `party`: the code of whoever confirmed or disputed;
    `note`: why it was disputed, or struck. `was`, `is_now`: of the facts that were changed."""

    period: PeriodFacts
    ref: str
    titles: Texts
    is_additional: bool
    move: Move
    is_late: bool = False
    party: str | None = None
    note: str | None = None
    was: Mapping[str, Any] = field(default_factory=dict)
    is_now: Mapping[str, Any] = field(default_factory=dict)


def find_project_moves(session: Session, view: BodyView, before: Point, after: Point) -> list[ProjectMove]:
    """Of every project that is there at the second point, the latest first. A project that was struck by then has moved
    only in that it was struck; of a period whose stages are not published, no stage is told."""
    scene = _Scene(session, view, before, after, find_spans(before, after, view.body.time_zone))
    found = [
        *scene.find_new(),
        *scene.find_log_moves(),
        *scene.find_struck(),
        *scene.find_reclassified(),
        *scene.find_answers(),
    ]
    order = {kind: index for index, kind in enumerate(Moved)}
    return sorted(found, key=lambda one: (-one.move.on.toordinal(), one.period.number, one.ref, order[one.move.kind]))


class _Scene:
    def __init__(self, session: Session, view: BodyView, before: Point, after: Point, spans: Sequence[Span]) -> None:
        self.session, self.view, self.before, self.after, self.spans = session, view, before, after, spans
        self.zone = ZoneInfo(view.body.time_zone)
        self.periods = {view.period_id(one.number): one for one in view.facts.visible(after.day)}
        self.rows = {row.id: row for row in self._find_rows()}
        self.ids = {row.ref: row.id for row in self.rows.values()}

    def _find_rows(self) -> Iterator[Any]:
        """Every project that is there at the second point."""
        p = PROJECT.c
        columns = (p.id, p.ref, p.titles, p.period_id, p.agreed_on, p.recorded_at, p.struck_at, p.struck_reason)
        query = sa.select(*columns).where(p.body_id == self.view.id, p.period_id.in_(self.periods)).order_by(p.id)
        for row in self.session.execute(query):
            if self._counts_at(self.after, row):
                yield row

    def _counts_at(self, point: Point, row: Any) -> bool:
        period = self.periods[row.period_id]
        return counts_at(point, period, agreed_on=row.agreed_on, recorded_at=row.recorded_at)

    def _is_struck(self, row: Any) -> bool:
        return row.struck_at is not None and self.after.knows(row.struck_at)

    def find_new(self) -> Iterator[ProjectMove]:
        for row in self.rows.values():
            if not self._is_struck(row) and not self._counts_at(self.before, row):
                yield self._tell(row, Move(Moved.NEW, row.agreed_on))

    def find_log_moves(self) -> Iterator[ProjectMove]:
        """By the entries that took effect between the two days, or were recorded between the two instants."""
        e = ENTRY.c
        between = sa.and_(e.effective_on > self.before.day, e.effective_on <= self.after.day)
        touched = sa.select(e.project_id).where(e.body_id == self.view.id, sa.or_(between, self._became_known()))
        known = [point.known_at for point in (self.before, self.after) if point.known_at is not None]
        latest = max(known) if len(known) == 2 else None
        for project_id, log in find_logs(self.session, self.view, PROJECT.c.id.in_(touched), latest).items():
            row = self.rows.get(project_id)
            if row is not None and not self._is_struck(row):
                yield from self._tell_all(row, find_moves(log, self.before, self.after))

    def _became_known(self) -> sa.ColumnElement[bool]:
        """Recorded between what is known of the one point and of the other, whichever knows more."""
        instants = [point.known_at for point in (self.before, self.after)]
        earliest = min((one for one in instants if one is not None), default=None)
        if earliest is None or instants[0] == instants[1]:
            return sa.false()
        until = max(instants) if None not in instants else None  # type: ignore[type-var]
        after = ENTRY.c.recorded_at > earliest
        return after if until is None else sa.and_(after, ENTRY.c.recorded_at <= until)

    def _tell_all(self, row: Any, moves: Iterable[Move]) -> Iterator[ProjectMove]:
        for move in moves:
            if move.kind not in OF_STAGES or self.periods[row.period_id].stages_published:
                yield self._tell(row, move)

    def find_struck(self) -> Iterator[ProjectMove]:
        for row in self.rows.values():
            if row.struck_at is not None and self._is_within(row.struck_at):
                yield self._tell(row, Move(Moved.STRUCK, self._day(row.struck_at)), note=row.struck_reason)

    def find_reclassified(self) -> Iterator[ProjectMove]:
        """What the history has of the facts by which figures are grouped."""
        h = HISTORY.c
        query = sa.select(h.key, h.recorded_at, h.before, h.after).where(
            h.body_id == self.view.id,
            h.subject == Subject.PROJECT,
            h.act == HistoryAct.CHANGED,
            self._within(h.recorded_at),
        )
        for ref, recorded_at, before, after in self.session.execute(query.order_by(h.id)):
            was, is_now = ({name: side.get(name) for name in CLASSIFYING if name in side} for side in (before, after))
            row = self.rows.get(self.ids.get(ref, 0))
            if row is not None and (was or is_now):
                yield self._tell(row, Move(Moved.RECLASSIFIED, self._day(recorded_at)), was=was, is_now=is_now)

    def find_answers(self) -> Iterator[ProjectMove]:
        """What parties said of entries; also what they have said otherwise since."""
        g, e = GIVEN.c, ENTRY.c
        columns = (g.project_id, g.party_id, g.answer, g.note, g.recorded_at, e.kind)
        query = sa.select(*columns).join(ENTRY, e.id == g.entry_id)
        query = query.where(g.body_id == self.view.id, self._within(g.recorded_at)).order_by(g.id)
        for project_id, party_id, answer, note, recorded_at, kind in self.session.execute(query):
            row = self.rows.get(project_id)
            if row is None or self._is_struck(row) or not self.periods[row.period_id].stages_published:
                continue
            move = Move(Moved(Answer(answer).value), self._day(recorded_at), EntryKind(kind))
            yield self._tell(row, move, party=self.view.parties[party_id].code, note=note)

    def _within(self, column: sa.ColumnElement[datetime]) -> sa.ColumnElement[bool]:
        spans = [
            sa.and_(column > span.after, sa.true() if span.until is None else column <= span.until)
            for span in self.spans
        ]
        return sa.or_(sa.false(), *spans)

    def _is_within(self, instant: datetime) -> bool:
        return any(span.holds(instant) for span in self.spans)

    def _day(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def _tell(self, row: Any, move: Move, **more: Any) -> ProjectMove:
        period = self.periods[row.period_id]
        is_late = move.kind in OF_STAGES and period.ends_on is not None and move.on > period.ends_on
        return ProjectMove(
            period=period,
            ref=row.ref,
            titles=row.titles,
            is_additional=row.agreed_on > period.list_on,
            move=move,
            is_late=is_late,
            **more,
        )
