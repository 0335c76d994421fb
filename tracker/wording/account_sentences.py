"""Sentences of problems with accounts: signing in, passwords, users and their roles; by code."""

from tracker.wording.marks import N_

SENTENCES: dict[str, str] = {
    "sign_in_wrong": N_("The e-mail address or the password is wrong. Try again, or set a new password."),
    "too_many_attempts": N_("Too many attempts failed. Wait {minutes} minutes, then try again."),
    "password_short": N_("A password needs at least {least} characters. A few words in a row are easy to remember."),
    "password_long": N_("A password can have at most {most} characters."),
    "password_common": N_("This is one of the passwords that are tried first. Choose another."),
    "password_own": N_("A password must not be made of your name, your address or this service’s name."),
    "not_found_user": N_("There is no user '{name}'."),
}
