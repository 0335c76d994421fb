"""A body's layout as its next edition freezes it."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from sqlmodel import Session

from reports.period_report import FrozenLayout
from reports.sections import BY_NAME, SECTIONS, Section
from tracker.domain.problems import Problem, Refused
from tracker.models import Party, ReportLayout
from tracker.queries.bodies import BodyView
from tracker.queries.layouts import find_layout_row

#: Before the name of a section that is left out.
LEFT_OUT = "-"

#: Before a country, of which every party is meant.
COUNTRY = "country:"


def find_layout(session: Session, view: BodyView, files_dir: Path | None) -> FrozenLayout:
    """How the body has its reports laid out now. `files_dir`: where its emblem lies, needed where it has one.
    Refused (`emblem_lost`) where the emblem is gone or changed."""
    row = find_layout_row(session, view.id)
    if row is None:
        return FrozenLayout()
    return FrozenLayout(
        paper=row.paper.value,
        sections=tuple(name_shown(row.sections)) if row.sections else (),
        titles=row.titles,
        subtitles=row.subtitles,
        emblem=read_emblem(view, row, files_dir),
        names_authority=row.names_authority,
        party_order={lang: order_parties(view, first) for lang, first in row.party_order.items()},
        second_languages=row.second_languages,
    )


def read_emblem(view: BodyView, row: ReportLayout, files_dir: Path | None) -> str | None:
    """In Base64; None where the body has none. Refused: see `find_layout`."""
    if row.emblem_path is None:
        return None
    try:
        content = b"" if files_dir is None else (files_dir / row.emblem_path).read_bytes()
    except FileNotFoundError:
        content = b""
    if sha256(content).hexdigest() != row.emblem_digest:
        raise Refused(Problem("emblem_lost", {"body": view.body.code}))
    return b64encode(content).decode()


def arrange(stored: Sequence[str]) -> list[tuple[Section, bool]]:
    """The numbered sections in a body's order, each with whether it is shown; see `ReportLayout.sections`. Those that
    are not numbered always stand, behind them."""
    shown = {name.removeprefix(LEFT_OUT): not name.startswith(LEFT_OUT) for name in stored}
    order = [name for name in shown if name in BY_NAME and BY_NAME[name].is_numbered]
    usual = [section.name for section in SECTIONS if section.is_numbered]
    for place, name in enumerate(usual):
        if name not in shown:
            order.insert(order.index(usual[place - 1]) + 1 if place else 0, name)
    return [(BY_NAME[name], shown.get(name, True)) for name in order]


def name_shown(stored: Sequence[str]) -> list[str]:
    """The names of all sections that are shown, in order."""
    rest = [section.name for section in SECTIONS if not section.is_numbered]
    return [section.name for section, is_shown in arrange(stored) if is_shown] + rest


def to_stored(order: Iterable[str], shown: Iterable[str]) -> list[str]:
    """What is stored of an order; nothing where it is the usual one and every section is shown, so that one that comes
    later stands where it should."""
    kept = set(shown)
    arranged = [section.name for section, _ in arrange(list(order))]
    stored = [name if name in kept else LEFT_OUT + name for name in arranged]
    return [] if stored == [section.name for section in SECTIONS if section.is_numbered] else stored


def order_parties(view: BodyView, first: Sequence[str]) -> tuple[str, ...]:
    """The codes of all parties: those that come first, then the others as the body has them."""
    parties = list(view.parties.values())
    return tuple(one.code for one in sorted(parties, key=lambda one: _find_rank(one, first)))


def _find_rank(party: Party, first: Sequence[str]) -> int:
    named = (rank for rank, one in enumerate(first) if one in (party.code, COUNTRY + party.country))
    return next(named, len(first))
