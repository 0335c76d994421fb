"""Links by which a user sets a password: each works once, and for a while. By mail, or handed over by hand."""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.actions.history import Keeper
from tracker.actions.mail import queue_mail
from tracker.actions.sign_ins import Browser, record_attempt, require_attempts_left
from tracker.actions.users import end_links, set_password
from tracker.domain.problems import Problem, Refused
from tracker.domain.recorders import to_recorder
from tracker.models import User, UserLink, UserLinkKind
from tracker.passwords import make_secret
from tracker.queries.user_links import count_links, find_link, lifetime_of
from tracker.queries.users import find_user
from tracker.wording import get_wording
from tracker.wording.marks import N_

#: From a secret to the address at which the password is set.
Address = Callable[[str], str]

#: So many mails with a link to set a new password go to one user within an hour; further ones are left out in silence.
MOST_RESETS, RESET_WINDOW = 3, timedelta(hours=1)

MAILS = {
    UserLinkKind.INVITATION: (
        N_("Your account at the Joint Committee Tracker"),
        N_(
            "Dear {name},\n\nAn account was made for you at the Joint Committee Tracker. Choose your password here:\n\n"
            "{address}\n\nThe link works once, until {until}. After that, ask the administrator for another one.\n"
        ),
    ),
    UserLinkKind.RESET: (
        N_("A new password for the Joint Committee Tracker"),
        N_(
            "Dear {name},\n\nSomebody, perhaps you, asked for a new password for your account at the Joint Committee"
            " Tracker. Choose it here:\n\n{address}\n\nThe link works once, until {until}. If it was not you, do"
            " nothing: your password stays as it is.\n"
        ),
    ),
}


def make_link(session: Session, user: User, kind: UserLinkKind, *, now: datetime) -> tuple[UserLink, str]:
    """A link with its secret, which is kept nowhere. Links made before are of no use any more."""
    end_links(session, user.id, now=now)
    secret, digest = make_secret()
    link = UserLink(user_id=user.id, kind=kind, digest=digest, made_at=now, expires_at=now + lifetime_of(kind))
    session.add(link)
    session.flush()
    return link, secret


def mail_link(session: Session, user: User, kind: UserLinkKind, *, now: datetime, address: Address) -> None:
    """Make a link and put it into the outbox, in the user's language."""
    link, secret = make_link(session, user, kind, now=now)
    wording = get_wording(user.language)
    subject, text = MAILS[kind]
    queue_mail(
        session,
        key=f"user-link:{link.id}",
        to_address=user.email,
        language=user.language,
        subject=wording.text(subject),
        text=wording.text(text, name=user.name, address=address(secret), until=wording.instant(link.expires_at, "UTC")),
        at=now,
    )


def ask_for_reset(session: Session, email: str, browser: Browser, *, now: datetime, address: Address) -> None:
    """Mail a link to whoever has the address; nothing where nobody has. Refused (`too_many_attempts`) alike either way.
    What was asked is recorded: commit it."""
    account = f"reset:{email.strip().casefold()}"
    require_attempts_left(session, account, browser, now=now)
    record_attempt(session, account, browser, now=now, succeeded=False)
    user = find_user(session, email)
    if user is None or user.removed_at is not None:
        return
    if count_links(session, user.id, UserLinkKind.RESET, since=now - RESET_WINDOW) < MOST_RESETS:
        kind = UserLinkKind.INVITATION if user.password_hash is None else UserLinkKind.RESET
        mail_link(session, user, kind, now=now, address=address)


def use_link(session: Session, secret: str, password: str, *, now: datetime) -> User:
    """Set the password of the link's user. Refused (`link_used`) where the link cannot be used any more, and for the
    password's problems."""
    found = find_link(session, secret, now=now)
    if found is None:
        raise Refused(Problem("link_used"))
    link, user = found
    used = sa.update(UserLink).where(col(UserLink.id) == link.id, col(UserLink.used_at).is_(None)).values(used_at=now)
    if session.execute(used).rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(Problem("link_used"))  # by whoever sent it at the same moment
    set_password(session, Keeper(to_recorder(user.id), now), user, password)
    return user
