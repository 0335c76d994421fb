"""The first tables"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


#: Tables that are only ever added to.
APPEND_ONLY = ("status_entry", "period_closing", "edition", "report_file")

SQLITE = {
    "status_entry_void_of_void": """
        BEFORE INSERT ON status_entry WHEN NEW.kind = 'void' AND EXISTS (
            SELECT 1 FROM status_entry WHERE id = NEW.voids_id AND kind = 'void')
        BEGIN SELECT RAISE(ABORT, 'a void cannot be voided'); END""",
    "lineage_order_insert": """
        BEFORE INSERT ON lineage WHEN NOT EXISTS (
            SELECT 1 FROM project later JOIN period lp ON lp.id = later.period_id,
                          project earlier JOIN period ep ON ep.id = earlier.period_id
            WHERE later.id = NEW.project_id AND earlier.id = NEW.continues_id AND ep.number < lp.number)
        BEGIN SELECT RAISE(ABORT, 'a project continues one of an earlier period'); END""",
    "lineage_order_update": """
        BEFORE UPDATE ON lineage
        BEGIN SELECT RAISE(ABORT, 'lineage is replaced, not changed'); END""",
    "project_stays_in_period": """
        BEFORE UPDATE ON project WHEN NEW.period_id <> OLD.period_id OR NEW.body_id <> OLD.body_id
        BEGIN SELECT RAISE(ABORT, 'a project stays in its period'); END""",
    "project_sealed_no_delete": """
        BEFORE DELETE ON project WHEN EXISTS (
            SELECT 1 FROM period WHERE id = OLD.period_id AND list_sealed_at IS NOT NULL)
        BEGIN SELECT RAISE(ABORT, 'a sealed agreed list keeps its projects'); END""",
    "period_identity": """
        BEFORE UPDATE ON period WHEN NEW.number <> OLD.number OR NEW.body_id <> OLD.body_id
        BEGIN SELECT RAISE(ABORT, 'a period keeps its number and body'); END""",
}
for _event in ("insert", "update"):
    SQLITE[f"period_overlap_{_event}"] = f"""
        BEFORE {_event.upper()} ON period WHEN EXISTS (
            SELECT 1 FROM period other WHERE other.body_id = NEW.body_id AND other.number <> NEW.number
            AND other.starts_on <= COALESCE(NEW.ends_on, '9999-12-31')
            AND NEW.starts_on <= COALESCE(other.ends_on, '9999-12-31'))
        BEGIN SELECT RAISE(ABORT, 'periods of a body do not overlap'); END"""
for _table in APPEND_ONLY:
    for _event in ("update", "delete"):
        SQLITE[f"{_table}_no_{_event}"] = f"""
        BEFORE {_event.upper()} ON {_table}
        BEGIN SELECT RAISE(ABORT, '{_table} is only ever added to'); END"""

POSTGRESQL_FUNCTIONS = {
    "refuse_change": "RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME;",
    "refuse_void_of_void": """
        IF NEW.kind = 'void' AND EXISTS (SELECT 1 FROM status_entry WHERE id = NEW.voids_id AND kind = 'void') THEN
            RAISE EXCEPTION 'a void cannot be voided';
        END IF;
        RETURN NEW;""",
    "refuse_lineage_order": """
        IF TG_OP = 'UPDATE' THEN RAISE EXCEPTION 'lineage is replaced, not changed'; END IF;
        IF NOT EXISTS (
            SELECT 1 FROM project later JOIN period lp ON lp.id = later.period_id,
                          project earlier JOIN period ep ON ep.id = earlier.period_id
            WHERE later.id = NEW.project_id AND earlier.id = NEW.continues_id AND ep.number < lp.number) THEN
            RAISE EXCEPTION 'a project continues one of an earlier period';
        END IF;
        RETURN NEW;""",
    "refuse_project_move": """
        IF NEW.period_id <> OLD.period_id OR NEW.body_id <> OLD.body_id THEN
            RAISE EXCEPTION 'a project stays in its period';
        END IF;
        RETURN NEW;""",
    "refuse_sealed_delete": """
        IF EXISTS (SELECT 1 FROM period WHERE id = OLD.period_id AND list_sealed_at IS NOT NULL) THEN
            RAISE EXCEPTION 'a sealed agreed list keeps its projects';
        END IF;
        RETURN OLD;""",
    "refuse_period_identity": """
        IF NEW.number <> OLD.number OR NEW.body_id <> OLD.body_id THEN
            RAISE EXCEPTION 'a period keeps its number and body';
        END IF;
        RETURN NEW;""",
}
POSTGRESQL = {
    "status_entry_void_of_void": ("BEFORE INSERT", "status_entry", "ROW", "refuse_void_of_void"),
    "lineage_order": ("BEFORE INSERT OR UPDATE", "lineage", "ROW", "refuse_lineage_order"),
    "project_stays_in_period": ("BEFORE UPDATE", "project", "ROW", "refuse_project_move"),
    "project_sealed_no_delete": ("BEFORE DELETE", "project", "ROW", "refuse_sealed_delete"),
    "period_identity": ("BEFORE UPDATE", "period", "ROW", "refuse_period_identity"),
    "status_entry_no_truncate": ("BEFORE TRUNCATE", "status_entry", "STATEMENT", "refuse_change"),
} | {f"{_table}_no_change": ("BEFORE UPDATE OR DELETE", _table, "ROW", "refuse_change") for _table in APPEND_ONLY}


def create_triggers(dialect: str) -> None:
    """What the database itself refuses, beyond keys and checks."""
    if dialect == "sqlite":
        for name, body in SQLITE.items():
            op.execute(f"CREATE TRIGGER {name} {body}")
        return
    for name, body in POSTGRESQL_FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$")
    for name, (when, table, each, function) in POSTGRESQL.items():
        op.execute(f"CREATE TRIGGER {name} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()")
    # Ranges of one number stand for "the same body", so that no extension is needed for equality.
    op.execute(
        "ALTER TABLE period ADD CONSTRAINT ex_period_overlap EXCLUDE USING gist ("
        "int4range(body_id, body_id, '[]') WITH &&, daterange(starts_on, ends_on, '[]') WITH &&)"
    )


def drop_triggers(dialect: str) -> None:
    """SQLite drops a table's triggers with the table; PostgreSQL's functions outlive them."""
    if dialect == "postgresql":
        for name in POSTGRESQL_FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}() CASCADE")


def upgrade() -> None:
    op.create_table(
        "body",
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column(
            "names", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "joint_committee",
                "conference",
                "exchange_group",
                "sister_city",
                "friendship_city",
                "programme",
                "network",
                name="body_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("time_zone", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "languages", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "visibility",
            sa.Enum("public", "members", name="visibility", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("asks_confirmation", sa.Boolean(), nullable=False),
        sa.Column("asks_sign_off", sa.Boolean(), nullable=False),
        sa.Column(
            "criteria", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last_recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body")),
        sa.UniqueConstraint("code", name=op.f("uq_body_code")),
    )
    op.create_table(
        "area",
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column(
            "names", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("closed_on >= opened_on", name=op.f("ck_area_closed_after_opened")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_area_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("body_id", "code", name=op.f("uq_area_body_id_code")),
        sa.UniqueConstraint("body_id", "id", name=op.f("uq_area_body_id_id")),
    )
    op.create_table(
        "party",
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column(
            "names", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("country", sqlmodel.sql.sqltypes.AutoString(length=2), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_party_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("body_id", "code", name=op.f("uq_party_body_id_code")),
        sa.UniqueConstraint("body_id", "id", name=op.f("uq_party_body_id_id")),
    )
    op.create_table(
        "schedule",
        sa.Column(
            "kind",
            sa.Enum(
                "on_close",
                "monthly",
                "quarterly",
                "yearly",
                "before_conference",
                name="schedule_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("day_of_month", sa.Integer(), nullable=True),
        sa.Column("month", sa.Integer(), nullable=True),
        sa.Column("days_before", sa.Integer(), nullable=True),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("time_zone", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "languages", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("active_from", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_schedule_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
        sa.UniqueConstraint("body_id", "id", name=op.f("uq_schedule_body_id_id")),
    )
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schedule_body_id"), ["body_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column(
            "role",
            sa.Enum("member", "observer", name="party_role", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("left_on >= joined_on", name=op.f("ck_membership_left_after_joined")),
        sa.ForeignKeyConstraint(
            ["body_id", "party_id"], ["party.body_id", "party.id"], name=op.f("fk_membership_body_id_party_id")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_membership_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("party_id", "joined_on", name=op.f("uq_membership_party_id_joined_on")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_body_id"), ["body_id"], unique=False)

    op.create_table(
        "period",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("conference_on", sa.Date(), nullable=False),
        sa.Column("agreed_list_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("next_conference_planned_on", sa.Date(), nullable=True),
        sa.Column("stages_published", sa.Boolean(), nullable=False),
        sa.Column("break_note", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("list_sealed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("list_sealed_document", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.CheckConstraint("ends_on >= conference_on", name=op.f("ck_period_ends_after_conference")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_period_ends_after_start")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_period_number_positive")),
        sa.ForeignKeyConstraint(
            ["body_id", "host_id"], ["party.body_id", "party.id"], name=op.f("fk_period_body_id_host_id")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_period_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period")),
        sa.UniqueConstraint("body_id", "id", name=op.f("uq_period_body_id_id")),
        sa.UniqueConstraint("body_id", "number", name=op.f("uq_period_body_id_number")),
    )
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("known_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("produced_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("produced_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("flags", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("figures", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("content_digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id", "period_id"], ["period.body_id", "period.id"], name=op.f("fk_edition_body_id_period_id")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_edition_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("body_id", "id", name=op.f("uq_edition_body_id_id")),
        sa.UniqueConstraint("period_id", "number", name=op.f("uq_edition_period_id_number")),
    )
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edition_body_id"), ["body_id"], unique=False)

    op.create_table(
        "period_closing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("closed", "reopened", name="closing_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id", "period_id"], ["period.body_id", "period.id"], name=op.f("fk_period_closing_body_id_period_id")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_period_closing_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_closing")),
    )
    with op.batch_alter_table("period_closing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_period_closing_body_id"), ["body_id"], unique=False)

    op.create_table(
        "project",
        sa.Column("ref", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column(
            "titles", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "mode",
            sa.Enum("mutual", "one_sided", name="mode", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "horizon",
            sa.Enum("short", "medium", "long", name="horizon", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column(
            "run_by",
            sa.Enum(
                "foreign_affairs",
                "department",
                "affiliated_agency",
                "private",
                name="run_by",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("promoted_on", sa.Date(), nullable=True),
        sa.Column("implemented_on", sa.Date(), nullable=True),
        sa.Column("struck_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("struck_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("struck_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("struck_document", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("(mode = 'one_sided') = (lead_id IS NOT NULL)", name=op.f("ck_project_lead_fits_mode")),
        sa.CheckConstraint("(struck_at IS NULL) = (struck_reason IS NULL)", name=op.f("ck_project_struck_with_reason")),
        sa.CheckConstraint("implemented_on >= promoted_on", name=op.f("ck_project_implemented_after_promoted")),
        sa.CheckConstraint("promoted_on >= agreed_on", name=op.f("ck_project_promoted_after_agreed")),
        sa.ForeignKeyConstraint(
            ["body_id", "area_id"], ["area.body_id", "area.id"], name=op.f("fk_project_body_id_area_id")
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "lead_id"], ["party.body_id", "party.id"], name=op.f("fk_project_body_id_lead_id")
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "period_id"], ["period.body_id", "period.id"], name=op.f("fk_project_body_id_period_id")
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "proposed_by_id"], ["party.body_id", "party.id"], name=op.f("fk_project_body_id_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_project_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("body_id", "id", name=op.f("uq_project_body_id_id")),
        sa.UniqueConstraint("body_id", "ref", name=op.f("uq_project_body_id_ref")),
    )
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.create_index(
            "ix_project_counting",
            [
                "body_id",
                "period_id",
                "area_id",
                "mode",
                "lead_id",
                "horizon",
                "agreed_on",
                "promoted_on",
                "implemented_on",
                "due_on",
                "struck_at",
                "recorded_at",
            ],
            unique=False,
        )

    op.create_table(
        "lineage",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("continues_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id", "continues_id"],
            ["project.body_id", "project.id"],
            name=op.f("fk_lineage_body_id_continues_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "project_id"],
            ["project.body_id", "project.id"],
            name=op.f("fk_lineage_body_id_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_lineage_body_id")),
        sa.PrimaryKeyConstraint("project_id", "continues_id", name=op.f("pk_lineage")),
    )
    with op.batch_alter_table("lineage", schema=None) as batch_op:
        batch_op.create_index("ix_lineage_body_id", ["body_id", "project_id", "continues_id"], unique=False)
        batch_op.create_index("ix_lineage_continues_id", ["continues_id"], unique=False)

    op.create_table(
        "project_party",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column(
            "departments", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "party_id"], ["party.body_id", "party.id"], name=op.f("fk_project_party_body_id_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "project_id"],
            ["project.body_id", "project.id"],
            name=op.f("fk_project_party_body_id_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_project_party_body_id")),
        sa.PrimaryKeyConstraint("project_id", "party_id", name=op.f("pk_project_party")),
    )
    with op.batch_alter_table("project_party", schema=None) as batch_op:
        batch_op.create_index("ix_project_party_body_id_project_id", ["body_id", "project_id"], unique=False)

    op.create_table(
        "report_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(length=35), nullable=False),
        sa.Column("path", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("produced_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id", "edition_id"], ["edition.body_id", "edition.id"], name=op.f("fk_report_file_body_id_edition_id")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_report_file_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_file")),
        sa.UniqueConstraint("edition_id", "language", name=op.f("uq_report_file_edition_id_language")),
    )
    with op.batch_alter_table("report_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_file_body_id"), ["body_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_file_digest"), ["digest"], unique=False)

    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "claimed", "failed", "done", name="run_state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("owner", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("lease_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("finished_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["body_id", "edition_id"], ["edition.body_id", "edition.id"], name=op.f("fk_run_body_id_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "period_id"], ["period.body_id", "period.id"], name=op.f("fk_run_body_id_period_id")
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "schedule_id"], ["schedule.body_id", "schedule.id"], name=op.f("fk_run_body_id_schedule_id")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_run_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("schedule_id", "due_at", "period_id", name=op.f("uq_run_schedule_id_due_at_period_id")),
    )
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_body_id"), ["body_id"], unique=False)

    op.create_table(
        "status_entry",
        sa.Column(
            "kind",
            sa.Enum(
                "promoted",
                "implemented",
                "suspended",
                "resumed",
                "withdrawn",
                "void",
                name="entry_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "postponed",
                "reformulated",
                "superseded",
                "external_event",
                "funding",
                "other_side_pending",
                "other",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("voids_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("(kind = 'void') = (effective_on IS NULL)", name=op.f("ck_status_entry_day_unless_void")),
        sa.CheckConstraint("(kind = 'void') = (voids_id IS NOT NULL)", name=op.f("ck_status_entry_void_names_entry")),
        sa.CheckConstraint(
            "(kind IN ('suspended', 'withdrawn')) = (reason IS NOT NULL)",
            name=op.f("ck_status_entry_condition_with_reason"),
        ),
        sa.CheckConstraint("kind <> 'void' OR note IS NOT NULL", name=op.f("ck_status_entry_void_with_note")),
        sa.ForeignKeyConstraint(
            ["body_id", "party_id"], ["party.body_id", "party.id"], name=op.f("fk_status_entry_body_id_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["body_id", "project_id"],
            ["project.body_id", "project.id"],
            name=op.f("fk_status_entry_body_id_project_id"),
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_status_entry_body_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "voids_id"],
            ["status_entry.project_id", "status_entry.id"],
            name=op.f("fk_status_entry_project_id_voids_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_entry")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_status_entry_project_id_id")),
        sa.UniqueConstraint("voids_id", name=op.f("uq_status_entry_voids_id")),
    )
    with op.batch_alter_table("status_entry", schema=None) as batch_op:
        batch_op.create_index("ix_status_entry_body_id_kind", ["body_id", "kind"], unique=False)
    create_triggers(op.get_bind().dialect.name)


def downgrade() -> None:
    drop_triggers(op.get_bind().dialect.name)
    with op.batch_alter_table("status_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_status_entry_body_id_kind")

    op.drop_table("status_entry")
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_body_id"))

    op.drop_table("run")
    with op.batch_alter_table("report_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_file_digest"))
        batch_op.drop_index(batch_op.f("ix_report_file_body_id"))

    op.drop_table("report_file")
    with op.batch_alter_table("project_party", schema=None) as batch_op:
        batch_op.drop_index("ix_project_party_body_id_project_id")

    op.drop_table("project_party")
    with op.batch_alter_table("lineage", schema=None) as batch_op:
        batch_op.drop_index("ix_lineage_continues_id")
        batch_op.drop_index("ix_lineage_body_id")

    op.drop_table("lineage")
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.drop_index("ix_project_counting")

    op.drop_table("project")
    with op.batch_alter_table("period_closing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_period_closing_body_id"))

    op.drop_table("period_closing")
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_edition_body_id"))

    op.drop_table("edition")
    op.drop_table("period")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_body_id"))

    op.drop_table("membership")
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_schedule_body_id"))

    op.drop_table("schedule")
    op.drop_table("party")
    op.drop_table("area")
    op.drop_table("body")
