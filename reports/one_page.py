"""The summary of a report on one page of its own, as large as it fits: for a phone, and for print."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from reports.approvals import Approvals
from reports.fonts import find_extra_families
from reports.frozen import check_code
from reports.pages import render_page
from reports.period_report import PeriodReport, ReportParty, Texts
from tracker.wording import Wording

#: Width and height in millimetres.
PAPERS = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}

#: How much larger or smaller than in the report the page is set, and how many letters of a name it has room for.
FITS = ((1.3, None), (1.15, None), (1.0, None), (0.85, None), (0.85, 60), (0.7, 24))

#: Parties of a role that are named where names are cut.
NAMED_PARTIES = 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper in millimetres as if the page were set in the report's size, and how much it is enlarged then."""

    width: float
    height: float
    zoom: float


def make_sheet(paper: str, zoom: float) -> Sheet:
    width, height = PAPERS.get(paper, PAPERS["a4"])
    return Sheet(round(width / zoom, 2), round(height / zoom, 2), zoom)


def make_summary_html(
    report: PeriodReport, wording: Wording, sheet: Sheet, *, digest: str, approvals: Approvals, letters: int | None
) -> str:
    """`letters`: of a name at most, None for all of it. Refused: a character that no font draws."""
    shown = report if letters is None else shorten(report, letters)
    more = {"sheet": sheet, "code": check_code(digest), "approvals": approvals}
    html = render_page("summary.html", shown, wording, (), **more)
    extra_families = find_extra_families([html])
    return render_page("summary.html", shown, wording, extra_families, **more) if extra_families else html


def shorten(report: PeriodReport, letters: int) -> PeriodReport:
    """The report with so many letters of each name at most, and its first parties; figures as they are."""
    layout = report.layout
    return replace(
        report,
        note=_cut(report.note, 3 * letters),
        body=replace(
            report.body, names=_cut_all(report.body.names, 2 * letters), source=_cut(report.body.source, 3 * letters)
        ),
        parties=tuple(
            party
            for role in dict.fromkeys(party.role for party in report.parties)
            for party in _cut_parties([one for one in report.parties if one.role == role], letters)
        ),
        layout=replace(
            layout,
            titles=_cut_all(layout.titles, 2 * letters),
            subtitles=_cut_all(layout.subtitles, 2 * letters),
        ),
    )


def _cut_parties(parties: list[ReportParty], letters: int) -> list[ReportParty]:
    """The first ones, with a dot leader where there are more."""
    shown = [replace(party, names=_cut_all(party.names, letters)) for party in parties[:NAMED_PARTIES]]
    rest = parties[NAMED_PARTIES : NAMED_PARTIES + 1]
    return [*shown, *(replace(party, code=f"{party.code}…", names=dict.fromkeys(party.names, "…")) for party in rest)]


def _cut_all(texts: Texts, letters: int) -> Mapping[str, str]:
    return {lang: _cut(text, letters) or "" for lang, text in texts.items()}


def _cut(text: str | None, letters: int) -> str | None:
    return text if text is None or len(text) <= letters else f"{text[: letters - 1]}…"
