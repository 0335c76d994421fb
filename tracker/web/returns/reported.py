"""What departments reported of a project and the secretariat accepted, for the project's own page."""

from tracker.domain.roles import Act
from tracker.queries.projects import ProjectRow
from tracker.queries.returns import Reported, find_accepted
from tracker.web.gates import AtBody
from tracker.wording.languages import Name


def find_reported(at: AtBody, project: ProjectRow) -> list[tuple[Reported, Name]]:
    """The accepted statements that say anything in words, the latest first, each with its department; nothing for
    whoever holds no role at the body."""
    if not at.may(Act.SEE_HISTORY):
        return []
    found = [one for one in find_accepted(at.session, at.view.id, project.id) if one.statement.has_words]
    return [(one, _name_department(at, project, one)) for one in found]


def _name_department(at: AtBody, project: ProjectRow, reported: Reported) -> Name:
    """In the page's language where the project still names it; else as it was reported."""
    kept, party = reported.of.department, at.view.parties[reported.of.party_id].code
    for one in project.departments:
        if one.party == party and kept in one.names.values():
            return at.call(one.names)
    return Name(kept, next(iter(at.view.body.languages), at.asking.wording.lang))
