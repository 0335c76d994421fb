"""Taking away what is kept only for a while: the access log when it is old enough, tokens, mails, attempts,
dead links."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.actions.access_log import prune_access_log
from tracker.actions.mail import prune_mail
from tracker.actions.submissions import prune_submissions
from tracker.models import SignIn, SignInAttempt, UserLink

#: Attempts to sign in count for minutes; they are kept long enough to be looked into.
ATTEMPTS_KEPT = timedelta(days=30)

#: Links and sign-ins that ended.
ENDED_KEPT = timedelta(days=30)


def prune(session: Session, *, now: datetime, access_log_days: int, sign_in_hours: float) -> None:
    prune_access_log(session, now=now, days=access_log_days)
    prune_submissions(session, now=now)
    prune_mail(session, now=now)
    session.execute(sa.delete(SignInAttempt).where(col(SignInAttempt.at) < now - ATTEMPTS_KEPT))
    session.execute(sa.delete(UserLink).where(col(UserLink.expires_at) < now - ENDED_KEPT))
    oldest = now - timedelta(hours=sign_in_hours) - ENDED_KEPT
    session.execute(sa.delete(SignIn).where(col(SignIn.began_at) < oldest))
