"""The queue of what another installation says: what waits in it is left or put back, piece by piece.

What is taken over goes through the same rules as everything that is logged and answered here.
"""

from collections.abc import Iterable, Sequence
from uuid import uuid4

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from tracker.actions.history import keep_changed, keeper_of
from tracker.actions.recording import Recording
from tracker.domain.problems import Problem, Refused
from tracker.models import (
    ExchangeItem,
    ExchangeKind,
    ExchangeState,
    Installation,
    SentAnswer,
    SentEntry,
    SentVoid,
    Subject,
)
from tracker.queries.exchange import find_installation

Sent = SentEntry | SentVoid | SentAnswer


def make_installation(session: Session) -> str:
    """The name of this installation in exchanged files; made where it has none. Of two who make one at the same moment,
    the second waits and takes the first one's."""
    uid = find_installation(session)
    if uid is None:
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        session.execute(insert(Installation).values(id=1, uid=str(uuid4())).on_conflict_do_nothing())
        uid = find_installation(session)
        assert uid is not None
    return uid


def leave(session: Session, recording: Recording, items: Sequence[ExchangeItem], *, note: str) -> None:
    """Take items out of the queue without taking them over. Refused where one was decided meanwhile."""
    _require_state(items, ExchangeState.OPEN)
    for item in items:
        _decide(recording, item, ExchangeState.LEFT, note)
        _keep_moved(session, recording, item, ExchangeState.OPEN, reason=note)
    session.flush()


def put_back(session: Session, recording: Recording, items: Sequence[ExchangeItem]) -> None:
    """Into the queue what was left; who left it and why stays in the history of its project. Refused where one was
    decided meanwhile."""
    _require_state(items, ExchangeState.LEFT)
    for item in items:
        item.state, item.note, item.decided_at, item.decided_by = ExchangeState.OPEN, None, None, None
        _keep_moved(session, recording, item, ExchangeState.LEFT)
    session.flush()


def find_chosen(session: Session, body_id: int, ids: Iterable[int]) -> list[ExchangeItem]:
    """The items of these ids, in the order in which they came."""
    query = select(ExchangeItem).where(ExchangeItem.body_id == body_id, col(ExchangeItem.id).in_(list(ids)))
    return list(session.exec(query.order_by(col(ExchangeItem.package_id), col(ExchangeItem.number))))


def to_sent(item: ExchangeItem) -> Sent:
    """What an item holds, as it came."""
    kinds: dict[ExchangeKind, type[Sent]] = {
        ExchangeKind.ENTRY: SentEntry,
        ExchangeKind.VOID: SentVoid,
        ExchangeKind.ANSWER: SentAnswer,
    }
    return kinds[item.kind].model_validate(item.values)


def _require_state(items: Sequence[ExchangeItem], state: ExchangeState) -> None:
    if not items:
        raise Refused(Problem("exchange_nothing_chosen"))
    if any(item.state is not state for item in items):
        raise Refused(Problem("exchange_decided"))


def _decide(recording: Recording, item: ExchangeItem, state: ExchangeState, note: str | None = None) -> None:
    item.state, item.note = state, note
    item.decided_at, item.decided_by = recording.at, recording.by


def _keep_moved(
    session: Session, recording: Recording, item: ExchangeItem, before: ExchangeState, *, reason: str | None = None
) -> None:
    """In the history of the project that it speaks of, whether there is one here or not."""
    was, now = ({f"sent_{item.kind.value}": state} for state in (before, item.state))
    keep_changed(session, keeper_of(recording), Subject.PROJECT, item.ref, before=was, after=now, reason=reason)
