"""What the columns of the open tables are: name, kind, meaning. Names never change once they were published."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum, StrEnum

from tracker.domain.rates import RateName
from tracker.domain.tallies import COUNTS, RATES
from tracker.wording import Wording
from tracker.wording.marks import N_

Say = Callable[[Wording], str]


class Holds(Enum):
    """What a cell holds: the word for it, the datatype of CSV on the Web, the unit of a number."""

    TEXT = (N_("text"), "string", "")
    CODE = (N_("code"), "string", "")
    CODES = (N_("codes with ; between them"), "string", "")
    NUMBER = (N_("whole number"), "integer", "")
    COUNT = (N_("whole number"), "integer", N_("projects"))
    SHARE = (N_("decimal number"), "double", N_("share: 0.5 is 50 %"))
    POINTS = (N_("decimal number"), "double", N_("share: 0.05 is 5 percentage points"))
    DAY = (N_("day"), "date", "")
    INSTANT = (N_("instant in UTC"), "dateTime", "")
    YES_NO = (N_("yes or no"), "boolean", "")

    def __init__(self, word: str, datatype: str, unit: str) -> None:
        self.word, self.datatype, self.unit = word, datatype, unit


@dataclass(frozen=True, slots=True)
class OpenColumn:
    """`choices`: the codes that it may be. `comes_by_language`: once for each language, with its tag behind the name;
    `lang`: that of the text, once it does."""

    name: str
    holds: Holds
    meaning: Say
    choices: tuple[str, ...] = ()
    comes_by_language: bool = False
    lang: str = ""


def column(
    name: str, holds: Holds, meaning: str, *, choices: Iterable[StrEnum] = (), by_language: bool = False
) -> OpenColumn:
    """`meaning`: a key of the catalogue."""
    return OpenColumn(name, holds, lambda say: say.text(meaning), tuple(choices), by_language)


def spell_out(columns: Iterable[OpenColumn], tags: Iterable[str]) -> Iterator[OpenColumn]:
    """Each column as it stands in a file: those that come by language once for each tag."""
    spoken = list(tags)
    for one in columns:
        if one.comes_by_language:
            yield from (replace(one, name=f"{one.name}_{tag}", lang=tag) for tag in spoken)
        else:
            yield one


#: What each count of the figures is of.
COUNT_MEANINGS = {
    "agreed": N_("Projects on the agreed list; struck ones are not among them."),
    "additional": N_("Projects agreed after the list, counted apart."),
    "additional_promoted": N_("Of the additional projects, those promoted."),
    "additional_implemented": N_("Of the additional projects, those implemented."),
    "promoted": N_("Of the agreed list, those promoted by the measuring day; implemented ones are among them."),
    "implemented": N_("Of the agreed list, those implemented by the measuring day."),
    "late_promoted": N_("Of the agreed list, those promoted only after the period’s last day."),
    "late_implemented": N_("Of the agreed list, those implemented only after the period’s last day."),
    "suspended": N_("Of the agreed list, those suspended on the measuring day; they stay in every whole."),
    "withdrawn": N_("Of the agreed list, those withdrawn by the measuring day; they stay in every whole."),
    "mutual": N_("Mutual projects on the agreed list."),
    "mutual_promoted": N_("Of the mutual projects, those promoted."),
    "mutual_implemented": N_("Of the mutual projects, those implemented."),
    "one_sided": N_("One-sided projects on the agreed list."),
    "one_sided_promoted": N_("Of the one-sided projects, those promoted."),
    "continued": N_("Of the agreed list, those that continue a project of an earlier period."),
    "renewed": N_("Of the previous period’s agreed list, those that this period’s list continues."),
    "previous_agreed": N_("Projects on the previous period’s agreed list."),
    "due": N_("Of the agreed list, those due by the measuring day."),
    "due_implemented": N_("Of those due, the implemented ones."),
    "confirmed_promoted": N_("As promoted, by entries that every party concerned has confirmed."),
    "confirmed_implemented": N_("As implemented, by entries that every party concerned has confirmed."),
}


def rate_columns() -> tuple[OpenColumn, ...]:
    """The columns of the figures, in the order and with the names in which every face of them comes."""
    return (
        column("body", Holds.CODE, N_("The body’s code.")),
        column(
            "known_at", Holds.INSTANT, N_("What had been recorded by then; if none was asked for, the last change.")
        ),
        column("by", Holds.CODE, N_("What the projects are grouped by; empty where they are not.")),
        column("period", Holds.NUMBER, N_("The period’s number.")),
        column("group", Holds.CODE, N_("The group’s code; empty for the total of the period.")),
        column(
            "as_of", Holds.DAY, N_("The measuring day: the day asked for or the period’s last, whichever is earlier.")
        ),
        column("flags", Holds.CODES, N_("What is to be known of the figures: provisional, final, a break and so on.")),
        *(column(name, Holds.COUNT, COUNT_MEANINGS[name]) for name in COUNTS),
        *(_rate_column(name) for name in RateName),
        *(_change_column(name) for name in RateName),
        column(
            "changes_basis",
            Holds.CODE,
            N_("Whether changes compare last days, or the same number of days since the conference."),
        ),
        column("not_applicable", Holds.CODES, N_("The rates that this row cannot have.")),
    )


def _rate_column(name: RateName) -> OpenColumn:
    part, whole = RATES[name]
    return OpenColumn(f"rates.{name}", Holds.SHARE, lambda say: f"{say.definition(name)} = {part} / {whole}")


def _change_column(name: RateName) -> OpenColumn:
    meaning = N_("{rate}: by how much it is above the period before.")
    return OpenColumn(f"changes.{name}", Holds.POINTS, lambda say: say.text(meaning, rate=say.term(name)))
