"""What a link shows to people outside the service: one edition with its files, until it expires, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from reports.frozen import check_code
from reports.publishing import find_approvals
from reports.verdicts import FORMS, find_main_figures, tell_file
from tracker.actions.edition_links import is_good, to_edition_link_recorder
from tracker.actions.guesses import EDITION_LINKS
from tracker.db import reading, writing
from tracker.domain.editions import FileForm, FileKind, WantedFile
from tracker.domain.periods import Flag
from tracker.domain.problems import NotFound, Refused
from tracker.models import Body, EditionLink
from tracker.passwords import digest_of
from tracker.queries.bodies import get_body_view
from tracker.queries.edition_links import find_edition_link, find_language
from tracker.queries.editions import EditionView, find_sign_off_states, get_edition_by_id
from tracker.web.asking import current_asking, current_wording
from tracker.web.edition_forms import SPOKEN, make_page, make_workbook
from tracker.web.errors import Trouble, show_trouble
from tracker.web.gates import Afterwards, anyone
from tracker.web.secret_links import TOO_MANY, hide, log_visit, speaking
from tracker.web.service import current_service
from tracker.wording.marks import N_

edition_links = Blueprint("edition_links", __name__)

UNKNOWN = Trouble(
    N_("This link is not known"),
    N_("No edition is shown under this address. Perhaps it was not copied whole."),
    N_("Open the link once more from the mail, or ask the secretariat that sent it for a new one."),
)
OVER = Trouble(
    N_("This link does not work any more"),
    N_("It has expired or was ended."),
    N_("Ask the secretariat that sent it for a new one. A file that you saved can still be checked here."),
)
FILE = "<any(report,summary):kind>.<any(pdf,docx,hwpx):form>"
MEDIA_TYPES = {
    FileForm.PDF: "application/pdf",
    FileForm.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileForm.HWPX: "application/hwp+zip",
}


@dataclass(frozen=True, slots=True)
class Linked:
    """A link that works, with what it shows. `language`: of whom it was sent to; empty where that is not known."""

    link: EditionLink
    body: Body
    edition: EditionView
    language: str


@edition_links.get("/editions/<token>")
@anyone
def show_linked(token: str) -> ResponseReturnValue:
    return _show(token, lambda session, linked: _make_page(session, linked, token))


@edition_links.get(f"/editions/<token>/{SPOKEN}")
@anyone
def show_linked_page(token: str, language: str) -> ResponseReturnValue:
    """The edition as a page for browsers."""
    back = url_for("edition_links.show_linked", token=token)
    word = current_wording().text(N_("Files of this edition"))
    return _show(token, lambda session, linked: make_page(session, linked.edition, language, [(word, back)]))


@edition_links.get(f"/editions/<token>/{SPOKEN}.xlsx")
@anyone
def show_linked_workbook(token: str, language: str) -> ResponseReturnValue:
    return _show(token, lambda session, linked: make_workbook(session, linked.edition, language))


@edition_links.get(f"/editions/<token>/{SPOKEN}/{FILE}")
@anyone
def show_linked_file(token: str, language: str, kind: str, form: str) -> ResponseReturnValue:
    wanted = WantedFile(language, FileKind(kind), FileForm(form))
    return _show(token, lambda session, linked: _send_file(linked.edition, wanted))


def _show(token: str, make: Callable[[Session, Linked], ResponseReturnValue | Afterwards]) -> ResponseReturnValue:
    """What a link that works shows; else the page that says why it shows nothing."""
    with reading(current_service().engine) as session:
        linked = _find_good(session, token)
        if linked is not None:
            with speaking(linked.language):
                answer = make(session, linked)
    if linked is None:
        return _refuse(token)
    made = answer.make() if isinstance(answer, Afterwards) else answer
    with writing(current_service().engine) as session:
        log_visit(session, to_edition_link_recorder(linked.link), done=True)
    return _guard(made)


def _find_good(session: Session, token: str) -> Linked | None:
    """None where the link is not known or does not work any more, and where too many were tried from the address."""
    now = current_asking().now
    try:
        EDITION_LINKS.require_left(session, request.remote_addr or "", now=now)
    except Refused:
        return None
    link = find_edition_link(session, digest_of(token))
    if link is None or not is_good(link, now):
        return None
    edition, body = get_edition_by_id(session, link.edition_id), session.get_one(Body, link.body_id)
    return Linked(link, body, edition, find_language(session, link) or "")


def _make_page(session: Session, linked: Linked, token: str) -> str:
    wording, body, edition = current_wording(), linked.body, linked.edition
    files = [
        (tell_file(wording, one), FORMS[one.form], one, url_for(
            "edition_links.show_linked_file", token=token, language=one.language, kind=one.kind, form=one.form
        ))
        for one in edition.current_files
    ]  # fmt: skip
    return render_template(
        "edition_linked.html",
        token=token,
        body=wording.name(body.names, body.languages),
        edition=edition,
        check_code=check_code(edition.digest),
        standing=Flag.PROVISIONAL if edition.is_provisional else Flag.FINAL,
        produced=wording.instant(edition.produced_at, body.time_zone),
        until=wording.instant(linked.link.expires_at, body.time_zone),
        figures=find_main_figures(session, wording, edition),
        approvals=_tell_approvals(session, body, edition),
        files=files,
    )


def _tell_approvals(session: Session, body: Body, edition: EditionView) -> list[str]:
    """What stands of the sign-off, as the files say it: a line for each party that answered once all have approved or
    one returned it, else that it is awaited; nothing where nobody was asked."""
    wording = current_wording()
    if not edition.asked:
        return []
    answers = find_approvals(session, edition.id).answers
    if not answers:
        return [wording.term(find_sign_off_states(session, [edition.id])[edition.id])]
    parties = get_body_view(session, edition.body).parties.values()
    names = {one.code: wording.name(one.names, body.languages).text for one in parties}
    said = [(names.get(one.party, one.party), wording.term(one.answer), one.approver, one.number) for one in answers]
    days = ["" if one.approved_on is None else wording.day(one.approved_on) for one in answers]
    return [wording.join(filter(None, [*words, day])) for words, day in zip(said, days, strict=True)]


def _send_file(edition: EditionView, wanted: WantedFile) -> ResponseReturnValue:
    file = edition.find_file(wanted)
    path = None if file is None else current_service().settings.files_dir / file.path
    if path is None or not path.is_file():
        raise NotFound("edition", f"{edition.name} {wanted.language}")
    ending = "" if wanted.kind is FileKind.REPORT else f"-{wanted.kind}"
    return send_file(
        path,
        mimetype=MEDIA_TYPES[wanted.form],
        as_attachment=True,
        download_name=f"{edition.name}{ending}-{wanted.language}.{wanted.form}",
    )


def _refuse(token: str) -> ResponseReturnValue:
    """The page of a link that is not known, or does not work any more; the first counts as a guess."""
    address, now = request.remote_addr or "", current_asking().now
    try:
        with writing(current_service().engine) as session:
            EDITION_LINKS.require_left(session, address, now=now)
            link = find_edition_link(session, digest_of(token))
            if link is None:
                EDITION_LINKS.keep(session, address, now=now)
                return _guard(show_trouble(404, trouble=UNKNOWN))
            log_visit(session, to_edition_link_recorder(link), done=False)
            return _guard(show_trouble(410, trouble=OVER))
    except Refused:
        return _guard(show_trouble(429, trouble=TOO_MANY))


def _guard(answer: ResponseReturnValue) -> ResponseReturnValue:
    """Found by no search engine, and where it leads from is told to nobody. Whoever is signed in has a form on the page
    that is asked where it comes from."""
    made = hide(answer)
    if current_asking().visitor.account is None:
        made.headers["Referrer-Policy"] = "no-referrer"
    return made
