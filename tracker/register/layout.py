"""The five tables of a register and their columns, described as data."""

import re
from dataclasses import dataclass, replace
from enum import Enum, StrEnum, auto
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from tracker.domain.bodies import BodyKind, PartyRole
from tracker.domain.fields import Field
from tracker.domain.roles import Visibility
from tracker.domain.stages import Horizon, Mode, Reason, RunBy


class Kind(Enum):
    """What a cell of a column holds."""

    TEXT = auto()
    CODE = auto()  # a code or ref: one word, as it stands in addresses and lists
    NUMBER = auto()
    DAY = auto()
    YES_NO = auto()
    CHOICE = auto()
    CODES = auto()  # `SEL;BJS`
    LANGUAGES = auto()  # `ko;zh;en`
    DEPARTMENTS = auto()  # `SEL: name; BJS: name`
    COUNTRY = auto()
    TIME_ZONE = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """`plural`: the field that gathers its languages, for a column that comes once per language.
    `choices`: what a CHOICE may be. `fact`: a day that cannot lie ahead. `pattern`: what a CODE looks like.
    `taken`: codes that name something else where this one would stand."""

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    plural: str = ""
    choices: type[StrEnum] | None = None
    fact: bool = False
    pattern: str = ""
    taken: frozenset[str] = frozenset()
    longest: int = 32_767  # characters that a cell of a workbook can hold

    @property
    def field(self) -> str:
        return self.plural or self.name

    @property
    def shown(self) -> str:
        """The column as people write it: `title_<lang>` where it comes once per language."""
        return f"{self.name}_<lang>" if self.plural else self.name


@dataclass(frozen=True, slots=True)
class Table:
    """`key`: the fields by which a row is known again."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column_of(self, field: str) -> Column:
        return next(column for column in self.columns if column.field == field)

    def __reduce__(self) -> tuple[object, tuple[str]]:
        """What another process says of a table is said of this one."""
        return get_table, (self.name,)


#: One word: no separator of lists, nothing that an address would cut.
WORD = r"(?!\.{1,2}$)[^\s;；:：,/\\?#%\"'<>]+"
#: A ref may hold blanks and punctuation, but no separator and nothing that an address would cut.
REF = r"(?!\.{1,2}$)[^\s;；/\\?#%](?:[^\n\r\t;；/\\?#%]*[^\s;；/\\?#%])?"
BODY_CODE = r"[a-z0-9-]+"


def _code(name: str, *, required: bool = False, pattern: str = WORD, longest: int = 40) -> Column:
    return Column(name, Kind.CODE, required, pattern=pattern, longest=longest)


def _day(name: str, *, required: bool = False, fact: bool = False) -> Column:
    return Column(name, Kind.DAY, required, fact=fact)


def _choice(name: str, choices: type[StrEnum], *, required: bool = False) -> Column:
    return Column(name, Kind.CHOICE, required, choices=choices)


NAMES = Column("name", required=True, plural="names")

BODY = Table(
    "body",
    ("code",),
    (
        _code("code", required=True, pattern=BODY_CODE, longest=80),
        NAMES,
        _choice("kind", BodyKind, required=True),
        _day("founded_on", fact=True),
        Column("time_zone", Kind.TIME_ZONE, required=True),
        Column("languages", Kind.LANGUAGES),
        _choice("visibility", Visibility),
        Column("illustrative", Kind.YES_NO),
        Column("asks_confirmation", Kind.YES_NO),
        Column("asks_sign_off", Kind.YES_NO),
        Column("criteria", plural="criteria"),
        Column("source"),
        Column("licence", plural="data_licence"),
    ),
)

#: Figures by party put the projects without one into groups of these names.
GROUPS_WITHOUT = frozenset({Mode.MUTUAL.value, "none"})

PARTIES = Table(
    "parties",
    ("code", "joined_on"),
    (
        replace(_code("code", required=True), taken=GROUPS_WITHOUT),
        NAMES,
        Column("country", Kind.COUNTRY, required=True),
        _choice("role", PartyRole, required=True),
        _day("joined_on", required=True, fact=True),
        _day("left_on"),
    ),
)

AREAS = Table(
    "areas",
    ("code",),
    (_code("code", required=True), NAMES, _day("opened_on", required=True, fact=True), _day("closed_on")),
)

PERIODS = Table(
    "periods",
    ("number",),
    (
        Column("number", Kind.NUMBER, required=True),
        _day("conference_on", required=True, fact=True),
        _day("agreed_list_on", fact=True),
        _code("host"),
        _day("starts_on", fact=True),
        _day("ends_on"),
        _day("next_conference_planned_on"),
        _day("closed_on", fact=True),
        Column("stages_published", Kind.YES_NO),
        Column("break_note"),
        Column("note"),
    ),
)

PROJECTS = Table(
    "projects",
    ("ref",),
    (
        Column("period", Kind.NUMBER, required=True),
        _code("ref", required=True, pattern=REF, longest=80),
        _code("area", required=True),
        Column("title", required=True, plural="titles"),
        _choice("mode", Mode, required=True),
        _code("lead"),
        Column("parties", Kind.CODES, pattern=WORD),
        Column("departments", Kind.DEPARTMENTS, plural="departments", pattern=WORD),
        _code("proposed_by"),
        _choice("run_by", RunBy),
        _choice("field", Field),
        _choice("horizon", Horizon),
        Column("continues", Kind.CODES, pattern=REF),
        _day("agreed_on", fact=True),
        _day("due_on"),
        _day("promoted_on", fact=True),
        _day("implemented_on", fact=True),
        _day("suspended_on", fact=True),
        _day("resumed_on", fact=True),
        _day("withdrawn_on", fact=True),
        _choice("reason", Reason),
        Column("note"),
    ),
)

TABLES = {table.name: table for table in (BODY, PARTIES, AREAS, PERIODS, PROJECTS)}

_TAG = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|[0-9]{3}))?", re.IGNORECASE)


@cache
def language_tag(text: str) -> str | None:
    """The BCP 47 tag in its usual letters (`zh-Hant`); None where it names no language."""
    match = _TAG.fullmatch(text)
    if match is None:
        return None
    language, script, region = match.groups()
    if language.lower() not in Locale("en").languages:
        return None
    parts = (language.lower(), script and script.title(), region and region.upper())
    return "-".join(part for part in parts if part)


@cache
def language_of_country(text: str) -> str | None:
    """The language meant by who writes `name_jp` or `name_cn`: the one most spoken there."""
    spoken = get_global("territory_languages").get(text.upper(), {})
    if not spoken:
        return None
    most: str = max(spoken, key=lambda name: spoken[name]["population_percent"])
    try:
        return Locale.parse(most).language
    except (UnknownLocaleError, ValueError):
        return None


def find_column(table: Table, header: str) -> tuple[Column, str] | None:
    """The column that a header names, with its language ("" where it has none); None where it names none."""
    for column in table.columns:
        if not column.plural and header == column.name:
            return column, ""
        if column.plural and header.startswith(column.name + "_"):
            tag = language_tag(header[len(column.name) + 1 :])
            if tag is not None:
                return column, tag
    return None


def get_table(name: str) -> Table:
    return TABLES[name]
