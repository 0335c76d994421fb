"""The file by which two installations exchange entries and answers: JSON that people can read, too.

It is signed by nobody. Its digest, over the content in one agreed form, tells a file that is as it was made from one
that was changed or damaged on the way.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from tracker.domain.problems import Place, Problem, Refused
from tracker.models import PackageContent

FORMAT = "joint-committee-tracker exchange"
VERSION = 1
SUFFIX, MEDIA_TYPE = ".json", "application/json"

#: Where the file is chosen, for problems with it.
FIELD = "file"


@dataclass(frozen=True, slots=True)
class Package:
    """What a file holds, and the SHA-256 of its content."""

    content: PackageContent
    digest: str


def make_package(content: PackageContent) -> bytes:
    """The file. The same content gives the same bytes."""
    plain = content.model_dump(mode="json")
    file = {"format": FORMAT, "version": VERSION, "digest": _digest(plain), "content": plain}
    return (json.dumps(file, ensure_ascii=False, indent=1) + "\n").encode()


def read_package(name: str, content: bytes) -> Package:
    """What a file holds. Refused: `exchange_unreadable`, `exchange_format`, `exchange_version` (version, known),
    `exchange_changed`, `exchange_content` (where); each with its name."""
    file = _read_json(name, content)
    if not isinstance(file, dict) or file.get("format") != FORMAT or not isinstance(file.get("content"), dict):
        raise _refuse("exchange_format", name)
    if file.get("version") != VERSION:
        raise _refuse("exchange_version", name, version=str(file.get("version"))[:20], known=VERSION)
    digest = _digest(file["content"])
    if file.get("digest") != digest:
        raise _refuse("exchange_changed", name)
    try:
        return Package(PackageContent.model_validate(file["content"]), digest)
    except ValidationError as error:
        where = "/".join(str(part) for part in error.errors()[0]["loc"])
        raise _refuse("exchange_content", name, where=where) from None


def _read_json(name: str, content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _refuse("exchange_unreadable", name) from None


def _digest(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _refuse(code: str, name: str, **values: object) -> Refused:
    return Refused(Problem(code, {"name": name, **values}, Place(column=FIELD)))
