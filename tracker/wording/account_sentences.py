"""Sentences of problems with accounts: signing in, passwords, users and their roles; by code."""

from tracker.wording.marks import N_

SENTENCES: dict[str, str] = {
    "sign_in_wrong": N_("The e-mail address or the password is wrong. Try again, or set a new password."),
    "too_many_attempts": N_("Too many attempts failed. Wait {minutes} minutes, then try again."),
    "password_short": N_("A password needs at least {least} characters. A few words in a row are easy to remember."),
    "password_long": N_("A password can have at most {most} characters."),
    "password_common": N_("This is one of the passwords that are tried first. Choose another."),
    "password_own": N_("A password must not be made of your name, your address or this service’s name."),
    "passwords_differ": N_("This is not the password typed above. Type the same one twice."),
    "password_wrong": N_("This is not your present password."),
    "link_used": N_("This link was used already, or has expired. Ask for a new one."),
    "no_mail_server": N_("This service sends no mail. Ask its administrator for a link."),
    "not_an_address": N_("‘{value}’ is not an e-mail address. Write it as name@example.org."),
    "user_exists": N_("There is a user with the address {email} already."),
    "grant_without_body": N_("The role ‘{role}’ is held at a body. Choose the body."),
    "grant_without_party": N_("A secretary keeps the records of one party. Choose the party."),
    "grant_with_party": N_("The role ‘{role}’ is held for no party. Leave the party empty."),
    "grant_everywhere": N_("An administrator’s role is for the whole service. Leave body and party empty."),
    "grant_exists": N_("The user holds this role already."),
    "grant_included": N_("The user is an official for a party there already, which includes this role."),
    "last_administrator": N_("This is the only administrator. Make somebody else one first."),
    "row_there": N_("‘{value}’ is there already."),
    "span_reversed": N_("The last day, {end}, is before the first, {begin}."),
    "in_use": N_(
        "‘{value}’ is named by projects, periods or roles, so it cannot be removed. Set its last day instead."
    ),
    "not_found_area": N_("There is no area '{name}' at this body."),
    "not_found_stay": N_("There is no such stay of this party."),
    "not_found_sign_in": N_("This sign-in has ended already."),
    "not_found_grant": N_("This role was taken away already."),
    "not_found_user": N_("There is no user '{name}'."),
}
