"""The sentences of problems that actions, commands and settings find, by code."""

from tracker.wording.marks import N_

SENTENCES: dict[str, str] = {
    "before_agreed": N_("{ref}: {kind} on {day} is before it was agreed on {agreed_on}; change one of the dates."),
    "implemented_before_promoted": N_(
        "{ref}: implemented on {day} is before it was promoted on {promoted_on};"
        " change the date, or log the earlier promotion."
    ),
    "resumed_before_suspended": N_(
        "{ref}: resumed on {day} without having been suspended before; log the suspension first."
    ),
    "future_day": N_("{ref}: {kind} on {day} lies ahead; today is {today}. Log what has happened."),
    "reason_missing": N_("{ref}: {kind} needs a reason."),
    "reason_unused": N_("{ref}: {kind} takes no reason; leave it empty."),
    "logged_already": N_("{ref}: {kind} on {day} is logged already."),
    "entry_needs_day": N_("{ref}: an entry needs the day it took effect."),
    "nothing_to_void": N_("{ref}: entry {entry} does not stand, so there is nothing to void."),
    "void_without_reason": N_("{ref}: say why the entry is voided."),
    "project_struck": N_("{ref} was struck from the agreed list; nothing can be logged for it."),
    "period_closed": N_(
        "Period {period} is closed: only what took effect after {ends_on} can be added. Reopen it to change anything else."
    ),
    "list_sealed": N_(
        "{ref}: the agreed list of period {period} is sealed; strike a project, or add one agreed later."
    ),
    "list_sealed_already": N_("The agreed list of period {period} is sealed already."),
    "list_not_sealed": N_(
        "{ref}: the agreed list of period {period} is a draft; delete the row instead of striking it."
    ),
    "project_has_entries": N_("{ref} has status entries and cannot be deleted."),
    "project_is_spoken_of": N_("{ref} has files, or a department has reported it, and cannot be deleted."),
    "struck_already": N_("{ref} is struck already."),
    "strike_without_reason": N_("{ref}: say why the project is struck."),
    "duplicate_ref": N_("{ref} is used already in this body; give the project another ref."),
    "unknown_area": N_("'{value}' is not an area of this body; use one of {known}."),
    "unknown_party": N_("'{value}' is not a party of this body; use one of {known}."),
    "continues_unknown": N_("{ref} continues '{value}', which is no project of this body."),
    "continues_not_earlier": N_("{ref} continues {value}, which is not of an earlier period."),
    "close_without_end": N_("Period {period} has no last day yet; set when it ends before closing it."),
    "close_before_end": N_("Period {period} ends on {ends_on}; it cannot be closed on {day}."),
    "close_ahead": N_("Period {period} cannot be closed on {day}: today is {today}."),
    "close_before_reopening": N_("Period {period} was reopened on {reopened_on}; it cannot be closed on {day} again."),
    "list_day_sealed": N_("The agreed list of period {period} is sealed; its day cannot change any more."),
    "agreed_outside": N_("{ref} was agreed on {day}, which is not in period {period}."),
    "area_closed": N_("{ref}: '{value}' was not an open area on {day}, the day it was agreed."),
    "party_absent": N_("{ref}: '{value}' was not a party of this body on {day}, the day it was agreed."),
    "project_is_continued": N_("{ref} is continued by a later project and cannot be deleted."),
    "period_not_closed": N_("Period {period} is not closed."),
    "reopen_without_reason": N_("Say why period {period} is reopened."),
    "no_output_folder": N_("{file} cannot be written: there is no folder {folder}. Nothing was issued."),
    "output_not_written": N_("{file} cannot be written ({reason}). The edition is kept; ask for it again."),
    "report_ahead": N_("A report as of {day} cannot be made: today is {today}."),
    "report_before_conference": N_(
        "Period {period} of {body} has no figures as of {day}: its conference is on {conference_on}."
    ),
    "file_not_made": N_("a {kind} is not made as {form}"),
    "report_file_lost": N_(
        "The {language} file of {edition} is gone, and this version would make another one; restore it from a backup."
    ),
    "missing_glyph": N_(
        "No installed font can draw '{character}' ({code_point} {name}); install a font that has it,"
        " such as those of the package {package}."
    ),
    "missing_font": N_("The font {family} is not installed; install the package {package}."),
    "unknown_language": N_("Reports are not written in '{language}'; use one of {known}."),
    "body_exists": N_("There is a body '{code}' already, founded just now; import again to add to it."),
    "unknown_setting": N_("{name} is not a setting of the tracker; see the README for those that are."),
    "bad_setting": N_("{name} is '{value}'; it takes a number of at least {least}."),
    "unsafe_secret": N_("{name} must be set to a secret of at least 32 characters when the database is PostgreSQL."),
    "not_found_body": N_("There is no body '{name}'."),
    "not_found_period": N_("There is no period '{name}'."),
    "not_found_project": N_("There is no project '{name}'."),
    "not_found_edition": N_("There is no edition '{name}'."),
}
