"""One user of each role at the example bodies, for whoever tries the service: everything of theirs is made up."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from tracker.actions.examples import RECORDED_BY
from tracker.actions.history import Keeper
from tracker.actions.recording import Clock
from tracker.actions.users import GrantCreate, add_grant, add_user
from tracker.domain.roles import Role
from tracker.models import UserCreate
from tracker.passwords import make_password


@dataclass(frozen=True, slots=True)
class ExampleUser:
    email: str
    name: str
    language: str
    grants: Sequence[GrantCreate]


BODIES = ("seoul-beijing", "haerang-conference")

EXAMPLE_USERS = (
    ExampleUser(
        "secretary@seoul.example", "Seoul secretary", "ko", [GrantCreate(Role.SECRETARY, "seoul-beijing", "SEL")]
    ),
    ExampleUser(
        "secretary@beijing.example", "Beijing secretary", "zh", [GrantCreate(Role.SECRETARY, "seoul-beijing", "BJS")]
    ),
    ExampleUser(
        "secretary@haerang.example",
        "Haerang secretary",
        "ko",
        [GrantCreate(Role.SECRETARY, "haerang-conference", "HR")],
    ),
    ExampleUser(
        "official@tracker.example", "Example official", "ko", [GrantCreate(Role.OFFICIAL, code) for code in BODIES]
    ),
    ExampleUser(
        "manager@tracker.example", "Example manager", "ko", [GrantCreate(Role.MANAGER, code) for code in BODIES]
    ),
    ExampleUser("admin@tracker.example", "Example administrator", "en", [GrantCreate(Role.ADMINISTRATOR)]),
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is shown once, to whoever started the service."""

    email: str
    password: str
    grant: GrantCreate


def add_example_users(session: Session, *, clock: Clock) -> list[Credentials]:
    """Users with passwords that are made here and kept nowhere. The example bodies are there."""
    made = []
    for one in EXAMPLE_USERS:
        keeper, password = Keeper(RECORDED_BY, clock()), make_password()
        new = UserCreate(email=one.email, name=one.name, language=one.language)
        user = add_user(session, keeper, new, password=password)
        for grant in one.grants:
            add_grant(session, keeper, user, grant)
        made.append(Credentials(one.email, password, one.grants[0]))
    return made
