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
    "dispute_why": N_("Say why: the other side reads it."),
    "nothing_ticked": N_("Tick at least one entry."),
    "not_found_party": N_("There is no party ‘{name}’ at this body."),
    "not_found_sheet": N_("There is no returned sheet ‘{name}’ at this body."),
    "sheet_no_workbook": N_(
        "This is not an Excel workbook. Upload the confirmation sheet as it was filled in (.xlsx)."
    ),
    "sheet_foreign": N_(
        "This is not a confirmation sheet of the tracker, or its hidden parts are gone. Download a new one and fill it in."
    ),
    "sheet_other_body": N_("This confirmation sheet is of the body ‘{value}’, not of this one."),
    "sheet_other_party": N_("This confirmation sheet was made for {value}, not for {party}."),
    "sheet_no_entry": N_("‘{value}’ is not the number of an entry. Leave this column as it was."),
    "sheet_entry_twice": N_("Entry {entry} stands in row {other} already. Keep one of the two rows."),
    "sheet_no_answer": N_("‘{value}’ is not an answer. Use one of {known}, or leave the cell empty."),
    "sheet_no_reason": N_("The entry is disputed without a reason. Say why."),
    "sheet_entry_gone": N_(
        "Entry {entry} ({ref}) is not asked about any more: it was voided, or the parties concerned changed, since the"
        " sheet was made."
    ),
    "sheet_other_project": N_("Entry {entry} belongs to {other}, not to {ref}. Leave these columns as they were."),
    "sheet_rows_wrong": N_("Some rows cannot be taken over. Tick that they are left out, or upload the sheet again."),
    "sheet_not_drawn": N_("Making the PDF broke down, or took too long. Nothing was changed."),
    "sheet_says_nothing": N_("The sheet has no answer that is not recorded already."),
    "requests_differ": N_("{body} {ref}: the requests for confirmation are not those that its log and answers make."),
    "confirmed_day_differs": N_(
        "{body} {ref}: {field} is {row} on the project's row, but {log} by its log and the answers."
    ),
}
