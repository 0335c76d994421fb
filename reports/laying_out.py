"""What a frozen layout makes of a report in one language: its title page, its paper, the order of the parties."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from babel import Locale
from babel.core import UnknownLocaleError

from reports.period_report import FrozenLayout, PeriodReport
from tracker.wording import Wording
from tracker.wording.languages import Name
from tracker.wording.marks import N_

Row = TypeVar("Row")

#: How an address begins that holds a picture itself.
INLINE_PNG = "data:image/png;base64,"

#: The sizes that style sheets know paper by.
PAPERS = {"a4": "A4", "letter": "letter"}

#: That a language prevails, by the language; `AUTHORITY_OF` for any other.
AUTHORITY = {
    "en": N_("In case of any difference between the language versions, the English text prevails."),
    "ko": N_("In case of any difference between the language versions, the Korean text prevails."),
    "zh": N_("In case of any difference between the language versions, the Chinese text prevails."),
    "ja": N_("In case of any difference between the language versions, the Japanese text prevails."),
}
AUTHORITY_OF = N_("In case of any difference between the language versions, the text in {language} prevails.")


class PageLayout:
    """The layout of one report in the language of a wording."""

    def __init__(self, report: PeriodReport, wording: Wording) -> None:
        self.report = report
        self.wording = wording
        self._ranks = {code: rank for rank, code in enumerate(self._frozen.party_order.get(wording.lang, ()))}

    @property
    def _frozen(self) -> FrozenLayout:
        return self.report.layout

    @property
    def paper(self) -> str:
        return PAPERS.get(self._frozen.paper, "A4")

    @property
    def title(self) -> str:
        """The title page's own; empty where the body's name stands there."""
        return self._frozen.titles.get(self.wording.lang, "")

    @property
    def subtitle(self) -> str:
        return self._frozen.subtitles.get(self.wording.lang, "")

    @property
    def emblem(self) -> str:
        """As an address that holds the picture; empty where there is none."""
        return find_emblem(self.report)

    @property
    def authority(self) -> str:
        """Which language prevails, in a sentence; empty where the report does not say so."""
        languages = self.report.body.languages
        return say_authority(self.wording, languages[0]) if self._frozen.names_authority and languages else ""

    @property
    def check_at(self) -> str:
        """Where files are checked, as people type it; empty where the edition does not say."""
        return self._frozen.check_at.removeprefix("https://")

    def rank(self, code: str) -> int:
        """Where a party stands; those that the layout does not know come last, as they stood."""
        return self._ranks.get(code, len(self._ranks))

    def in_order(self, rows: Iterable[Row], attribute: str = "code") -> list[Row]:
        """Rows of parties, whose code is in the attribute, in this language's order."""
        return sorted(rows, key=lambda row: self.rank(str(getattr(row, attribute))))

    def second(self, texts: Mapping[str, str]) -> Name | None:
        """What stands beside a name in this language; None where that is not asked for, or would say the same."""
        lang = self._frozen.second_languages.get(self.wording.lang, "")
        text = texts.get(lang, "")
        first, _ = self.wording.name(texts, list(self.report.body.languages))
        return Name(text, lang) if text and text != first else None


def find_emblem(report: PeriodReport) -> str:
    """See `PageLayout.emblem`."""
    return "" if report.layout.emblem is None else INLINE_PNG + report.layout.emblem


def say_authority(wording: Wording, language: str) -> str:
    if language in AUTHORITY:
        return wording.text(AUTHORITY[language])
    try:
        name = Locale.parse(language, sep="-").get_display_name(wording.lang)
    except (UnknownLocaleError, ValueError):
        name = None
    return wording.text(AUTHORITY_OF, language=name or language)
