"""Confirmation sheets to send: a PDF to sign, a workbook to fill in."""

from io import BytesIO

from flask import Response, render_template, request, send_file

from reports.renderer import RenderFailed
from reports.sheets import draw_sheet
from tracker.domain.problems import Problem, Refused
from tracker.domain.roles import Act
from tracker.domain.sheets import ConfirmationSheet
from tracker.models import Party
from tracker.queries.sheets import make_sheet
from tracker.register.sheet_writing import write_sheet
from tracker.web.confirmations.asked import own_party
from tracker.web.confirmations.scene import confirmations
from tracker.web.gates import Afterwards, AtBody, allowed
from tracker.web.headings import Heading, make_heading
from tracker.web.query import read_word
from tracker.wording.languages import DEFAULT, LANGUAGES

#: The language of each country whose own is spoken here.
SPOKEN_IN = {"KR": "ko", "CN": "zh", "JP": "ja"}

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@confirmations.get("/bodies/<code:code>/waiting/of/<party>/sheet.pdf")
@allowed(Act.RECORD_DOCUMENT, logged=True)
def show_sheet_pdf(at: AtBody, party: str) -> Afterwards:
    sheet, heading = _make_sheet(at, party), make_heading(at)
    return Afterwards(lambda: _draw(at, sheet, heading))


def _draw(at: AtBody, sheet: ConfirmationSheet, heading: Heading) -> Response:
    try:
        rendered = draw_sheet(sheet)
    except Refused as refused:
        return _show_not_drawn(at, heading, refused.problems)
    except RenderFailed:
        return _show_not_drawn(at, heading, (Problem("sheet_not_drawn"),))
    return _send(rendered.content, sheet, "pdf", "application/pdf")


@confirmations.get("/bodies/<code:code>/waiting/of/<party>/sheet.xlsx")
@allowed(Act.RECORD_DOCUMENT, logged=True)
def show_sheet_workbook(at: AtBody, party: str) -> Afterwards:
    sheet = _make_sheet(at, party)
    return Afterwards(lambda: _send(write_sheet(sheet), sheet, "xlsx", WORKBOOK))


def read_period(at: AtBody) -> int | None:
    text = read_word(request.args, "period", [str(one.number) for one in at.view.facts.periods])
    return None if text is None else int(text)


def choose_languages(at: AtBody, party: Party) -> tuple[str, str]:
    """The languages that a sheet is first offered in: that of the party asked, and that of the visitor's own party;
    where their countries say nothing, the page's, then the body's."""
    spoken = [tag for tag in at.view.body.languages if tag in LANGUAGES]
    own = [one.country for one in at.view.parties.values() if one.code == own_party(at)]
    first = SPOKEN_IN.get(party.country) or next(iter(spoken), DEFAULT)
    wanted = [*(SPOKEN_IN.get(country) for country in own), at.asking.wording.lang, *spoken, DEFAULT, *LANGUAGES]
    return first, next(tag for tag in wanted if tag is not None and tag != first)


def _make_sheet(at: AtBody, party: str) -> ConfirmationSheet:
    asked = at.view.party(party)
    chosen = [
        read_word(request.args, name, LANGUAGES) or default
        for name, default in zip(("first", "second"), choose_languages(at, asked), strict=True)
    ]
    account = at.asking.visitor.account
    return make_sheet(
        at.session,
        at.view,
        asked,
        period=read_period(at),
        languages=chosen,
        at=at.asking.now.replace(microsecond=0),
        by="" if account is None else account.name,
    )


def _send(content: bytes, sheet: ConfirmationSheet, suffix: str, media_type: str) -> Response:
    period = "" if sheet.period is None else f"-{sheet.period}"
    name = f"{sheet.body}{period}-{sheet.party}-confirmation.{suffix}"
    return send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name, max_age=0)


def _show_not_drawn(at: AtBody, heading: Heading, problems: tuple[Problem, ...]) -> Response:
    page = render_template("sheet_not_drawn.html", at=at, heading=heading, problems=problems)
    return Response(page, 422)
