"""People, what they say of each other's entries, and everything that they hand in"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CONFIRMED = ("confirmed_promoted_on", "confirmed_implemented_on")

#: Everything that the figures of a body are counted from, so that they are read from the index alone.
COUNTED = [
    "body_id", "period_id", "area_id", "mode", "lead_id", "horizon", "agreed_on", "promoted_on", "implemented_on",
    *CONFIRMED, "due_on", "struck_at", "recorded_at",
]  # fmt: skip

#: Tables that are only ever added to.
APPEND_ONLY = ("history_entry", "document", "redaction", "confirmation", "conference_plan")

#: What stays of a status entry whose note is redacted: everything but the note, which is blank afterwards.
KEPT = (
    "id", "body_id", "project_id", "party_id", "kind", "effective_on", "reason", "voids_id", "recorded_at",
    "recorded_by",
)  # fmt: skip
REDACTED = "NEW.note = '' AND EXISTS (SELECT 1 FROM redaction WHERE entry_id = OLD.id)"

SQLITE = {
    "status_entry_no_update": f"""
        BEFORE UPDATE ON status_entry
        WHEN NOT ({REDACTED} AND {" AND ".join(f"NEW.{name} IS OLD.{name}" for name in KEPT)})
        BEGIN SELECT RAISE(ABORT, 'status_entry is only ever added to'); END""",
    "access_entry_no_update": """
        BEFORE UPDATE ON access_entry
        BEGIN SELECT RAISE(ABORT, 'access_entry is only ever added to'); END""",
} | {
    f"{table}_no_{event}": f"""
        BEFORE {event.upper()} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"""
    for table in APPEND_ONLY
    for event in ("update", "delete")
}

ENTRY_FUNCTION = f"""
    CREATE FUNCTION refuse_entry_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'UPDATE' AND {REDACTED}
            AND {" AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in KEPT)} THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME;
    END $$"""


def create_triggers(dialect: str) -> None:
    """What the database itself refuses. A redacted note is the one thing of a status entry that may change."""
    if dialect == "sqlite":
        op.execute("DROP TRIGGER status_entry_no_update")
        for name, body in SQLITE.items():
            op.execute(f"CREATE TRIGGER {name} {body}")
        return
    op.execute(ENTRY_FUNCTION)
    op.execute("DROP TRIGGER status_entry_no_change ON status_entry")
    op.execute(
        "CREATE TRIGGER status_entry_no_change BEFORE UPDATE OR DELETE ON status_entry"
        " FOR EACH ROW EXECUTE FUNCTION refuse_entry_change()"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE TRIGGER access_entry_no_update BEFORE UPDATE ON access_entry"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def drop_triggers(dialect: str) -> None:
    """Back to a log of which nothing at all may change. The other tables go, and their triggers with them."""
    if dialect == "sqlite":
        op.execute("DROP TRIGGER status_entry_no_update")
        op.execute(
            "CREATE TRIGGER status_entry_no_update BEFORE UPDATE ON status_entry"
            " BEGIN SELECT RAISE(ABORT, 'status_entry is only ever added to'); END"
        )
        return
    op.execute("DROP TRIGGER status_entry_no_change ON status_entry")
    op.execute("DROP FUNCTION refuse_entry_change()")
    op.execute(
        "CREATE TRIGGER status_entry_no_change BEFORE UPDATE OR DELETE ON status_entry"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def upgrade() -> None:
    op.create_table(
        "access_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("account", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("what", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("path", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_entry")),
    )
    with op.batch_alter_table("access_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_entry_at"), ["at"], unique=False)

    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
        sa.UniqueConstraint("uid", name=op.f("uq_installation_uid")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_attempt_account", ["account", "at"], unique=False)
        batch_op.create_index("ix_sign_in_attempt_address", ["address", "at"], unique=False)

    op.create_table(
        "submission",
        sa.Column("token", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("location", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_submission")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_recorded_at"), ["recorded_at"], unique=False)

    op.create_table(
        "user",
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(length=35), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("removed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
    )
    op.create_table(
        "chase",
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("silent_days", sa.Integer(), nullable=False),
        sa.Column("due_days", sa.Integer(), nullable=False),
        sa.Column("active_from", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("last_due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_chase_body_id")),
        sa.PrimaryKeyConstraint("body_id", name=op.f("pk_chase")),
    )
    op.create_table(
        "history_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column(
            "subject",
            sa.Enum(
                "body",
                "party",
                "area",
                "period",
                "project",
                "user",
                "schedule",
                "chase",
                "contact",
                "document",
                "entry",
                name="subject",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "added", "changed", "removed", name="history_act", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "before", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "after", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_history_entry_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_entry")),
    )
    with op.batch_alter_table("history_entry", schema=None) as batch_op:
        batch_op.create_index("ix_history_entry_subject", ["body_id", "subject", "key"], unique=False)

    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("to_address", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(length=35), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "attachments", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("lease_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("owner", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("sent_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("given_up_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_mail_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_key")),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_body_id"), ["body_id"], unique=False)
        batch_op.create_index("ix_mail_waiting", ["sent_at", "lease_until"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("began_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("seen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("browser", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sign_in_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_in_digest")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_user_id"), ["user_id"], unique=False)

    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=255), nullable=False),
        sa.Column("path", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "ready",
                "refused",
                "approved",
                "applied",
                "dropped",
                "failed",
                name="upload_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "preview", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("owner", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("lease_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_upload_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_body_id"), ["body_id"], unique=False)
        batch_op.create_index("ix_upload_state", ["state", "lease_until"], unique=False)

    op.create_table(
        "user_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("invitation", "reset", name="user_link_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("used_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_link_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_user_link_digest")),
    )
    with op.batch_alter_table("user_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_link_user_id"), ["user_id"], unique=False)

    op.create_table(
        "department_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("department", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(length=35), nullable=False),
        sa.Column("handed_over_from", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=True),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id", "party_id"], ["party.body_id", "party.id"], name=op.f("fk_department_contact_body_id_party_id")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_department_contact_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_contact")),
        sa.UniqueConstraint(
            "body_id", "party_id", "department", name=op.f("uq_department_contact_body_id_party_id_department")
        ),
    )
    op.create_table(
        "user_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "secretary",
                "official",
                "manager",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(role = 'administrator') = (body_id IS NULL)", name=op.f("ck_user_grant_administrator_everywhere")
        ),
        sa.CheckConstraint(
            "(role = 'secretary') = (party_id IS NOT NULL)", name=op.f("ck_user_grant_secretary_for_party")
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "party_id"], ["party.body_id", "party.id"], name=op.f("fk_user_grant_body_id_party_id")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_user_grant_body_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_grant_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_grant")),
    )
    with op.batch_alter_table("user_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_grant_body_id"), ["body_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_user_grant_user_id"), ["user_id"], unique=False)

    op.create_table(
        "conference_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "planned",
                "postponed",
                "held",
                "cancelled",
                name="plan_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint(
            "kind NOT IN ('postponed', 'cancelled') OR reason IS NOT NULL",
            name=op.f("ck_conference_plan_put_off_with_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "period_id"], ["period.body_id", "period.id"], name=op.f("fk_conference_plan_body_id_period_id")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_conference_plan_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_plan")),
    )
    with op.batch_alter_table("conference_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conference_plan_body_id"), ["body_id"], unique=False)

    op.create_table(
        "return_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("department", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("made_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["body_id", "party_id"], ["party.body_id", "party.id"], name=op.f("fk_return_link_body_id_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "period_id"], ["period.body_id", "period.id"], name=op.f("fk_return_link_body_id_period_id")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_return_link_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_return_link_digest")),
    )
    with op.batch_alter_table("return_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_return_link_body_id"), ["body_id"], unique=False)

    op.create_table(
        "confirmation_request",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum("confirmed", "disputed", name="answer", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "party_id"],
            ["party.body_id", "party.id"],
            name=op.f("fk_confirmation_request_body_id_party_id"),
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_confirmation_request_body_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "entry_id"],
            ["status_entry.project_id", "status_entry.id"],
            name=op.f("fk_confirmation_request_project_id_entry_id"),
        ),
        sa.PrimaryKeyConstraint("entry_id", "party_id", name=op.f("pk_confirmation_request")),
    )
    with op.batch_alter_table("confirmation_request", schema=None) as batch_op:
        batch_op.create_index("ix_confirmation_request_body_id", ["body_id", "party_id", "answer"], unique=False)
        batch_op.create_index("ix_confirmation_request_project_id", ["project_id"], unique=False)

    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "evidence",
                "minutes",
                "confirmation_sheet",
                "return",
                "upload",
                "exchange",
                name="document_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("period_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=255), nullable=False),
        sa.Column("media_type", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("path", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id", "period_id"], ["period.body_id", "period.id"], name=op.f("fk_document_body_id_period_id")
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "project_id"], ["project.body_id", "project.id"], name=op.f("fk_document_body_id_project_id")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_document_body_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "entry_id"],
            ["status_entry.project_id", "status_entry.id"],
            name=op.f("fk_document_project_id_entry_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("body_id", "id", name=op.f("uq_document_body_id_id")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index("ix_document_body_id_project_id", ["body_id", "project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_digest"), ["digest"], unique=False)

    op.create_table(
        "entry_origin",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("installation", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_entry_origin_body_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["status_entry.id"], name=op.f("fk_entry_origin_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_entry_origin")),
        sa.UniqueConstraint(
            "body_id", "installation", "number", name=op.f("uq_entry_origin_body_id_installation_number")
        ),
    )
    op.create_table(
        "confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum("confirmed", "disputed", name="answer", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("answer <> 'disputed' OR note IS NOT NULL", name=op.f("ck_confirmation_dispute_with_note")),
        sa.ForeignKeyConstraint(
            ["body_id", "document_id"],
            ["document.body_id", "document.id"],
            name=op.f("fk_confirmation_body_id_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "party_id"], ["party.body_id", "party.id"], name=op.f("fk_confirmation_body_id_party_id")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_confirmation_body_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "entry_id"],
            ["status_entry.project_id", "status_entry.id"],
            name=op.f("fk_confirmation_project_id_entry_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
    )
    with op.batch_alter_table("confirmation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_confirmation_body_id"), ["body_id"], unique=False)
        batch_op.create_index("ix_confirmation_entry_id", ["entry_id", "party_id", "id"], unique=False)

    op.create_table(
        "department_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("department", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("received_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("received_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id", "document_id"],
            ["document.body_id", "document.id"],
            name=op.f("fk_department_return_body_id_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "party_id"], ["party.body_id", "party.id"], name=op.f("fk_department_return_body_id_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "period_id"],
            ["period.body_id", "period.id"],
            name=op.f("fk_department_return_body_id_period_id"),
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_department_return_body_id")),
        sa.ForeignKeyConstraint(["link_id"], ["return_link.id"], name=op.f("fk_department_return_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_return")),
        sa.UniqueConstraint("body_id", "id", name=op.f("uq_department_return_body_id_id")),
    )
    with op.batch_alter_table("department_return", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_department_return_body_id"), ["body_id"], unique=False)

    op.create_table(
        "exchange_package",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("installation", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id", "document_id"],
            ["document.body_id", "document.id"],
            name=op.f("fk_exchange_package_body_id_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "party_id"], ["party.body_id", "party.id"], name=op.f("fk_exchange_package_body_id_party_id")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_exchange_package_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_package")),
        sa.UniqueConstraint("body_id", "digest", name=op.f("uq_exchange_package_body_id_digest")),
        sa.UniqueConstraint("body_id", "id", name=op.f("uq_exchange_package_body_id_id")),
    )
    op.create_table(
        "redaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("(entry_id IS NULL) <> (document_id IS NULL)", name=op.f("ck_redaction_one_subject")),
        sa.ForeignKeyConstraint(
            ["body_id", "document_id"],
            ["document.body_id", "document.id"],
            name=op.f("fk_redaction_body_id_document_id"),
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_redaction_body_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["status_entry.id"], name=op.f("fk_redaction_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction")),
        sa.UniqueConstraint("document_id", name=op.f("uq_redaction_document_id")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_redaction_entry_id")),
    )
    with op.batch_alter_table("redaction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_redaction_body_id"), ["body_id"], unique=False)

    op.create_table(
        "exchange_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("package_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "entry", "void", "answer", name="exchange_kind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("ref", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column(
            "values", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open", "taken", "left", name="exchange_state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("decided_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(
            ["body_id", "package_id"],
            ["exchange_package.body_id", "exchange_package.id"],
            name=op.f("fk_exchange_item_body_id_package_id"),
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_exchange_item_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_item")),
        sa.UniqueConstraint("package_id", "number", name=op.f("uq_exchange_item_package_id_number")),
    )
    with op.batch_alter_table("exchange_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exchange_item_body_id"), ["body_id"], unique=False)

    op.create_table(
        "reported_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "agreed", "promoted", "implemented", name="stage", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("results", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("problems", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("next_steps", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column(
            "decision",
            sa.Enum(
                "accepted",
                "changed",
                "sent_back",
                "put_away",
                "superseded",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("decision_note", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("decided_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL)", name=op.f("ck_reported_statement_decided_at_once")
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "project_id"],
            ["project.body_id", "project.id"],
            name=op.f("fk_reported_statement_body_id_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "return_id"],
            ["department_return.body_id", "department_return.id"],
            name=op.f("fk_reported_statement_body_id_return_id"),
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_reported_statement_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reported_statement")),
        sa.UniqueConstraint("return_id", "project_id", name=op.f("uq_reported_statement_return_id_project_id")),
    )
    with op.batch_alter_table("reported_statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reported_statement_body_id"), ["body_id"], unique=False)

    # Not in batch mode, which would make the table anew on SQLite and drop its triggers.
    op.add_column("project", sa.Column("confirmed_promoted_on", sa.Date(), nullable=True))
    op.add_column("project", sa.Column("confirmed_implemented_on", sa.Date(), nullable=True))
    op.drop_index("ix_project_counting", table_name="project")
    op.create_index("ix_project_counting", "project", COUNTED, unique=False)
    create_triggers(op.get_bind().dialect.name)


def downgrade() -> None:
    drop_triggers(op.get_bind().dialect.name)
    op.drop_index("ix_project_counting", table_name="project")
    op.create_index("ix_project_counting", "project", [name for name in COUNTED if name not in CONFIRMED], unique=False)
    for name in CONFIRMED:
        op.drop_column("project", name)

    with op.batch_alter_table("reported_statement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reported_statement_body_id"))

    op.drop_table("reported_statement")
    with op.batch_alter_table("exchange_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exchange_item_body_id"))

    op.drop_table("exchange_item")
    with op.batch_alter_table("redaction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_redaction_body_id"))

    op.drop_table("redaction")
    op.drop_table("exchange_package")
    with op.batch_alter_table("department_return", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_department_return_body_id"))

    op.drop_table("department_return")
    with op.batch_alter_table("confirmation", schema=None) as batch_op:
        batch_op.drop_index("ix_confirmation_entry_id")
        batch_op.drop_index(batch_op.f("ix_confirmation_body_id"))

    op.drop_table("confirmation")
    op.drop_table("entry_origin")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_digest"))
        batch_op.drop_index("ix_document_body_id_project_id")

    op.drop_table("document")
    with op.batch_alter_table("confirmation_request", schema=None) as batch_op:
        batch_op.drop_index("ix_confirmation_request_project_id")
        batch_op.drop_index("ix_confirmation_request_body_id")

    op.drop_table("confirmation_request")
    with op.batch_alter_table("return_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_return_link_body_id"))

    op.drop_table("return_link")
    with op.batch_alter_table("conference_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conference_plan_body_id"))

    op.drop_table("conference_plan")
    with op.batch_alter_table("user_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_grant_user_id"))
        batch_op.drop_index(batch_op.f("ix_user_grant_body_id"))

    op.drop_table("user_grant")
    op.drop_table("department_contact")
    with op.batch_alter_table("user_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_link_user_id"))

    op.drop_table("user_link")
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.drop_index("ix_upload_state")
        batch_op.drop_index(batch_op.f("ix_upload_body_id"))

    op.drop_table("upload")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_user_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index("ix_mail_waiting")
        batch_op.drop_index(batch_op.f("ix_mail_body_id"))

    op.drop_table("mail")
    with op.batch_alter_table("history_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_history_entry_subject")

    op.drop_table("history_entry")
    op.drop_table("chase")
    op.drop_table("user")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_recorded_at"))

    op.drop_table("submission")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_attempt_address")
        batch_op.drop_index("ix_sign_in_attempt_account")

    op.drop_table("sign_in_attempt")
    op.drop_table("installation")
    with op.batch_alter_table("access_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_entry_at"))

    op.drop_table("access_entry")
