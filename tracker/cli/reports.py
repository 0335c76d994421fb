"""`tracker report` and `tracker verify`: a period's edition as a PDF; whether a file or a check code is one of ours."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from sqlalchemy import Engine

from reports.freezing import freeze_edition
from reports.publishing import publish
from reports.renderer import Renderer, RenderFailed
from reports.verdicts import tell_finding
from reports.verifying import Verdict, to_code, verify_code, verify_file
from tracker.cli import Console
from tracker.cli.moments import Day
from tracker.db import reading, writing
from tracker.domain.editions import FileForm, FileKind, WantedFile
from tracker.domain.problems import Problem, Refused
from tracker.queries.bodies import get_body
from tracker.queries.editions import EditionView
from tracker.storage import write_whole
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_

#: Of what is neither a file nor a check code.
NO_FILE = N_("There is no file ‘{name}’, and a check code has twelve digits, as in 3f2a 91c0 77de.")

#: What `tracker report` says, by whether the edition is new, and whether its file has pages of its own.
SAYS = {
    (True, True): N_("New edition {edition} of {body} period {period}: {file}, {pages}."),
    (False, True): N_("Edition {edition} of {body} period {period} says the same: {file}, {pages}."),
    (True, False): N_("New edition {edition} of {body} period {period}: {file}."),
    (False, False): N_("Edition {edition} of {body} period {period} says the same: {file}."),
}


@click.command()
@click.argument("body")
@click.argument("period", type=click.IntRange(min=1))
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="en", help="Language of the report.")
@click.option("--as-of", "as_of", type=Day(), help="Status as of this day; default: today where the body is.")
@click.option("--form", type=click.Choice([one.value for one in FileForm]), default="pdf", help="The form of the file.")
@click.option("--summary", "kind", flag_value="summary", help="Its one page instead of the whole report.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Where the file goes.")
@click.option("--why", help="Why a new edition is made; printed where it says what changed.")
@click.option("--anew", is_flag=True, help="Make a new edition although the figures are the same; needs --why.")
@click.pass_obj
def report(
    console: Console,
    body: str,
    period: int,
    lang: str,
    as_of: date | None,
    form: str,
    kind: str | None,
    output: Path | None,
    why: str | None,
    anew: bool,
) -> None:
    """The report of a period: of the latest edition where it says the same, else of a new one."""
    wanted = WantedFile(lang, FileKind(kind or FileKind.REPORT), FileForm(form))
    _require_folder(output)
    with console.engine() as engine, Renderer() as renderer:
        renderer.start()
        files_dir = console.settings.files_dir
        edition, is_new = _freeze(console, engine, body, period, as_of=as_of, why=why, anew=anew)
        try:
            edition = publish(engine, renderer, edition, files_dir=files_dir, wanted=[wanted], clock=console.now)
        except RenderFailed as error:
            raise click.ClickException(str(error)) from None
        file = edition.find_file(wanted)
        assert file is not None
        target = output or Path(f"{edition.name}-{'summary-' if kind else ''}{lang}.{form}")
        _write(target, (files_dir / file.path).read_bytes())
        pages = console.wording.plural("{number} page", "{number} pages", file.pages)
        said = {"edition": edition.number, "body": body, "period": period, "file": target, "pages": pages}
        console.say(console.wording.text(SAYS[is_new, file.pages > 0], **said))


def _require_folder(output: Path | None) -> None:
    """Asked before anything is frozen. Refused where there is no folder to write into."""
    if output is not None and not output.parent.is_dir():
        raise Refused(Problem("no_output_folder", {"file": output, "folder": output.parent}))


def _write(file: Path, content: bytes) -> None:
    """The file is there whole or as it was. What is no plain file, like a pipe, is written to as it is."""
    try:
        if file.exists() and not file.is_file():
            file.write_bytes(content)
        else:
            write_whole(file.resolve(), content)
    except OSError as error:
        raise Refused(Problem("output_not_written", {"file": file, "reason": error.strerror or error})) from None


def _freeze(
    console: Console, engine: Engine, body: str, period: int, *, as_of: date | None, why: str | None, anew: bool
) -> tuple[EditionView, bool]:
    with writing(engine) as session:
        now = console.now()
        today = now.astimezone(ZoneInfo(get_body(session, body).time_zone)).date()
        return freeze_edition(
            session,
            body,
            period,
            as_of=as_of or today,
            by="command",
            clock=console.now,
            why=why,
            newer_than=now if anew else None,
            files_dir=console.settings.files_dir,
            check_at=console.settings.check_address,
        )


@click.command()
@click.argument("what", nargs=-1, required=True, metavar="FILE|CODE")
@click.pass_obj
@click.pass_context
def verify(context: click.Context, console: Console, what: tuple[str, ...]) -> None:
    """Whether a file is one that this service issued, unchanged, and of which edition; or a check code one of ours."""
    name = " ".join(what)
    file, code = Path(name), to_code(name)
    with console.engine() as engine:
        if file.is_file():
            found = verify_file(engine, file.read_bytes(), files_dir=console.settings.files_dir)
        elif code is None:
            raise click.UsageError(console.wording.text(NO_FILE, name=name))
        else:
            with reading(engine) as session:
                found = verify_code(session, code)
        with reading(engine) as session:
            for line in tell_finding(session, console.wording, found, name=name, is_code=not file.is_file()):
                console.say(line)
    if found.verdict not in (Verdict.CURRENT, Verdict.SUPERSEDED):
        context.exit(1)


COMMANDS = [report, verify]
