"""Passwords: how they are kept, and which may be chosen.

Kept by argon2id at OWASP's least cost (19 MiB, two passes). Chosen as NIST 800-63B asks: long enough, not among those
that everybody tries first, not made of the user's own name or the service's; any letters, no rules of composition.
"""

import re
import secrets
import string
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

#: Stretches of keys and letters that lie beside each other.
_ROWS = (
    "01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "qwertzuiop",
    "azertyuiop", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0",
    "!@#$%^&*()",
)  # fmt: skip

#: What stands before and behind a word without making it any harder to guess.
_AROUND = string.digits + string.punctuation + " "

#: Letters as signs.
_DISGUISES = str.maketrans("@4301!$57", "aaeoiisst")

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
    if _is_tried_first(folded):
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


def _is_tried_first(folded: str) -> bool:
    """Whether it is made of nothing but what everybody tries: well-known passwords and words, with digits and signs
    around them or for their letters; one block over and over; neighbours on a keyboard."""
    return (
        folded in _common()
        or len(set(folded)) < 5
        or any(folded == (folded[:size] * len(folded))[: len(folded)] for size in range(1, 9) if size < len(folded) / 2)
        or _is_made_of_runs(folded)
        or _is_made_of_words(folded)
    )


def _is_made_of_words(folded: str) -> bool:
    bare = folded.strip(_AROUND)
    said = (bare, bare.translate(_DISGUISES))
    return not bare or any(_common_words().fullmatch(text) is not None for text in said)


def _is_made_of_runs(folded: str) -> bool:
    """Whether it falls into stretches of at least three neighbours."""
    at = 0
    while at < len(folded):
        length = next((n for n in range(len(folded) - at, 2, -1) if _is_run(folded[at : at + n])), 0)
        if length == 0:
            return len(folded) - at < 3 and at > 0
        at += length
    return True


def _is_run(text: str) -> bool:
    return any(text in row or text in row[::-1] for row in _ROWS)


@cache
def _common_words() -> re.Pattern[str]:
    """One or more of the words, with digits and signs between them."""
    words = sorted((word for word in _common() if word.isalpha()), key=len, reverse=True)
    between = f"[{re.escape(_AROUND)}]*"
    return re.compile(f"(?:(?:{'|'.join(words)}){between})+")


@cache
def _common() -> frozenset[str]:
    text = files("tracker").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip())
