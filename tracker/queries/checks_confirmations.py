"""That what is derived from the parties' answers is what the log and the answers make."""

from collections import defaultdict
from collections.abc import Iterator

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.domain.confirmations import Answer
from tracker.domain.problems import Problem
from tracker.domain.stages import NO_DAYS
from tracker.models import Body, ConfirmationRequest, Project
from tracker.queries.checked import Checked, Finding, What
from tracker.queries.confirmations import ProjectWords, find_words
from tracker.queries.entries import BATCH

Requests = dict[tuple[int, int], Answer | None]


def check_confirmations(session: Session) -> Iterator[Finding]:
    """That requests and confirmed days are those of the log and the answers; and that a body which does not ask for
    confirmation has neither."""
    number = 0
    for body in session.exec(select(Body).order_by(Body.code)):
        for ids in _project_batches(session, body.id):
            refs = dict(session.exec(select(Project.id, Project.ref).where(col(Project.id).in_(ids))).all())
            stored = _find_stored(session, ids)
            number += sum(map(len, stored.values()))
            for words in find_words(session, body.id, ids):
                about = {"body": body.code, "ref": refs[words.project_id]}
                yield from _check(words, stored.get(words.project_id, {}), about, asks=body.asks_confirmation)
    yield Checked(What.CONFIRMATIONS, number)


def _project_batches(session: Session, body_id: int) -> Iterator[list[int]]:
    last = 0
    while True:
        query = select(Project.id).where(Project.body_id == body_id, col(Project.id) > last)
        ids = list(session.exec(query.order_by(col(Project.id)).limit(BATCH)))
        if not ids:
            return
        yield ids
        last = ids[-1]


def _find_stored(session: Session, ids: list[int]) -> dict[int, Requests]:
    stored: dict[int, Requests] = defaultdict(dict)
    query = sa.select(
        col(ConfirmationRequest.project_id), col(ConfirmationRequest.entry_id), col(ConfirmationRequest.party_id),
        col(ConfirmationRequest.answer),
    )  # fmt: skip
    for project_id, entry, party, answer in session.execute(query.where(col(ConfirmationRequest.project_id).in_(ids))):
        stored[project_id][entry, party] = answer
    return stored


def _check(words: ProjectWords, stored: Requests, about: dict[str, str], *, asks: bool) -> Iterator[Problem]:
    if stored != (words.requests if asks else {}):
        yield Problem("requests_differ", about)
    days = words.days if asks else NO_DAYS
    for field in ("promoted_on", "implemented_on"):
        row, log = getattr(words.stored, field), getattr(days, field)
        if row != log:
            values = {"field": f"confirmed_{field}", "row": row or "-", "log": log or "-"}
            yield Problem("confirmed_day_differs", about | values)
