"""Passwords: how they are kept, and which may be chosen.

Kept by argon2id at OWASP's least cost (19 MiB, two passes). Chosen as NIST 800-63B asks: long enough, not among those
that everybody tries first, not made of the user's own name or the service's; any letters, no rules of composition.
"""

import secrets
import unicodedata
from functools import cache
from hashlib import sha256
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tracker.domain.problems import Place, Problem

SHORTEST, LONGEST = 12, 200

#: Words that a password of this service must not be made of.
OURS = ("jointcommitteetracker", "joint committee tracker", "tracker")

_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)

#: Compared with where there is no such user, so that the answer takes as long.
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$328L9jPKiMJZszXMbqwBdQ$gHL4j+L/dqZWQ4HPPpty4UyUEe0oJLLk4NLett6yeWA"


def hash_password(password: str) -> str:
    return _HASHER.hash(_normal(password))


def is_right(password: str, password_hash: str | None) -> bool:
    """Whether it is the password. Takes as long where there is none to compare with, and is wrong then."""
    try:
        return _HASHER.verify(password_hash or NOBODY, _normal(password)) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def find_password_problems(password: str, *, email: str, name: str) -> list[Problem]:
    """Codes: `password_short` (least), `password_long` (most), `password_common`, `password_own`."""
    plain = _normal(password)
    folded, place = plain.casefold(), Place(column="password")
    if len(plain) < SHORTEST:
        return [Problem("password_short", {"least": SHORTEST}, place)]
    if len(plain) > LONGEST:
        return [Problem("password_long", {"most": LONGEST}, place)]
    if folded in _common() or len(set(folded)) < 4:
        return [Problem("password_common", {}, place)]
    own = {email.casefold(), email.casefold().partition("@")[0], name.casefold(), *OURS} - {""}
    if any(len(folded.replace(word, "")) < SHORTEST // 2 for word in own if word in folded):
        return [Problem("password_own", {}, place)]
    return []


def make_password() -> str:
    """One that nobody can guess and anybody can type."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))


def make_secret() -> tuple[str, str]:
    """A secret for a cookie or link, and the digest by which it is known again."""
    secret = secrets.token_urlsafe(32)
    return secret, digest_of(secret)


def digest_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


@cache
def _common() -> frozenset[str]:
    text = files("tracker").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip())
