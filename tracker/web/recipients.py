"""Whom a schedule's editions are sent to: added by name or pasted, changed, removed."""

from email.utils import parseaddr

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue

from tracker.actions.recipients import (
    Addressee,
    Wish,
    add_recipients,
    change_recipient,
    choose_language,
    remove_recipient,
)
from tracker.domain.editions import FileKind
from tracker.domain.mail_servers import LONGEST_ADDRESS, is_mail_address
from tracker.domain.problems import NotFound
from tracker.domain.roles import Act
from tracker.models import Schedule, Subject
from tracker.queries.deliveries import find_readers, find_recipients, get_recipient
from tracker.queries.outbox import find_refused
from tracker.queries.schedules import get_schedule
from tracker.web.changes import find_changes
from tracker.web.changing import changing
from tracker.web.contacts import read_address
from tracker.web.forms import Reader, to_id
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading
from tracker.web.service import current_service
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

recipients = Blueprint("recipients", __name__)

KINDS = {FileKind.REPORT: N_("whole report"), FileKind.SUMMARY: N_("one-page summary")}

#: How many addresses are pasted at the most at once.
MOST_PASTED = 200

PAGE = "/bodies/<code:code>/schedules/<number:schedule_id>/recipients"


@recipients.get(PAGE)
@allowed(Act.MANAGE_REPORTS, logged=True)
def show_recipients(at: AtBody, schedule_id: int) -> str:
    return _page(at, schedule_id)


@recipients.post(PAGE)
@changing(Act.MANAGE_REPORTS, again=show_recipients)
def add(at: AtBody, schedule_id: int) -> ResponseReturnValue:
    schedule = get_schedule(at.session, at.view.id, schedule_id)
    reader = Reader(at.form)
    wish = _read_wish(reader, schedule, is_new=True)
    addressees = [Addressee(user_id=to_id(one)) for one in reader.words("users", _known_users(at))]
    addressees += _read_pasted(reader)
    if not addressees and not reader.problems:
        reader.refuse("pasted", "recipient_nobody")
    reader.finish()
    added = add_recipients(at.session, at.recording, schedule, addressees, wish)
    said = at.asking.wording.plural("{number} recipient was added.", "{number} recipients were added.", added)
    flash(said if added else at.asking.wording.text(N_("They were all among the recipients already.")))
    return at.asking.link("recipients.show_recipients", code=at.code, schedule_id=schedule_id)


@recipients.get(f"{PAGE}/<number:recipient_id>")
@allowed(Act.MANAGE_REPORTS, logged=True)
def show_recipient(at: AtBody, schedule_id: int, recipient_id: int) -> str:
    schedule = get_schedule(at.session, at.view.id, schedule_id)
    found = next(
        (one for one in find_recipients(at.session, at.view.body, schedule.id) if one.id == recipient_id), None
    )
    if found is None:
        raise NotFound("recipient", str(recipient_id))
    return render_template(
        "recipient.html",
        at=at,
        heading=make_heading(at),
        form=at.form,
        schedule_id=schedule_id,
        recipient=found,
        produced=_produced(schedule),
        kinds=_kinds(at),
    )


@recipients.post(f"{PAGE}/<number:recipient_id>")
@changing(Act.MANAGE_REPORTS, again=show_recipient)
def change(at: AtBody, schedule_id: int, recipient_id: int) -> ResponseReturnValue:
    schedule = get_schedule(at.session, at.view.id, schedule_id)
    recipient = get_recipient(at.session, schedule, recipient_id)
    reader = Reader(at.form)
    wish, addressee = _read_wish(reader, schedule), Addressee(user_id=recipient.user_id)
    if recipient.user_id is None:
        addressee = Addressee(email=read_address(reader, "email"), name=reader.line("name", longest=200) or "")
    reader.finish()
    changed = change_recipient(at.session, at.recording, recipient, wish=wish, addressee=addressee)
    flash(at.asking.wording.text(N_("Saved.") if changed else N_("Nothing was changed.")))
    return at.asking.link("recipients.show_recipients", code=at.code, schedule_id=schedule_id)


@recipients.post(f"{PAGE}/<number:recipient_id>/remove")
@changing(Act.MANAGE_REPORTS, again=show_recipient)
def remove(at: AtBody, schedule_id: int, recipient_id: int) -> ResponseReturnValue:
    schedule = get_schedule(at.session, at.view.id, schedule_id)
    remove_recipient(at.session, at.recording, get_recipient(at.session, schedule, recipient_id))
    flash(at.asking.wording.text(N_("The recipient was removed.")))
    return at.asking.link("recipients.show_recipients", code=at.code, schedule_id=schedule_id)


def _page(at: AtBody, schedule_id: int) -> str:
    schedule = get_schedule(at.session, at.view.id, schedule_id)
    found = find_recipients(at.session, at.view.body, schedule.id)
    present = {one.user_id for one in found}
    otherwise = choose_language(None, schedule.languages, at.view.body.languages)
    return render_template(
        "recipients.html",
        at=at,
        heading=make_heading(at),
        form=at.form,
        schedule=schedule,
        recipients=found,
        refused=find_refused(at.session, at.view.id),
        users=[one for one in find_readers(at.session, at.view.id) if one.id not in present],
        produced=_produced(schedule),
        otherwise=LANGUAGES.get(otherwise, otherwise),
        kinds=_kinds(at),
        has_server=current_service().settings.mail_server is not None,
        changes=find_changes(at, Subject.RECIPIENT, str(schedule.id)),
        ticked=at.form.all("users", request.args.getlist("users")),
    )


def _known_users(at: AtBody) -> list[str]:
    return [str(one.id) for one in find_readers(at.session, at.view.id)]


def _produced(schedule: Schedule) -> list[tuple[str, str]]:
    """The languages that the schedule produces, with their own names."""
    return [(tag, LANGUAGES.get(tag, tag)) for tag in schedule.languages]


def _kinds(at: AtBody) -> list[tuple[str, str]]:
    return [(kind.value, at.asking.wording.text(word)) for kind, word in KINDS.items()]


def _read_wish(reader: Reader, schedule: Schedule, *, is_new: bool = False) -> Wish:
    language = reader.word("language", schedule.languages, required=not is_new)
    return Wish(language, reader.choice("kind", FileKind, required=True) or FileKind.REPORT)


def _read_pasted(reader: Reader) -> list[Addressee]:
    """One a line, or apart by semicolons: an address, or a name and an address as mail programs write them."""
    text = reader.text("pasted") or ""
    lines = [line.strip().strip(",") for line in text.replace(";", "\n").splitlines() if line.strip().strip(",")]
    if len(lines) > MOST_PASTED:
        reader.refuse("pasted", "recipients_too_many", most=MOST_PASTED)
        return []
    found = [(line, read_addressee(line)) for line in lines]
    wrong = [line for line, one in found if one is None]
    if wrong:
        reader.refuse("pasted", "recipients_wrong", lines=wrong[:5])
    return [one for _, one in found if one is not None]


def read_addressee(line: str) -> Addressee | None:
    """`Kim Young-hee <kim@city.example>`, `Kim Young-hee, kim@city.example` or with a tab between; None for anything
    else."""
    words = line.replace("<", " ").replace(">", " ").replace("\t", " ").replace(",", " ").split()
    addresses = [word for word in words if "@" in word]
    if len(addresses) != 1 or len(addresses[0]) > LONGEST_ADDRESS:
        return None
    local, _, host = addresses[0].rpartition("@")
    address = f"{local}@{host.lower()}"
    name = parseaddr(line)[0] if "<" in line else " ".join(word for word in words if word != addresses[0])
    name = " ".join((name or " ".join(word for word in words if word != addresses[0])).strip('" ').split())
    return Addressee(email=address, name=name[:200]) if is_mail_address(address) else None
