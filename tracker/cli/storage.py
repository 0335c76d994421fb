"""`tracker migrate`, `tracker check`, `tracker backup` and `tracker restore`: the place where everything is kept."""

from pathlib import Path

import click
from sqlalchemy import Engine

from tracker.actions.backups import write_backup
from tracker.actions.restoring import open_backup, restore_backup, staged_files
from tracker.cli import Console
from tracker.cli.progress import Progress
from tracker.cli.upgrading import bring_up_to_date, require_known
from tracker.db import reading
from tracker.db.schema import head_revision
from tracker.domain.problems import Problem
from tracker.queries.checked import What
from tracker.queries.checks import find_damage
from tracker.wording.marks import N_

LOOKED_AT = {
    What.TABLES: N_("{number} tables against the version they should have"),
    What.TRIGGERS: N_("{number} triggers"),
    What.INDEXES: N_("{number} indexes"),
    What.RULES: N_("{number} rules, asked again of every row"),
    What.PROJECTS: N_("{number} projects, their stage days computed again from the log"),
    What.ENTRIES: N_("{number} status entries"),
    What.VOIDS: N_("{number} voids"),
    What.CONFIRMATIONS: N_("{number} requests for confirmation, made again from the log and the answers"),
    What.LINEAGE: N_("{number} lineage links"),
    What.PERIODS: N_("{number} periods"),
    What.TALLIES: N_("{number} periods' tallies, counted again from their projects"),
    What.EDITIONS: N_("{number} editions' figures against their digests"),
    What.SIGN_OFFS: N_("{number} answers to editions against the figures they are of"),
    What.REPORT_FILES: N_("{number} report files against their digests"),
    What.DOCUMENTS: N_("{number} files handed in against their digests"),
    What.FILES: N_("{number} files in the files folder"),
}


@click.command("migrate")
@click.pass_obj
def migrate_command(console: Console) -> None:
    """Bring the database to the version that this tracker works with."""
    with console.engine() as engine:
        bring_up_to_date(console, engine, examples=False)
    console.say(console.wording.text(N_("The database is at version {head}."), head=head_revision()))


@click.command("check")
@click.pass_obj
@click.pass_context
def check_command(context: click.Context, console: Console) -> None:
    """Prove that everything kept is sound, or name everything that is not."""
    with console.engine() as engine:
        problems = _check(console, engine)
    context.exit(1 if problems else 0)


def _check(console: Console, engine: Engine) -> int:
    """The number of problems, each of which is said."""
    text, problems = console.wording.text, 0
    with reading(engine) as session:
        for found in find_damage(session, files_dir=console.settings.files_dir, now=console.now()):
            if isinstance(found, Problem):
                problems += 1
                console.say(console.wording.problem(found))
            else:
                console.say("  " + text(LOOKED_AT[found.what], number=console.wording.number(found.number)))
    if problems:
        console.say(console.wording.plural("{number} problem found.", "{number} problems found.", problems))
    else:
        console.say(text(N_("Everything is sound.")))
    return problems


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup_command(console: Console, file: Path) -> None:
    """Keep database and report files together in one FILE, while the service runs."""
    with console.engine() as engine:
        require_known(engine)
        with reading(engine) as session:
            outcome = write_backup(
                session,
                file,
                files_dir=console.settings.files_dir,
                now=console.now(),
                on_progress=Progress(console.say),
            )
    for problem in outcome.problems:
        click.echo(console.wording.problem(problem), err=True)
    done = N_("{path}: {rows} rows and {files} files.")
    number = console.wording.number
    console.say(console.wording.text(done, path=file, rows=number(outcome.rows), files=number(outcome.files)))


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
@click.pass_context
def restore_command(context: click.Context, console: Console, file: Path) -> None:
    """Bring a backup back into an empty place, on either database, and check it."""
    files_dir = console.settings.files_dir
    with console.engine() as engine:
        # The files are taken away again where the database does not commit.
        with open_backup(file) as backup, staged_files(files_dir) as staging, engine.begin() as connection:
            outcome = restore_backup(connection, backup, staging.folder, on_progress=Progress(console.say))
            staging.place()
        done = N_("Restored {rows} rows and {files} files as they were on {at}.")
        number = console.wording.number
        values = {"rows": number(outcome.rows), "files": number(outcome.files), "at": outcome.manifest.created_at}
        console.say(console.wording.text(done, **values))
        problems = _check(console, engine)
    context.exit(1 if problems else 0)


COMMANDS = [migrate_command, check_command, backup_command, restore_command]
