"""What the mail says that an edition is sent with: its main figures, in the reader's language, from the frozen ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from reports.period_report import PeriodReport
from reports.selections import SUMMARY, find_flags
from tracker.domain.editions import FileKind, SignOffState
from tracker.domain.rates import RateName
from tracker.wording import Wording, get_wording
from tracker.wording.languages import LANGUAGES, find_language
from tracker.wording.marks import N_

#: The rates in the subject.
IN_SUBJECT = (RateName.PROMOTION, RateName.IMPLEMENTATION)


@dataclass(frozen=True, slots=True)
class SentFile:
    """The file that a letter is about. `is_attached`: it goes along; else it is behind the link only."""

    language: str
    kind: FileKind
    pages: int
    size: int
    is_attached: bool


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What a letter says beside the figures. `until`: the last day of a link that expires; None for a page of the
    service. `secretaries`: whom to ask. `home`: the service's address; `code`: the check code of the edition."""

    name: str
    link: str
    until: date | None
    file: SentFile
    secretaries: Sequence[str]
    home: str
    code: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a letter in a language says of an edition, whoever it goes to."""

    language: str
    subject: str
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    subject: str
    text: str


def draft_letter(report: PeriodReport, language: str, approval: SignOffState) -> Draft:
    """In a language; in English where that is not spoken here."""
    wording = get_wording(find_language([language]))
    body = wording.name(report.body.names, list(report.body.languages)).text
    said = [
        wording.text(
            N_("{rate} {value}"), rate=wording.short_term(name), value=wording.rate(report.figures.rates[name])
        )
        for name in IN_SUBJECT
    ]
    subject = wording.text(
        N_("{body}, period {number}, edition {edition}: {figures}"),
        body=body,
        number=report.period.number,
        edition=report.edition,
        figures=wording.join(said),
    )
    return Draft(
        wording.lang, subject, ("\n".join(_figures(wording, report, body)), *_state(wording, report, approval))
    )


def finish_letter(draft: Draft, facts: LetterFacts) -> WrittenLetter:
    """The letter to one recipient."""
    wording = get_wording(draft.language)
    blocks = [*draft.blocks, *_offer(wording, facts), *_close(wording, facts)]
    return WrittenLetter(draft.subject, "\n\n".join(block for block in blocks if block) + "\n")


def _figures(wording: Wording, report: PeriodReport, body: str) -> Iterable[str]:
    figures = report.figures
    yield wording.text(
        N_("{body}, period {number}, edition {edition}"),
        body=body,
        number=report.period.number,
        edition=report.edition,
    )
    for name in SUMMARY:
        rate, change = figures.rates[name], figures.changes[name]
        if rate is None:
            continue
        value = wording.rate(rate)
        if change is not None:
            value = wording.text(N_("{value}, {change}"), value=value, change=wording.change(change))
        yield "- " + wording.text(N_("{rate}: {value}"), rate=wording.term(name), value=value)


def _state(wording: Wording, report: PeriodReport, approval: SignOffState) -> Iterable[str]:
    figures = report.figures
    produced_on = report.produced_at.astimezone(ZoneInfo(report.body.time_zone)).date()
    yield wording.text(
        N_("Status as of {day}; produced on {produced}"),
        day=wording.day(report.as_of),
        produced=wording.day(produced_on),
    )
    if len(report.trend) > 1 and figures.has_stages:
        yield wording.comparison(figures, report.trend[-2].period.number)
    for flag in find_flags(report):
        yield wording.text(N_("{rate}: {value}"), rate=wording.term(flag), value=wording.flag_meaning(flag))
    if approval is SignOffState.APPROVED:
        yield wording.text(N_("Every party that was asked has approved these figures."))
    elif approval is SignOffState.RETURNED:
        yield wording.text(N_("It was returned unapproved: a party wants its figures corrected."))
    elif approval is SignOffState.AWAITING:
        yield wording.text(N_("These figures await the approval of the parties."))


def _offer(wording: Wording, facts: LetterFacts) -> Iterable[str]:
    """What comes along, and where it can be read."""
    if facts.name:
        yield wording.text(N_("Dear {name},"), name=facts.name)
    if facts.file.is_attached:
        yield wording.text(_ATTACHED[facts.file.kind], file=_describe(wording, facts.file))
    else:
        yield wording.text(
            N_("The report ({file}) is too large for this mail; the link leads to it."),
            file=_describe(wording, facts.file),
        )
    if facts.until is None:
        yield wording.text(N_("The edition on the pages of the service: {link}"), link=facts.link)
    else:
        yield wording.text(
            N_("This edition in the browser, without an account, until {day}: {link}"),
            day=wording.long_day(facts.until),
            link=facts.link,
        )


_ATTACHED = {
    FileKind.REPORT: N_("The whole report is attached ({file})."),
    FileKind.SUMMARY: N_("Its one-page summary is attached ({file})."),
}


def _describe(wording: Wording, file: SentFile) -> str:
    """`PDF, English, 8 pages, 310 kB`."""
    pages = wording.plural("{number} page", "{number} pages", file.pages)
    size = f"{wording.number(max(1, round(file.size / 1024)))} kB"
    return wording.join(["PDF", LANGUAGES.get(file.language, file.language), pages, size])


def _close(wording: Wording, facts: LetterFacts) -> Iterable[str]:
    yield wording.text(
        N_("To check whether a file is this edition, unchanged (check code {code}): {link}"),
        code=facts.code,
        link=f"{facts.home}/check",
    )
    if facts.secretaries:
        yield wording.text(N_("Questions go to the secretariat: {people}"), people=wording.join(facts.secretaries))
    yield "-- \n" + wording.text(
        N_("This mail was written by the Joint Committee Tracker, {link}. Nobody reads answers to it."), link=facts.home
    )
