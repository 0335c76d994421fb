"""What the filters of a period's list offer, and what the list says of the rate it stands behind."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracker.domain.fields import Field
from tracker.domain.periods import PeriodFacts
from tracker.domain.rates import Rate, RateName
from tracker.domain.roles import Act
from tracker.domain.stages import Condition, Horizon, Mode, Reason, RunBy, Stage
from tracker.domain.tallies import RATES, STAGE_COUNTS
from tracker.domain.trends import By
from tracker.queries.grouping import NONE
from tracker.queries.projects import ProjectRow
from tracker.web.cells import WITHOUT
from tracker.web.filters import STAGE_FILTERS, Answers, Due, Filters, Listing, Side, filter_projects
from tracker.web.gates import AtBody
from tracker.web.query import BadQuery
from tracker.web.silence import CHOICES
from tracker.wording.languages import Name
from tracker.wording.marks import N_

#: The filters that are always in sight; the others open on demand, or where one of them is asked for.
FIRST_FILTERS = ("area", "stage", "mode")

UNKNOWN_STAGES = N_(
    "{name}: the stages of period {number} are not published, so its projects cannot be listed by them."
)

LISTINGS = {
    Listing.AGREED: N_("agreed list"),
    Listing.ADDITIONAL: N_("additional"),
    Listing.STRUCK: N_("struck"),
}


@dataclass(frozen=True, slots=True)
class Behind:
    """The projects behind a rate that are listed: `shown` of the rate's whole, on one side or both.
    `number`: the period that the rate is of, for renewal the one after the listed projects'."""

    term: str
    definition: str
    number: int
    side: Side | None
    shown: int
    rate: Rate


def require_filters(at: AtBody, filters: Filters, period: PeriodFacts) -> None:
    """BadQuery where stages are asked for that nobody published; Forbidden for what is shown only to those who hold a
    role."""
    if filters.answers:
        at.require(Act.SEE_HISTORY)
    if period.stages_published:
        return
    asked = [name for name in STAGE_FILTERS if name in filters.asked]
    if filters.counted in RATES and RATES[filters.counted][0] in STAGE_COUNTS:
        asked.append("counted")
    if asked:
        raise BadQuery(UNKNOWN_STAGES, name=asked[0], number=period.number)


def find_behind(
    at: AtBody,
    filters: Filters,
    period: PeriodFacts,
    rows: Sequence[ProjectRow],
    *,
    shown: int,
    following: int | None,
) -> Behind | None:
    """What the list says of the rate it stands behind: its counts within the other filters. `following`: the number
    of the period after this one, where there is one."""
    if filters.counted is None:
        return None
    wording = at.asking.wording
    whole = list(filter_projects(at.view, rows, replace(filters, side=None), period=period, as_of=at.as_of))
    part = list(filter_projects(at.view, whole, replace(filters, side=Side.PART), period=period, as_of=at.as_of))
    return Behind(
        term=wording.term(filters.counted),
        definition=wording.definition(filters.counted),
        number=following or period.number if filters.counted is RateName.RENEWAL else period.number,
        side=filters.side,
        shown=shown,
        rate=Rate(len(part), len(whole)),
    )


def make_choices(at: AtBody) -> list[tuple[str, str, list[tuple[str, Name]]]]:
    """Every filter with a list: its name in the address, its label, its values with their words."""
    wording = at.asking.wording

    def words(values: type[Stage | Mode | Condition | Reason | Horizon | RunBy | Field]) -> list[tuple[str, Name]]:
        return [(one.value, Name(wording.term(one), wording.lang)) for one in values]

    def say(message: str) -> Name:
        return Name(wording.text(message), wording.lang)

    months = [(str(n), Name(wording.plural("{number} month", "{number} months", n), wording.lang)) for n in CHOICES]
    parties = [(party.code, at.call(party.names)) for party in at.view.parties.values()]
    numbers = [period.number for period in at.view.facts.visible(at.as_of)]
    periods = [(str(n), Name(wording.text(N_("Period {number}"), number=n), wording.lang)) for n in numbers]
    asks = at.view.body.asks_confirmation and at.may(Act.SEE_HISTORY)
    return [
        ("area", wording.text(N_("Area")), [(a.code, at.call(a.names)) for a in at.view.areas.values()]),
        ("stage", wording.text(N_("Stage")), words(Stage)),
        ("mode", wording.text(N_("Mode")), words(Mode)),
        ("lead", wording.text(N_("Lead party")), parties),
        ("condition", wording.text(N_("Condition")), [*words(Condition), (NONE, say(N_("nothing said")))]),
        ("reason", wording.text(N_("Reason")), words(Reason)),
        ("horizon", wording.text(N_("Horizon")), [*words(Horizon), (NONE, say(N_("no horizon given")))]),
        ("field", wording.text(N_("Field of exchange")), [*words(Field), (NONE, say(WITHOUT[By.FIELD]))]),
        ("run_by", wording.text(N_("Run by")), [*words(RunBy), (NONE, say(WITHOUT[By.RUN_BY]))]),
        ("proposed_by", wording.text(N_("Proposed by")), [*parties, (NONE, say(WITHOUT[By.PROPOSED_BY]))]),
        ("partner", wording.text(N_("Partner")), parties),
        ("list", wording.text(N_("List")), [(key.value, say(word)) for key, word in LISTINGS.items()]),
        ("silent", wording.text(N_("No entry for")), months),
        ("due", wording.text(N_("Due date")), [(Due.OVERDUE.value, say(N_("overdue")))]),
        ("late", wording.text(N_("Reached late")), words(Stage)[1:]),
        ("continues", wording.text(N_("Continues a project of")), periods),
        ("continued_in", wording.text(N_("Continued in")), periods),
        *([("answers", wording.text(N_("Answers")), [(Answers.DISPUTED.value, say(N_("disputed")))])] if asks else []),
    ]
