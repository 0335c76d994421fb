"""The menu of a page that has lists to be saved as files: which ones, in which forms, with titles in which languages.

A page shows it by including `downloads.html`; what it offers there stands in OFFERS, by the page's endpoint.
"""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from tracker.domain.roles import Act
from tracker.web.exports.choosing import find_languages
from tracker.web.gates import AtBody
from tracker.wording.marks import N_

KINDS = {"csv": N_("CSV"), "xlsx": N_("Excel workbook"), "zip": N_("CSV files in a zip")}

#: What every list keeps of the page's address, and what a whole page's list does not.
MOMENTS = ("as_of", "known_at", "words")
NOT_KEPT = ("lang", "page", "row", "titles", "heads", "about")


@dataclass(frozen=True, slots=True)
class Offer:
    """A list that a page offers: by which endpoint, in which kinds of file. `hint` says what it is. `keeps`: the
    names that it takes over from the page's address, None for all of them. `of_period`: it takes the period that
    the page is of as a filter. `has_titles`: languages can be chosen. `is_described`: it comes with what its words
    mean, and its columns can be headed by codes."""

    label: str
    hint: str
    endpoint: str
    act: Act
    kinds: tuple[str, ...] = ("xlsx", "csv")
    keeps: tuple[str, ...] | None = MOMENTS
    of_period: bool = False
    has_titles: bool = False
    is_described: bool = True


PROJECTS = Offer(
    N_("Projects"),
    N_("The projects of this period as they are filtered and ordered here, all pages of them."),
    "exports.show_projects",
    Act.SEE_PROJECTS,
    keeps=None,
    has_titles=True,
)
RATES = Offer(
    N_("Rates"),
    N_("Every rate with its counts, by period and by the group chosen here."),
    "exports.show_rates",
    Act.SEE_TRENDS,
    keeps=(*MOMENTS, "by"),
)
PACE = Offer(
    N_("Pace"),
    N_("What every period had reached by each day of the tables, for the projects chosen here."),
    "exports.show_pace",
    Act.SEE_TRENDS,
    keeps=(*MOMENTS, "rate", "group"),
)
FLOW = (
    Offer(N_("Flow"), N_("How far the projects of each period came."), "exports.show_flow", Act.SEE_TRENDS),
    Offer(
        N_("Where projects stopped"),
        N_("By period, step, condition and reason."),
        "exports.show_ends",
        Act.SEE_TRENDS,
    ),
    Offer(
        N_("Carried over"),
        N_("From which period into which, with the number of projects on either side."),
        "exports.show_passages",
        Act.SEE_TRENDS,
    ),
    Offer(
        N_("Carried over twice or more"),
        N_("Each project with all that it goes back to."),
        "exports.show_chains",
        Act.SEE_TRENDS,
        has_titles=True,
    ),
)
STUCK = Offer(
    N_("Stuck projects"),
    N_("The projects of the list shown here, all pages of it, with why each is stuck."),
    "exports.show_stuck",
    Act.SEE_PROJECTS,
    keeps=None,
    has_titles=True,
)
STUCK_GROUPS = Offer(
    N_("By department and counterparts"),
    N_("How many stuck projects each department and each pair of counterparts has."),
    "exports.show_stuck_groups",
    Act.SEE_PROJECTS,
    keeps=(*MOMENTS, "period"),
)
CHANGED_FIGURES = Offer(
    N_("Figures before and after"),
    N_("Every rate and count of every period on both days, with the difference."),
    "exports.show_changed_figures",
    Act.SEE_PROJECTS,
    keeps=None,
)
CHANGED_PROJECTS = Offer(
    N_("What became of projects"),
    N_("Everything that happened to projects between the two days, of the kind shown here."),
    "exports.show_changed_projects",
    Act.SEE_PROJECTS,
    keeps=None,
    has_titles=True,
)
ENTRIES = Offer(
    N_("Log of status entries"),
    N_("Every entry of every project, also those taken back, with who recorded it and when."),
    "exports.show_entries",
    Act.SEE_HISTORY,
    has_titles=True,
)
PERIOD_ENTRIES = Offer(
    N_("Log of status entries"),
    N_("Every entry of this period’s projects, also those taken back, with who recorded it and when."),
    "exports.show_entries",
    Act.SEE_HISTORY,
    of_period=True,
    has_titles=True,
)
HISTORY = Offer(
    N_("History of changes"),
    N_("Everything that was changed here, of the kind chosen: who, when, what, before and after."),
    "exports.show_history",
    Act.SEE_HISTORY,
    keeps=(*MOMENTS, "kind"),
)
WAITING = Offer(
    N_("This list"),
    N_("The entries of the list shown here, all pages of it, with what was answered."),
    "exports.show_waiting",
    Act.SEE_HISTORY,
    keeps=None,
    has_titles=True,
)
REGISTER = Offer(
    N_("Register"),
    N_("All of this body in five tables, as it is now. It can be changed and imported again."),
    "exports.show_register",
    Act.SEE_HISTORY,
    kinds=("xlsx", "zip"),
    keeps=(),
    is_described=False,
)

OFFERS: dict[str, tuple[Offer, ...]] = {
    "bodies.show_body": (RATES, ENTRIES, REGISTER),
    "pace.show_pace": (PACE,),
    "flow.show_flow": FLOW,
    "bodies.show_stuck": (STUCK, STUCK_GROUPS),
    "bodies.show_changes": (CHANGED_FIGURES, CHANGED_PROJECTS),
    "periods.show_period": (PROJECTS, PERIOD_ENTRIES),
    "history.show_history": (HISTORY,),
    "confirmations.show_waiting": (WAITING,),
}


@dataclass(frozen=True, slots=True)
class Download:
    """An offer in words. `forms`: the word and address of each kind of file; `kept`: what goes with any of them.
    `about`: the address of what is said about a CSV file; None where nothing is."""

    id: str
    label: str
    hint: str
    forms: list[tuple[str, str]]
    kept: list[tuple[str, str]]
    languages: list[tuple[str, str, bool]]
    about: str | None


def find_downloads(at: AtBody) -> list[Download]:
    """What the page at hand offers to its visitor."""
    return [_make(at, offer) for offer in OFFERS.get(request.endpoint or "", ()) if at.may(offer.act)]


def _make(at: AtBody, offer: Offer) -> Download:
    say = at.asking.wording.text
    addresses = {kind: url_for(offer.endpoint, kind=kind, **_path_of(offer)) for kind in offer.kinds}
    return Download(
        id=offer.endpoint.rsplit("_", 1)[-1],
        label=say(offer.label),
        hint=say(offer.hint),
        forms=[(say(KINDS[kind]), address) for kind, address in addresses.items()],
        kept=_find_kept(offer),
        languages=find_languages(at) if offer.has_titles else [],
        about=addresses["csv"] if offer.is_described else None,
    )


def _path_of(offer: Offer) -> dict[str, Any]:
    """The values of the page's path that the list's path has too."""
    names = {name for rule in current_app.url_map.iter_rules(offer.endpoint) for name in rule.arguments}
    return {name: value for name, value in (request.view_args or {}).items() if name in names}


def _find_kept(offer: Offer) -> list[tuple[str, str]]:
    kept = [
        (name, value)
        for name, value in request.args.items()
        if name not in NOT_KEPT and (offer.keeps is None or name in offer.keeps)
    ]
    if offer.of_period:
        kept.append(("period", str((request.view_args or {})["number"])))
    return kept
