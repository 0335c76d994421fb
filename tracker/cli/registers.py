"""`tracker import` and `tracker export`: registers into the database and out of it."""

import getpass
from pathlib import Path

import click

from tracker.actions.importing import ImportOutcome, import_register
from tracker.cli import Console
from tracker.cli.upgrading import bring_up_to_date, require_head, require_known
from tracker.db import reading, writing
from tracker.domain.roles import Visibility
from tracker.queries.registers import get_register
from tracker.register import read_register, write_register
from tracker.wording.marks import N_


def who() -> str:
    """The name of whoever runs the command, as the system knows it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "tracker import"


@click.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done, and save nothing.")
@click.pass_obj
def import_command(console: Console, path: Path, dry_run: bool) -> None:
    """Bring a body to what a register says: a folder of CSV files, a .zip of them, or an .xlsx workbook."""
    handed = read_register(path, console.settings.limits)
    with console.engine() as engine:
        if require_known(engine) is None:  # nobody should have to make a database before the first register
            bring_up_to_date(console, engine, examples=False)
        require_head(engine)
        with writing(engine) as session:
            outcome = import_register(session, handed, by=who(), clock=console.now)
            if dry_run:
                session.rollback()
    _report(console, outcome, dry_run=dry_run)


def _report(console: Console, outcome: ImportOutcome, *, dry_run: bool) -> None:
    for warning in outcome.warnings:
        click.echo(console.wording.problem(warning), err=True)
    text = console.wording.text
    done = N_("{body}: nothing is saved; an import would do this.") if dry_run else N_("{body}: imported.")
    console.say(text(done, body=outcome.body))
    for table, count in outcome.counts.items():
        counts = text(
            N_("{added} added, {changed} changed, {unchanged} unchanged"),
            added=count.added,
            changed=count.changed,
            unchanged=count.unchanged,
        )
        console.say(f"  {table + ':':<9} {counts}")
    if outcome.visibility is Visibility.MEMBERS:
        hint = N_("Pages show {body} only to its members; 'public' under visibility shows it to all.")
        console.say(text(hint, body=outcome.body))


@click.command("export")
@click.argument("body")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace what is there already.")
@click.pass_obj
def export_command(console: Console, body: str, path: Path, force: bool) -> None:
    """Write a body's register to a folder, a .zip or an .xlsx workbook, by the name of PATH."""
    with console.engine() as engine:
        require_head(engine)
        with reading(engine) as session:
            register = get_register(session, body).without_struck()
    write_register(register.tables, path, replace=force)
    for warning in register.warnings:
        click.echo(console.wording.problem(warning), err=True)
    console.say(console.wording.text(N_("{body}: exported to {path}."), body=body, path=path))
    for table, rows in register.tables.items():
        console.say(f"  {table + ':':<9} {len(rows)}")


COMMANDS = [import_command, export_command]
