"""Parts of an address: what cannot name anything is not found before the database is asked; which are secret."""

from flask import request
from werkzeug.routing import BaseConverter


class CodeConverter(BaseConverter):
    """A body's code."""

    regex = r"[a-z0-9-]{1,80}"


class NumberConverter(BaseConverter):
    """A period's or an edition's number."""

    regex = r"[1-9][0-9]{0,5}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class RefConverter(BaseConverter):
    """A project's ref: any text without control characters, slashes included."""

    part_isolating = False
    regex = r"[^\x00-\x1f\x7f]{1,80}"


class WordConverter(BaseConverter):
    """The code of a party or area: one word."""

    regex = r"[^/\x00-\x20\x7f]{1,40}"


class DigestConverter(BaseConverter):
    """The SHA-256 of a file."""

    regex = r"[0-9a-f]{64}"


CONVERTERS = {
    "code": CodeConverter,
    "number": NumberConverter,
    "ref": RefConverter,
    "word": WordConverter,
    "digest": DigestConverter,
}

#: The parts of an address that let in whoever knows them.
SECRETS = ("secret", "token")


def find_secret() -> str:
    """The secret in the address of the request at hand; empty where there is none."""
    values = request.view_args or {}
    return next((str(values[name]) for name in SECRETS if name in values), "")


def find_plain_path() -> str:
    """The path of the request at hand without the secret in it, for logs."""
    secret = find_secret()
    return request.path.replace(secret, "") if secret else request.path
