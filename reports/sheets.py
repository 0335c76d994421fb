"""A confirmation sheet as a PDF: two languages side by side, boxes to tick, room to say why and to sign.

`draw_sheet` has it made in a process of its own; `render_sheet` makes it there.
"""

from collections.abc import Callable, Sequence
from datetime import date
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from reports.fonts import families_for, find_extra_families
from reports.frozen import check_code, digest_of, from_text_of, to_text_of
from reports.marks import ENTRY_MARKS
from reports.pages import find_environment, keep_words
from reports.renderer import Rendered, Renderer
from tracker.domain.problems import Problem, Refused
from tracker.domain.sheets import ConfirmationSheet, Texts
from tracker.domain.stages import EntryKind
from tracker.wording import Wording, get_wording
from tracker.wording.languages import LANGUAGES, pick_name

#: One sheet at a time in a web process, and no longer than this: seconds.
LONGEST = 60.0
_TURN = Lock()


def draw_sheet(sheet: ConfirmationSheet) -> Rendered:
    """The PDF, made by a child process that ends with it. Refused for a character that no font draws;
    RenderFailed where it broke down or took too long."""
    with _TURN, Renderer(timeout=LONGEST, draws_charts=False) as renderer:
        return renderer.render_sheet(to_text_of(sheet))


def render_sheet(text: str) -> tuple[bytes, int]:
    """The PDF and its number of pages."""
    from reports.documents import make_pdf  # noqa: PLC0415  what draws is loaded in the child only

    sheet = from_text_of(ConfirmationSheet, text)
    return make_pdf(make_sheet_html(sheet), created_at=sheet.made_at)


def make_sheet_html(sheet: ConfirmationSheet) -> str:
    """The page that the PDF is made from. Refused: a language not spoken, a character that no font draws."""
    for tag in sheet.languages:
        if tag not in LANGUAGES:
            raise Refused(Problem("unknown_language", {"language": tag, "known": list(LANGUAGES)}))
    bare = _fill(sheet, ())
    extra = find_extra_families([bare])
    return _fill(sheet, extra) if extra else bare


def _fill(sheet: ConfirmationSheet, extra: tuple[str, ...]) -> str:
    page = SheetPage(sheet)
    html = (
        find_environment()
        .get_template("sheet.html")
        .render(
            _=page.say,
            page=page,
            s=sheet,
            lang=sheet.languages[0],
            fonts={lang: (*families_for(lang), *extra) for lang in LANGUAGES},
            code=check_code(digest_of(to_text_of(sheet))),
            marks=ENTRY_MARKS,
        )
    )
    return keep_words(html)


class SheetPage:
    """Says everything in each language of the sheet, once where they say the same."""

    def __init__(self, sheet: ConfirmationSheet) -> None:
        self.sheet = sheet
        self.both: Sequence[Wording] = [get_wording(tag) for tag in sheet.languages]

    def say(self, message: str, **values: Any) -> Markup:
        """A sentence in each language, one below the other. Values are text, or made by a function of the wording."""
        return self._both(lambda w: w.text(message, **{k: v(w) if callable(v) else v for k, v in values.items()}))

    def plain(self, message: str, between: str = " / ") -> str:
        return between.join(dict.fromkeys(w.text(message) for w in self.both))

    def term(self, kind: EntryKind) -> Markup:
        return self._both(lambda w: w.term(kind))

    def day(self, day: date) -> Markup:
        return self._both(lambda w: w.day(day))

    def of_day(self, day: date) -> Callable[[Wording], str]:
        return lambda w: w.day(day)

    def name(self, texts: Texts) -> Markup:
        """In each language; where there is no name in one of them, the other's stands alone."""
        order = list(self.sheet.body_languages)
        names = dict.fromkeys(pick_name(texts, lang=w.lang, languages=order) for w in self.both)
        return self._join((_clean(name.text), name.lang) for name in names)

    def of_name(self, texts: Texts) -> Callable[[Wording], str]:
        order = list(self.sheet.body_languages)
        return lambda w: _clean(pick_name(texts, lang=w.lang, languages=order).text)

    def made(self) -> Markup:
        """The day it was made, where the body is."""
        return self.day(self.sheet.made_at.astimezone(ZoneInfo(self.sheet.time_zone)).date())

    def _both(self, say: Callable[[Wording], str]) -> Markup:
        said = {wording.lang: say(wording) for wording in self.both}
        once = {text: lang for lang, text in reversed(said.items())}
        return self._join((text, once[text]) for text in dict.fromkeys(said.values()))

    def _join(self, parts: Any) -> Markup:
        return Markup("").join(
            Markup('<span class="lang" lang="{}">{}</span>').format(lang, escape(text)) for text, lang in parts
        )


def _clean(text: str) -> str:
    """Without characters that no page can hold."""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")
