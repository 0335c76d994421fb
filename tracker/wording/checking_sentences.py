"""Sentences of problems with checking reports and with links to editions, by code."""

from tracker.wording.marks import N_

SENTENCES: dict[str, str] = {
    "check_code_no_code": N_("A check code has twelve digits and letters from a to f, as in 3f2a 91c0 77de."),
}
