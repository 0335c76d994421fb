"""`tracker user`: the first administrator, and any other user from where the service runs."""

import sys

import click
from pydantic import ValidationError
from sqlmodel import Session

from tracker.actions.history import Keeper
from tracker.actions.users import GrantCreate, add_grant, add_user
from tracker.cli import Console
from tracker.cli.registers import who
from tracker.cli.roles import describe_role
from tracker.cli.upgrading import bring_up_to_date, require_head, require_known
from tracker.db import writing
from tracker.domain.problems import Problem, Refused
from tracker.domain.roles import Role
from tracker.models import User, UserCreate
from tracker.passwords import make_password
from tracker.queries.users import find_user
from tracker.wording.languages import LANGUAGES
from tracker.wording.marks import N_


@click.group("user")
def user_command() -> None:
    """Users and their roles."""


@user_command.command("add")
@click.argument("email")
@click.option("--name", help="What the user is called; needed for a new one.")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="The role to give.")
@click.option("--body", help="Code of the body at which; an administrator's is for the whole service.")
@click.option("--party", help="Code of the party for which a secretary keeps records, or an official signs off.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", help="In which the user is written to.")
@click.pass_obj
def add_command(
    console: Console,
    email: str,
    name: str | None,
    role: str | None,
    body: str | None,
    party: str | None,
    language: str,
) -> None:
    """Add a user, or give one a further role. A new user's password comes from standard input, or is made and shown."""
    if role is None and (body or party):
        raise click.UsageError("--body and --party need --role")
    grant = None if role is None else GrantCreate(Role(role), body, party)
    with console.engine() as engine:
        if require_known(engine) is None:
            bring_up_to_date(console, engine, examples=False)
        require_head(engine)
        with writing(engine) as session:
            keeper = Keeper(who(), console.now())
            user, password = _find_or_add(console, session, keeper, email, name, language, has_grant=grant is not None)
            if grant is not None:
                add_grant(session, keeper, user, grant)
            added = user.email
    text = console.wording.text
    console.say(text(N_("{email}: the user is added.") if password else N_("{email}: the role is given."), email=added))
    if grant is not None:
        console.say(f"  {describe_role(console.wording, grant)}")
    if password and password.is_made:
        console.say(text(N_("  password: {password} (shown this once)"), password=password.text))


class Password:
    """A new user's. `is_made`: by this command, so that it has to be shown."""

    def __init__(self) -> None:
        given = "" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
        self.is_made = not given
        self.text = given or make_password()


def _find_or_add(
    console: Console, session: Session, keeper: Keeper, email: str, name: str | None, language: str, *, has_grant: bool
) -> tuple[User, Password | None]:
    """The user, with the password where the user is new."""
    user = find_user(session, email)
    if user is not None:
        if not has_grant:
            raise Refused(Problem("user_exists", {"email": user.email}))
        return user, None
    if not name:
        raise click.UsageError("a new user needs --name")
    try:
        new = UserCreate.model_validate({"email": email, "name": name, "language": language})
    except ValidationError:
        raise Refused(Problem("not_an_address", {"value": email})) from None
    password = Password()
    return add_user(session, keeper, new, password=password.text), password


COMMANDS = [user_command]
