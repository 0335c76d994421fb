"""Forms for one row of a body's register: its settings, a party, a stay, an area. Fields are the register's columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tracker.domain.problems import Refused
from tracker.register.cells import show_value
from tracker.register.edits import read_fields
from tracker.register.layout import Column, Kind, Table
from tracker.register.merging import Row
from tracker.web.forms import Form
from tracker.web.places import Options, country_options, name_languages, time_zone_options
from tracker.web.versions import Field, call_day
from tracker.web.words import KINDS, PARTY_ROLES
from tracker.wording import Wording
from tracker.wording.history_words import FIELDS
from tracker.wording.languages import LANGUAGES
from tracker.wording.licences import find_licence_names
from tracker.wording.marks import N_

#: What helps to fill a field in, by its name.
HINTS = {
    "code": N_("Short, as it stands in addresses and references; it never changes."),
    "time_zone": N_("In it the body’s days begin and its times are shown."),
    "languages": N_(
        "With commas between them, the authoritative one first: Korean, Chinese. Codes such as ko, zh will do. "
        "Left empty, they are those of the names."
    ),
    "visibility": N_("Of a public body anyone sees rates, projects and final reports."),
    "illustrative": N_("Made-up or reconstructed data: everything made from it says so."),
    "asks_confirmation": N_("An entry by one party is claimed until every other party concerned has confirmed it."),
    "asks_sign_off": N_(
        "Editions of closed periods say that they await approval until an official of each member has signed off. It "
        "counts for editions made from then on: for one that is there already, make a new edition on the reports page."
    ),
    "criteria": N_(
        "The body’s own words for when a project counts as promoted and as implemented; printed in reports."
    ),
    "source": N_("Where the figures come from; it stands under charts."),
    "data_licence": N_(
        "On what terms anyone may use the open data of a public body. Choose a well-known licence, in one language, or "
        "write the terms in each. Left empty, the page says that no licence was given and whom to ask."
    ),
    "left_on": N_("The last day of the stay; empty while it lasts."),
    "closed_on": N_("The last day on which it was open; empty while it is."),
}

#: What is chosen from a list.
CHOSEN = frozenset({Kind.CHOICE, Kind.COUNTRY, Kind.TIME_ZONE})

#: Texts of several lines.
LONG = frozenset({"criteria", "source"})


@dataclass(frozen=True, slots=True)
class Input:
    """A field as the form shows it. `kind`: line, long, day, choice or tick; `lang`: of the text in it; `asks_one`: it
    is one of several, of which at least one must be filled in; `empty`: the word for choosing nothing, None where
    there is always a choice; `offers`: texts that a line offers, beside any other."""

    name: str
    label: str
    kind: str
    value: str
    hint: str
    options: Sequence[tuple[str, str]]
    required: bool
    lang: str
    asks_one: bool = False
    empty: str | None = None
    offers: Sequence[str] = ()


def find_languages(*texts: Mapping[str, str], first: Iterable[str] = ()) -> list[str]:
    """The tags that a form has fields for: the body's, those that pages speak, those that there are texts in."""
    return list(dict.fromkeys([*first, *LANGUAGES, *(tag for text in texts for tag in sorted(text))]))


def make_inputs(
    wording: Wording, table: Table, names: Iterable[str], values: Mapping[str, Any], languages: Sequence[str]
) -> list[Input]:
    """The fields of these names, with what is stored in them."""
    inputs = []
    for name in names:
        column = table.column_of(name)
        hint = wording.text(HINTS[name]) if name in HINTS else ""
        for tag in languages if column.plural else [""]:
            stored = (values.get(name) or {}).get(tag) if tag else values.get(name)
            inputs.append(
                Input(
                    name=f"{column.name}_{tag}" if tag else name,
                    label=_label(wording, name, tag),
                    kind=_kind(column, name),
                    value=_show(column, stored, wording.lang),
                    hint=hint if tag in ("", languages[0]) else "",
                    options=_options(wording, column, stored),
                    required=column.required and not tag,
                    lang=tag,
                    asks_one=column.required and bool(tag),
                    empty=wording.text(N_("choose")) if column.kind in CHOSEN and not stored else None,
                    offers=find_licence_names(tag) if name == "data_licence" else (),
                )
            )
    return inputs


def to_fields(wording: Wording, inputs: Iterable[Input]) -> list[Field]:
    """For telling whether somebody else changed what a form showed."""
    call = call_day(wording)
    return [
        Field(one.name, one.label, one.value, _words(wording, one), call if one.kind == "day" else str)
        for one in inputs
    ]


def _words(wording: Wording, one: Input) -> dict[str, str]:
    return dict(one.options) | ({"": wording.text(N_("no"))} if one.kind == "tick" else {})


def read_row(form: Form, table: Table, names: Sequence[str], languages: Sequence[str]) -> Row:
    """The values of a form. Refused for every one that a register would not take."""
    values, problems = read_fields(table, names, form.values.to_dict(), languages)
    if problems:
        raise Refused(*problems)
    return values


def _label(wording: Wording, name: str, tag: str) -> str:
    word = wording.text(FIELDS[name])
    if not tag:
        return word
    return wording.text(N_("{field} in {language}"), field=word, language=LANGUAGES.get(tag, tag))


def _kind(column: Column, name: str) -> str:
    if name in LONG:
        return "long"
    if column.kind in CHOSEN:
        return "choice"
    return {Kind.DAY: "day", Kind.YES_NO: "tick"}.get(column.kind, "line")


def _show(column: Column, value: Any, lang: str) -> str:
    if column.kind is Kind.LANGUAGES:
        return name_languages(value or (), lang)
    if column.kind is Kind.YES_NO:
        return "yes" if value else ""
    return str(show_value(column, value))


def _options(wording: Wording, column: Column, stored: Any) -> Options:
    """Value and word of each choice; what is stored is among them, also where it would not be offered otherwise."""
    if column.kind in (Kind.COUNTRY, Kind.TIME_ZONE):
        make = country_options if column.kind is Kind.COUNTRY else time_zone_options
        offered = make(wording.lang)
        return offered if not stored or stored in dict(offered) else [(stored, stored), *offered]
    if column.kind is Kind.YES_NO:
        return [("yes", wording.text(N_("yes")))]
    words: dict[StrEnum, str] = {**KINDS, **PARTY_ROLES}
    return [
        (choice.value, wording.text(words[choice]) if choice in words else wording.term(choice))
        for choice in column.choices or ()
    ]
