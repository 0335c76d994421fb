"""Forms that were sent: each is taken once, however often it is sent."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Submission(SQLModel, table=True):
    """`token` came with the form; `location` is where whoever sent it was led."""

    token: str = Field(primary_key=True, max_length=64)
    recorded_at: datetime = Field(index=True)
    recorded_by: str
    location: str
