"""Parts of an address: what cannot name anything is not found before the database is asked."""

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
