"""An edition in the forms that are made when they are asked for: as a page, and as a workbook of its figures."""

from io import BytesIO

from flask import Blueprint, Response, send_file
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from reports.edition_workbook import make_edition_workbook
from reports.publishing import find_approvals
from tracker.domain.roles import Act
from tracker.queries.editions import EditionView, get_edition_figures
from tracker.web.edition_words import require_edition
from tracker.web.gates import Afterwards, AtBody, allowed
from tracker.web.kept_pages import answer_with_page
from tracker.wording import get_wording
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

edition_forms = Blueprint("edition_forms", __name__)

SPOKEN = f"<any({','.join(LANGUAGES)}):language>"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@edition_forms.get(f"/bodies/<code:code>/reports/<number:period>/<number:number>/{SPOKEN}")
@allowed(Act.SEE_EDITIONS, logged=True)
def show_edition_page(at: AtBody, period: int, number: int, language: str) -> Afterwards:
    edition = require_edition(at, period, number)
    ways = [
        (
            at.asking.wording.text(N_("Files of this edition")),
            at.asking.link("editions.show_edition", code=at.code, period=period, number=number),
        )
    ]
    return make_page(at.session, edition, language, ways)


@edition_forms.get(f"/bodies/<code:code>/reports/<number:period>/<number:number>/{SPOKEN}.xlsx")
@allowed(Act.SEE_EDITIONS, logged=True)
def show_edition_workbook(at: AtBody, period: int, number: int, language: str) -> Afterwards:
    return make_workbook(at.session, require_edition(at, period, number), language)


def make_page(session: Session, edition: EditionView, language: str, ways: list[tuple[str, str]]) -> Afterwards:
    """The page in a language, with the ways on from it."""
    figures, approvals = get_edition_figures(session, edition.id), find_approvals(session, edition.id)
    label = get_wording(language).text(N_("Ways on"))

    def answer() -> ResponseReturnValue:
        return answer_with_page(figures, edition.digest, language, approvals, ways=ways, way_label=label)

    return Afterwards(answer)


def make_workbook(session: Session, edition: EditionView, language: str) -> Afterwards:
    figures = get_edition_figures(session, edition.id)

    def answer() -> Response:
        content = make_edition_workbook(figures, get_wording(language))
        name = f"{edition.name}-{language}.xlsx"
        answer = send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name)
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

    return Afterwards(answer)
