"""Guessing what lets in whoever knows it, or tells them something: so many tries are borne from one network address."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.domain.problems import Problem, Refused
from tracker.models import SignInAttempt
from tracker.passwords import digest_of

#: Within which time they are counted.
WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Guesses:
    """Of one kind of secret. They lie among the attempts to sign in, and count there, too: `most` leaves some over."""

    kind: str
    most: int

    def require_left(self, session: Session, address: str, *, now: datetime) -> None:
        """Refused (`too_many_attempts`, minutes) where too many failed from an address."""
        failed = sa.select(sa.func.count()).where(
            col(SignInAttempt.account) == digest_of(self.kind),
            col(SignInAttempt.address) == address,
            col(SignInAttempt.at) > now - WINDOW,
        )
        if (session.scalar(failed) or 0) >= self.most:
            raise Refused(Problem("too_many_attempts", {"minutes": int(WINDOW.total_seconds() // 60)}))

    def keep(self, session: Session, address: str, *, now: datetime) -> None:
        """One failed."""
        session.add(SignInAttempt(account=digest_of(self.kind), address=address, at=now, succeeded=False))
        session.flush()


RETURN_LINKS = Guesses("return-link", 30)
EDITION_LINKS = Guesses("edition-link", 30)
CHECK_CODES = Guesses("check-code", 20)
