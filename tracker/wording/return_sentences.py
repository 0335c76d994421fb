"""Sentences of problems with what departments return, by code."""

from tracker.wording.marks import N_

SENTENCES: dict[str, str] = {
    "reported_ahead": N_("{ref}: {day} lies ahead. Write what has happened; planned days belong under ‘Next steps’."),
    "reported_order": N_(
        "{ref}: completed on {completed_on} is before started on {started_on}; change one of the days."
    ),
    "reported_contradicts": N_(
        "{ref}: the state ‘{stage}’ does not go with the days given; change the state, or the days."
    ),
    "reported_below": N_(
        "{ref}: the department says ‘{stage}’, but ‘{recorded}’ on {day} is recorded. Send it back and ask, or change the state here;"
        " a wrong entry is voided on the project’s page."
    ),
    "reported_needs_start": N_("{ref}: say on which day it started; the department gave no day."),
    "reported_needs_completion": N_("{ref}: say on which day it was completed; the department gave no day."),
    "return_encrypted": N_("The workbook is protected by a password. Save it without one and hand it in again."),
    "return_old_workbook": N_("This is a workbook of the old kind (.xls). Save it as .xlsx and hand it in again."),
    "return_no_workbook": N_("This is no workbook (.xlsx). Hand in the form as it was downloaded, filled in."),
    "return_too_large": N_(
        "The file is too large, packed or unpacked: at most {most} MB are read. Take pictures out of it."
    ),
    "return_no_form": N_(
        "No sheet has the headings of the form: the ref and at least one column to fill. Use the workbook made here."
    ),
    "return_too_many_rows": N_(
        "There are more than {limit} rows or too many columns. Hand in the form as it was made."
    ),
    "return_sheet_error": N_("The cell shows an error ({value}) instead of a value. Write the value itself."),
    "return_no_state": N_("‘{value}’ is none of the states. Choose one from the cell’s list."),
    "return_other_body": N_("The form was made for another body ({body}). Hand it in there."),
    "return_other_period": N_(
        "The form was made for period {made}; the current period is {period}. Send out a new one."
    ),
    "return_unknown_department": N_("No project of this period names the department ‘{department}’ any more."),
    "return_unmarked": N_(
        "The form’s marker is gone, and its refs are of no department of {party}. Use the workbook made here."
    ),
    "return_mixed": N_(
        "The form’s marker is gone, and its refs belong to several departments: {departments}. Split it."
    ),
    "return_unknown_ref": N_("There is no project ‘{ref}’ at this body. Correct the ref."),
    "return_ref_other_period": N_("{ref} is a project of another period. Take the row out."),
    "return_ref_other_department": N_("{ref} is no project of ‘{department}’. Take the row out."),
    "return_ref_twice": N_("{ref} stands in two rows. Keep one of them."),
    "return_row_without_ref": N_("The row says something, but has no ref. Write the project’s ref."),
    "return_same_file": N_("The same file was handed in on {day}. It was taken once, and nothing was added."),
    "return_states_nothing": N_("Every cell to fill is empty, so it states nothing and nothing was changed."),
    "return_link_over": N_("The link does not work any more. Nothing was kept; ask the secretariat for a new one."),
    "returns_none_chosen": N_("Choose at least one statement."),
    "returns_many_files": N_("At most {most} files are taken at once. Hand the others in afterwards."),
    "statement_decided": N_("{ref} was decided meanwhile: {decision} by {who}. Nothing of this click was done."),
    "statement_says_something": N_("{ref} says something new; accept it, change it or send it back."),
    "statement_twice": N_("Two of the chosen statements are of {ref}. Decide on one first."),
    "statement_missing": N_("A statement is not there any more. Look at the list again."),
    "send_back_without_note": N_("Say what the department should look at again."),
    "departments_none_chosen": N_("Choose at least one department."),
    "departments_without_contact": N_("Nobody is named for: {departments}. Name a contact, or hand it over yourself."),
    "not_found_statement": N_("There is no such statement."),
    "not_found_department": N_("There is no department ‘{name}’ with projects in this period."),
    "not_found_return_link": N_("There is no such link."),
    "period_not_begun": N_("No period has begun yet, so there is nothing to ask departments about."),
}
