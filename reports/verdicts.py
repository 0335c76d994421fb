"""What was found of a file or a check code, in words: for the command line and the page alike."""

from sqlmodel import Session

from reports.frozen import from_text
from reports.verifying import Difference, Enclosure, Finding, Proof, Verdict
from tracker.domain.editions import FileForm, FileKind, SignOffState
from tracker.domain.rates import RateName
from tracker.queries.editions import EditionView, FileView, find_sign_off_states, get_edition_figures
from tracker.wording import Wording
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

#: The rates that stand on a report's first page.
RATES = (RateName.PROMOTION, RateName.IMPLEMENTATION, RateName.MUTUAL_SHARE, RateName.RETENTION, RateName.RENEWAL)

FORMS = {FileForm.PDF: "PDF", FileForm.DOCX: "DOCX", FileForm.HWPX: "HWPX"}
KINDS = {
    FileKind.REPORT: N_("The report in {language}, as {form}, {pages}"),
    FileKind.SUMMARY: N_("The one-page summary in {language}, as {form}, {pages}"),
}

OF_FILE = {
    Verdict.CURRENT: N_("{file} is {edition}, issued by this service, unchanged. It is the current edition."),
    Verdict.SUPERSEDED: N_(
        "{file} is {edition}, issued by this service, unchanged. It is superseded: edition {latest} is the current one."
    ),
    Verdict.CHANGED: N_("{file} was changed on the way: it carries the figures of {edition}, but is not its file."),
    Verdict.FOREIGN: N_("{file} was not issued by this service, or was changed beyond recognition."),
}
OF_CODE = {
    Verdict.CURRENT: N_("{file} is the check code of {edition}, issued by this service. It is the current edition."),
    Verdict.SUPERSEDED: N_(
        "{file} is the check code of {edition}, issued by this service. It is superseded: edition {latest} is the"
        " current one."
    ),
    Verdict.FOREIGN: N_("{file} is the check code of no edition of this service."),
}
ONLY_CODE = N_("{file} was changed on the way: it names {edition} by its check code, but is not its file.")

ENCLOSURES = {
    Enclosure.KEPT: N_("The figures enclosed in it are whole and unchanged."),
    Enclosure.ALTERED: N_("The figures enclosed in it are not those of the edition."),
    Enclosure.GONE: N_("The figures that our PDF encloses are gone from it."),
}

SIGN_OFFS = {
    SignOffState.AWAITING: N_("It awaits approval: not every party that was asked has signed it off."),
    SignOffState.RETURNED: N_("It was returned unapproved: a party wants its figures corrected."),
}


def tell_finding(session: Session, wording: Wording, found: Finding, *, name: str, is_code: bool) -> list[str]:
    """All there is to say, a line each: what it is, which file, what is different, the figures to compare."""
    edition, words = found.edition, OF_CODE if is_code else OF_FILE
    said = words[found.verdict]
    if found.verdict is Verdict.CHANGED and found.proof is Proof.CODE:
        said = ONLY_CODE
    called = "" if edition is None else call_edition(wording, edition)
    lines = [wording.text(said, file=name, edition=called, latest=found.latest)]
    if edition is not None:
        lines.append(tell_sign_off(session, wording, edition))
    if found.file is not None:
        lines.append(tell_file(wording, found.file))
        lines.append(tell_approvals(session, wording, found))
    if found.difference is not None:
        lines += tell_difference(wording, found.difference)
    if edition is not None and found.proof is not Proof.FILE:
        lines.append(wording.text(N_("The figures of that edition, to compare:")))
        figures = find_main_figures(session, wording, edition)
        lines += [f"  {term}: {value}" for term, value in figures]
    return [line for line in lines if line]


def call_edition(wording: Wording, edition: EditionView) -> str:
    return wording.text(
        N_("edition {edition} of {body} period {period}, status as of {day}"),
        edition=edition.number,
        body=edition.body,
        period=edition.period,
        day=wording.day(edition.as_of),
    )


def tell_file(wording: Wording, file: FileView) -> str:
    """`The report in Korean, as PDF, 12 pages`."""
    pages = wording.plural("{number} page", "{number} pages", file.pages) if file.pages else ""
    language = LANGUAGES.get(file.language, file.language)
    told = wording.text(KINDS[file.kind], language=language, form=FORMS[file.form], pages=pages)
    return told.rstrip(" ,，、")


def tell_sign_off(session: Session, wording: Wording, edition: EditionView) -> str:
    """What a current edition that was put to the parties still lacks. Empty where it lacks nothing or nobody was asked,
    and of a superseded one, whose place a later edition has taken."""
    if not edition.asked or not edition.is_latest:
        return ""
    lacking = SIGN_OFFS.get(find_sign_off_states(session, [edition.id])[edition.id])
    return "" if lacking is None else wording.text(lacking)


def tell_approvals(session: Session, wording: Wording, found: Finding) -> str:
    """Empty where there is no answer to speak of."""
    assert found.file is not None
    assert found.edition is not None
    is_approved = find_sign_off_states(session, [found.edition.id])[found.edition.id] is SignOffState.APPROVED
    if found.has_later_file and is_approved:
        return wording.text(N_("The edition was approved since: a later file of it has the approvals printed in it."))
    if found.has_later_file:
        return wording.text(N_("Parties answered since: a later file of it says what."))
    return wording.text(N_("The approvals are printed in it.")) if found.file.approvals and is_approved else ""


def tell_difference(wording: Wording, difference: Difference) -> list[str]:
    """What a changed file has otherwise, a sentence each."""
    lines = [wording.text(ENCLOSURES[difference.enclosure])] if _speaks_of_figures(difference) else []
    issued = difference.issued
    if issued is None:
        return [*lines, wording.text(N_("The edition has no file of this form to compare it with."))]
    lines.append(wording.text(N_("Nearest to it is this file of ours: {file}."), file=tell_file(wording, issued)))
    lines.append(
        wording.text(
            N_("Ours has {issued} bytes, it has {handed}."),
            issued=wording.number(issued.size),
            handed=wording.number(difference.size),
        )
    )
    if issued.pages and difference.pages and issued.pages != difference.pages:
        values = {"issued": wording.number(issued.pages), "handed": wording.number(difference.pages)}
        lines.append(wording.text(N_("Ours has {issued} pages, it has {handed}."), **values))
    return [*lines, *_tell_words(wording, difference)]


def _speaks_of_figures(difference: Difference) -> bool:
    """An office file and a summary enclose none."""
    if difference.enclosure is not Enclosure.GONE:
        return True
    issued = difference.issued
    return issued is not None and (issued.form, issued.kind) == (FileForm.PDF, FileKind.REPORT)


def _tell_words(wording: Wording, difference: Difference) -> list[str]:
    if difference.words is None:
        return [wording.text(N_("Its words cannot be read, so they cannot be compared: look at the figures yourself."))]
    if not difference.words:
        return [
            wording.text(N_("Every word on its pages is as we issued it: only the file around them was rewritten."))
        ]
    lines = [wording.text(N_("Its words are not those that we issued:"))]
    has_pages = difference.issued is not None and difference.issued.form is FileForm.PDF
    said = N_("page {page}: issued ‘{was}’, now ‘{now}’") if has_pages else N_("issued ‘{was}’, now ‘{now}’")
    changes = [wording.text(said, page=one.page, was=one.was or "–", now=one.now or "–") for one in difference.words]
    return [*lines, *(f"  {change}" for change in changes)]


def find_main_figures(session: Session, wording: Wording, edition: EditionView) -> list[tuple[str, str]]:
    """How many projects an edition is about, and its main rates with their counts."""
    figures = from_text(get_edition_figures(session, edition.id)).figures
    agreed = (wording.text(N_("Projects on the agreed list")), wording.number(figures.tally.agreed))
    return [agreed, *((wording.term(name), wording.rate(figures.rates[name])) for name in RATES)]
