"""Sentences of problems with mail, with whom departments are reached by, and with chasing; by code."""

from tracker.wording.marks import N_

SENTENCES: dict[str, str] = {
    "bad_smtp_url": N_("{name} is no address of a mail server; write smtp://user:password@host:port, or smtps://."),
    "bad_mail_from": N_("{name} is '{value}'; where mail is sent, it is the address that mail comes from."),
    "chase_no_mail_server": N_("No mail server is set up, so nothing can be sent. Ask whoever runs this service."),
    "field_no_time": N_("‘{value}’ is not a time of day. Write hours and minutes, such as 09:00."),
    "contact_kept": N_("{department} has a contact already. Change it instead."),
    "contact_not_yours": N_("The contacts of {party} are kept by its own secretariat."),
    "recipient_no_reader": N_("This user holds no role at this body. Choose another, or add the address."),
    "recipient_there": N_("{address} is among the recipients already."),
    "recipient_language": N_("This schedule does not produce reports in ‘{language}’."),
    "recipient_nobody": N_("Choose users, or write addresses."),
    "recipients_too_many": N_("At most {most} addresses at once."),
    "recipients_wrong": N_("Not one address each: {lines}. Write one a line."),
    "delivery_under_way": N_("This mail is on its way, or was sent."),
    "delivery_is_held": N_("It is held for sign-off: this edition is not approved, or a later one took its place."),
    "delivery_superseded": N_("A later edition took its place: this one is not sent any more."),
    "delivery_not_final": N_("Its figures are not final: nobody was asked to sign this edition off."),
    "delivery_no_right": N_("This user may not see the edition. Ask an administrator for a role at this body first."),
    "delivery_no_recipient": N_("They are no recipient of the schedule any more. Add them there first."),
    "delivery_written_anew": N_("This letter was written anew since, and goes out as the later one."),
    "not_found_calendar": N_("There is no calendar at this address. Make a new one on the page of your account."),
    "not_found_recipient": N_("There is no recipient ‘{name}’ at this schedule."),
    "not_found_delivery": N_("There is no delivery ‘{name}’ at this body."),
    "chase_nothing": N_("There is nothing to write to anybody now."),
    "hand_over_over": N_("This link no longer holds: it was used, it expired, or the contact has changed since."),
    "hand_over_same": N_("This is the address that the mail came to. Write your colleague’s."),
    "not_found_contact": N_("There is no contact ‘{name}’ at this body."),
    "not_found_mail": N_("There is no mail ‘{name}’."),
}
