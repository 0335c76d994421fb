"""Which table, column or choice is meant by what people write, in any language of the interface; and the way back.

Codes (`title_ko`, `one_sided`) mean the same everywhere and go before words. Of words, neither their case, blanks
and width nor a star behind them says anything.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cache

from babel import Locale

from tracker.register.layout import TABLES, Column, Table, find_column, language_tag
from tracker.register.nearest import nearest
from tracker.register.synonyms import CHOICE_SYNONYMS, NO_SYNONYMS, SYNONYMS
from tracker.register.words import CHOICE_WORDS, EXPLANATION, HEADINGS, LISTS, NO, TABLE_WORDS, YES, Words
from tracker.wording import get_wording
from tracker.wording.languages import LANGUAGES

_TAGS = tuple(LANGUAGES)
_IN_BRACKETS = re.compile(r"(.+?)\s*\((.+)\)")


def plain_word(text: str) -> str:
    """What a word is compared by."""
    return re.sub(r"[\s*]+", "", unicodedata.normalize("NFKC", text)).casefold()


def word_in(words: Words, lang: str) -> str:
    return words[_TAGS.index(lang)]


def sheet_name(table: Table, lang: str) -> str:
    return word_in(TABLE_WORDS[table.name], lang)


@cache
def find_table_named(name: str) -> Table | None:
    """The table that a sheet or file is called after."""
    named = TABLES.get(name.strip().lower())
    if named is not None:
        return named
    plain = plain_word(name)
    return next((t for t in TABLES.values() if plain in map(plain_word, TABLE_WORDS[t.name])), None)


def is_aside(name: str) -> bool:
    """Whether a sheet says nothing of a register: a template's explanation, and what its drop-downs choose from."""
    return plain_word(name) in {plain_word(one) for one in (*EXPLANATION, LISTS)}


def heading(table: Table, column: Column, lang: str, tag: str = "") -> str:
    """What a column is called; `tag`: its own language, where it comes once per language."""
    word = word_in(HEADINGS[table.name][column.name], lang)
    return f"{word} ({language_name(tag, lang)})" if tag else word


@cache
def language_name(tag: str, lang: str) -> str:
    """What a language is called in another; its tag where it has no name there."""
    locale = get_wording(lang).locale
    return str(
        locale.languages.get(tag.replace("-", "_")) or locale.languages.get(tag.split("-", maxsplit=1)[0]) or tag
    )


def find_tag(text: str) -> str | None:
    """The language that a tag, or its name in a language of the interface, stands for."""
    return language_tag(text) or _language_names().get(plain_word(text))


def resolve_header(table: Table, header: str, languages: Sequence[str] = ()) -> tuple[Column, str] | None:
    """As `find_column`, for headings in any language and common other words as well.

    A column that comes once per language may stand without it: it is then in the language of its heading, or in the
    first of `languages`, those of the body, where its heading is in none of them. Without `languages`, a heading that
    is a word of several languages (`名称`) is not known."""
    found = find_column(table, header)
    if found is not None:
        return found
    plain = plain_word(header)
    column = _headings(table.name).get(plain)
    if column is not None:
        tag = _guess_language(table, plain, languages) if column.plural else ""
        return None if tag is None else (column, tag)
    match = _IN_BRACKETS.fullmatch(unicodedata.normalize("NFKC", header).strip(" *"))
    column = _headings(table.name).get(plain_word(match[1])) if match else None
    if match is None or column is None or not column.plural:
        return None
    tag = find_tag(match[2].strip())
    return None if tag is None else (column, tag)


def _guess_language(table: Table, plain: str, languages: Sequence[str]) -> str | None:
    spoken = _word_languages(table.name)[plain]
    own = [tag for tag in languages if tag.split("-")[0] in spoken]
    if own or languages:
        return [*own, *languages][0]
    return spoken[0] if len(spoken) == 1 else None


def find_meant(table: Table, header: str) -> str | None:
    """The heading that was probably meant; None where none is close."""
    plain = plain_word(header)
    column = _headings(table.name).get(plain)
    if column is not None and column.plural:  # it lacks its language
        lang = _word_languages(table.name)[plain][0]
        return heading(table, column, lang, lang)
    close = nearest(header, [word for words in HEADINGS[table.name].values() for word in words[1:]])
    if close is None:
        return None
    column = _headings(table.name)[plain_word(close)]
    return find_meant(table, close) if column.plural else close


def call_column(table: Table, name: str, lang: str) -> str:
    """What a column is called in words, by its code: `title_ko`, `title_<lang>`, `mode`. Another text stays."""
    found = find_column(table, name)
    if found is not None:
        return heading(table, found[0], lang, found[1])
    column = next((one for one in table.columns if one.shown == name), None)
    return name if column is None else heading(table, column, lang)


def find_language(table: Table, header: Iterable[str]) -> str | None:
    """The language in which most of a file's headings are words; None where none is."""
    words = _word_languages(table.name)
    said = [
        lang
        for text in header
        if find_column(table, text) is None
        for lang in words.get(plain_word(re.sub(r"[(（].*", "", text)), ())
    ]
    return max(_TAGS, key=said.count) if said else None


@cache
def _headings(table: str) -> dict[str, Column]:
    """A table's columns by each of their headings."""
    columns = {column.name: column for column in TABLES[table].columns}
    found = {plain_word(word): columns[name] for name, words in HEADINGS[table].items() for word in words}
    for name, by_language in SYNONYMS.get(table, {}).items():
        for word in (word for words in by_language.values() for word in words):
            found.setdefault(plain_word(word), columns[name])
    return found


@cache
def _word_languages(table: str) -> dict[str, list[str]]:
    """The languages of which each heading is a word, in the order of the interface."""
    found: dict[str, list[str]] = {}
    for index, lang in enumerate(_TAGS):
        words = [
            *(words[index] for words in HEADINGS[table].values()),
            *(word for one in SYNONYMS.get(table, {}).values() for word in one.get(lang, ())),
        ]
        for word in dict.fromkeys(map(plain_word, words)):
            found.setdefault(word, []).append(lang)
    return found


@cache
def _language_names() -> dict[str, str]:
    """Tags by what their language is called in each language of the interface, and in itself."""
    names: dict[str, str] = {}
    for lang in _TAGS:
        for tag, name in get_wording(lang).locale.languages.items():
            known = language_tag(tag)
            if known is not None:
                names.setdefault(plain_word(name), known)
    own = {plain_word(name): tag for tag, name in LANGUAGES.items()}
    own |= {plain_word(Locale(tag).get_language_name(tag) or tag): tag for tag in _TAGS}
    return names | own


def choice_word(choice: StrEnum, lang: str) -> str:
    """What a choice is called in a language."""
    words = CHOICE_WORDS.get(choice)
    return get_wording(lang).term(choice) if words is None else word_in(words, lang)


def find_choice(choices: type[StrEnum], text: str) -> StrEnum | None:
    """The choice that a code, or a word in any language, stands for."""
    known = {choice.value: choice for choice in choices}
    return known.get(text) or _choices(choices).get(plain_word(text))


@cache
def _choices(choices: type[StrEnum]) -> dict[str, StrEnum]:
    return {
        plain_word(word): choice
        for choice in choices
        for word in (*(choice_word(choice, lang) for lang in _TAGS), *CHOICE_SYNONYMS.get(choice, ()))
    }


def find_yes_no(text: str) -> bool | None:
    plain = plain_word(text)
    if plain == "true" or plain in map(plain_word, YES):
        return True
    return False if plain == "false" or plain in map(plain_word, (*NO, *NO_SYNONYMS)) else None


def guess_table(header: list[str]) -> Table | None:
    """The table that a header is of: of those whose key it has, the one of which it has most columns."""
    found = {
        table.name: {column.field for text in header if (got := resolve_header(table, text)) for column in got[:1]}
        for table in TABLES.values()
    }
    fitting = [table for table in TABLES.values() if set(table.key) <= found[table.name]]
    return max(fitting, key=lambda table: len(found[table.name]), default=None)
