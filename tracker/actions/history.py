"""Keeping what was changed: the before and after of everything that is not only ever added to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from tracker.actions.recording import Recording
from tracker.models import HistoryAct, HistoryEntry, Subject


@dataclass(frozen=True, slots=True)
class Keeper:
    """By whom and when something is changed; `body_id` None for what belongs to the whole service."""

    by: str
    at: datetime
    body_id: int | None = None


def keeper_of(recording: Recording) -> Keeper:
    return Keeper(recording.by, recording.at, recording.body_id)


def keep_added(session: Session, keeper: Keeper, subject: Subject, key: str, after: Mapping[str, Any]) -> None:
    _keep(session, keeper, subject, key, act=HistoryAct.ADDED, before={}, after=after)


def keep_changed(
    session: Session,
    keeper: Keeper,
    subject: Subject,
    key: str,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str | None = None,
) -> bool:
    """Whether anything differs; nothing is kept where nothing does. Either side may say more than the other."""
    names = [name for name in (before | after) if to_plain(before.get(name)) != to_plain(after.get(name))]  # type: ignore[operator]
    if not names:
        return False
    old, new = ({name: side.get(name) for name in names} for side in (before, after))
    _keep(session, keeper, subject, key, act=HistoryAct.CHANGED, before=old, after=new, reason=reason)
    return True


def keep_removed(
    session: Session,
    keeper: Keeper,
    subject: Subject,
    key: str,
    before: Mapping[str, Any],
    *,
    reason: str | None = None,
) -> None:
    _keep(session, keeper, subject, key, act=HistoryAct.REMOVED, before=before, after={}, reason=reason)


def to_plain(value: Any) -> Any:
    """A value as JSON has it: days and instants as ISO text, choices by their value."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_plain(one) for one in value]
    return value


def _keep(
    session: Session,
    keeper: Keeper,
    subject: Subject,
    key: str,
    *,
    act: HistoryAct,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str | None = None,
) -> None:
    session.add(
        HistoryEntry(
            body_id=keeper.body_id,
            subject=subject,
            key=key,
            act=act,
            before=to_plain(before),
            after=to_plain(after),
            reason=reason,
            recorded_at=keeper.at,
            recorded_by=keeper.by,
        )
    )
    session.flush()
