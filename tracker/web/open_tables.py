"""Open data: a page that says what they are, and an address for each table that stays what it is.

Tables and their description are read by programs: they say the same in every language, and come from a stored copy
wherever that still holds. Of a body that is its members' only they are for its members, as all its pages are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for

from tracker.db import reading
from tracker.domain.roles import Act, Visibility
from tracker.models import Body, PartyRole
from tracker.queries.bodies import find_bodies
from tracker.queries.document import to_instant_text
from tracker.queries.open_tables import ITERATORS, Moment, find_tags, get_rates_document, iterate_rates
from tracker.register.open_columns import OpenColumn, spell_out
from tracker.register.open_metadata import RATES_SCHEMA, Described, make_metadata, make_rates_schema
from tracker.register.open_tables import GROUPED, RATES, TABLES, OpenTable
from tracker.register.open_writing import write_document, write_open_csv, write_open_json
from tracker.web.access_log import log_request
from tracker.web.asking import Asking, current_asking
from tracker.web.exports.answering import MEDIA_TYPES, answer_file
from tracker.web.freshness import answer_if_changed
from tracker.web.gates import Afterwards, AtBody, allowed, anyone
from tracker.web.headings import make_heading, make_status_bar
from tracker.web.query import read_word
from tracker.web.service import current_service
from tracker.web.trend_views import find_views
from tracker.wording.languages import Name, pick_name, tell_language
from tracker.wording.licences import Terms, tell_terms
from tracker.wording.marks import N_

open_tables = Blueprint("open_tables", __name__)

CSV, JSON = "csv", "json"
#: What is behind the address of a CSV file that a spreadsheet is to open: the mark by which it knows UTF-8.
MARK, MARKED = "bom", "yes"
FORMS = {CSV: "CSV", JSON: "JSON"}
METADATA, SCHEMA = "metadata", RATES_SCHEMA.removesuffix(".json")
METADATA_TYPE = "application/csvm+json"

Write = Callable[[BinaryIO], None]


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column in words. `languages`: in which it comes, where it comes by language."""

    name: str
    meaning: str
    holds: str
    unit: str
    choices: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table in words; `files`: what it is grouped by ("" for not at all), with the address of each form."""

    name: str
    title: str
    about: str
    files: list[tuple[str, list[tuple[str, str]]]]
    columns: list[ShownColumn]


@dataclass(frozen=True, slots=True)
class Listed:
    """A public body in the catalogue."""

    code: str
    name: Name
    terms: Terms | None
    changed_at: datetime
    time_zone: str


@open_tables.get("/data")
@anyone
def show_catalogue() -> str:
    """Every public body with the last change of its data."""
    asking = current_asking()
    with reading(current_service().engine) as session:
        bodies = [body for body in find_bodies(session) if body.visibility is Visibility.PUBLIC]
        return render_template("open_catalogue.html", listed=[_list(asking, body) for body in bodies])


@open_tables.get("/bodies/<code:code>/data")
@allowed(Act.SEE_TRENDS)
def show_tables(at: AtBody) -> str:
    return render_template(
        "open_tables.html",
        at=at,
        heading=make_heading(at),
        bar=make_status_bar(at, None),
        views=find_views(at),
        terms=_tell_terms(at.asking, at.view.body),
        tables=[_show(at, table) for table in TABLES.values() if table not in GROUPED],
        metadata=_link(at, METADATA, JSON),
        example=current_service().settings.base_url + url_for(".show_table", code=at.code, table=RATES.name, kind=CSV),
        is_public=at.view.body.visibility is Visibility.PUBLIC,
        source=_name_source(at),
    )


def _name_source(at: AtBody) -> Name | None:
    text = at.view.body.source
    return Name(text, tell_language(text, at.view.body.languages)) if text else None


@open_tables.get(f"/bodies/<code:code>/data/<any({METADATA},{SCHEMA}):name>.{JSON}")
@allowed(Act.SEE_PROJECTS)
def show_metadata(at: AtBody, name: str) -> Response:
    """What is in which column of which table, for programs."""

    def write(stream: BinaryIO) -> None:
        body, query = _describe(at), _kept_query(at)
        make = make_metadata if name == METADATA else make_rates_schema
        write_document(make(body, lambda file: file + query), stream)

    return answer_if_changed(at, name, media_type=METADATA_TYPE, make=lambda: _answer(at, write, name=name, kind=JSON))


@open_tables.get(f"/bodies/<code:code>/data/<any({','.join(TABLES)}):table>.<any({CSV},{JSON}):kind>")
@allowed(Act.SEE_PROJECTS)
def show_table(at: AtBody, table: str, kind: str) -> Response | Afterwards:
    marked = kind == CSV and read_word(request.args, MARK, (MARKED,)) is not None
    write = _write(at, TABLES[table], kind=kind, marked=marked)
    what = f"{table}.{kind} {marked}"
    answer = answer_if_changed(
        at, what, media_type=MEDIA_TYPES[kind], make=lambda: _answer(at, write, name=table, kind=kind)
    )
    answer.headers["Link"] = f'<{_link(at, METADATA, JSON)}>; rel="describedby"; type="{METADATA_TYPE}"'
    if at.view.body.visibility is Visibility.PUBLIC:
        return answer
    return Afterwards(lambda: _log_and_give(answer))


def _log_and_give(answer: Response) -> Response:
    """What is not public is handed out with a line in the access log."""
    log_request(done=True)
    return answer


def _answer(at: AtBody, write: Write, *, name: str, kind: str) -> Response:
    answer = answer_file(write, kind, f"{at.code}-{name}.{kind}")
    if kind == JSON:
        answer.headers["Content-Disposition"] = answer.headers["Content-Disposition"].replace("attachment", "inline")
    return answer


def _write(at: AtBody, table: OpenTable, *, kind: str, marked: bool) -> Write:
    moment = Moment(at.session, at.view, at.as_of, at.asking.known_at)

    def write(stream: BinaryIO) -> None:
        if table.is_of_rates and kind == JSON:
            write_document(get_rates_document(moment, table.by), stream)
            return
        rows = iterate_rates(moment, table.by) if table.is_of_rates else ITERATORS[table.name](moment)
        if kind == JSON:
            write_open_json(_head(moment, table), rows, stream)
        else:
            names = [one.name for one in spell_out(table.columns, moment.tags)]
            write_open_csv(names, rows, stream, marked=marked)

    return write


def _head(at: Moment, table: OpenTable) -> dict[str, str]:
    known_at = to_instant_text(at.said_at)
    return {"body": at.view.body.code, "table": table.name, "as_of": at.as_of.isoformat(), "known_at": known_at}


def _describe(at: AtBody) -> Described:
    body = at.view.body
    members = [party for party, stay in at.view.members_on(at.as_of) if stay.role is PartyRole.MEMBER]
    return Described(
        names=body.names,
        publishers=[_call_first(party.names, body.languages) for party in members],
        licence=body.data_licence,
        tags=find_tags(body),
        changed_at=to_instant_text(body.last_recorded_at),
        as_of=at.as_of.isoformat(),
    )


def _call_first(texts: Mapping[str, str], languages: Sequence[str]) -> str:
    """A name in the body's first language, whatever that of the page."""
    return pick_name(texts, lang=languages[0], languages=languages).text


def _show(at: AtBody, table: OpenTable) -> ShownTable:
    say, shown = at.asking.wording.text, [table, *GROUPED] if table is RATES else [table]
    files = [
        (
            "" if one.by is None else at.asking.wording.term(one.by),
            _find_forms(at, one),
        )
        for one in shown
    ]
    columns = [_show_column(at, one) for one in table.columns]
    return ShownTable(table.name, say(table.title), say(table.about), files, columns)


def _find_forms(at: AtBody, table: OpenTable) -> list[tuple[str, str]]:
    """What each form is called, and its address."""
    marked = _link(at, table.name, CSV)
    marked += f"{'&' if '?' in marked else '?'}{MARK}={MARKED}"
    for_spreadsheets = (at.asking.wording.text(N_("CSV for spreadsheets")), marked)
    return [*((word, _link(at, table.name, kind)) for kind, word in FORMS.items()), for_spreadsheets]


def _show_column(at: AtBody, one: OpenColumn) -> ShownColumn:
    wording = at.asking.wording
    return ShownColumn(
        name=f"{one.name}_<lang>" if one.comes_by_language else one.name,
        meaning=one.meaning(wording),
        holds=wording.text(one.holds.word),
        unit=wording.text(one.holds.unit) if one.holds.unit else "",
        choices=one.choices,
        languages=tuple(find_tags(at.view.body)) if one.comes_by_language else (),
    )


def _link(at: AtBody, name: str, kind: str) -> str:
    """The address of a file, for the day and the instant that are asked for."""
    if name == METADATA:
        return url_for(".show_metadata", code=at.code, name=name) + _kept_query(at)
    return url_for(".show_table", code=at.code, table=name, kind=kind) + _kept_query(at)


def _kept_query(at: AtBody) -> str:
    kept = {name: value for name, value in at.asking.kept.items() if name in ("as_of", "known_at")}
    return f"?{urlencode(kept)}" if kept else ""


def _list(asking: Asking, body: Body) -> Listed:
    name = asking.wording.name(body.names, body.languages)
    return Listed(body.code, name, _tell_terms(asking, body), body.last_recorded_at, body.time_zone)


def _tell_terms(asking: Asking, body: Body) -> Terms | None:
    return tell_terms(body.data_licence, lang=asking.wording.lang, languages=body.languages)
