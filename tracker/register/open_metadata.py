"""What programs are told of a body's open tables: a description as CSV on the Web (W3C, tabular metadata), in every
language of the pages at once, so that its address says the same to everybody."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.register.open_columns import Holds, OpenColumn, Say, spell_out
from tracker.register.open_tables import RATES, TABLES, OpenTable
from tracker.wording import get_wording
from tracker.wording.languages import DEFAULT, LANGUAGES
from tracker.wording.licences import find_licence
from tracker.wording.marks import N_

CONTEXT = ("http://www.w3.org/ns/csvw", {"@language": DEFAULT})

Link = Callable[[str], str]

#: The file with the columns of the figures, beside the description.
RATES_SCHEMA = "rates_schema.json"

TITLE = N_("Open data: {body}")

_YES_NO = {"base": "boolean", "format": "yes|no"}


@dataclass(frozen=True, slots=True)
class Described:
    """The body whose tables are described: `names` and `licence` by language; `publishers`: its members; `tags`: the
    languages of its texts; `changed_at`: when anything was last recorded."""

    names: Mapping[str, str]
    publishers: Sequence[str]
    licence: Mapping[str, str]
    tags: Sequence[str]
    changed_at: str
    as_of: str


def make_metadata(body: Described, link: Link) -> dict[str, Any]:
    """`link`: the address of a file by its name, seen from where the description is."""
    return {
        "@context": list(CONTEXT),
        "@type": "TableGroup",
        "dc:title": _in_each(lambda say: say.text(TITLE, body=_call(body, say.lang))),
        "dc:publisher": list(body.publishers),
        "dc:modified": {"@value": body.changed_at, "@type": "xsd:dateTime"},
        "dc:valid": {"@value": body.as_of, "@type": "xsd:date"},
        "dc:source": {"@id": link("../data")},
        **_license(body.licence),
        "dialect": {"encoding": "utf-8", "header": True},
        "tables": [_describe(table, body.tags, link) for table in TABLES.values()],
    }


def make_rates_schema(body: Described, link: Link) -> dict[str, Any]:
    """The columns of the figures, which are the same by whatever they are grouped."""
    return {"@context": list(CONTEXT), "@type": "Schema", **_make_schema(RATES, body.tags, link)}


def _make_schema(table: OpenTable, tags: Sequence[str], link: Link) -> dict[str, Any]:
    schema: dict[str, Any] = {"columns": [_describe_column(one) for one in spell_out(table.columns, tags)]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.refers:
        schema["foreignKeys"] = [
            {"columnReference": name, "reference": {"resource": link(f"{other}.csv"), "columnReference": column}}
            for name, (other, column) in table.refers.items()
        ]
    return schema


def _describe(table: OpenTable, tags: Sequence[str], link: Link) -> dict[str, Any]:
    return {
        "url": link(f"{table.name}.csv"),
        "dc:title": _in_each(lambda say: say.text(table.title)),
        "dc:description": _in_each(lambda say: say.text(table.about)),
        "dc:hasFormat": {"@id": link(f"{table.name}.json")},
        "tableSchema": link(RATES_SCHEMA) if table.is_of_rates else _make_schema(table, tags, link),
    }


def _describe_column(one: OpenColumn) -> dict[str, Any]:
    described: dict[str, Any] = {"name": one.name, "titles": one.name, "datatype": _datatype(one)}
    if one.lang:
        described["lang"] = one.lang
    if one.holds is Holds.CODES:
        described["separator"] = ";"
    described["dc:description"] = _in_each(one.meaning)
    if one.holds.unit:
        described["schema:unitText"] = _in_each(lambda say: say.text(one.holds.unit))
    return described


def _datatype(one: OpenColumn) -> object:
    if one.holds is Holds.YES_NO:
        return _YES_NO
    if one.choices:
        return {"base": "string", "format": "|".join(one.choices)}
    return one.holds.datatype


def _in_each(say: Say) -> list[dict[str, str]]:
    """A text in every language of the pages."""
    return [{"@value": say(get_wording(tag)), "@language": tag} for tag in LANGUAGES]


def _call(body: Described, lang: str) -> str:
    return body.names.get(lang) or next(iter(body.names.values()))


def _license(texts: Mapping[str, str]) -> dict[str, Any]:
    """The address of a well-known licence, else the body's own terms; nothing where it gave none."""
    licence = find_licence(texts)
    if licence is not None:
        return {"dc:license": {"@id": licence.address}}
    own = [{"@value": text, "@language": tag} for tag, text in texts.items() if text]
    return {"dc:rights": own} if own else {}
