"""Column types that several tables share, and the names that constraints get."""

import re
from enum import StrEnum
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import AfterValidator
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from tracker.domain.moments import known_time_zones

metadata = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

#: An IPv6 address with its zone, in characters.
LONGEST_ADDRESS = 64

Json = sa.JSON().with_variant(JSONB(), "postgresql")


def enum_field(kind: type[StrEnum], *, nullable: bool = False, **options: Any) -> Any:
    """A column that holds an enum by its value, so that SQL, CSV and JSON all say `implemented`."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
    column = sa.Enum(
        kind,
        values_callable=lambda k: [e.value for e in k],
        native_enum=False,
        create_constraint=True,
        name=name,
        length=32,
    )
    return Field(sa_type=column, nullable=nullable, **options)


def json_field(**options: Any) -> Any:
    """A JSON column. Reassign its value: a change inside it is not seen."""
    return Field(sa_type=Json, **options)


def within_body(column: str, table: str) -> sa.ForeignKeyConstraint:
    """A reference that cannot leave the body: `column` names a row of `table` of the same body."""
    return sa.ForeignKeyConstraint(["body_id", column], [f"{table}.body_id", f"{table}.id"])


def _not_empty(texts: dict[str, str]) -> dict[str, str]:
    if not any(text.strip() for text in texts.values()):
        raise ValueError("at least one language is needed")
    return texts


#: What something is called, by language tag. Any languages, at least one.
Names = Annotated[dict[str, str], AfterValidator(_not_empty)]


def _is_known_zone(name: str) -> str:
    if name not in known_time_zones():
        raise ValueError("not an IANA time zone")
    return name


#: The IANA name of a time zone.
TimeZone = Annotated[str, AfterValidator(_is_known_zone)]


def table_of(model: type[SQLModel]) -> sa.Table:
    """A model's table, for queries that count or read plain columns."""
    return metadata.tables[str(model.__tablename__)]
