"""The outbox, for whoever runs the service."""

from flask import Blueprint, flash, render_template, url_for

from tracker.actions.mail import try_again
from tracker.domain.roles import Act
from tracker.queries.outbox import MailState, count_mail, find_mail
from tracker.web.changing import changing_everywhere
from tracker.web.gates import AtService, allowed_everywhere
from tracker.web.service import current_service
from tracker.wording.marks import N_

mail = Blueprint("mail", __name__)

#: What each state is called, and what it says where nothing is in it.
STATES = {
    MailState.GIVEN_UP: (N_("Given up"), N_("No mail was given up.")),
    MailState.WAITING: (N_("Waiting to be sent"), N_("No mail waits.")),
    MailState.SENT: (N_("Sent"), N_("No mail was sent yet.")),
}

#: In which zone the instants of the service as a whole are shown.
ZONE = "UTC"


@mail.get("/admin/mail")
@allowed_everywhere(Act.ADMINISTER)
def show_outbox(at: AtService) -> str:
    return _page(at)


def _page(at: AtService) -> str:
    server = current_service().settings.mail_server
    text, counts = at.asking.wording.text, count_mail(at.session)
    return render_template(
        "outbox.html",
        server=None if server is None else f"{server.host}:{server.port}",
        sender=None if server is None else server.sender,
        zone=ZONE,
        states=[
            (state, text(word), text(nothing), counts[state], find_mail(at.session, state))
            for state, (word, nothing) in STATES.items()
        ],
        form=at.form,
    )


@mail.post("/admin/mail/<number:mail_id>/again")
@changing_everywhere(Act.ADMINISTER, again=lambda at, **_: _page(at))
def send_again(at: AtService, mail_id: int) -> str:
    tried = try_again(at.session, mail_id, now=at.keeper.at)
    flash(at.asking.wording.text(N_("The mail to {address} is tried again now."), address=tried.to_address))
    return url_for("mail.show_outbox")
