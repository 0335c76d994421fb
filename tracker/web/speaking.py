"""What templates say and link with: sentences of the catalogue, names with their language, dates, addresses."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import Flask, request, url_for
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from tracker.access import Visitor
from tracker.domain.roles import Act
from tracker.web.asking import current_asking, current_wording, find_full_address, same_address
from tracker.web.chart_files import link_picture
from tracker.web.downloads import find_downloads
from tracker.web.forms import new_submission
from tracker.web.navigation import find_steps
from tracker.web.query import BadQuery
from tracker.web.sign_in import sign_in_link
from tracker.web.static_files import static_link
from tracker.web.versions import version_of
from tracker.wording.languages import LANGUAGES, Name
from tracker.wording.mail_words import say_trouble

#: Between facts on one line: it stands with what follows, so that no line ends in it.
DOT = Markup(" ·&nbsp;")
#: Blanks inside a percentage, a day or counts.
INSIDE = re.compile(
    r"(?<=\d) (?=%|[A-Z][a-z]{2} \d{4})|(?<= [A-Z][a-z]{2}) (?=\d{4})|(?<=\d\.) (?=\d{1,2}\.)"
    r"|(?<=\d) (?=of \d)|(?<=\d of) (?=\d)|(?<=\d건) (?=중 \d)|(?<=\d건 중) (?=\d)"
)
#: Places inside a number with its counter, a day or counts, at which Chinese and Japanese lines would end.
JOINED = re.compile(
    r"(?<=第)(?=\d)|(?<=\d)(?=[期年月日项件天个])|(?<=\d[年月])(?=\d)|(?<=\d[项件])(?=中\d)|(?<=[项件]中)(?=\d)"
    r"|(?<=个)(?=百分点)|(?<=个百)(?=分点)|(?<=个百分)(?=点)"
)
#: Where a line may end instead, though it would not by itself: `77.3%` and its counts in brackets.
BETWEEN = re.compile(r"(?<=%)(?=（)")


def register_speaking(app: Flask) -> None:
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.update(
        _=say,
        ngettext=say_number,
        pgettext=say_in,
        link=_link,
        static_link=static_link,
        languages=LANGUAGES,
        dot=DOT,
    )
    env.globals.update(
        new_submission=new_submission, sign_in_link=sign_in_link, find_steps=find_steps, version_of=version_of
    )
    env.globals.update(find_downloads=find_downloads, link_picture=link_picture, find_full_address=find_full_address)
    env.filters.update(day=_day, named=show_name, number=lambda value: current_wording().number(value))
    env.filters.update(unbroken=keep_unbroken)
    env.filters.update(mail_trouble=lambda said: say_trouble(current_wording(), said))
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    wording, visitor = current_wording(), _find_visitor()
    return {
        "wording": wording,
        "lang": wording.lang,
        "language_links": _language_links(),
        "account": visitor.account,
        "may_administer": visitor.may(Act.ADMINISTER),
    }


def _find_visitor() -> Visitor:
    """Who asks; a passer-by also where that cannot be found out, so that pages for what failed can be shown."""
    try:
        return current_asking().visitor
    except (BadQuery, SQLAlchemyError):
        return Visitor()


def say(message: str, **values: Any) -> Markup:
    """A sentence with its `{values}` filled in, each escaped unless it is markup itself. Most have none."""
    wording = current_wording()
    if not values:
        return Markup(wording.text(message))  # noqa: S704 - ours, not a visitor's
    return Markup(wording.settle(wording.text(message), values)).format(**values)  # noqa: S704 - ours, not a visitor's


def say_number(one: str, many: str, number: int, **values: Any) -> Markup:
    """As `say`, in the form that the number asks for; `{number}` is filled in."""
    wording = current_wording()
    given = {"number": wording.number(number), **values}
    found = wording.settle(str(wording.translations.ngettext(one, many, number)), given)
    return Markup(found).format(**given)  # noqa: S704


def say_in(context: str, message: str, **values: Any) -> Markup:
    """As `say`, for a word that means different things in different places."""
    wording = current_wording()
    return Markup(wording.settle(wording.context(context, message), values)).format(**values)  # noqa: S704


def show_name(name: Name) -> Markup:
    """A name or title, marked with its language where that is not the page's."""
    if name.lang == current_wording().lang:
        return Markup("{}").format(name.text)
    return Markup('<span lang="{}">{}</span>').format(name.lang, name.text)


def join_names(names: Iterable[Name]) -> Name:
    """`Seoul and Beijing`, in their language where they share one."""
    listed = list(names)
    tags = {name.lang for name in listed}
    lang = tags.pop() if len(tags) == 1 else current_wording().lang
    return Name(current_wording().listing([name.text for name in listed]), lang)


def keep_unbroken(sentence: str) -> str:
    """A sentence no line of which ends inside a percentage, a day or counts: `77.3 %`, `2027. 4. 15.`, `51 of 66`."""
    return type(sentence)(BETWEEN.sub("\u200b", JOINED.sub("\u2060", INSIDE.sub("\u00a0", sentence))))


def _day(day: date | None) -> Markup:
    word = current_wording().day(day)
    return Markup(word) if day is None else Markup('<time datetime="{}">{}</time>').format(day.isoformat(), word)  # noqa: S704


def _link(endpoint: str, **values: object) -> str:
    return current_asking().link(endpoint, **values)


def _language_links() -> list[tuple[str, str, str]]:
    """Tag, own name and address of every language; without a page of its own, the way leads to the bodies."""
    if request.endpoint is None:
        home = url_for("bodies.show_bodies")
        return [(tag, own, f"{home}?lang={tag}") for tag, own in LANGUAGES.items()]
    return [(tag, own, same_address(without="lang", lang=tag)) for tag, own in LANGUAGES.items()]
