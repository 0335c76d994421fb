"""Sentences of problems with the cycle of a period: opening, lists, the conference's plan, closing."""

from tracker.wording.marks import N_

SENTENCES: dict[str, str] = {
    # Opening a period, and its facts
    "open_number": N_("The next period is number {next}, not {value}. Another page may have opened it meanwhile."),
    "conference_ahead": N_(
        "{day} lies ahead; today is {today}. A period opens when its conference is held: until then, plan it."
    ),
    "conference_too_early": N_(
        "{day} is not after {conference_on}, when the conference of period {before} was held. Change the day."
    ),
    "conference_in_closed": N_(
        "Period {before} is closed and lasts until {ends_on}. Choose a later day, or reopen that period and change its end."
    ),
    "agreed_after_conference": N_(
        "In period {before}, projects were agreed on {day} or later: {refs}. Choose a later day, or change when they were agreed."
    ),
    "list_day_wrong": N_(
        "{day} cannot be the day of the agreed list: it must lie in the period, which begins on {conference_on}, and not ahead."
    ),
    "host_absent": N_("‘{value}’ was no party of this body on {day}. Choose a party that belonged to it then."),
    "ends_too_early": N_("{day} is before the conference on {conference_on}. Choose a later day."),
    "ends_too_late": N_("Period {number} starts on {starts_on}: this period has to end before that."),
    "agreed_after_end": N_("Projects were agreed after {day}: {refs}. Choose a later day."),
    # The conference's plan
    "plan_there": N_("A day is planned already: {day}. To move it, postpone the conference."),
    "plan_missing": N_("No day is planned, so there is nothing to move or cancel. Plan the conference first."),
    "plan_without_reason": N_("Say why: the reason stays in the history of the plan."),
    "plan_unmoved": N_(
        "{day} is the day that is planned already. Choose another, or leave it empty if it is not known."
    ),
    "plan_over": N_("Period {number} was opened on {day}: this conference has been held."),
    "plan_before_conference": N_(
        "{day} is not after the conference of period {number} on {conference_on}. Choose a later day."
    ),
    # The list
    "draft_sealed": N_(
        "The agreed list of period {period} is sealed. Strike what was recorded by mistake, or add what was agreed later."
    ),
    "ref_taken": N_("‘{value}’ is a project of this body already. Leave the reference empty to get the next free one."),
    "nothing_typed": N_("No row is filled in. Type a title in at least one row."),
    "pasted_nothing": N_("There is no row to save. Paste the heading and the rows below it."),
    "pasted_no_heading": N_(
        "The first row names no column. Begin with a row of headings, as in the example on this page."
    ),
    "other_period": N_("This row is of period ‘{value}’, but the list is that of period {period}. Leave the row out."),
    "agreed_with_list": N_(
        "{day} is not after the day of the agreed list, {list_on}. Only what was agreed after it is additional: change the day."
    ),
    # Carrying over
    "nothing_carried": N_("Nothing is carried over or dropped. Choose what becomes of at least one project."),
    "split_parts": N_("{ref}: a project is split into 2 to {most} parts."),
    "merge_unnamed": N_("{ref}: name the group with which it is merged, such as A; the others get the same name."),
    "merge_alone": N_("{ref}: nothing else is merged in group ‘{group}’. Give another project the same group."),
    "drop_without_reason": N_("{ref}: say why it is not continued; the reason stays in its history."),
    "dropped_and_continued": N_("{ref} is dropped and continued at once. Choose one of the two."),
}
