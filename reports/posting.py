"""Writing the letter that an edition goes out with, and putting it into the outbox.

What a letter says of the edition is the same for everybody who reads its language: its figures are read once, and put
into words once for each language.
"""

from dataclasses import dataclass, field
from itertools import count
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from reports.frozen import check_code, from_text
from reports.letters import Draft, LetterFacts, SentFile, WrittenLetter, draft_letter, finish_letter
from reports.period_report import PeriodReport
from tracker.actions.edition_links import address_of, make_edition_link
from tracker.actions.mail import MailFile, is_queued, queue_mail
from tracker.actions.recording import Recording
from tracker.domain.deliveries import LETTER_KEY
from tracker.domain.editions import FileKind, SignOffState
from tracker.models import Delivery, Edition
from tracker.queries.chasing import find_secretaries
from tracker.queries.editions import EditionView, FileView, find_sign_off_states, get_edition_by_id, get_edition_figures
from tracker.wording.languages import find_language

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Mailing:
    """What letters need. `base_url`: to which their links lead; `most_bytes`: the largest file that goes along."""

    base_url: str
    most_bytes: int


@dataclass(slots=True)
class Drafts:
    """What letters say of editions; the figures of the edition at hand are kept, as others of it will be wanted."""

    _edition_id: int | None = None
    _report: PeriodReport | None = None
    _made: dict[tuple[str, SignOffState], Draft] = field(default_factory=dict)

    def read(self, session: Session, edition_id: int) -> PeriodReport:
        """Reading a large edition takes a while: best done before anything is locked."""
        if self._report is None or self._edition_id != edition_id:
            self._report, self._edition_id = from_text(get_edition_figures(session, edition_id)), edition_id
            self._made.clear()
        return self._report

    def find(self, session: Session, edition_id: int, language: str, approval: SignOffState) -> Draft:
        report = self.read(session, edition_id)
        if (language, approval) not in self._made:
            self._made[language, approval] = draft_letter(report, language, approval)
        return self._made[language, approval]


@dataclass(frozen=True, slots=True)
class Seen:
    """An edition as it stands, while nothing of its body changes. `secretaries`: whom its readers ask."""

    edition: EditionView
    approval: SignOffState
    secretaries: tuple[str, ...]


def look_at(session: Session, edition_id: int) -> Seen:
    edition = get_edition_by_id(session, edition_id)
    body_id = session.exec(select(Edition.body_id).where(Edition.id == edition_id)).one()
    users = {one.id: one for of_party in find_secretaries(session, body_id).values() for one in of_party}
    approval = find_sign_off_states(session, [edition_id])[edition_id]
    return Seen(edition, approval, tuple(f"{one.name} <{one.email}>" for one in users.values()))


@dataclass(frozen=True, slots=True)
class Posting:
    """One transaction's sending, which holds the body. `mailing`: None where no mail server is set."""

    session: Session
    recording: Recording
    mailing: Mailing | None
    drafts: Drafts
    _seen: dict[int, Seen] = field(default_factory=dict)

    def look_at(self, edition_id: int) -> Seen:
        """As it was when first looked at."""
        if edition_id not in self._seen:
            self._seen[edition_id] = look_at(self.session, edition_id)
        return self._seen[edition_id]


def post_letter(posting: Posting, mailing: Mailing, delivery: Delivery, file: FileView) -> None:
    """Put the letter of a delivery into the outbox, with the file, or a link where it is too large."""
    session, edition = posting.session, posting.look_at(delivery.edition_id).edition
    letter = _write(posting, mailing, delivery, file)
    name = f"{edition.name}-{file.language}{'-summary' if file.kind is FileKind.SUMMARY else ''}.pdf"
    mail = queue_mail(
        session,
        key=_next_key(session, delivery),
        to_address=delivery.to_address,
        language=find_language([delivery.language]),
        subject=letter.subject,
        text=letter.text,
        at=posting.recording.at,
        body_id=delivery.body_id,
        files=[MailFile(name, PDF, file.path)] if file.size <= mailing.most_bytes else [],
    )
    assert mail is not None, "its key is new"
    delivery.mail_id = mail.id
    session.add(delivery)
    session.flush()


def _next_key(session: Session, delivery: Delivery) -> str:
    """`delivery:12:1`, one more for each letter that is written for it."""
    keys = (f"{LETTER_KEY}{delivery.id}:{number}" for number in count(1))
    return next(key for key in keys if not is_queued(session, key))


def _write(posting: Posting, mailing: Mailing, delivery: Delivery, file: FileView) -> WrittenLetter:
    """Whoever has an account is led to the edition's page; anybody else by a link of their own."""
    session, recording, until = posting.session, posting.recording, None
    seen = posting.look_at(delivery.edition_id)
    edition = seen.edition
    if delivery.user_id is not None:
        link = f"{mailing.base_url}/bodies/{edition.body}/reports/{edition.period}/{edition.number}"
    else:
        made, secret = make_edition_link(session, recording, edition_id=edition.id, delivery_id=delivery.id)
        link = address_of(mailing.base_url, secret)
        until = made.expires_at.astimezone(ZoneInfo(recording.body.time_zone)).date()
    facts = LetterFacts(
        name=delivery.name,
        link=link,
        until=until,
        file=SentFile(file.language, file.kind, file.pages, file.size, file.size <= mailing.most_bytes),
        secretaries=seen.secretaries,
        home=mailing.base_url,
        code=check_code(edition.digest),
    )
    return finish_letter(posting.drafts.find(session, edition.id, delivery.language, seen.approval), facts)
