"""Whether the answers of parties are of the figures that their editions have, and of parties that were asked."""

import json
from collections.abc import Iterator

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.domain.problems import Problem
from tracker.models import Body, Edition, Party, Period, SignOff
from tracker.queries.checked import Checked, Finding, What

BATCH = 100


def check_sign_offs(session: Session) -> Iterator[Finding]:
    """That every answer is of its edition's digest, by a party that its frozen figures ask."""
    query = (
        sa.select(
            Body.code, col(Period.number).label("period"), Edition.number, col(Edition.digest).label("figures_digest"),
            Edition.asked, SignOff.digest, col(Party.code).label("party"),
        )  # type: ignore[call-overload]
        .select_from(SignOff)
        .join(Edition, col(Edition.id) == SignOff.edition_id)
        .join(Period, col(Period.id) == Edition.period_id)
        .join(Body, col(Body.id) == Edition.body_id)
        .join(Party, col(Party.id) == SignOff.party_id)
        .order_by(SignOff.id)
        .execution_options(yield_per=BATCH)
    )  # fmt: skip
    count = 0
    for row in session.execute(query):
        count += 1
        about = {"body": row.code, "period": row.period, "edition": row.number, "party": row.party}
        if row.digest != row.figures_digest:
            yield Problem("approval_differs", about)
        if row.party not in row.asked:
            yield Problem("approval_not_asked", about)
    yield from _check_asked(session)
    yield Checked(What.SIGN_OFFS, count)


def _check_asked(session: Session) -> Iterator[Problem]:
    """That the parties asked are those of the frozen figures."""
    query = (
        sa.select(Body.code, col(Period.number).label("period"), Edition.number, Edition.asked, Edition.figures)  # type: ignore[call-overload]
        .join(Body, col(Body.id) == Edition.body_id)
        .join(Period, col(Period.id) == Edition.period_id)
        .order_by(Edition.id)
        .execution_options(yield_per=BATCH)
    )
    for row in session.execute(query):
        try:
            frozen = json.loads(row.figures).get("asked", [])
        except ValueError:  # told by the digest already
            continue
        if frozen != row.asked:
            yield Problem("asked_differs", {"body": row.code, "period": row.period, "edition": row.number})
