"""How rates, days, stages and problems read in each language, with the language as an argument.

Pages, reports, mail and commands all speak through a `Wording`; none of them needs a request.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_time, get_day_names, get_timezone_name
from babel.lists import format_list
from babel.support import NullTranslations, Translations

from tracker.domain.periods import Flag
from tracker.domain.problems import NotFound, Place, Problem
from tracker.domain.rates import Rate, RateName, find_direction, to_hundredfold
from tracker.domain.stages import Stage
from tracker.domain.trends import Figures
from tracker.wording import (
    account_sentences,
    checking_sentences,
    confirmation_sentences,
    cycle_sentences,
    edition_sentences,
    exchange_sentences,
    finding,
    form_sentences,
    import_sentences,
    layout_sentences,
    logging_sentences,
    mail_sentences,
    register_sentences,
    report_sentences,
    return_sentences,
    schedule_sentences,
    sentences,
    storage_sentences,
    terms,
)
from tracker.wording.languages import DEFAULT, LANGUAGES, Name, pick_name
from tracker.wording.marks import N_
from tracker.wording.numbers import say_day, say_decimal, say_number
from tracker.wording.particles import choose_particles

TRANSLATIONS = Path(__file__).parent / "translations"
DOMAIN = "tracker"

#: Day patterns as each government prescribes them, where Babel's differ.
DAY_PATTERNS = {"en": "d MMM y", "ko": "y. M. d.", "zh": "y年M月d日", "ja": "y年M月d日"}
WEEKDAY_PATTERNS = {"en": "EEE d MMM y", "ko": "y. M. d.(EEE)", "zh": "y年M月d日（EEEE）", "ja": "y年M月d日（EEE）"}
LONG_DAY_PATTERNS = DAY_PATTERNS | {"en": "d MMMM y"}

DASH = "–"

#: Every problem's sentence, by its code.
SENTENCES = (
    sentences.SENTENCES
    | register_sentences.SENTENCES
    | storage_sentences.SENTENCES
    | form_sentences.SENTENCES
    | logging_sentences.SENTENCES
    | account_sentences.SENTENCES
    | cycle_sentences.SENTENCES
    | schedule_sentences.SENTENCES
    | import_sentences.SENTENCES
    | layout_sentences.SENTENCES
    | return_sentences.SENTENCES
    | mail_sentences.SENTENCES
    | confirmation_sentences.SENTENCES
    | exchange_sentences.SENTENCES
    | checking_sentences.SENTENCES
    | edition_sentences.SENTENCES
    | report_sentences.SENTENCES
)


@cache
def get_wording(lang: str) -> "Wording":
    """The wording of one of `LANGUAGES`. KeyError for any other."""
    if lang not in LANGUAGES:
        raise KeyError(lang)
    return Wording(lang)


class Wording:
    """Everything one language says. `lang` is its tag."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.locale = Locale.parse("zh_Hans" if lang == "zh" else lang)
        self.translations: NullTranslations = NullTranslations()
        if lang != DEFAULT:
            self.translations = Translations.load(TRANSLATIONS, [lang], DOMAIN)

    def text(self, message: str, **values: Any) -> str:
        """A sentence of the catalogue with its `{values}` filled in."""
        found = str(self.translations.gettext(message))
        return self.settle(found, values).format(**values) if values else found

    def settle(self, sentence: str, values: Mapping[str, Any]) -> str:
        """A sentence of the catalogue before its `{values}` are filled in, worded as they ask for."""
        return choose_particles(sentence, values) if self.lang == "ko" else sentence

    def plural(self, one: str, many: str, number: int, **values: Any) -> str:
        """As `text`, in the form that the number asks for; `{number}` is filled in."""
        given = {"number": self.number(number), **values}
        return self.settle(str(self.translations.ngettext(one, many, number)), given).format(**given)

    def context(self, context: str, message: str, **values: Any) -> str:
        """As `text`, for a word that means different things in different places."""
        found = str(self.translations.pgettext(context, message))  # type: ignore[no-untyped-call]
        return self.settle(found, values).format(**values) if values else found

    # Words

    def term(self, value: StrEnum) -> str:
        """The field's word for a stage, condition, reason, mode, horizon, flag, rate ..."""
        return self.text(terms.find_table(value)[value])

    def short_term(self, name: RateName) -> str:
        """A rate's word where room is short."""
        return self.text(terms.SHORT_RATES[name])

    def flag_meaning(self, flag: Flag) -> str:
        """What a flag says of the figures, in a sentence."""
        return self.text(terms.FLAG_MEANINGS[flag])

    def definition(self, name: RateName) -> str:
        return self.text(terms.DEFINITIONS[name])

    def criteria(self, own: Mapping[str, str], languages: list[str]) -> list[Name]:
        """A body's own wording of what counts as promoted and implemented, else the general one."""
        if own:
            return [self.name(own, languages)]
        return [Name(self.text(terms.CRITERIA[stage]), self.lang) for stage in Stage]

    def name(self, texts: Mapping[str, str], languages: list[str]) -> Name:
        """A name or title in this language, else in English, which more readers know than the body's first one, else in
        that; with the language it is in."""
        return pick_name(texts, lang=self.lang, languages=(DEFAULT, *languages))

    def listing(self, words: list[str]) -> str:
        """`a, b and c`."""
        return str(format_list(words, locale=self.locale)) if words else ""

    # Numbers

    def number(self, value: int) -> str:
        return say_number(value, self.locale)

    def decimal(self, value: Decimal) -> str:
        """One decimal, as it was rounded."""
        return say_decimal(value, self.locale)

    def percent(self, rate: Rate | None) -> str:
        """`77.3 %`; a dash where there is no value."""
        if rate is None or rate.percent is None:
            return DASH
        return self.text(N_("{percent} %"), percent=self.decimal(rate.percent))

    def counts(self, rate: Rate | None) -> str:
        """`51 of 66`; empty where the rate is not applicable or its part unknown."""
        if rate is None or rate.part is None:
            return ""
        return self.text(N_("{part} of {whole}"), part=self.number(rate.part), whole=self.number(rate.whole))

    def rate(self, rate: Rate | None) -> str:
        """`77.3 % (51 of 66)`; `not published`, or a dash, where there is no value."""
        if rate is not None and rate.part is None:
            return self.text(N_("not published"))
        if rate is None or rate.percent is None or rate.part is None:
            return DASH
        return self.text(
            N_("{percent} % ({part} of {whole})"),
            percent=self.decimal(rate.percent),
            part=self.number(rate.part),
            whole=self.number(rate.whole),
        )

    def change(self, change: Fraction | None) -> str:
        """`+21.9 points`; a dash where two rates cannot be compared."""
        if change is None:
            return DASH
        points, direction = self.decimal(abs(to_hundredfold(change))), find_direction(change)
        if not direction:
            return self.text(N_("no change"))
        return self.text(N_("+{points} points") if direction > 0 else N_("-{points} points"), points=points)

    def spoken_change(self, change: Fraction | None) -> str:
        """A change in words, for those who hear it: `rose by 21.9 points`; empty where there is none."""
        if change is None:
            return ""
        points, direction = self.decimal(abs(to_hundredfold(change))), find_direction(change)
        if not direction:
            return self.text(N_("no change"))
        message = N_("rose by {points} points") if direction > 0 else N_("fell by {points} points")
        return self.text(message, points=points)

    # Days and instants

    def day(self, day: date | None) -> str:
        """`19 Mar 2018`, `2018. 3. 19.`; a dash for none."""
        return DASH if day is None else say_day(day, DAY_PATTERNS[self.lang], self.locale)

    def long_day(self, day: date | None) -> str:
        """As `day`, with the month in full."""
        return DASH if day is None else say_day(day, LONG_DAY_PATTERNS[self.lang], self.locale)

    def day_of_week(self, day: date) -> str:
        """As `day`, with its weekday: `Mon 19 Mar 2018`, `2018. 3. 19.(월)`."""
        return say_day(day, WEEKDAY_PATTERNS[self.lang], self.locale)

    def instant(self, instant: datetime | None, time_zone: str, *, with_weekday: bool = False) -> str:
        """Day, time and the zone's name, in the body's zone: `23 Nov 2026 18:00 (Korean Standard Time)`."""
        if instant is None:
            return DASH
        local = instant.astimezone(ZoneInfo(time_zone))
        zone = "UTC" if time_zone == "UTC" else get_timezone_name(local, width="long", locale=self.locale)
        time = format_time(local, "HH:mm", locale=self.locale)
        day = self.day_of_week(local.date()) if with_weekday else self.day(local.date())
        return self.text(N_("{day} {time} ({zone})"), day=day, time=time, zone=zone)

    def weekday(self, number: int) -> str:
        """`Monday` for 0."""
        return str(get_day_names("wide", locale=self.locale)[number])

    # Findings and problems

    def finding(self, figures: Figures, name: RateName) -> str:
        """One sentence that says what a rate does, from the figures alone."""
        return finding.sentence(self, figures, name)

    def comparison(self, figures: Figures, before: int) -> str:
        """What the changes of a period's figures compare with; `before` is the number of the period before."""
        return finding.comparison(self, figures, before)

    def join(self, words: Iterable[str]) -> str:
        """Words side by side, as the language separates them: `a, b`."""
        return self.context("between words", ", ").join(words)

    def break_reason(self, *, joined: list[str], left: list[str], note: str | None) -> str:
        """Why a series breaks at a period: its note, and the names of the areas that joined or left."""
        parts = [note] if note else []
        if joined:
            parts.append(self.text(N_("joined: {areas}"), areas=self.listing(joined)))
        if left:
            parts.append(self.text(N_("no longer open: {areas}"), areas=self.listing(left)))
        return self.context("between clauses", "; ").join(parts)

    def problem(self, problem: Problem) -> str:
        """`projects.csv row 7, area: 'XYZ' is not an area ...`"""
        sentence = self.sentence(problem)
        where = self._place(problem.place)
        return self.text(N_("{place}: {problem}"), place=where, problem=sentence) if where else sentence

    def sentence(self, problem: Problem) -> str:
        """As `problem`, without its place: for beside it."""
        values = {key: self._value(value) for key, value in problem.values.items()}
        return self.settle(self.text(SENTENCES[problem.code]), values).format(**values)

    def not_found(self, error: NotFound) -> str:
        return self.problem(Problem(f"not_found_{error.kind}", {"name": error.name}))

    def _place(self, place: Place) -> str:
        if place.source is None:
            return ""
        where = place.source
        if place.row is not None:
            where = self.text(N_("{source} row {row}"), source=where, row=place.row)
        if place.column is not None:
            where = self.text(N_("{place}, {column}"), place=where, column=place.column)
        return where

    def _value(self, value: Any) -> str:
        if isinstance(value, StrEnum) and value in terms.find_table(value):
            return self.term(value)
        if isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, list | tuple):
            return self.join(self._value(one) for one in value)
        return str(value)
