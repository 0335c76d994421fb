"""Sentences of problems with answers to entries, and with confirmation sheets that come back, by code."""

from tracker.wording.marks import N_

SENTENCES: dict[str, str] = {
    "confirmation_not_asked": N_(
        "This body does not ask its parties for confirmation. An administrator can switch that on in its settings."
    ),
    "entry_unknown": N_("There is no entry {entry} at this body."),
    "entry_not_standing": N_("{ref}: the entry ‘{kind}’ was voided meanwhile; there is nothing to answer."),
    "party_not_asked": N_("{ref}: the entry ‘{kind}’ of {day} does not ask {party}."),
    "dispute_without_reason": N_("{ref}: say why {party} disputes ‘{kind}’ of {day}."),
    "confirmation_closed": N_(
        "{ref}: period {period} is closed, so the confirmation of ‘{kind}’ of {day} cannot be taken back."
        " Reopen the period first."
    ),
    "requests_differ": N_("{body} {ref}: the requests for confirmation are not those that its log and answers make."),
    "confirmed_day_differs": N_(
        "{body} {ref}: {field} is {row} on the project's row, but {log} by its log and the answers."
    ),
}
