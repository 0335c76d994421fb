"""What was decided on reported statements, by whom; and the words for departments that cannot be told by mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import Response, render_template, send_file

from tracker.actions.return_forms import find_department_language, write_sent_back
from tracker.domain.problems import NotFound
from tracker.domain.roles import Act
from tracker.domain.statements import Decision
from tracker.queries.returns import Reported, find_decided, get_returned_document
from tracker.web.gates import AtBody, allowed
from tracker.web.headings import make_heading
from tracker.web.returns.scene import (
    find_department,
    find_people,
    find_seen,
    name_departments,
    own_party,
    returns,
)
from tracker.web.service import current_service
from tracker.wording import get_wording
from tracker.wording.languages import find_language

#: How many letters are shown: the latest.
MOST_LETTERS = 10


@dataclass(frozen=True, slots=True)
class Letter:
    """What a department without a contact is to be told, in its language."""

    department: str
    text: str
    lang: str


@returns.get("/bodies/<code:code>/returns/decided")
@allowed(Act.MANAGE_RETURNS)
def show_decided(at: AtBody) -> str:
    own_party(at)
    reported = find_decided(at.session, find_seen(at))
    people, names = find_people(at, reported), name_departments(at, reported)
    return render_template(
        "returns_decided.html",
        at=at,
        heading=make_heading(at),
        rows=[(one, names[one.of.party_id, one.of.department], _name_decider(people, one)) for one in reported],
        letters=_find_letters(at, reported),
    )


@returns.get("/bodies/<code:code>/returns/files/<number:return_id>")
@allowed(Act.MANAGE_RETURNS, logged=True)
def show_returned_file(at: AtBody, return_id: int) -> Response:
    """A file as it was handed in, to be saved and never shown by the browser itself."""
    own_party(at)
    document = get_returned_document(at.session, find_seen(at), return_id)
    path = current_service().settings.files_dir / document.path
    if not path.is_file():  # redacted
        raise NotFound("document", document.name)
    return send_file(path, mimetype=document.media_type, as_attachment=True, download_name=document.name, max_age=0)


def _name_decider(people: Mapping[str, str], reported: Reported) -> str:
    """Empty where the department itself sent its form again."""
    return "" if reported.row.decision is Decision.SUPERSEDED else people[reported.row.decided_by or ""]


def _find_letters(at: AtBody, reported: Sequence[Reported]) -> list[Letter]:
    sent_back = [one for one in reported if one.row.decision is Decision.SENT_BACK]
    letters = []
    for _, group in groupby(sent_back, key=lambda one: (one.of.id, one.row.decided_at)):
        listed = sorted(group, key=lambda one: one.row.id)
        department = find_department(at, listed[0])
        if department is not None and department.contact is not None:
            continue
        lang = find_language(at.view.body.languages)
        if department is not None:
            lang = find_department_language(at.view, department)
        text = write_sent_back(get_wording(lang), at.view, listed, listed[0].row.decision_note or "")
        letters.append(Letter(listed[0].of.department, text, lang))
        if len(letters) == MOST_LETTERS:
            break
    return letters
