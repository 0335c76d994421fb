"""Reports of record: sign-off, layout, what is said of areas, whom editions are sent to"""

import re
from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")

#: The words that columns may hold, before and after: table, column, name of the check.
WORDS = {
    ("schedule", "kind", "schedule_kind"): (
        ("on_close", "monthly", "quarterly", "yearly", "before_conference"),
        ("once",),
    ),
    ("run", "state", "run_state"): (("claimed", "failed", "done"), ("asked",)),
    ("document", "kind", "document_kind"): (
        ("evidence", "minutes", "confirmation_sheet", "return", "upload", "exchange"),
        ("sign_off", "emblem"),
    ),
    ("history_entry", "subject", "subject"): (
        (
            "body", "party", "area", "period", "project", "user", "schedule", "chase", "contact", "document", "entry",
        ),
        ("report_layout", "area_words", "recipient"),
    ),
}  # fmt: skip

ONLY_SECRETARIES = "(role = 'secretary') = (party_id IS NOT NULL)"
OFFICIALS_TOO = f"role = 'official' OR {ONLY_SECRETARIES}"

REPORT_FILE_TRIGGERS = {
    f"report_file_no_{event}": f"""
        BEFORE {event.upper()} ON report_file
        BEGIN SELECT RAISE(ABORT, 'report_file is only ever added to'); END"""
    for event in ("update", "delete")
}
SIGN_OFF_TRIGGERS = {
    f"sign_off_no_{event}": f"""
        BEFORE {event.upper()} ON sign_off
        BEGIN SELECT RAISE(ABORT, 'sign_off is only ever added to'); END"""
    for event in ("update", "delete")
}


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def edit_table(table: str, pattern: str, new: str) -> None:
    """Change what SQLite has written down of a table where its rows stay as they are: a check, a NOT NULL. Made anew,
    the table would lose its triggers, and whatever refers to it would miss it meanwhile."""
    bind = op.get_bind()
    query = sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :table")
    old = bind.execute(query, {"table": table}).scalar_one()
    edited, found = re.subn(pattern, new.replace("\\", "\\\\"), old)
    if found != 1:
        raise RuntimeError(f"{table}: {pattern} found {found} times")
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    change = sa.text("UPDATE sqlite_master SET sql = :edited WHERE type = 'table' AND name = :table")
    bind.execute(change, {"edited": edited, "table": table})
    bind.exec_driver_sql("PRAGMA writable_schema = RESET")


def change_check(table: str, name: str, old: str, new: str) -> None:
    if is_sqlite():
        edit_table(table, re.escape(f"CHECK ({old})"), f"CHECK ({new})")
        return
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, new)


def change_words(table: str, column: str, name: str, words: Sequence[str]) -> None:
    listed = ", ".join(f"'{word}'" for word in words)
    if is_sqlite():
        edit_table(table, rf"CHECK \({column} IN \([^)]*\)\)", f"CHECK ({column} IN ({listed}))")
        return
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, f"{column} IN ({listed})")


def create_triggers(triggers: dict[str, str]) -> None:
    for name, body in triggers.items():
        op.execute(f"CREATE TRIGGER {name} {body}")


def drop_triggers(triggers: dict[str, str]) -> None:
    for name in triggers:
        op.execute(f"DROP TRIGGER {name}")


def upgrade() -> None:
    create_tables()
    add_columns()
    widen_files()
    for (table, column, name), (before, added) in WORDS.items():
        change_words(table, column, name, before + added)
    change_check("user_grant", "secretary_for_party", ONLY_SECRETARIES, OFFICIALS_TOO)
    if is_sqlite():
        edit_table("run", r"schedule_id INTEGER NOT NULL", "schedule_id INTEGER")
        create_triggers(SIGN_OFF_TRIGGERS)
    else:
        op.alter_column("run", "schedule_id", existing_type=sa.Integer(), nullable=True)
        op.execute(
            "CREATE TRIGGER sign_off_no_change BEFORE UPDATE OR DELETE ON sign_off"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def add_columns() -> None:
    """Not in batch mode, which would make the tables anew on SQLite and drop their triggers."""
    op.add_column("edition", sa.Column("why", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column("edition", sa.Column("schedule_id", sa.Integer(), nullable=True))
    op.add_column("edition", sa.Column("asked", JSON, nullable=False, server_default="[]"))
    op.create_index(op.f("ix_edition_digest"), "edition", ["digest"], unique=False)
    op.add_column("run", sa.Column("asked_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column("run", sa.Column("why", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column("run", sa.Column("as_of", sa.Date(), nullable=True))
    op.add_column("run", sa.Column("languages", JSON, nullable=True))
    op.add_column("run", sa.Column("delivered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    op.execute("UPDATE run SET delivered_at = finished_at WHERE state = 'done'")
    op.add_column("run", sa.Column("is_anew", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("schedule", sa.Column("once_on", sa.Date(), nullable=True))
    op.add_column("schedule", sa.Column("quiet_days", JSON, nullable=False, server_default="[]"))
    op.add_column("schedule", sa.Column("is_held", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("schedule", sa.Column("paused_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    op.add_column("schedule", sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))


def widen_files() -> None:
    """Files of more than one kind and form. Nothing refers to the table, so that it can be made anew."""
    if is_sqlite():
        drop_triggers(REPORT_FILE_TRIGGERS)
    kind = sa.Enum("report", "summary", name="file_kind", native_enum=False, create_constraint=True, length=32)
    form = sa.Enum("pdf", "docx", "hwpx", name="file_form", native_enum=False, create_constraint=True, length=32)
    text = sqlmodel.sql.sqltypes.AutoString(length=64)
    with op.batch_alter_table("report_file") as batch_op:
        batch_op.add_column(sa.Column("kind", kind, nullable=False, server_default="report"))
        batch_op.add_column(sa.Column("form", form, nullable=False, server_default="pdf"))
        batch_op.add_column(sa.Column("approvals", text, nullable=False, server_default=""))
        batch_op.drop_constraint(batch_op.f("uq_report_file_edition_id_language"), type_="unique")
        batch_op.create_unique_constraint(
            "uq_report_file_what", ["edition_id", "language", "kind", "form", "approvals"]
        )
    if is_sqlite():
        create_triggers(REPORT_FILE_TRIGGERS)


def narrow_files() -> None:
    if is_sqlite():
        drop_triggers(REPORT_FILE_TRIGGERS)
    else:
        op.execute("ALTER TABLE report_file DISABLE TRIGGER report_file_no_change")
    op.execute("DELETE FROM report_file WHERE kind <> 'report' OR form <> 'pdf' OR approvals <> ''")
    with op.batch_alter_table("report_file") as batch_op:
        batch_op.drop_constraint("uq_report_file_what", type_="unique")
        for name in ("file_kind", "file_form"):
            batch_op.drop_constraint(batch_op.f(f"ck_report_file_{name}"), type_="check")
        for name in ("kind", "form", "approvals"):
            batch_op.drop_column(name)
        batch_op.create_unique_constraint(batch_op.f("uq_report_file_edition_id_language"), ["edition_id", "language"])
    if is_sqlite():
        create_triggers(REPORT_FILE_TRIGGERS)
    else:
        op.execute("ALTER TABLE report_file ENABLE TRIGGER report_file_no_change")


def downgrade() -> None:
    """What only the newer version knows goes: asked runs, schedules due once, answers, files of other kinds."""
    for table in ("edition_link", "delivery", "recipient", "sign_off", "area_words", "report_layout", "calendar_link"):
        op.drop_table(table)
    op.execute("DELETE FROM run WHERE schedule_id IS NULL OR state = 'asked'")
    op.execute("DELETE FROM run WHERE schedule_id IN (SELECT id FROM schedule WHERE kind = 'once')")
    op.execute("DELETE FROM schedule WHERE kind = 'once'")
    op.execute("UPDATE user_grant SET party_id = NULL WHERE role = 'official'")
    narrow_files()
    if is_sqlite():
        edit_table("run", r"schedule_id INTEGER(?! NOT NULL)", "schedule_id INTEGER NOT NULL")
    else:
        op.alter_column("run", "schedule_id", existing_type=sa.Integer(), nullable=False)
    change_check("user_grant", "secretary_for_party", OFFICIALS_TOO, ONLY_SECRETARIES)
    for (table, column, name), (before, _) in WORDS.items():
        if table in ("schedule", "run"):
            change_words(table, column, name, before)
    op.drop_index(op.f("ix_edition_digest"), table_name="edition")
    for table, names in {
        "schedule": ("once_on", "quiet_days", "is_held", "paused_at", "ended_at"),
        "run": ("asked_by", "why", "as_of", "languages", "is_anew", "delivered_at"),
        "edition": ("why", "schedule_id", "asked"),
    }.items():
        for name in names:
            op.drop_column(table, name)


def create_tables() -> None:
    op.create_table(
        "calendar_link",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_calendar_link_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_calendar_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_calendar_link_digest")),
    )
    op.create_table(
        "report_layout",
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column(
            "paper",
            sa.Enum("a4", "letter", name="paper", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "sections", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "titles", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "subtitles", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("emblem_path", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("emblem_digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("names_authority", sa.Boolean(), nullable=False),
        sa.Column(
            "party_order", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "second_languages",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_report_layout_body_id")),
        sa.PrimaryKeyConstraint("body_id", name=op.f("pk_report_layout")),
    )
    op.create_table(
        "recipient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=True),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(length=35), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("report", "summary", name="file_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("(user_id IS NULL) <> (email IS NULL)", name=op.f("ck_recipient_user_or_address")),
        sa.ForeignKeyConstraint(
            ["body_id", "schedule_id"],
            ["schedule.body_id", "schedule.id"],
            name=op.f("fk_recipient_body_id_schedule_id"),
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_recipient_body_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_recipient_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipient")),
        sa.UniqueConstraint("schedule_id", "email", name=op.f("uq_recipient_schedule_id_email")),
        sa.UniqueConstraint("schedule_id", "user_id", name=op.f("uq_recipient_schedule_id_user_id")),
    )
    with op.batch_alter_table("recipient") as batch_op:
        batch_op.create_index(batch_op.f("ix_recipient_body_id"), ["body_id"], unique=False)

    op.create_table(
        "area_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column(
            "progress", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "direction", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id", "area_id"], ["area.body_id", "area.id"], name=op.f("fk_area_words_body_id_area_id")
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "period_id"], ["period.body_id", "period.id"], name=op.f("fk_area_words_body_id_period_id")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_area_words_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_words")),
        sa.UniqueConstraint("period_id", "area_id", name=op.f("uq_area_words_period_id_area_id")),
    )
    with op.batch_alter_table("area_words") as batch_op:
        batch_op.create_index(batch_op.f("ix_area_words_body_id"), ["body_id"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("to_address", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(length=35), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("report", "summary", name="file_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "sent",
                "refused",
                "given_up",
                "dropped",
                name="delivery_outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id", "edition_id"], ["edition.body_id", "edition.id"], name=op.f("fk_delivery_body_id_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "schedule_id"],
            ["schedule.body_id", "schedule.id"],
            name=op.f("fk_delivery_body_id_schedule_id"),
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_delivery_body_id")),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_delivery_mail_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_delivery_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint(
            "schedule_id", "edition_id", "to_address", name=op.f("uq_delivery_schedule_id_edition_id_to_address")
        ),
    )
    with op.batch_alter_table("delivery") as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_body_id"), ["body_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_mail_id"), ["mail_id"], unique=False)

    op.create_table(
        "edition_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["body_id", "edition_id"],
            ["edition.body_id", "edition.id"],
            name=op.f("fk_edition_link_body_id_edition_id"),
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_edition_link_body_id")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_edition_link_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_edition_link_digest")),
    )
    with op.batch_alter_table("edition_link") as batch_op:
        batch_op.create_index(batch_op.f("ix_edition_link_body_id"), ["body_id"], unique=False)

    op.create_table(
        "sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "approved", "returned", name="sign_off_answer", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("comment", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("number", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("approver", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("answer <> 'returned' OR comment <> ''", name=op.f("ck_sign_off_returned_with_comment")),
        sa.ForeignKeyConstraint(
            ["body_id", "document_id"],
            ["document.body_id", "document.id"],
            name=op.f("fk_sign_off_body_id_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "edition_id"], ["edition.body_id", "edition.id"], name=op.f("fk_sign_off_body_id_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "party_id"], ["party.body_id", "party.id"], name=op.f("fk_sign_off_body_id_party_id")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_sign_off_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
    )
    with op.batch_alter_table("sign_off") as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_off_edition_id"), ["edition_id"], unique=False)
