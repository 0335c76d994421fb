"""Sentences of problems with mail, with whom departments are reached by, and with chasing; by code."""

from tracker.wording.marks import N_

SENTENCES: dict[str, str] = {
    "bad_smtp_url": N_("{name} is no address of a mail server; write smtp://user:password@host:port, or smtps://."),
    "bad_mail_from": N_("{name} is '{value}'; where mail is sent, it is the address that mail comes from."),
    "chase_no_mail_server": N_("No mail server is set up, so nothing can be sent. Ask whoever runs this service."),
    "field_no_time": N_("‘{value}’ is not a time of day. Write hours and minutes, such as 09:00."),
    "contact_kept": N_("{department} has a contact already. Change it instead."),
    "contact_not_yours": N_("The contacts of {party} are kept by its own secretariat."),
    "chase_nothing": N_("There is nothing to write to anybody now."),
    "hand_over_over": N_("This link no longer holds: it was used, it expired, or the contact has changed since."),
    "hand_over_same": N_("This is the address that the mail came to. Write your colleague’s."),
    "not_found_contact": N_("There is no contact ‘{name}’ at this body."),
    "not_found_mail": N_("There is no mail ‘{name}’."),
}
