"""Redactions of words on areas"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

#: What of a history entry stays as it was, whatever is redacted of it.
KEPT = ("id", "body_id", "subject", "key", "act", "reason", "recorded_at", "recorded_by")

#: A redaction of the project or period that a history entry is of.
OF_KEY = (
    "r.body_id = OLD.body_id AND ((OLD.subject = 'project' AND r.project_ref = OLD.key)"
    " OR (OLD.subject = 'period' AND CAST(r.period_number AS VARCHAR(20)) = OLD.key))"
)

#: A redaction of the words on the area that a history entry is of.
OF_WORDS = (
    "r.body_id = OLD.body_id AND OLD.subject = 'area_words'"
    " AND OLD.key = CAST(r.period_number AS VARCHAR(20)) || ' ' || SUBSTR(r.field, 7)"
    " AND r.field = 'words ' || SUBSTR(r.field, 7)"
)

#: Of a history entry only the redacted field's values may go, on either side.
FIELDS = {
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

#: Of one on words, both lines in every language.
WORDS = {
    "sqlite": f"""EXISTS (SELECT 1 FROM redaction r WHERE {OF_WORDS}
        AND json_remove(NEW.before, '$.progress', '$.direction') = json_remove(OLD.before, '$.progress', '$.direction')
        AND json_remove(NEW.after, '$.progress', '$.direction') = json_remove(OLD.after, '$.progress', '$.direction')
        AND COALESCE(json_extract(NEW.before, '$.progress'), '{{}}') = '{{}}'
        AND COALESCE(json_extract(NEW.before, '$.direction'), '{{}}') = '{{}}'
        AND COALESCE(json_extract(NEW.after, '$.progress'), '{{}}') = '{{}}'
        AND COALESCE(json_extract(NEW.after, '$.direction'), '{{}}') = '{{}}')""",
    "postgresql": f"""EXISTS (SELECT 1 FROM redaction r WHERE {OF_WORDS}
        AND NEW.before - 'progress' - 'direction' = OLD.before - 'progress' - 'direction'
        AND NEW.after - 'progress' - 'direction' = OLD.after - 'progress' - 'direction'
        AND COALESCE(NEW.before ->> 'progress', '{{}}') = '{{}}'
        AND COALESCE(NEW.before ->> 'direction', '{{}}') = '{{}}'
        AND COALESCE(NEW.after ->> 'progress', '{{}}') = '{{}}'
        AND COALESCE(NEW.after ->> 'direction', '{{}}') = '{{}}')""",
}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    _allow(dialect, f"({FIELDS[dialect]} OR {WORDS[dialect]})")


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    _allow(dialect, FIELDS[dialect])


def _allow(dialect: str, blanked: str) -> None:
    """What may change of a history entry, said anew."""
    same = "IS" if dialect == "sqlite" else "IS NOT DISTINCT FROM"
    allowed = " AND ".join([blanked, *(f"NEW.{name} {same} OLD.{name}" for name in KEPT)])
    if dialect == "sqlite":
        op.execute("DROP TRIGGER history_entry_no_update")
        op.execute(
            f"CREATE TRIGGER history_entry_no_update BEFORE UPDATE ON history_entry WHEN NOT ({allowed})"
            " BEGIN SELECT RAISE(ABORT, 'history_entry is only ever added to'); END"
        )
        return
    op.execute(
        f"""
        CREATE OR REPLACE FUNCTION refuse_history_entry_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'UPDATE' AND {allowed} THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME;
        END $$"""
    )
