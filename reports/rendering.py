"""An edition's figures or a conference pack in, with a language; a file out. Loads what draws: in the child only."""

from collections.abc import Callable
from functools import partial

from reports.approvals import NONE_YET, Approvals
from reports.documents import Enclosed, make_pdf
from reports.enclosures import make_projects_csv
from reports.fonts import find_extra_families
from reports.frozen import digest_of, from_text, from_text_of
from reports.laying_out import find_emblem
from reports.one_page import FITS, make_sheet, make_summary_html
from reports.pack import ConferencePack
from reports.pack_pages import make_pack_html
from reports.pages import make_html
from reports.period_report import PeriodReport
from reports.pictures import draw_charts, find_charts
from reports.web_page import to_web_html
from tracker.domain.editions import FileForm, FileKind
from tracker.domain.problems import Problem, Refused
from tracker.wording import get_wording
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_


def render_file(figures: str, language: str, kind: FileKind, form: FileForm, approvals: Approvals) -> tuple[bytes, int]:
    """An edition's file, and its number of pages (0 where its form has none of its own). Refused: a language not
    spoken, a character that no font draws, a kind that is not made in this form."""
    if (kind, form) not in MAKERS:
        raise Refused(Problem("file_not_made", {"kind": kind, "form": form}))
    return MAKERS[kind, form](figures, language, approvals)


def render_report(figures: str, language: str, approvals: Approvals = NONE_YET) -> tuple[bytes, int]:
    """The PDF and its number of pages; of a preview without anything enclosed. Refused as `render_file`."""
    report = from_text(figures)
    html = _make_html(report, digest_of(figures), language, approvals)
    pictures = [emblem] if (emblem := find_emblem(report)) else []
    if report.is_preview:
        return make_pdf(html, created_at=report.produced_at, pictures=pictures)
    name = f"{report.body.code}-{report.period.number}-edition-{report.edition}"
    enclosed = [
        Enclosed(f"{name}.json", "Figures of the edition", figures.encode(), "Data"),
        Enclosed(f"{name}-projects.csv", "Projects of the period", make_projects_csv(report), "Data"),
    ]
    return make_pdf(html, created_at=report.produced_at, enclosed=enclosed, pictures=pictures)


def render_summary(figures: str, language: str, approvals: Approvals = NONE_YET) -> tuple[bytes, int]:
    """The PDF of the summary alone: one page, with nothing enclosed. Refused as `render_file`."""
    _require_spoken(language)
    report, digest, wording = from_text(figures), digest_of(figures), get_wording(language)
    pictures = [emblem] if (emblem := find_emblem(report)) else []
    for zoom, letters in FITS:
        sheet = make_sheet(report.layout.paper, zoom)
        html = make_summary_html(report, wording, sheet, digest=digest, approvals=approvals, letters=letters)
        pdf, pages = make_pdf(html, created_at=report.produced_at, pictures=pictures, zoom=zoom)
        if pages == 1:
            break
    return pdf, pages


def render_docx(figures: str, language: str, approvals: Approvals, *, kind: FileKind) -> tuple[bytes, int]:
    """The document; it has no pages of its own until it is opened. Refused as `render_file`."""
    from reports import office  # noqa: PLC0415  few reports are asked for as documents to go on writing in

    return office.render_docx(figures, language, approvals, kind)


def render_hwpx(figures: str, language: str, approvals: Approvals, *, kind: FileKind) -> tuple[bytes, int]:
    """As `render_docx`."""
    from reports import office  # noqa: PLC0415

    return office.render_hwpx(figures, language, approvals, kind)


def render_web_page(figures: str, language: str, approvals: Approvals) -> tuple[bytes, int]:
    """The report as a page for browsers, in UTF-8; it has no pages of its own. Refused as `render_report`."""
    html = make_report_html(figures, language, approvals)
    label = get_wording(language).text(N_("Table, can be moved sideways where it is wide"))
    return to_web_html(html, table_label=label).encode(), 0


def render_pack(text: str, language: str) -> tuple[bytes, int]:
    """The PDF of a conference pack and its number of pages. Refused as `render_report`."""
    _require_spoken(language)
    pack, wording = from_text_of(ConferencePack, text), get_wording(language)
    extra = find_extra_families([make_pack_html(pack, wording)])
    return make_pdf(make_pack_html(pack, wording, extra), created_at=pack.report.produced_at)


def make_report_html(figures: str, language: str, approvals: Approvals = NONE_YET) -> str:
    """The page that the PDF is made from, charts inside. Refused as `render_report`."""
    return _make_html(from_text(figures), digest_of(figures), language, approvals)


def _make_html(report: PeriodReport, digest: str, language: str, approvals: Approvals) -> str:
    _require_spoken(language)
    wording = get_wording(language)
    charts = find_charts(report, wording)

    def make(extra_families: tuple[str, ...]) -> str:
        return make_html(
            report,
            wording,
            digest=digest,
            charts=charts,
            pictures=draw_charts(charts, language, extra_families),
            approvals=approvals,
            extra_families=extra_families,
        )

    html = make(())
    # What the page says stands in it whole, the charts' words too; few reports need a family beside the usual ones.
    extra_families = find_extra_families([html])
    return make(extra_families) if extra_families else html


def _require_spoken(language: str) -> None:
    if language not in LANGUAGES:
        raise Refused(Problem("unknown_language", {"language": language, "known": list(LANGUAGES)}))


#: What makes each kind of file in each form.
MAKERS: dict[tuple[FileKind, FileForm], Callable[[str, str, Approvals], tuple[bytes, int]]] = {
    (FileKind.REPORT, FileForm.PDF): render_report,
    (FileKind.SUMMARY, FileForm.PDF): render_summary,
    (FileKind.REPORT, FileForm.DOCX): partial(render_docx, kind=FileKind.REPORT),
    (FileKind.REPORT, FileForm.HWPX): partial(render_hwpx, kind=FileKind.REPORT),
    (FileKind.SUMMARY, FileForm.DOCX): partial(render_docx, kind=FileKind.SUMMARY),
    (FileKind.SUMMARY, FileForm.HWPX): partial(render_hwpx, kind=FileKind.SUMMARY),
}
