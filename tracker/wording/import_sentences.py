"""Sentences of problems with registers uploaded in the browser, by code."""

from tracker.wording.marks import N_

SENTENCES: dict[str, str] = {
    "other_body": N_("this is the register of {other}, and was uploaded for {body}; upload it on the page of {other}"),
    "body_there": N_("{body} is there already; upload its register on its own page"),
    "upload_moved": N_(
        "The preview that you saw no longer holds: it was made anew meanwhile. Nothing was imported. Look at it as it is now."
    ),
    "administered": N_(
        "only an administrator changes the body, its parties and areas; take this change out, or ask one to import it"
    ),
    "entry_of_another": N_(
        "{ref}: the day that is recorded is an entry of {party}, which only its own secretariat takes back; take this"
        " change out, or log an entry of your own"
    ),
    "upload_administered": N_("This changes the body, its parties or areas: only an administrator can import it."),
    "upload_answered": N_("This upload was answered meanwhile; how it stands is below."),
    "not_found_upload": N_("there is no upload {name}"),
}
