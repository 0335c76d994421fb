"""What is only ever added to is not emptied either"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

#: Tables that are only ever added to, but for the status entries, which have this trigger from the first. SQLite has
#: no TRUNCATE. The access log is pruned after its time, by DELETE, but never emptied at a stroke.
TABLES = (
    "period_closing", "edition", "report_file", "history_entry", "document", "redaction", "confirmation",
    "conference_plan", "access_entry", "sign_off",
)  # fmt: skip


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
