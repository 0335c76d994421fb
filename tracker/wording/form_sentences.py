"""Sentences of problems with what was typed into a form, by code."""

from tracker.wording.marks import N_

SENTENCES: dict[str, str] = {
    "field_needed": N_("Fill this in."),
    "field_too_long": N_("This is too long: at most {longest} characters."),
    "field_no_text": N_("This holds characters that cannot be kept; type it again."),
    "field_no_day": N_("‘{value}’ is not a day. Write year, month and day, such as 2026-11-01."),
    "field_no_number": N_("‘{value}’ is not a number from {least} to {most}."),
    "field_no_choice": N_("‘{value}’ is not one of the choices. Choose one that is offered."),
    "file_needed": N_("Choose a file."),
    "file_empty": N_("{name} is empty. Choose the file again."),
    "file_large": N_("{name} is too large: at most {most} MB are taken."),
    "file_type": N_("{name} is of no kind that is taken. Choose one of these: {known}."),
    "changed_meanwhile": N_("Somebody else changed this while you were typing. Nothing of yours was saved yet."),
}
