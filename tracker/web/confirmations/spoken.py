"""What each party says of an entry, on its project's page."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.domain.confirmations import find_asked
from tracker.domain.roles import Act
from tracker.queries.confirmations import find_words
from tracker.queries.waiting import Said, State, find_said
from tracker.web.gates import AtBody
from tracker.web.people import name_recorders
from tracker.wording.languages import Name


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one party says of an entry, in words, on its project's page. `state`: see `State`. Who recorded it, its
    note and its document are left out for whoever holds no role at the body."""

    party: Name
    state: State
    note: str | None
    by: str
    on: str
    document: str | None
    digest: str | None
    id: int | None = None
    document_id: int | None = None
    party_id: int | None = None


def make_spoken(at: AtBody, project_id: int) -> Mapping[int, list[Spoken]]:
    """By entry of a project: what each party says that it asks. Empty where the body does not ask."""
    if not at.view.body.asks_confirmation:
        return {}
    (words,) = find_words(at.session, at.view.id, [project_id], known_at=at.asking.known_at)
    said = find_said(at.session, [entry.id for entry in words.standing], known_at=at.asking.known_at)
    by = name_recorders(
        at.session, at.asking.wording, {one.by for answers in said.values() for one in answers.values()}
    )
    if words.is_struck:
        return {}
    return {
        entry.id: [
            _make_spoken(at, party, said.get(entry.id, {}).get(party), by)
            for party in sorted(find_asked(words.concerned, entry))
        ]
        for entry in words.standing
    }


def _make_spoken(at: AtBody, party: int, said: Said | None, by: Mapping[str, str]) -> Spoken:
    name = at.call(at.view.parties[party].names)
    if said is None:
        return Spoken(name, State.WAITING, None, "", "", None, None)
    on = at.asking.wording.instant(said.at, at.view.body.time_zone)
    if not at.may(Act.SEE_HISTORY):
        return Spoken(name, State(said.answer.value), None, "", on, None, None)
    return Spoken(
        name,
        State(said.answer.value),
        said.note,
        by[said.by],
        on,
        said.document,
        said.digest,
        said.id,
        said.document_id,
        party,
    )
