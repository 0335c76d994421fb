"""The field of exchange of a project, and on what terms others may use a body's data"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

FIELDS = (
    "administration", "human_networks", "culture_and_art", "tourism", "youth_exchange", "sports",
    "academia_and_technology", "economy", "civic_exchange", "symbol_projects",
)  # fmt: skip


def upgrade() -> None:
    # Not in batch mode, which would make the tables anew on SQLite and drop their triggers.
    known = "field IN ({})".format(", ".join(f"'{name}'" for name in FIELDS))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE project ADD COLUMN field VARCHAR(32) CONSTRAINT ck_project_field CHECK ({known})")
    else:
        op.add_column("project", sa.Column("field", sa.String(32), nullable=True))
        op.create_check_constraint(op.f("ck_project_field"), "project", known)
    op.add_column("body", sa.Column("data_licence", JSON, nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("body", "data_licence")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("ALTER TABLE project DROP COLUMN field")
    else:
        op.drop_constraint(op.f("ck_project_field"), "project", type_="check")
        op.drop_column("project", "field")
