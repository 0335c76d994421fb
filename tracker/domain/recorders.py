"""Who recorded something, as rows keep it: `user:12` for a user, else the name of a command or process.

Rows hold the number and no name, so that a user who is removed leaves none behind.
"""

_USER = "user:"


def to_recorder(user_id: int) -> str:
    """`user:12`."""
    return f"{_USER}{user_id}"


def user_id_of(recorder: str) -> int | None:
    """The user's id; None for anything that is no user."""
    number = recorder.removeprefix(_USER)
    return int(number) if number != recorder and number.isdecimal() else None
