"""What a request asks: in which language, as of which day, as known at which instant, and who asks."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from flask import g, request, url_for
from flask_babel import get_locale

from tracker.access import Visitor
from tracker.domain.confirmations import Words
from tracker.queries.document import to_instant_text
from tracker.web.paths import find_secret
from tracker.web.query import read_choice, read_day, read_instant
from tracker.web.service import current_service
from tracker.wording import Wording, get_wording
from tracker.wording.languages import DEFAULT


@dataclass(frozen=True, slots=True)
class Asking:
    """`given_on` is the as-of day in the address, None for today; `known_at` None for whatever is recorded;
    `words`: whose words the figures count."""

    wording: Wording
    visitor: Visitor
    now: datetime
    given_on: date | None
    known_at: datetime | None
    words: Words = Words.CLAIMED

    def today(self, time_zone: str) -> date:
        return self.now.astimezone(ZoneInfo(time_zone)).date()

    def find_days(self, time_zones: Iterable[str]) -> list[date]:
        """The as-of days of bodies in these zones, ascending: the one in the address, or each one's today."""
        return sorted({self.as_of(time_zone) for time_zone in time_zones})

    def as_of(self, time_zone: str) -> date:
        """The as-of day: the one given, else today in the zone."""
        return self.given_on or self.today(time_zone)

    @property
    def kept(self) -> dict[str, str]:
        """What every link on the page keeps in its query."""
        kept = {}
        if self.given_on is not None:
            kept["as_of"] = self.given_on.isoformat()
        if self.known_at is not None:
            kept["known_at"] = to_instant_text(self.known_at)
        if self.words is not Words.CLAIMED:
            kept["words"] = self.words.value
        return kept

    def link(self, endpoint: str, **values: object) -> str:
        """An address on this service that keeps what is asked. Values of None or "" are left out; a list stands
        in it once for each of its items."""
        said = {name: value for name, value in values.items() if value not in (None, "")}
        asked = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
        return _build(request.script_root, endpoint, tuple({**self.kept, **asked}.items()))


@lru_cache(maxsize=16_384)
def _build(root: str, endpoint: str, values: tuple[tuple[str, object], ...]) -> str:
    """An address, built once: a page has hundreds, and shows most of them each time. It depends on nothing of the
    request but where the service is mounted (`root`)."""
    return url_for(endpoint, **dict(values))  # type: ignore[arg-type]


def show_at(path: str) -> None:
    """The request at hand is answered by the page of another address: a form that was refused, by the page it is on."""
    g.shown_at = path


def shown_at() -> str:
    """The address, without its query, of the page that answers the request at hand."""
    return str(g.get("shown_at") or quote(request.script_root + request.path))


def same_address(*, without: str, **added: str) -> str:
    """The address of the request at hand without one name of its query, and with those added in its place. Of a name
    that stands there several times, such as the bodies that are compared, every value is kept."""
    replaced = {without, *added}
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in replaced]
    kept += added.items()
    # Not `url_for`: a visitor's `_scheme` or `endpoint` in the query would be taken for its own.
    path = shown_at()
    return f"{path}?{urlencode(kept)}" if kept else path


def find_full_address(without: Collection[str] = ()) -> str:
    """The address of the page at hand as others open it, without these values of its query; empty where whoever knows
    it is let in."""
    if find_secret():
        return ""
    kept = {name: value for name, value in request.args.items() if name not in ("lang", *without)}
    address = current_service().settings.base_url + shown_at()
    return f"{address}?{urlencode(kept)}" if kept else address


def current_wording() -> Wording:
    """The wording of the language that Flask-Babel chose; English outside a request."""
    locale = get_locale()
    return get_wording(DEFAULT if locale is None else locale.language)


def current_asking() -> Asking:
    """What the request at hand asks, read once. BadQuery where its days cannot be read."""
    if "asking" not in g:
        service = current_service()
        g.asking = Asking(
            wording=current_wording(),
            visitor=service.find_visitor(request.cookies),
            now=service.clock(),
            given_on=read_day(request.args, "as_of"),
            known_at=read_instant(request.args, "known_at"),
            words=read_choice(request.args, "words", Words) or Words.CLAIMED,
        )
    return g.asking  # type: ignore[no-any-return]
