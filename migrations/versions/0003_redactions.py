"""Redactions of more than status entries and files"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

#: What of a row stays as it was, whatever is redacted of it: everything but the column that is blanked.
KEPT = {
    "status_entry": (
        "id", "body_id", "project_id", "party_id", "kind", "effective_on", "reason", "voids_id", "recorded_at",
        "recorded_by",
    ),
    "document": (
        "id", "body_id", "kind", "period_id", "project_id", "entry_id", "media_type", "path", "digest", "size",
        "recorded_at", "recorded_by",
    ),
    "confirmation": (
        "id", "body_id", "project_id", "entry_id", "party_id", "answer", "document_id", "recorded_at", "recorded_by",
    ),
    "history_entry": ("id", "body_id", "subject", "key", "act", "reason", "recorded_at", "recorded_by"),
}  # fmt: skip

#: What makes a change a redaction: what stands there is blank afterwards, and its redaction stands.
BLANKED = {
    "status_entry": "NEW.note = '' AND EXISTS (SELECT 1 FROM redaction WHERE entry_id = OLD.id)",
    "document": "NEW.name = '' AND EXISTS (SELECT 1 FROM redaction WHERE document_id = OLD.id)",
    "confirmation": "NEW.note = '' AND EXISTS (SELECT 1 FROM redaction WHERE confirmation_id = OLD.id)",
}

#: A redaction of the project or period that a history entry is of.
OF_KEY = (
    "r.body_id = OLD.body_id AND ((OLD.subject = 'project' AND r.project_ref = OLD.key)"
    " OR (OLD.subject = 'period' AND CAST(r.period_number AS VARCHAR(20)) = OLD.key))"
)

#: Of a history entry only the redacted field's values may go, on either side.
HISTORY = {
    "sqlite": f"""EXISTS (SELECT 1 FROM redaction r WHERE {OF_KEY}
        AND json_remove(NEW.before, '$.' || r.field) = json_remove(OLD.before, '$.' || r.field)
        AND json_remove(NEW.after, '$.' || r.field) = json_remove(OLD.after, '$.' || r.field)
        AND COALESCE(json_extract(NEW.before, '$.' || r.field), '') = ''
        AND COALESCE(json_extract(NEW.after, '$.' || r.field), '') = '')""",
    "postgresql": f"""EXISTS (SELECT 1 FROM redaction r WHERE {OF_KEY}
        AND NEW.before - r.field::text = OLD.before - r.field::text
        AND NEW.after - r.field::text = OLD.after - r.field::text
        AND COALESCE(NEW.before ->> r.field::text, '') = ''
        AND COALESCE(NEW.after ->> r.field::text, '') = '')""",
}

#: The tables of which this migration says anew what may change, with the functions that said it on PostgreSQL before.
ANEW = {"document": "refuse_change", "confirmation": "refuse_change", "history_entry": "refuse_change"}

#: The columns of a redaction that name what it is of; exactly one does.
OLD_SUBJECTS = ("entry_id", "document_id")
SUBJECTS = (*OLD_SUBJECTS, "confirmation_id", "statement_id", "item_id", "project_ref", "period_number")
ONE_SUBJECT = " + ".join(f"(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)" for name in SUBJECTS) + " = 1"
FIELD_NAMED = "(field IS NOT NULL) = (project_ref IS NOT NULL OR period_number IS NOT NULL)"
OLD_ONE_SUBJECT = "(entry_id IS NULL) <> (document_id IS NULL)"
REFERRED = {"confirmation_id": "confirmation", "statement_id": "reported_statement", "item_id": "exchange_item"}


def _allowed(table: str, dialect: str) -> str:
    same = "IS" if dialect == "sqlite" else "IS NOT DISTINCT FROM"
    blanked = HISTORY[dialect] if table == "history_entry" else BLANKED[table]
    return " AND ".join([blanked, *(f"NEW.{name} {same} OLD.{name}" for name in KEPT[table])])


def _make_sqlite_trigger(table: str, event: str, condition: str = "") -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} {condition}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"
    )


def _make_postgresql_trigger(table: str, function: str) -> None:
    op.execute(f"DROP TRIGGER {table}_no_change ON {table}")
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {function}()"
    )


def _allow_redactions(dialect: str) -> None:
    for table in ANEW:
        if dialect == "sqlite":
            op.execute(f"DROP TRIGGER {table}_no_update")
            _make_sqlite_trigger(table, "update", f"WHEN NOT ({_allowed(table, dialect)})")
            continue
        op.execute(
            f"""
            CREATE FUNCTION refuse_{table}_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF TG_OP = 'UPDATE' AND {_allowed(table, dialect)} THEN
                    RETURN NEW;
                END IF;
                RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME;
            END $$"""
        )
        _make_postgresql_trigger(table, f"refuse_{table}_change")


def _refuse_redactions(dialect: str) -> None:
    for table, function in ANEW.items():
        if dialect == "sqlite":
            op.execute(f"DROP TRIGGER {table}_no_update")
            _make_sqlite_trigger(table, "update")
            continue
        _make_postgresql_trigger(table, function)
        op.execute(f"DROP FUNCTION refuse_{table}_change()")


def _lift_triggers(dialect: str) -> None:
    """SQLite makes the table anew: its triggers go with it, and those that read it may not stand meanwhile."""
    if dialect == "sqlite":
        op.execute("DROP TRIGGER status_entry_no_update")


def _restore_triggers(dialect: str) -> None:
    if dialect == "sqlite":
        _make_sqlite_trigger("status_entry", "update", f"WHEN NOT ({_allowed('status_entry', dialect)})")
        for event in ("update", "delete"):
            _make_sqlite_trigger("redaction", event)


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    _lift_triggers(dialect)
    with op.batch_alter_table("redaction", recreate="auto") as table:
        table.drop_constraint(op.f("ck_redaction_one_subject"), type_="check")
        for name in REFERRED:
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))
        table.add_column(sa.Column("project_ref", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True))
        table.add_column(sa.Column("period_number", sa.Integer(), nullable=True))
        table.add_column(sa.Column("field", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True))
        for name, referred in REFERRED.items():
            table.create_foreign_key(op.f(f"fk_redaction_{name}"), referred, [name], ["id"])
            table.create_unique_constraint(op.f(f"uq_redaction_{name}"), [name])
        table.create_check_constraint(op.f("ck_redaction_one_subject"), ONE_SUBJECT)
        table.create_check_constraint(op.f("ck_redaction_field_named"), FIELD_NAMED)
    _restore_triggers(dialect)
    _allow_redactions(dialect)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    _refuse_redactions(dialect)
    _lift_triggers(dialect)
    if dialect == "sqlite":
        op.execute("DROP TRIGGER redaction_no_delete")
    else:
        op.execute("DROP TRIGGER redaction_no_change ON redaction")
    op.execute("DELETE FROM redaction WHERE entry_id IS NULL AND document_id IS NULL")
    with op.batch_alter_table("redaction", recreate="auto") as table:
        table.drop_constraint(op.f("ck_redaction_field_named"), type_="check")
        table.drop_constraint(op.f("ck_redaction_one_subject"), type_="check")
        for name in REFERRED:
            table.drop_constraint(op.f(f"uq_redaction_{name}"), type_="unique")
            table.drop_constraint(op.f(f"fk_redaction_{name}"), type_="foreignkey")
        for name in (*REFERRED, "project_ref", "period_number", "field"):
            table.drop_column(name)
        table.create_check_constraint(op.f("ck_redaction_one_subject"), OLD_ONE_SUBJECT)
    _restore_triggers(dialect)
    if dialect == "postgresql":
        op.execute(
            "CREATE TRIGGER redaction_no_change BEFORE UPDATE OR DELETE ON redaction"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
