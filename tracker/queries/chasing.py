"""Which projects of a body are asked after on a day, and who is asked: a department's contact, else the secretaries
of its party."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from tracker.domain.chasing import Ask, AskedFacts, AskRule, ChaseTiming, find_ask
from tracker.domain.roles import Role
from tracker.domain.stages import Stage, condition_on, find_standing
from tracker.models import Body, Chase, DepartmentContact, Mail, User, UserGrant
from tracker.queries.bodies import BodyView
from tracker.queries.concerned import find_concerned_parties
from tracker.queries.contacts import Contacts, DepartmentKey, find_contacts, name_department
from tracker.queries.entries import find_entries
from tracker.queries.projects import ProjectRow, find_projects

#: How the keys of a body's digests begin, in the outbox.
KEY = "chase:"


@dataclass(frozen=True, slots=True)
class Asked:
    """A project and why it is asked after. `stage`: reached by now, after the cut-off too."""

    project: ProjectRow
    ask: Ask
    stage: Stage


@dataclass(frozen=True, slots=True)
class DigestPart:
    """The projects of one department of a party; `names` empty where the projects name none of this party."""

    party_id: int
    department: str
    names: Mapping[str, str]
    asked: tuple[Asked, ...]
    contact: DepartmentContact | None

    @property
    def key(self) -> DepartmentKey:
        return (self.party_id, self.department)

    @property
    def periods(self) -> list[int]:
        """The numbers of the periods of its projects."""
        return sorted({one.project.period for one in self.asked})

    def of(self, ask: Ask) -> list[Asked]:
        return [one for one in self.asked if one.ask is ask]


@dataclass(frozen=True, slots=True)
class Digest:
    """One mail: to one address, in one language. `name` may be empty."""

    address: str
    language: str
    name: str
    parts: tuple[DigestPart, ...]

    @property
    def contacts(self) -> list[DepartmentContact]:
        """Those of its departments for which the recipient is the contact."""
        return [part.contact for part in self.parts if part.contact is not None]

    @property
    def project_count(self) -> int:
        return len({one.project.id for part in self.parts for one in part.asked})


@dataclass(frozen=True, slots=True)
class Chased:
    """What a digest would say now, by address; and the parts that nobody is there to be asked about."""

    digests: tuple[Digest, ...]
    unreached: tuple[DigestPart, ...]


@dataclass(frozen=True, slots=True)
class SentDigest:
    """A digest in the outbox, by when it was put there."""

    made_at: datetime
    to_address: str
    language: str
    subject: str
    text: str
    sent_at: datetime | None
    given_up_at: datetime | None
    error: str | None


def get_chase(session: Session, body_id: int, *, now: datetime) -> Chase:
    """The body's settings; those of one that never chased, which are off, where nobody set any."""
    return session.get(Chase, body_id) or Chase(body_id=body_id, active_from=now)


def find_chases_on(session: Session) -> list[tuple[Chase, Body]]:
    """Those that are on, with their bodies."""
    query = select(Chase, Body).join(Body, col(Body.id) == col(Chase.body_id)).where(col(Chase.is_on))
    return list(session.exec(query.order_by(col(Chase.body_id))))


def timing_of(chase: Chase, body: Body) -> ChaseTiming:
    return ChaseTiming(chase.weekday, chase.at, body.time_zone, chase.active_from)


def rule_of(chase: Chase) -> AskRule:
    return AskRule(chase.silent_days, chase.due_days)


def find_secretaries(session: Session, body_id: int) -> Mapping[int, Sequence[User]]:
    """The secretaries of each party of a body, removed users aside."""
    query = (
        select(UserGrant.party_id, User)
        .join(User, col(User.id) == col(UserGrant.user_id))
        .where(UserGrant.body_id == body_id, UserGrant.role == Role.SECRETARY, col(User.removed_at).is_(None))
        .order_by(col(User.id))
    )
    found: dict[int, list[User]] = defaultdict(list)
    for party_id, user in session.exec(query):
        if party_id is not None and user not in found[party_id]:
            found[party_id].append(user)
    return dict(found)


def find_chased(session: Session, view: BodyView, rule: AskRule, *, day: date) -> Chased:
    """Everything to ask on a day, and whom. Only of periods that are open and whose stages are published."""
    asked = [found for row in _find_rows(session, view, day) if (found := _ask(row, rule, day)) is not None]
    parts = _make_parts(view, asked, find_contacts(session, view.id))
    secretaries = find_secretaries(session, view.id)
    mails: dict[str, _Recipient] = {}
    unreached = []
    for part in parts:
        recipients = _find_recipients(part, secretaries.get(part.party_id, ()))
        for one in recipients:
            mails.setdefault(one.address.casefold(), one).parts.append(part)
        if not recipients:
            unreached.append(part)
    digests = [Digest(one.address, one.language, one.name, tuple(one.parts)) for one in mails.values()]
    return Chased(tuple(sorted(digests, key=lambda one: one.address)), tuple(unreached))


def find_sent(session: Session, body_id: int, *, limit: int = 100) -> list[SentDigest]:
    """The digests of a body in the outbox, the latest first."""
    query = select(Mail).where(Mail.body_id == body_id, col(Mail.key).startswith(KEY)).order_by(col(Mail.id).desc())
    return [
        SentDigest(
            mail.made_at, mail.to_address, mail.language, mail.subject, mail.text, mail.sent_at, mail.given_up_at,
            mail.error,
        )
        for mail in session.exec(query.limit(limit))
    ]  # fmt: skip


@dataclass
class _Recipient:
    address: str
    language: str
    name: str
    parts: list[DigestPart]


def _find_rows(session: Session, view: BodyView, day: date) -> Iterable[ProjectRow]:
    for period in view.facts.visible(day):
        if not period.stages_published or period.is_closed(day):
            continue
        rows = find_projects(session, view, period=period.number, as_of=day)
        if period.reached_cut_off(day):  # what happened since the cut-off counts here too
            logs = find_entries(session, [row.id for row in rows])
            rows = [replace(row, condition=condition_on(find_standing(logs.get(row.id, ())), day)) for row in rows]
        yield from rows


def _ask(row: ProjectRow, rule: AskRule, day: date) -> Asked | None:
    stage = row.late_stage or row.stage
    facts = AskedFacts(stage, row.condition, row.struck_reason is not None, row.last_entry_on, row.due_on)
    ask = find_ask(facts, rule, day=day)
    return None if ask is None else Asked(row, ask, stage)


def _make_parts(view: BodyView, asked: Iterable[Asked], contacts: Contacts) -> list[DigestPart]:
    """By party and department, in the order of the parties; within each as `Ask` has it, the longest waiting first."""
    found: dict[tuple[int, str], list[Asked]] = defaultdict(list)
    names: dict[tuple[int, str], Mapping[str, str]] = {}
    for one in asked:
        for party_id, texts in _find_departments(view, one.project):
            key = (party_id, name_department(texts, view.body.languages))
            found[key].append(one)
            names.setdefault(key, texts)
    order, asks = list(view.parties), list(Ask)
    return [
        DigestPart(
            *key,
            names=names[key],
            asked=tuple(sorted(found[key], key=lambda one: (asks.index(one.ask), _since(one), one.project.ref))),
            contact=contacts.get(key),
        )
        for key in sorted(found, key=lambda key: (order.index(key[0]), key[1]))
    ]


def _since(one: Asked) -> date:
    """The day that says how long it waits."""
    return one.project.last_entry_on if one.ask is Ask.SILENT else one.project.due_on or date.max


def _find_departments(view: BodyView, row: ProjectRow) -> list[tuple[int, Mapping[str, str]]]:
    """The parties concerned, each with the names of its department; without any where the project names none."""
    names = {one.party: one.names for one in row.departments}
    concerned = sorted(find_concerned_parties(view, row))
    return [(party_id, names.get(view.parties[party_id].code, {})) for party_id in concerned]


def _find_recipients(part: DigestPart, secretaries: Sequence[User]) -> list[_Recipient]:
    if part.contact is not None:
        return [_Recipient(part.contact.email, part.contact.language, part.contact.name, [])]
    return [_Recipient(user.email, user.language, user.name, []) for user in secretaries]
