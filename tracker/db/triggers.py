"""The triggers that must stand, by table. Alembic's batch mode on SQLite drops them without a word."""

from sqlalchemy import Connection, text

EXPECTED = {
    "sqlite": frozenset(
        {
            "status_entry_no_update", "status_entry_no_delete",
            "period_closing_no_update", "period_closing_no_delete",
            "edition_no_update", "edition_no_delete",
            "report_file_no_update", "report_file_no_delete",
            "status_entry_void_of_void",
            "lineage_order_insert", "lineage_order_update",
            "project_stays_in_period", "project_sealed_no_delete",
            "period_identity", "period_overlap_insert", "period_overlap_update",
            "history_entry_no_update", "history_entry_no_delete",
            "document_no_update", "document_no_delete",
            "redaction_no_update", "redaction_no_delete",
            "confirmation_no_update", "confirmation_no_delete",
            "conference_plan_no_update", "conference_plan_no_delete",
            "access_entry_no_update",
            "sign_off_no_update", "sign_off_no_delete",
        }
    ),
    "postgresql": frozenset(
        {
            "status_entry_no_change", "period_closing_no_change", "edition_no_change", "report_file_no_change",
            "status_entry_no_truncate",
            "status_entry_void_of_void", "lineage_order", "project_stays_in_period",
            "project_sealed_no_delete", "period_identity",
            "history_entry_no_change", "document_no_change", "redaction_no_change", "confirmation_no_change",
            "conference_plan_no_change", "access_entry_no_update", "sign_off_no_change",
            "period_closing_no_truncate", "edition_no_truncate", "report_file_no_truncate",
            "history_entry_no_truncate", "document_no_truncate", "redaction_no_truncate",
            "confirmation_no_truncate", "conference_plan_no_truncate", "access_entry_no_truncate",
            "sign_off_no_truncate",
        }
    ),
}  # fmt: skip


def find_missing_triggers(connection: Connection) -> list[str]:
    """The names of the triggers that should stand and do not, or are switched off, in order."""
    dialect = connection.dialect.name
    if dialect == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = (
            "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE NOT tgisinternal AND tgenabled <> 'D' AND relnamespace = current_schema()::regnamespace"
        )
    standing = set(connection.execute(text(query)).scalars())
    return sorted(EXPECTED[dialect] - standing)
