"""What a digest says: one mail to one recipient in one language, made of plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote

from tracker.domain.chasing import Ask, AskRule
from tracker.domain.periods import Flag
from tracker.models import User
from tracker.queries.bodies import BodyView
from tracker.queries.chasing import Asked, Digest, DigestPart
from tracker.queries.contacts import DepartmentKey
from tracker.wording import Wording, get_wording
from tracker.wording.languages import find_language
from tracker.wording.marks import N_


@dataclass(frozen=True, slots=True)
class DigestLinks:
    """Where a digest's links lead. `base_url`: the service's; `secret`: what signs those that hand over."""

    base_url: str
    secret: str

    def project(self, code: str, ref: str) -> str:
        return f"{self.base_url}/bodies/{code}/projects/{quote(ref)}"

    def contacts(self, code: str) -> str:
        return f"{self.base_url}/bodies/{code}/contacts"

    def form(self, secret: str) -> str:
        """Where a department fills in how its projects stand, without an account."""
        return f"{self.base_url}/returns/{secret}"

    def hand_over(self, token: str, language: str) -> str:
        """The page speaks the language of the mail."""
        return f"{self.base_url}/hand-over/{token}?lang={language}"


@dataclass(frozen=True, slots=True)
class Doors:
    """What lets the recipient in without an account, until a day; empty for whoever is no department's contact.
    `forms`: the addresses of the forms of each department, one for each period."""

    until: date
    hand_over: str = ""
    forms: Mapping[DepartmentKey, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """A mail in words."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class DigestWriter:
    """Writes the digests of one body on one day. `secretaries`: whom to ask, by party."""

    view: BodyView
    rule: AskRule
    day: date
    links: DigestLinks
    secretaries: Mapping[int, Sequence[User]]

    def write(self, digest: Digest, doors: Doors) -> Written:
        wording = get_wording(find_language([digest.language]))
        body = self._name(wording, self.view.body.names)
        subject = wording.plural(
            "{body}: {number} project needs word from you",
            "{body}: {number} projects need word from you",
            digest.project_count,
            body=body,
        )
        blocks = [*self._open(wording, digest, body)]
        blocks += [block for part in digest.parts for block in self._part(wording, part, doors)]
        blocks += self._close(wording, digest, doors)
        return Written(subject, "\n\n".join(block for block in blocks if block) + "\n")

    def _open(self, wording: Wording, digest: Digest, body: str) -> Iterable[str]:
        if digest.name:
            yield wording.text(N_("Dear {name},"), name=digest.name)
        yield wording.text(
            N_(
                "As of {day}, the projects of {body} below are late, soon due, or have not been heard of for a while."
                " Please tell the secretariat how they stand."
            ),
            day=wording.long_day(self.day),
            body=body,
        )
        if self.view.body.illustrative:
            yield wording.flag_meaning(Flag.ILLUSTRATIVE)

    def _part(self, wording: Wording, part: DigestPart, doors: Doors) -> Iterable[str]:
        party = self._name(wording, self.view.parties[part.party_id].names)
        words = [party, self._name(wording, part.names)] if part.names else [party]
        yield "■ " + " ".join(words)
        if part.contact is None:
            yield wording.text(
                N_("This department has no contact, so its projects come to you. Name one: {link}")
                if part.names
                else N_("No department of {party} is named on these projects, so they come to you: {link}"),
                party=party,
                link=self.links.contacts(self.view.body.code),
            )
        for ask in Ask:
            asked = part.of(ask)
            if asked:
                yield self._heading(wording, ask, len(asked))
                yield from (self._project(wording, one) for one in asked)
        for link in doors.forms.get(part.key, ()):
            yield wording.text(
                N_("Say how they stand in one form, without an account, until {day}: {link}"),
                day=wording.long_day(doors.until),
                link=link,
            )

    def _heading(self, wording: Wording, ask: Ask, number: int) -> str:
        match ask:
            case Ask.OVERDUE:
                words = wording.text(N_("Overdue"))
            case Ask.DUE_SOON:
                words = wording.text(N_("Due within {days} days"), days=wording.number(self.rule.due_days))
            case Ask.SILENT:
                words = wording.text(N_("Silent for {days} days or more"), days=wording.number(self.rule.silent_days))
        return f"[{words}] {wording.number(number)}"

    def _project(self, wording: Wording, one: Asked) -> str:
        row = one.project
        title = self._name(wording, row.titles)
        lines = [f"- {row.ref} {title}", *self._facts(wording, one), self.links.project(self.view.body.code, row.ref)]
        return "\n  ".join(lines)

    def _facts(self, wording: Wording, one: Asked) -> Iterable[str]:
        row = one.project
        if row.due_on is not None:
            days = (row.due_on - self.day).days
            yield (
                wording.plural(
                    "Due on {day}, {number} day ago",
                    "Due on {day}, {number} days ago",
                    -days,
                    day=wording.day(row.due_on),
                )
                if days < 0
                else wording.plural(
                    "Due on {day}, in {number} day", "Due on {day}, in {number} days", days, day=wording.day(row.due_on)
                )
            )
        yield _recorded(wording, one, self.day)

    def _close(self, wording: Wording, digest: Digest, doors: Doors) -> Iterable[str]:
        if doors.hand_over and digest.contacts:
            yield wording.text(
                N_("Is this no longer yours? Hand it over to a colleague, once and until {day}: {link}"),
                day=wording.long_day(doors.until),
                link=doors.hand_over,
            )
        own = [user for part in digest.parts for user in self.secretaries.get(part.party_id, ())]
        anyone = [user for users in self.secretaries.values() for user in users]
        users = {user.id: user for user in own or anyone}
        if digest.contacts and users:
            people = wording.join(f"{user.name} <{user.email}>" for user in users.values())
            yield wording.text(N_("Questions go to the secretariat: {people}"), people=people)
        yield "-- \n" + wording.text(
            N_("This mail was written by the Joint Committee Tracker, {link}. Nobody reads answers to it."),
            link=self.links.base_url,
        )

    def _name(self, wording: Wording, texts: Mapping[str, str]) -> str:
        return wording.name(texts, self.view.body.languages).text


def _recorded(wording: Wording, one: Asked, day: date) -> str:
    """What is recorded of a project, and how long nothing has been."""
    row, last = one.project, wording.day(one.project.last_entry_on)
    silent = (day - row.last_entry_on).days
    promoted_on = row.facts.days.promoted_on
    if row.last_entry_on == row.agreed_on and promoted_on is None:
        return wording.plural(
            "Recorded: nothing since it was agreed on {day}, {number} day ago",
            "Recorded: nothing since it was agreed on {day}, {number} days ago",
            silent,
            day=last,
        )
    return wording.plural(
        "Recorded: {stage}, last entry on {day}, {number} day ago",
        "Recorded: {stage}, last entry on {day}, {number} days ago",
        silent,
        stage=wording.term(one.stage),
        day=last,
    )
