"""The access log: which account did what, when, from where. Kept for at least a year."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from tracker.models.columns import LONGEST_ADDRESS


class AccessEntry(SQLModel, table=True):
    """`account`: the user as records name them, or the role of a link without an account. `what`: the route's
    name; `path` the address without its query. `done`: whether it was done or refused."""

    __tablename__ = "access_entry"

    id: int = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    account: str = Field(max_length=80)
    address: str = Field(max_length=LONGEST_ADDRESS)
    what: str = Field(max_length=120)
    path: str = Field(max_length=500)
    done: bool
