"""The page of one edition, and its sign-off: by an official of a party in the service, or by document."""

from collections.abc import Callable, Iterable, Mapping

from flask import Blueprint, flash, render_template

from reports.changed import ChangedPage
from reports.delivering import send_to_left_out
from reports.frozen import check_code, from_text
from reports.posting import Drafts, Mailing, Posting
from reports.publishing import find_approvals
from reports.report_page import ReportPage
from tracker.actions.documents import HandedFile
from tracker.actions.sign_offs import GivenSignOff, record_sign_off
from tracker.domain.deliveries import DeliveryState
from tracker.domain.editions import FileForm, FileKind, SignOffAnswer
from tracker.domain.periods import Flag
from tracker.domain.problems import Problem, Refused
from tracker.domain.rates import RateName
from tracker.domain.roles import Act
from tracker.models import DocumentKind, Party
from tracker.queries.editions import EditionView, FileView, find_editions, get_edition_figures
from tracker.queries.left_out import find_left_out
from tracker.web.changing import changing, takes_files
from tracker.web.deliveries import find_delivery_lines
from tracker.web.edition_words import describe_sign_off, may_see, name_producer, require_edition
from tracker.web.forms import Reader
from tracker.web.gates import AtBody, allowed
from tracker.web.handing_in import keep_file, most_bytes
from tracker.web.headings import make_heading
from tracker.web.service import current_service
from tracker.wording import Wording
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

editions = Blueprint("editions", __name__)

PAGE = "/bodies/<code:code>/reports/<number:period>/<number:number>"


@editions.get(PAGE)
@allowed(Act.SEE_EDITIONS)
def show_edition(at: AtBody, period: int, number: int) -> str:
    return render_edition(at, period, number)


def render_edition(at: AtBody, period: int, number: int) -> str:
    """Everything there is to know of an edition, with a form that was refused where there is one."""
    edition = require_edition(at, period, number)
    report = from_text(get_edition_figures(at.session, edition.id))
    others = [one for one in find_editions(at.session, at.code, period) if one.id != edition.id and may_see(at, one)]
    latest = next((one for one in others if one.is_latest), None)
    return render_template(
        "edition.html",
        at=at,
        heading=make_heading(at),
        edition=edition,
        report=report,
        figures=report.figures,
        rate_names=list(RateName),
        check_code=check_code(edition.digest),
        to_read=_find_to_read(edition, at.asking.wording.lang),
        printed=find_approvals(at.session, edition.id).digest,
        standing=Flag.PROVISIONAL if edition.is_provisional else Flag.FINAL,
        producer=name_producer(at, edition),
        sign_off=describe_sign_off(at, edition),
        changed=None if report.changes is None else ChangedPage(ReportPage(report, at.asking.wording)),
        latest=latest,
        others=others,
        languages=LANGUAGES,
        form=at.form,
        can_see_who=at.may(Act.SEE_HISTORY),
        deliveries=find_delivery_lines(at, [edition, *others], [edition.id]),
        has_mail_server=current_service().settings.mail_server is not None,
        left_out=_find_left_out(at, edition if edition.is_latest else latest),
    )


def _find_left_out(at: AtBody, current: EditionView | None) -> list[int]:
    """For the secretariat: of each recipient who did not get the current edition nor the one that they were to get, the
    number of that one."""
    if current is None or not at.may(Act.MANAGE_REPORTS) or current_service().settings.mail_server is None:
        return []
    return [number for _, number in find_left_out(at.session, current)]


def read_figures(at: AtBody, period: int, number: int) -> Callable[[], Drafts]:
    """What letters are about: of a large edition it takes a while."""
    drafts = Drafts()
    drafts.read(at.session, require_edition(at, period, number).id)
    return lambda: drafts


@editions.post(f"{PAGE}/send-on")
@changing(Act.MANAGE_REPORTS, again=render_edition, prepare=read_figures)
def do_send_on(at: AtBody, period: int, number: int) -> str:
    """The current edition goes to the recipients of those before it whom it left with nothing."""
    edition, settings = require_edition(at, period, number), current_service().settings
    if settings.mail_server is None:
        raise Refused(Problem("chase_no_mail_server"))
    mailing = Mailing(settings.base_url, settings.max_mail_file_bytes)
    states = send_to_left_out(Posting(at.session, at.recording, mailing, at.prepared), edition)
    for said in _say_sent(at.asking.wording, states):
        flash(said)
    return at.asking.link("editions.show_edition", code=at.code, period=period, number=number) + "#deliveries"


def _say_sent(wording: Wording, states: Mapping[DeliveryState, int]) -> Iterable[str]:
    """How many it went to, waits for, and could not go to."""
    queued, held, dropped = (
        states.get(state, 0) for state in (DeliveryState.QUEUED, DeliveryState.HELD, DeliveryState.DROPPED)
    )
    if queued:
        yield wording.plural("It goes to {number} recipient.", "It goes to {number} recipients.", queued)
    if held:
        yield wording.plural(
            "It goes to {number} recipient once every party has approved it.",
            "It goes to {number} recipients once every party has approved it.",
            held,
        )
    if dropped:
        yield wording.plural(
            "It could not be sent to {number} recipient.", "It could not be sent to {number} recipients.", dropped
        )
    if not states:
        yield wording.text(N_("Nobody is left who did not get it."))


def _find_to_read(edition: EditionView, language: str) -> FileView | None:
    """The whole report as a PDF: in the language, else in any."""
    whole = [one for one in edition.current_files if (one.kind, one.form) == (FileKind.REPORT, FileForm.PDF)]
    return next((one for one in whole if one.language == language), whole[0] if whole else None)


@editions.post(f"{PAGE}/sign-off")
@changing(Act.SIGN_OFF, again=render_edition)
def do_sign_off(at: AtBody, period: int, number: int) -> str:
    """An official of a party approves the figures of an edition, or returns it with a comment."""
    edition = require_edition(at, period, number)
    own = at.asking.visitor.signs_for(at.view.body)
    reader = Reader(at.form)
    code = reader.word("party", own) or (own[0] if len(own) == 1 else "")
    at.require(Act.SIGN_OFF, code)
    answer = reader.choice("answer", SignOffAnswer, required=True)
    comment = reader.text("comment", longest=2_000) or ""
    reader.finish()
    account = at.asking.visitor.account
    assert answer is not None
    assert account is not None
    given = GivenSignOff(answer, account.name, at.today, comment=comment)
    record_sign_off(at.session, at.recording, edition, given, party=at.view.party(code))
    _say(at, answer, code)
    return _page_of(at, edition)


@editions.get(f"{PAGE}/by-document")
@allowed(Act.RECORD_DOCUMENT)
def show_by_document(at: AtBody, period: int, number: int) -> str:
    return render_by_document(at, period, number)


def render_by_document(at: AtBody, period: int, number: int) -> str:
    edition = require_edition(at, period, number)
    return render_template(
        "edition_by_document.html",
        at=at,
        heading=make_heading(at),
        edition=edition,
        check_code=check_code(edition.digest),
        sign_off=describe_sign_off(at, edition),
        form=at.form,
        answers=[(one.value, at.asking.wording.term(one)) for one in SignOffAnswer],
    )


@editions.post(f"{PAGE}/by-document")
@takes_files(most_bytes)
@changing(Act.RECORD_DOCUMENT, again=render_by_document)
def do_by_document(at: AtBody, period: int, number: int) -> str:
    """What a party's own document system says of an edition: number, date and approver, with a scan."""
    edition = require_edition(at, period, number)
    reader = Reader(at.form)
    code = reader.word("party", edition.asked, required=True)
    answer = reader.choice("answer", SignOffAnswer, required=True)
    document_number = reader.line("number", required=True, longest=120)
    approved_on = reader.day("approved_on", required=True)
    approver = reader.line("approver", required=True, longest=200)
    comment = reader.text("comment", longest=2_000) or ""
    handed = reader.file("file")
    reader.finish()
    assert handed is not None
    assert code is not None
    assert answer is not None
    assert approved_on is not None
    given = GivenSignOff(answer, approver or "", approved_on, document_number or "", comment)
    _record_document(at, edition, given, at.view.party(code), handed)
    _say(at, answer, code)
    return _page_of(at, edition)


def _record_document(at: AtBody, edition: EditionView, given: GivenSignOff, party: Party, handed: HandedFile) -> None:
    document = keep_file(at, handed, DocumentKind.SIGN_OFF, period_id=at.view.period_id(edition.period))
    record_sign_off(at.session, at.recording, edition, given, party=party, document=document)


def _say(at: AtBody, answer: SignOffAnswer, code: str) -> None:
    party = at.name_party(code).text
    if answer is SignOffAnswer.APPROVED:
        flash(at.asking.wording.text(N_("The approval of {party} is recorded."), party=party))
    else:
        flash(at.asking.wording.text(N_("It is recorded that {party} returned the edition."), party=party))


def _page_of(at: AtBody, edition: EditionView) -> str:
    address = at.asking.link("editions.show_edition", code=at.code, period=edition.period, number=edition.number)
    return f"{address}#sign-off"
