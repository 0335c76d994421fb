"""The languages that pages, reports and commands speak."""

from collections import Counter
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


def tell_language(text: str, languages: Iterable[str]) -> str:
    """The language that a text of one language is written in, by its letters: Korean, Japanese, else the first of the
    body's languages that is written so. Without letters, and for Latin ones that no language of the body has, English.
    """
    known = [*languages, "zh", DEFAULT]
    scripts = Counter(_script(letter) for letter in text)
    if scripts["hangul"] > scripts["han"] + scripts["latin"] / 3:
        return "ko"
    if scripts["kana"]:
        return "ja"
    if scripts["han"] > scripts["latin"] / 3:
        return next(tag for tag in known if tag.split("-")[0] in ("zh", "ja"))
    return next(tag for tag in known if tag.split("-")[0] not in ("ko", "zh", "ja"))


def _script(letter: str) -> str:
    if "가" <= letter <= "힣":
        return "hangul"
    if "ぁ" <= letter <= "ヿ":
        return "kana"
    if "一" <= letter <= "鿿":
        return "han"
    return "latin" if letter.isalpha() else ""
