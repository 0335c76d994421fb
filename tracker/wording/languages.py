"""The languages that pages, reports and commands speak."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

#: Tag and own name, in the order in which a page offers them.
LANGUAGES: Mapping[str, str] = {"en": "English", "ko": "한국어", "zh": "中文", "ja": "日本語"}

DEFAULT = "en"


class Name(NamedTuple):
    """What something is called, and the language that is in."""

    text: str
    lang: str


def pick_name(texts: Mapping[str, str], *, lang: str, languages: Iterable[str]) -> Name:
    """The name in a language, else in the first of the body's languages that has one, else in any."""
    for tag in (lang, *languages, *sorted(texts)):
        if texts.get(tag):
            return Name(texts[tag], tag)
    return Name("", lang)


def find_language(wanted: Iterable[str]) -> str:
    """The first of the wanted tags (`zh-CN`, `ko-KR` ...) that is spoken here, else English."""
    for tag in wanted:
        base = tag.split("-")[0].lower()
        if base in LANGUAGES:
            return base
    return DEFAULT
