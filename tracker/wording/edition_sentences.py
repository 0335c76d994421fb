"""The sentences of problems with editions and their sign-off, by code."""

from tracker.wording.marks import N_

SENTENCES: dict[str, str] = {
    "edition_without_reason": N_(
        "Say why a new edition of period {period} is made although its figures may be the same."
    ),
    "sign_off_not_asked": N_("Nobody was asked to approve edition {number}."),
    "sign_off_not_of_party": N_("{party} was not asked to approve edition {number}."),
    "sign_off_superseded": N_(
        "Edition {number} is superseded and cannot be answered any more; look at the current edition."
    ),
    "sign_off_complete": N_(
        "Edition {number} is approved by every party already; a correction is made in a new edition."
    ),
    "sign_off_given": N_("{party} has approved edition {number} already."),
    "sign_off_without_comment": N_("Say what is to be corrected."),
    "sign_off_too_early": N_("{day} is before {produced_on}, the day on which the edition was produced."),
    "sign_off_ahead": N_("{day} lies ahead; today is {today}."),
    "approval_differs": N_(
        "{body}, period {period}, edition {edition}: the answer of {party} is of other figures than the edition has."
    ),
    "approval_not_asked": N_("{body}, period {period}, edition {edition}: {party} answered without being asked."),
    "asked_differs": N_(
        "{body}, period {period}, edition {edition}: the parties asked for approval are not those in its figures."
    ),
}
