"""Bringing the database to this version, whichever command asks for it."""

from collections.abc import Sequence

from sqlalchemy import Engine
from sqlmodel import Session

from tracker.actions.backups import write_backup
from tracker.actions.example_users import Credentials, add_example_users
from tracker.actions.examples import EXAMPLES, load_example
from tracker.actions.tallies import fill_tallies
from tracker.cli import Console
from tracker.cli.progress import Progress
from tracker.cli.roles import describe_role
from tracker.db import reading
from tracker.db.schema import current_revision, head_revision, is_known_revision, upgrade
from tracker.domain.problems import Problem, Refused
from tracker.wording.marks import N_


def require_known(engine: Engine) -> str | None:
    """The database's version, None where it is empty. Refused where a newer tracker made it."""
    current = current_revision(engine)
    if current is not None and not is_known_revision(current):
        raise Refused(Problem("database_newer", {"current": current, "head": head_revision()}))
    return current


def require_head(engine: Engine) -> None:
    """Refused where the database is not of this version."""
    current = require_known(engine)
    if current != head_revision():
        raise Refused(Problem("database_not_current", {"current": current or "-", "head": head_revision()}))


def back_up_before_upgrade(console: Console, engine: Engine) -> None:
    """Keep a database of an earlier version, and its files, in the data folder's `backups`."""
    current = require_known(engine)
    if current is None or current == head_revision():
        return
    settings, now = console.settings, console.now()
    folder = settings.data_dir / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{now:%Y%m%dT%H%M%SZ}-before-{head_revision()}.zip"
    console.say(console.wording.text(N_("Backing up to {path} before the upgrade ..."), path=path))
    with reading(engine) as session:
        outcome = write_backup(session, path, files_dir=settings.files_dir, now=now, on_progress=Progress(console.say))
    for problem in outcome.problems:
        console.say(console.wording.problem(problem))


def bring_up_to_date(console: Console, engine: Engine, *, examples: bool) -> None:
    """Migrate; fill a database that has just been made with the examples, where they are wanted. All or nothing."""
    text = console.wording.text
    current = require_known(engine)
    with engine.begin() as connection:
        upgrade(connection, head_revision())
        with Session(connection) as session:
            fill_tallies(session)
            session.flush()
        if current is None:
            console.say(text(N_("New database, at version {head}."), head=head_revision()))
        elif current != head_revision():
            console.say(text(N_("Brought from version {current} to {head}."), current=current, head=head_revision()))
        if current is None and examples:
            with Session(connection) as session:
                _load_examples(console, session)


def _load_examples(console: Console, session: Session) -> None:
    for code in EXAMPLES:
        console.say(console.wording.text(N_("Loading the example {body} ..."), body=code))
        load_example(session, code, console.settings.limits, clock=console.now)
    made = add_example_users(session, clock=console.now)
    session.commit()
    _say_credentials(console, made)


def _say_credentials(console: Console, made: Sequence[Credentials]) -> None:
    """Shown this once: passwords are kept nowhere."""
    console.say(console.wording.text(N_("Example users, with passwords that are shown this once:")))
    for one in made:
        console.say(f"  {one.email:<27} {one.password}   {describe_role(console.wording, one.grant)}")
