"""`tracker rates`: a body's figures as a table, CSV or JSON."""

import csv
import io
import json
from datetime import date, datetime
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo

import click

from tracker.cli import Console
from tracker.cli.moments import Day, Instant
from tracker.db import reading
from tracker.domain.rates import RateName
from tracker.domain.tallies import CONFIRMED
from tracker.domain.trends import By, Figures
from tracker.queries.bodies import get_body_view
from tracker.queries.document import flatten, rates_document
from tracker.queries.figures import find_figures
from tracker.wording import DASH, Wording
from tracker.wording.marks import N_

TABLE_RATES = (
    RateName.PROMOTION,
    RateName.IMPLEMENTATION,
    RateName.MUTUAL_PROMOTION,
    RateName.RETENTION,
    RateName.RENEWAL,
)


@click.command(name="rates")
@click.argument("body")
@click.option("--by", type=click.Choice([by.value for by in By]), help="One row per group, then the total.")
@click.option("--as-of", type=Day(), help="What had happened by this day; default: today.")
@click.option("--known-at", type=Instant(), help="What had been recorded by this instant; default: now.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.pass_obj
def rates(
    console: Console, body: str, by: str | None, as_of: date | None, known_at: datetime | None, form: str
) -> None:
    """A body's promotion, implementation, mutual and retention rates, period by period."""
    now = console.now().replace(microsecond=0)
    group = None if by is None else By(by)
    with console.engine() as engine, reading(engine) as session:
        view = get_body_view(session, body)
        day = as_of or now.astimezone(ZoneInfo(view.body.time_zone)).date()
        figures = find_figures(session, view, by=group, as_of=day, known_at=known_at)
    document = rates_document(body, figures, by=group, as_of=day, known_at=known_at or now)
    if form == "json":
        console.say(json.dumps(document, ensure_ascii=False, indent=2))
    elif form == "csv":
        console.say(_to_csv(flatten(document)))
    else:
        console.say(_to_table(console.wording, figures))


def _to_csv(rows: list[dict[str, object]]) -> str:
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return text.getvalue().rstrip("\n")


def _to_table(wording: Wording, figures: tuple[Figures, ...]) -> str:
    head = [wording.text(N_("Period")), wording.text(N_("Group")), wording.text(N_("Status as of"))]
    shown = [*TABLE_RATES, *(CONFIRMED if any(row.is_confirmable for row in figures) else ())]
    head += [wording.short_term(name) for name in shown] + [wording.text(N_("Flag"))]
    lines = [head]
    for row in figures:
        cells = [_cell(wording, row, name) for name in shown]
        flags = wording.listing([wording.term(flag) for flag in row.flags])
        group = row.group or wording.text(N_("all"))
        lines.append([str(row.period.number), group, wording.day(row.measured_on), *cells, flags])
    if not figures:
        return wording.text(N_("No period has figures yet."))
    widths = [max(_width(line[index]) for line in lines) for index in range(len(head))]
    return "\n".join(
        "  ".join(_pad(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def _cell(wording: Wording, row: Figures, name: RateName) -> str:
    text = wording.rate(row.rates[name])
    change = row.changes[name]
    return text if change is None or text == DASH else f"{text} {wording.change(change)}"


def _width(text: str) -> int:
    """Columns on a terminal: East Asian letters take two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


COMMANDS = [rates]
