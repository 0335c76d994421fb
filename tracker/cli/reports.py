"""`tracker report` and `tracker verify`: the edition of a period as a PDF, and whether a file is one of ours."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from sqlalchemy import Engine

from reports.freezing import freeze_edition
from reports.publishing import publish
from reports.renderer import Renderer, RenderFailed
from reports.verifying import Verdict, verify_file
from tracker.cli import Console
from tracker.db import reading, writing
from tracker.queries.bodies import get_body
from tracker.queries.editions import EditionView
from tracker.wording import Wording
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

#: What `tracker verify` says of a file, by what it found.
VERDICTS = {
    Verdict.CURRENT: N_("{file} is {edition}, issued by this service, unchanged. It is the current edition."),
    Verdict.SUPERSEDED: N_(
        "{file} is {edition}, issued by this service, unchanged. It is superseded by edition {latest}."
    ),
    Verdict.CHANGED: N_("{file} was changed on the way: it carries the figures of {edition}, but is not its file."),
    Verdict.FOREIGN: N_("{file} was not issued by this service, or was changed beyond recognition."),
}


class Day(click.ParamType[date]):
    """A day as ISO 8601 writes it."""

    name = "date"

    def convert(self, value: object, parameter: click.Parameter | None, context: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"'{value}' is not a day; write it as 2018-03-19.", parameter, context)


@click.command()
@click.argument("body")
@click.argument("period", type=click.IntRange(min=1))
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="en", help="Language of the report.")
@click.option("--as-of", "as_of", type=Day(), help="Status as of this day; default: today where the body is.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Where the PDF goes.")
@click.pass_obj
def report(console: Console, body: str, period: int, lang: str, as_of: date | None, output: Path | None) -> None:
    """The report of a period as PDF: of the latest edition where it says the same, else of a new one."""
    with console.engine() as engine, Renderer() as renderer:
        renderer.start()
        edition, is_new = _freeze(engine, body, period, as_of=as_of, clock=console.now)
        files_dir = console.settings.data_dir / "files"
        try:
            edition = publish(engine, renderer, edition, files_dir=files_dir, languages=[lang], clock=console.now)
        except RenderFailed as error:
            raise click.ClickException(str(error)) from None
        file = edition.file_in(lang)
        assert file is not None
        target = output or Path(f"{edition.name}-{lang}.pdf")
        target.write_bytes((files_dir / file.path).read_bytes())
        number = {"edition": edition.number, "body": body, "period": period, "file": target, "pages": file.pages}
        says = N_("New edition {edition} of {body} period {period}: {file}, {pages} pages.")
        if not is_new:
            says = N_("Edition {edition} of {body} period {period} says the same: {file}, {pages} pages.")
        console.say(console.wording.text(says, **number))


def _freeze(
    engine: Engine, body: str, period: int, *, as_of: date | None, clock: Callable[[], datetime]
) -> tuple[EditionView, bool]:
    with writing(engine) as session:
        today = clock().astimezone(ZoneInfo(get_body(session, body).time_zone)).date()
        return freeze_edition(session, body, period, as_of=as_of or today, by="command", clock=clock)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
@click.pass_context
def verify(context: click.Context, console: Console, file: Path) -> None:
    """Whether a file is a report that this service issued, unchanged, and of which edition."""
    with console.engine() as engine, reading(engine) as session:
        found = verify_file(session, file.read_bytes())
    console.say(
        console.wording.text(
            VERDICTS[found.verdict],
            file=file,
            edition="" if found.edition is None else _name(console.wording, found.edition),
            latest=found.latest,
        )
    )
    if found.verdict not in (Verdict.CURRENT, Verdict.SUPERSEDED):
        context.exit(1)


def _name(wording: Wording, edition: EditionView) -> str:
    return wording.text(
        N_("edition {edition} of {body} period {period}, status as of {day}"),
        edition=edition.number,
        body=edition.body,
        period=edition.period,
        day=wording.day(edition.as_of),
    )


COMMANDS = [report, verify]
