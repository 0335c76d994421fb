"""The tables of a public body's open data and what is said about them; figures once in all and once by each grouping.

Nothing personal is in any of them: no notes, no evidence, and nobody's name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.domain.bodies import BodyKind, PartyRole
from tracker.domain.fields import Field
from tracker.domain.following import LOGGABLE
from tracker.domain.roles import Visibility
from tracker.domain.stages import Condition, Horizon, Mode, Reason, RunBy, Stage
from tracker.domain.trends import By
from tracker.register.open_columns import Holds, OpenColumn, column, rate_columns
from tracker.wording.marks import N_


@dataclass(frozen=True, slots=True)
class OpenTable:
    """`about` says what a row is. `key`: the columns by which it is known; none where nothing tells two rows apart for
    certain. `refers`: columns whose values are of a column of another table. `by`: what figures are grouped by."""

    name: str
    title: str
    about: str
    columns: tuple[OpenColumn, ...]
    key: tuple[str, ...] = ()
    refers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    by: By | None = None

    @property
    def is_of_rates(self) -> bool:
        return self.name.startswith("rates")


NAME = column("name", Holds.TEXT, N_("The official name."), by_language=True)
REF = N_("The project’s reference, once in the whole body.")
PERIOD = N_("The number of the period at whose conference it was agreed.")

BODY = OpenTable(
    "body",
    N_("Body"),
    N_("One row: the body itself."),
    (
        column("code", Holds.CODE, N_("The code by which addresses name it.")),
        NAME,
        column("kind", Holds.CODE, N_("What kind of body it is."), choices=BodyKind),
        column("founded_on", Holds.DAY, N_("The day it was founded.")),
        column("time_zone", Holds.CODE, N_("The IANA time zone in which its days begin.")),
        column("languages", Holds.CODES, N_("Its languages; the first is authoritative.")),
        column("visibility", Holds.CODE, N_("Who may see it."), choices=Visibility),
        column("illustrative", Holds.YES_NO, N_("Whether its data are made up or reconstructed.")),
        column("asks_confirmation", Holds.YES_NO, N_("Whether the other parties are asked to confirm entries.")),
        column("asks_sign_off", Holds.YES_NO, N_("Whether the parties sign editions off.")),
        column(
            "criteria", Holds.TEXT, N_("Its own words for what counts as promoted and implemented."), by_language=True
        ),
        column("source", Holds.TEXT, N_("Where the data come from.")),
        column("licence", Holds.TEXT, N_("On what terms the data may be used."), by_language=True),
    ),
    key=("code",),
)

PARTIES = OpenTable(
    "parties",
    N_("Parties"),
    N_("One row for each stay of a party that had begun by the day asked for."),
    (
        column("code", Holds.CODE, N_("The party’s code.")),
        NAME,
        column("country", Holds.CODE, N_("The country’s code (ISO 3166-1).")),
        column("role", Holds.CODE, N_("Member or observer."), choices=PartyRole),
        column("joined_on", Holds.DAY, N_("The first day of the stay.")),
        column("left_on", Holds.DAY, N_("The last day of the stay; empty while it lasts.")),
    ),
    key=("code", "joined_on"),
)

AREAS = OpenTable(
    "areas",
    N_("Areas"),
    N_("One row for each field of cooperation that had been opened by the day asked for."),
    (
        column("code", Holds.CODE, N_("The area’s code.")),
        NAME,
        column("opened_on", Holds.DAY, N_("The first day on which it is open.")),
        column("closed_on", Holds.DAY, N_("The last day on which it is open; empty while it is.")),
    ),
    key=("code",),
)

PERIODS = OpenTable(
    "periods",
    N_("Periods"),
    N_("One row for each period whose conference was held by the day asked for."),
    (
        column("number", Holds.NUMBER, N_("The period’s number.")),
        column("conference_on", Holds.DAY, N_("The day of the conference that opens it.")),
        column("agreed_list_on", Holds.DAY, N_("The day of the agreed list, where it is not the conference’s.")),
        column("host", Holds.CODE, N_("The party that hosted the conference.")),
        column("starts_on", Holds.DAY, N_("Its first day.")),
        column("ends_on", Holds.DAY, N_("Its last day; empty until the next conference is known.")),
        column("next_conference_planned_on", Holds.DAY, N_("When the next conference is planned.")),
        column("closed_on", Holds.DAY, N_("The day on which it was closed; empty while it is open.")),
        column(
            "stages_published",
            Holds.YES_NO,
            N_("Whether what became of its projects was published; if not, it is unknown."),
        ),
        column("break_note", Holds.TEXT, N_("Why its figures stand on other ground than those before.")),
    ),
    key=("number",),
)

PROJECTS = OpenTable(
    "projects",
    N_("Projects"),
    N_("One row for each project that counts, in the order of the register. Stages that are not published are empty."),
    (
        column("period", Holds.NUMBER, PERIOD),
        column("ref", Holds.CODE, REF),
        column(
            "list",
            Holds.CODE,
            N_("agreed: on the agreed list, the whole of the rates; additional: agreed later, counted apart."),
        ),
        column("area", Holds.CODE, N_("The area’s code.")),
        column("title", Holds.TEXT, N_("The title."), by_language=True),
        column("mode", Holds.CODE, N_("Mutual, or one-sided with a lead party."), choices=Mode),
        column("lead", Holds.CODE, N_("The party that leads a one-sided project.")),
        column(
            "parties",
            Holds.CODES,
            N_("The parties named on it; if none are, its lead and those with a department, else all members."),
        ),
        column(
            "departments", Holds.TEXT, N_("The department of each party, as SEL: name; BJS: name."), by_language=True
        ),
        column("proposed_by", Holds.CODE, N_("The party that proposed it.")),
        column("run_by", Holds.CODE, N_("Who runs it."), choices=RunBy),
        column(
            "field",
            Holds.CODE,
            N_("The field of exchange, of the ten that governors’ associations use."),
            choices=Field,
        ),
        column("horizon", Holds.CODE, N_("Short, medium or long term."), choices=Horizon),
        column("continues", Holds.CODES, N_("The references of the earlier projects that it continues.")),
        column("agreed_on", Holds.DAY, N_("The day it was agreed.")),
        column("due_on", Holds.DAY, N_("The day by which it is to be done.")),
        column("promoted_on", Holds.DAY, N_("The day from which it counts as promoted, by the day asked for.")),
        column("implemented_on", Holds.DAY, N_("The day from which it counts as implemented, by the day asked for.")),
        column("confirmed_promoted_on", Holds.DAY, N_("The same by entries that every party concerned has confirmed.")),
        column(
            "confirmed_implemented_on", Holds.DAY, N_("The same by entries that every party concerned has confirmed.")
        ),
        column("stage", Holds.CODE, N_("The stage on the period’s measuring day."), choices=Stage),
        column("late_stage", Holds.CODE, N_("The stage reached only after the period’s last day."), choices=Stage),
        column(
            "condition", Holds.CODE, N_("Whether it is suspended or withdrawn on the measuring day."), choices=Condition
        ),
        column("reason", Holds.CODE, N_("Why it is suspended or withdrawn."), choices=Reason),
    ),
    key=("ref",),
    refers={"period": ("periods", "number"), "area": ("areas", "code")},
)

ENTRIES = OpenTable(
    "entries",
    N_("Status entries"),
    N_("One row for each entry that stands, in the order they were recorded; no notes, no evidence, nobody’s name."),
    (
        column("period", Holds.NUMBER, PERIOD),
        column("ref", Holds.CODE, REF),
        column("kind", Holds.CODE, N_("What happened."), choices=LOGGABLE),
        column("effective_on", Holds.DAY, N_("The day on which it took effect.")),
        column("reason", Holds.CODE, N_("Why it was suspended or withdrawn."), choices=Reason),
        column("party", Holds.CODE, N_("The party that it was recorded for; empty where for none.")),
        column("recorded_at", Holds.INSTANT, N_("When it was recorded.")),
    ),
    refers={"ref": ("projects", "ref")},
)

_RATES = rate_columns()
_ABOUT_RATES = N_("One row for each period: every count and every rate, as the pages show them.")
_ABOUT_GROUPS = N_("One row for each period and group, then one for the period’s total.")
RATES = OpenTable("rates", N_("Rates"), _ABOUT_RATES, _RATES, refers={"period": ("periods", "number")})
GROUPED = tuple(
    OpenTable(f"rates_by_{by}", N_("Rates by group"), _ABOUT_GROUPS, _RATES, RATES.key, RATES.refers, by) for by in By
)

TABLES = {one.name: one for one in (BODY, PARTIES, AREAS, PERIODS, PROJECTS, ENTRIES, RATES, *GROUPED)}
