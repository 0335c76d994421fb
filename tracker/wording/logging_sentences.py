"""Sentences of problems with logging, evidence, redaction and editing a project, by code."""

from tracker.wording.marks import N_

SENTENCES: dict[str, str] = {
    "reached_already": N_(
        "{ref} stands as {kind} since {day} already. To change that day, void the entry on the project’s page."
    ),
    "list_is_draft": N_(
        "{ref}: the list of period {period} is a draft. Seal it with the signed minutes first; then log what happened."
    ),
    "no_project_ticked": N_("Tick the projects first."),
    "logged_since": N_(
        "{ref}: {who} logged ‘{kind}’ for {day} after you opened this page. It is shown now; log yours too if it"
        " still holds."
    ),
    "voided_since": N_(
        "{ref}: {who} voided an entry after you opened this page. The project is shown as it is now; log yours if it"
        " still holds."
    ),
    "after_implementation": N_(
        "{ref}: {kind} on {day} is after it was implemented on {implemented_on}; change the date, or void that entry."
    ),
    "after_withdrawal": N_(
        "{ref}: {kind} on {day} is after it was withdrawn on {withdrawn_on}; change the date, or void the withdrawal."
    ),
    "suspended_already": N_(
        "{ref} is suspended already, since {since}; log that it was resumed before suspending it again."
    ),
    "files_many": N_("At most {most} files can be handed in at once."),
    "nothing_to_redact": N_("There is no note to redact."),
    "redacted_already": N_("This was redacted already."),
    "redaction_without_reason": N_("Say why this is redacted."),
    "lead_needed": N_("A one-sided project has a lead party. Choose it."),
    "lead_not_needed": N_("A mutual project has no lead party. Choose none, or make it one-sided."),
    "not_found_entry": N_("There is no entry ‘{name}’."),
    "not_found_redactable": N_("There is nothing here to redact (‘{name}’)."),
    "not_found_document": N_("There is no file ‘{name}’ any more."),
}
