"""What each period came to by its last day"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Filled by the command that migrates, once the tables are as the code knows them.
    op.create_table(
        "period_tally",
        sa.Column("period_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("counts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_period_tally_body_id")),
        sa.ForeignKeyConstraint(
            ["body_id", "period_id"], ["period.body_id", "period.id"], name=op.f("fk_period_tally_body_id_period_id")
        ),
        sa.PrimaryKeyConstraint("period_id", name=op.f("pk_period_tally")),
    )
    op.create_index(op.f("ix_period_tally_body_id"), "period_tally", ["body_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_period_tally_body_id"), table_name="period_tally")
    op.drop_table("period_tally")
