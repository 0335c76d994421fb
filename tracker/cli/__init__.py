"""The `tracker` command: thin edges over queries and actions, one file per group of commands.

Exits 0 when done, 1 when refused (with the reason), 2 for wrong usage.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module

import click
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from tracker import __version__
from tracker.db import dispose_engine, make_engine
from tracker.domain.problems import NotFound, Problem, Refused
from tracker.settings import DEFAULT_DATA_DIR, Settings, read_settings
from tracker.wording import Wording, get_wording
from tracker.wording.languages import LANGUAGES

#: The files of this folder that hold commands, each in its list `COMMANDS`, and their names: a command loads its own
#: file only, for the libraries behind all of them take half a second.
GROUPS = {
    "serving": ("serve", "web", "scheduler"),
    "storage": ("migrate", "check", "backup", "restore"),
    "registers": ("import", "export"),
    "rates": ("rates",),
    "reports": ("report", "verify"),
    "users": ("user",),
}


@dataclass(frozen=True, slots=True)
class Console:
    """What every command gets: settings, the language it answers in, the clock."""

    wording: Wording

    @property
    def settings(self) -> Settings:
        return read_settings(os.environ, default_data_dir=DEFAULT_DATA_DIR)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def say(self, message: str = "") -> None:
        click.echo(message)

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        engine = make_engine(self.settings.database_url)
        try:
            yield engine
        finally:
            dispose_engine(engine)


def _with_language(command: click.Command) -> click.Command:
    """`--lang` may stand behind any command too, unless the command has one of its own."""
    if isinstance(command, click.Group):
        for own in command.commands.values():
            _with_language(own)
    if not any(option.name == "lang" for option in command.params):

        def answer_in(context: click.Context, _: click.Parameter, lang: str | None) -> None:
            if lang is not None:
                context.obj = Console(get_wording(lang))

        option = click.Option(
            ["--lang"],
            type=click.Choice(list(LANGUAGES)),
            expose_value=False,
            callback=answer_in,
            is_eager=True,
            help="Language of the answer.",
        )
        command.params.append(option)
    return command


class Tracker(click.Group):
    """Turns refusals into a sentence and exit 1, for every command alike."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(name for names in GROUPS.values() for name in names)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        group = next((group for group, names in GROUPS.items() if name in names), None)
        if group is None:
            return None
        commands = import_module(f"tracker.cli.{group}").COMMANDS
        return _with_language(next(command for command in commands if command.name == name))

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except Refused as error:
            wording = context.obj.wording if context.obj else get_wording("en")
            for problem in error.problems:
                click.echo(wording.problem(problem), err=True)
        except NotFound as error:
            wording = context.obj.wording if context.obj else get_wording("en")
            click.echo(wording.not_found(error), err=True)
        except OperationalError as error:
            wording = context.obj.wording if context.obj else get_wording("en")
            problem = Problem("database_unreachable", {"reason": str(error.orig).strip()})
            click.echo(wording.problem(problem), err=True)
        context.exit(1)
        return None


@click.group(cls=Tracker)
@click.version_option(__version__, prog_name="tracker")
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="en", help="Language of the answers.")
@click.pass_context
def main(context: click.Context, lang: str) -> None:
    """Stores what joint committees agreed, computes their rates, writes their period reports."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    context.obj = Console(get_wording(lang))
