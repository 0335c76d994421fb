"""What goes out with every list: of what it is, as of when and as known when, how filtered, what its words mean."""

from collections.abc import Sequence

from tracker.domain.periods import Flag
from tracker.domain.rates import RateName
from tracker.register.exports import Section
from tracker.web.gates import AtBody
from tracker.web.service import current_service
from tracker.wording.marks import N_

Lines = list[tuple[str, str]]

ABOUT = N_("About this list")


def describe(
    at: AtBody,
    title: str,
    *,
    address: str,
    facts: Sequence[tuple[str, str]] = (),
    filters: Sequence[tuple[str, str]] = (),
    flags: Sequence[Flag] = (),
    rates: Sequence[RateName] = (),
) -> list[Section]:
    """The sections of the second sheet. `address` is that of the page with the same list; `facts` what else is to be
    known of it; the flags and rates that it names are explained."""
    wording, body = at.asking.wording, at.view.body
    say = wording.text
    first: Lines = [
        (say(N_("Body")), f"{at.name.text} ({at.code})"),
        *facts,
        (say(N_("Status as of")), wording.day(at.as_of)),
        (say(N_("As known at")), wording.instant(at.asking.known_at or at.asking.now, body.time_zone)),
        (say(N_("Produced on")), wording.instant(at.asking.now, body.time_zone)),
        (say(N_("Page")), current_service().settings.base_url + address),
    ]
    if body.source:
        first.append((say(N_("Source")), body.source))
    sections = [
        Section(title, first),
        Section(say(N_("Filters")), list(filters) or [("", say(N_("none: everything")))]),
    ]
    criteria = wording.criteria(body.criteria, body.languages)
    sections.append(Section(say(N_("What counts as promoted and implemented")), [("", one.text) for one in criteria]))
    if rates:
        sections.append(Section(say(N_("Rates")), [(wording.term(one), wording.definition(one)) for one in rates]))
    explained = list(dict.fromkeys([Flag.ILLUSTRATIVE, *flags] if body.illustrative else flags))
    if explained:
        lines = [(wording.term(one), wording.flag_meaning(one)) for one in explained]
        sections.append(Section(say(N_("Flags")), lines))
    return sections
