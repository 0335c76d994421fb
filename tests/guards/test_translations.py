"""Every sentence is there in every language, with its values, and compiled."""

import ast
import re
import tomllib
from collections import Counter
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import tracker.wording
from tests.guards.places import ROOT
from tracker.wording import DOMAIN, TRANSLATIONS
from tracker.wording.languages import DEFAULT, LANGUAGES

OTHERS = sorted(set(LANGUAGES) - {DEFAULT})
KEYWORDS: dict[str, Any] = {**DEFAULT_KEYWORDS, "plural": (1, 2), "context": ((1, "c"), 2)}


@cache
def find_sentences() -> frozenset[tuple[str | None, str]]:
    """The context and the first form of everything that code and templates say."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    options = {mapping["pattern"]: {k: v for k, v in mapping.items() if "blocks" in k} for mapping in mappings}
    found = set()
    for package in ("tracker", "reports"):
        for _, _, message, _, context in extract_from_dir(
            ROOT / package, method_map=methods, options_map=options, keywords=KEYWORDS
        ):
            found.add((context, message if isinstance(message, str) else message[0]))
    return frozenset(found)


def read_catalogue(lang: str) -> Catalog:
    with (TRANSLATIONS / lang / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=lang)


def messages_of(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def translations_of(catalogue: Catalog) -> dict[tuple[str | None, str], list[str]]:
    """Every form of what is translated, by context and first form of the sentence."""
    forms = {
        (as_text(m.context), first(m.id)): [m.string] if isinstance(m.string, str) else [*m.string] for m in catalogue
    }
    return {key: texts for key, texts in forms.items() if key[1] and all(texts)}


def as_text(context: Any) -> str | None:
    """Babel reads contexts from compiled catalogues as bytes."""
    return context.decode() if isinstance(context, bytes) else context


def first(text: Any) -> str:
    return str(text if isinstance(text, str) else text[0])


def placeholders(text: Any) -> set[str]:
    forms = [text] if isinstance(text, str) else text
    return {name for form in forms for name in re.findall(r"\{(\w*)[^}]*\}", form)}


@pytest.mark.parametrize("lang", OTHERS)
def test_every_sentence_is_in_the_catalogue(lang: str) -> None:
    listed = {(message.context, first(message.id)) for message in messages_of(read_catalogue(lang))}
    assert sorted(text for _, text in find_sentences() - listed) == []
    assert sorted(text for _, text in listed - find_sentences()) == []


def test_both_forms_of_a_plural_stand_where_it_is_asked_for() -> None:
    """The catalogue's pairs are gathered from there: forms from elsewhere would be said in English."""
    found = []
    for path in [*(ROOT / "tracker").rglob("*.py"), *(ROOT / "reports").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            forms = node.args[:2]
            if called == "plural" and not all(isinstance(one, ast.Constant) for one in forms):
                found.append(f"{path.name}:{node.lineno}")
    assert found == []


@pytest.mark.parametrize("lang", OTHERS)
def test_every_sentence_is_translated(lang: str) -> None:
    messages = messages_of(read_catalogue(lang))
    forms = [(m.id, [m.string] if isinstance(m.string, str) else m.string, m.fuzzy) for m in messages]
    assert [text for text, translated, fuzzy in forms if fuzzy or not all(translated)] == []


@pytest.mark.parametrize("lang", OTHERS)
def test_translations_keep_the_values_of_the_sentence(lang: str) -> None:
    messages = messages_of(read_catalogue(lang))
    assert [m.id for m in messages if m.string and placeholders(m.id) != placeholders(m.string)] == []


@pytest.mark.parametrize("lang", OTHERS)
def test_what_is_compiled_is_what_is_written(lang: str) -> None:
    with (TRANSLATIONS / lang / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as file:
        compiled = read_mo(file)
    assert translations_of(compiled) == translations_of(read_catalogue(lang))


def test_catalogues_are_where_the_wheel_looks() -> None:
    assert sorted(path.name for path in TRANSLATIONS.iterdir() if path.is_dir()) == OTHERS


def test_every_code_of_a_problem_has_one_sentence() -> None:
    folder = Path(tracker.wording.__file__).parent
    found = [
        code
        for path in sorted(folder.glob("*sentences.py"))
        for code in import_module(f"tracker.wording.{path.stem}").SENTENCES
    ]
    assert sorted(code for code, number in Counter(found).items() if number > 1) == []
    assert set(found) == set(tracker.wording.SENTENCES)
