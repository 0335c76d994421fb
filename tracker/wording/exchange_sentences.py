"""Sentences of problems with files exchanged between two installations, by code."""

from tracker.wording.marks import N_

SENTENCES: dict[str, str] = {
    "exchange_unreadable": N_(
        "{name} cannot be read: it is damaged, or no exchange file. Ask the other side to send it again."
    ),
    "exchange_format": N_(
        "{name} is no exchange file of this tracker. Choose the file that the other side saved on its page ‘Exchange’."
    ),
    "exchange_version": N_(
        "{name} is of form {version}; this service reads form {known}. Bring the older of the two services up to date."
    ),
    "exchange_changed": N_(
        "{name} was changed or damaged after it was made: its content does not fit its digest. Nothing was taken in; ask the other side to send it again."
    ),
    "exchange_content": N_("{name} cannot be read at ‘{where}’. Ask the other side to send it again."),
    "exchange_other_body": N_("{name} is of the body ‘{value}’, not of ‘{body}’. Take it in at its own body."),
    "exchange_own": N_("{name} was made by this service itself. Send it to the other side, and take in theirs."),
    "exchange_party_here": N_(
        "{party} has a secretariat at this service, which records and answers here by itself: {name} is not taken in."
    ),
    "exchange_own_party": N_(
        "{name} speaks for {party}, whose records are kept here. Only the other parties’ files can be taken in."
    ),
    "exchange_party": N_("{name} speaks for ‘{value}’, which is no party of this body. Its parties are: {known}."),
    "exchange_older": N_(
        "{name} is older than a file that came in from the same side already. Each file holds everything said so far, so it brings nothing."
    ),
    "exchange_unknown_ref": N_("{ref}: there is no project of this reference here. Add it to the list first."),
    "exchange_unknown_entry": N_("{ref}: the entry that this speaks of is not here."),
    "exchange_nothing_chosen": N_("Nothing was chosen that can be taken over or left. Tick at least one row."),
    "exchange_decided": N_("Somebody else decided one of these meanwhile. Look at the queue again."),
}
