"""Which project of an earlier period a project continues. Order and body are held by the database."""

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Lineage(SQLModel, table=True):
    __table_args__ = (
        sa.ForeignKeyConstraint(["body_id", "project_id"], ["project.body_id", "project.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["body_id", "continues_id"], ["project.body_id", "project.id"], ondelete="CASCADE"),
        sa.Index("ix_lineage_body_id", "body_id", "project_id", "continues_id"),
        sa.Index("ix_lineage_continues_id", "continues_id"),
    )

    project_id: int = Field(primary_key=True)
    continues_id: int = Field(primary_key=True)
    body_id: int = Field(foreign_key="body.id")
