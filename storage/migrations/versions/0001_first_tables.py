"""First tables, and the guards of what is only ever appended."""

import sqlalchemy as sa
from alembic import op

import storage.tables.base

revision = "0001"
down_revision = None


APPEND_ONLY = ("posting", "ledger_entry", "metric_snapshot", "conversion")
FIXED = {
    "settlement": (
        "assignment_id, checkpoint, terms_id, post_id, snapshot_id, person_id, "
        "campaign_id, amount_minor, currency, lines, settled_at, payable_at"
    ),
    "risk_signal": (
        "case_id, assignment_id, signal, measure, fingerprint, strength, thresholds, observed_at"
    ),
    "risk_event": "case_id, kind, actor_id, reason, at",
    "check_result": (
        "post_id, kind, seen, alive, public, right_account, after_claim, tags, "
        "disclosure, checked_at"
    ),
}
REFUSAL = """
CREATE OR REPLACE FUNCTION koc_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only',
        ERRCODE = 'integrity_constraint_violation';
END $$
"""


def upgrade() -> None:
    op.create_table(
        "api_message",
        sa.Column("partner", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=128), nullable=False),
        sa.Column("from_item", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("items", sa.BigInteger(), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("received_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("partner", "message_id", "from_item", name=op.f("pk_api_message")),
    )
    op.create_table(
        "kept_update",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.String(length=128), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("outline", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_kept_update")),
    )
    op.create_table(
        "ledger_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_ledger_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_head")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("username", sa.String(length=64), server_default="", nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("invite_code", sa.String(length=16), nullable=False),
        sa.Column(
            "invited_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("quiet_from_hour", sa.Integer(), server_default="22", nullable=False),
        sa.Column("quiet_to_hour", sa.Integer(), server_default="8", nullable=False),
        sa.Column("wants_reminders", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("wants_broadcasts", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("reachable", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("created_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("last_seen_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.CheckConstraint(
            "standing IN ('new', 'active', 'paused', 'erased')",
            name=op.f("ck_person_standing_known"),
        ),
        sa.ForeignKeyConstraint(["invited_by"], ["person.id"], name=op.f("fk_person_invited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("invite_code", name=op.f("uq_person_invite_code")),
        sa.UniqueConstraint("telegram_id", name=op.f("uq_person_telegram_id")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_invited_by"), ["invited_by"], unique=False)

    op.create_table(
        "posting",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("key", sa.String(length=96), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "kind IN ('settlement', 'maturity', 'payout', 'payment', 'return', 'reversal')",
            name=op.f("ck_posting_kind_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
        sa.UniqueConstraint("hash", name=op.f("uq_posting_hash")),
        sa.UniqueConstraint("key", name=op.f("uq_posting_key")),
    )
    op.create_table(
        "processed_update",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_processed_update")),
    )
    with op.batch_alter_table("processed_update", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_processed_update_at"), ["at"], unique=False)

    op.create_table(
        "reminder",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("due_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "kind IN ('due_in_24h', 'due_in_2h', 'expiry', 'review_overdue', 'weekly_digest', 'settled_unread')",
            name=op.f("ck_reminder_kind_known"),
        ),
        sa.CheckConstraint(
            "status IN ('waiting', 'queued', 'dropped')", name=op.f("ck_reminder_status_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "subject_id", "kind", "due_at", name=op.f("uq_reminder_subject_id_kind_due_at")
        ),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index(
            "ix_reminder_waiting",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("status IN ('waiting')"),
            postgresql_where=sa.text("status IN ('waiting')"),
        )

    op.create_table(
        "send_gate",
        sa.Column("scope", sa.String(length=32), nullable=False),
        sa.Column("closed_until", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_send_gate")),
    )
    op.create_table(
        "setback",
        sa.Column("work", sa.String(length=16), nullable=False),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=256), nullable=False),
        sa.Column("since", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("again_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.CheckConstraint(
            "work IN ('reminder', 'approval', 'settlement', 'maturity', 'broadcast', "
            "'readings', 'clicks', 'digest', 'risk_look', 'risk_clock')",
            name=op.f("ck_setback_work_known"),
        ),
        sa.PrimaryKeyConstraint("work", "item_id", name=op.f("pk_setback")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("handle", sa.String(length=128), nullable=False),
        sa.Column("handle_key", sa.String(length=128), nullable=False),
        sa.Column("profile_url", sa.String(length=512), server_default="", nullable=False),
        sa.Column("profile_key", sa.String(length=128), server_default="", nullable=False),
        sa.Column("followers", sa.BigInteger(), nullable=False),
        sa.Column("region", sa.String(length=16), nullable=False),
        sa.Column("retired", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.CheckConstraint(
            "platform IN ('douyin', 'kuaishou', 'xiaohongshu', 'channels', 'bilibili', 'weibo', "
            "'tiktok', 'instagram', 'youtube')",
            name=op.f("ck_account_platform_known"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_account_live",
            ["platform", "handle_key"],
            unique=True,
            sqlite_where=sa.text("NOT retired"),
            postgresql_where=sa.text("NOT retired"),
        )

    op.create_table(
        "campaign",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(length=513), nullable=False),
        sa.Column("brand", sa.String(length=128), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("budget_minor", sa.BigInteger(), nullable=False),
        sa.Column("reserved_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("earned_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("starts_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("ends_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("launched_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("closed_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('draft', 'live', 'paused', 'closed')", name=op.f("ck_campaign_status_known")
        ),
        sa.CheckConstraint(
            "reserved_minor + earned_minor <= budget_minor", name=op.f("ck_campaign_budget")
        ),
        sa.CheckConstraint("reserved_minor >= 0", name=op.f("ck_campaign_reserve")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_campaign_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("source_sha256", name=op.f("uq_campaign_source_sha256")),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("given_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("withdrawn_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint(
            "person_id",
            "purpose",
            "version",
            "given_at",
            name=op.f("uq_consent_person_id_purpose_version_given_at"),
        ),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_person_id"), ["person_id"], unique=False)

    op.create_table(
        "console_link",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("created_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("expires_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("used_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_console_link_person_id")
        ),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_console_link")),
    )
    op.create_table(
        "console_session",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("created_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("expires_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("revoked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_console_session_person_id")
        ),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_console_session")),
    )
    with op.batch_alter_table("console_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_console_session_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "dialog",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("updated_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dialog_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_dialog")),
    )
    op.create_table(
        "import_batch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column(
            "imported_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("new_rows", sa.BigInteger(), nullable=False),
        sa.Column("repeated_rows", sa.BigInteger(), nullable=False),
        sa.Column("refused_rows", sa.BigInteger(), nullable=False),
        sa.Column("imported_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("done_rows", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("read_as", sa.String(), server_default="", nullable=False),
        sa.Column("upload_id", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["imported_by"], ["person.id"], name=op.f("fk_import_batch_imported_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_batch_sha256"), ["sha256"], unique=False)
        batch_op.create_index(
            "ix_import_batch_open",
            ["id"],
            unique=False,
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        )

    op.create_table(
        "import_refusal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("field", sa.String(length=24), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_import_refusal_batch_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_refusal")),
    )
    with op.batch_alter_table("import_refusal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_refusal_batch_id"), ["batch_id"], unique=False)

    op.create_table(
        "column_mapping",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column(
            "decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("decided_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_column_mapping_decided_by")
        ),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_column_mapping")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column(
            "created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("created_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("expires_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("used_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("used_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_invitation_created_by")
        ),
        sa.ForeignKeyConstraint(["used_by"], ["person.id"], name=op.f("fk_invitation_used_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_invitation_token_sha256")),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "posting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("account", sa.String(length=24), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.CheckConstraint(
            "account IN ('campaign_funds', 'creator_pending', 'creator_payable', 'payout_in_transit', 'paid_out', 'tax_withheld')",
            name=op.f("ck_ledger_entry_account_known"),
        ),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["posting.id"], name=op.f("fk_ledger_entry_posting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
    )
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ledger_entry_owner", ["owner_id", "account", "currency"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_ledger_entry_posting_id"), ["posting_id"], unique=False
        )

    op.create_table(
        "payee",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("masked", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("changed_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_payee_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_payee")),
    )
    with op.batch_alter_table("payee", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payee_digest"), ["digest"], unique=False)

    op.create_table(
        "payout_batch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column(
            "prepared_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("prepared_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column(
            "approved_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("approved_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("exported_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "status IN ('prepared', 'approved', 'exported', 'done', 'cancelled')",
            name=op.f("ck_payout_batch_status_known"),
        ),
        sa.CheckConstraint("approved_by <> prepared_by", name=op.f("ck_payout_batch_two_people")),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["person.id"], name=op.f("fk_payout_batch_approved_by")
        ),
        sa.ForeignKeyConstraint(
            ["prepared_by"], ["person.id"], name=op.f("fk_payout_batch_prepared_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_batch")),
    )
    op.create_table(
        "staff_role",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column(
            "granted_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("granted_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role IN ('owner', 'coordinator', 'reviewer', 'finance')",
            name=op.f("ck_staff_role_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["person.id"], name=op.f("fk_staff_role_granted_by")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_staff_role_person_id")),
        sa.PrimaryKeyConstraint("person_id", "role", name=op.f("pk_staff_role")),
    )
    op.create_table(
        "upload",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("given_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("given_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("used_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_upload_given_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_given_at"), ["given_at"], unique=False)

    op.create_table(
        "account_category",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_category_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "category", name=op.f("pk_account_category")),
    )
    op.create_table(
        "brief",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("published_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_brief_campaign_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief")),
        sa.UniqueConstraint("campaign_id", "version", name=op.f("uq_brief_campaign_id_version")),
    )
    op.create_table(
        "payout",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("masked", sa.String(length=64), nullable=False),
        sa.Column("problem", sa.String(length=256), server_default="", nullable=False),
        sa.Column("answered_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("receipt_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('prepared', 'in_transit', 'paid', 'failed', 'confirmed', 'disputed', 'cancelled')",
            name=op.f("ck_payout_status_known"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payout_amount")),
        sa.ForeignKeyConstraint(["batch_id"], ["payout_batch.id"], name=op.f("fk_payout_batch_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_payout_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout")),
        sa.UniqueConstraint("reference", name=op.f("uq_payout_reference")),
    )
    with op.batch_alter_table("payout", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payout_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payout_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_payout_open",
            ["person_id", "currency"],
            unique=True,
            sqlite_where=sa.text("status IN ('prepared', 'in_transit')"),
            postgresql_where=sa.text("status IN ('prepared', 'in_transit')"),
        )

    op.create_table(
        "template",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=513), nullable=False),
        sa.Column("structure", sa.JSON(), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.Column("assets", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_template_campaign_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template")),
        sa.UniqueConstraint("campaign_id", "key", name=op.f("uq_template_campaign_id_key")),
    )
    op.create_table(
        "terms",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=8), nullable=False),
        sa.Column("flat_minor", sa.BigInteger(), nullable=False),
        sa.Column("rate_per_mille_minor", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.JSON(), nullable=False),
        sa.Column("floor_minor", sa.BigInteger(), nullable=False),
        sa.Column("cap_minor", sa.BigInteger(), nullable=False),
        sa.Column("worst_case_minor", sa.BigInteger(), nullable=False),
        sa.Column("cutoff_days", sa.Integer(), nullable=False),
        sa.Column("hold_days", sa.Integer(), nullable=False),
        sa.Column("retention_days", sa.Integer(), nullable=False),
        sa.Column("weakest_source", sa.String(length=16), nullable=False),
        sa.Column("review_hours", sa.Integer(), nullable=False),
        sa.Column("disclosure", sa.String(length=64), nullable=False),
        sa.Column("ai_label", sa.Boolean(), nullable=False),
        sa.Column("published_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.CheckConstraint(
            "worst_case_minor >= 0 AND floor_minor >= 0", name=op.f("ck_terms_amounts")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_terms_campaign_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
        sa.UniqueConstraint("campaign_id", "version", name=op.f("uq_terms_campaign_id_version")),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("title", sa.String(length=513), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("region", sa.String(length=16), nullable=False),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.Column("scene", sa.String(length=64), nullable=False),
        sa.Column(
            "template_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("terms_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("brief_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slots", sa.BigInteger(), nullable=False),
        sa.Column("free", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("min_followers", sa.BigInteger(), nullable=False),
        sa.Column("per_creator", sa.Integer(), nullable=False),
        sa.Column("work_hours", sa.Integer(), nullable=False),
        sa.Column("draft_required", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("target_url", sa.String(), server_default="", nullable=False),
        sa.Column("opens_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("due_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.CheckConstraint(
            "platform IN ('douyin', 'kuaishou', 'xiaohongshu', 'channels', 'bilibili', 'weibo', "
            "'tiktok', 'instagram', 'youtube')",
            name=op.f("ck_task_platform_known"),
        ),
        sa.CheckConstraint("free + held + done = slots", name=op.f("ck_task_slots")),
        sa.CheckConstraint(
            "free >= 0 AND held >= 0 AND done >= 0", name=op.f("ck_task_no_oversell")
        ),
        sa.ForeignKeyConstraint(["brief_id"], ["brief.id"], name=op.f("fk_task_brief_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_task_campaign_id")),
        sa.ForeignKeyConstraint(["template_id"], ["template.id"], name=op.f("fk_task_template_id")),
        sa.ForeignKeyConstraint(["terms_id"], ["terms.id"], name=op.f("fk_task_terms_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("campaign_id", "key", name=op.f("uq_task_campaign_id_key")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_due_at"), ["due_at"], unique=False)

    op.create_table(
        "variant",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "template_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"], ["template.id"], name=op.f("fk_variant_template_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variant")),
        sa.UniqueConstraint("template_id", "key", name=op.f("uq_variant_template_id_key")),
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("terms_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("reserved_minor", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claimed_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("due_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("review_due_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("review_seconds_left", sa.Integer(), nullable=True),
        sa.Column("approved_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("cutoff_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("retained_until", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("ended_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("draft", sa.String(), nullable=True),
        sa.Column("card_message_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "status IN ('claimed', 'draft_submitted', 'draft_approved', 'submitted', 'changes_requested', 'approved', 'settled', 'released', 'expired', 'rejected', 'void')",
            name=op.f("ck_assignment_status_known"),
        ),
        sa.CheckConstraint(
            "review_due_at IS NULL OR status IN ('draft_submitted', 'submitted')",
            name=op.f("ck_assignment_review_clock"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_assignment_account_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assignment_person_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_assignment_task_id")),
        sa.ForeignKeyConstraint(["terms_id"], ["terms.id"], name=op.f("fk_assignment_terms_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_assignment_counted",
            ["cutoff_at"],
            unique=False,
            sqlite_where=sa.text("status IN ('approved')"),
            postgresql_where=sa.text("status IN ('approved')"),
        )
        batch_op.create_index("ix_assignment_person_status", ["person_id", "status"], unique=False)
        batch_op.create_index(
            "ix_assignment_reviewed",
            ["review_due_at"],
            unique=False,
            sqlite_where=sa.text("review_due_at IS NOT NULL"),
            postgresql_where=sa.text("review_due_at IS NOT NULL"),
        )
        batch_op.create_index("ix_assignment_task_person", ["task_id", "person_id"], unique=False)
        batch_op.create_index(
            "uq_assignment_live",
            ["task_id", "account_id"],
            unique=True,
            sqlite_where=sa.text(
                "status IN ('approved', 'changes_requested', 'claimed', 'draft_approved', 'draft_submitted', 'settled', 'submitted')"
            ),
            postgresql_where=sa.text(
                "status IN ('approved', 'changes_requested', 'claimed', 'draft_approved', 'draft_submitted', 'settled', 'submitted')"
            ),
        )

    op.create_table(
        "broadcast",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("segment", sa.JSON(), nullable=False),
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("created_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("confirmed_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("audience", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("report_message_id", sa.BigInteger(), nullable=True),
        sa.Column("report_due_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('draft', 'sending', 'paused', 'cancelled', 'done')",
            name=op.f("ck_broadcast_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_broadcast_created_by")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_broadcast_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
    )
    op.create_table(
        "assignment_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(length=64), server_default="", nullable=False),
        sa.Column("note", sa.String(length=1024), server_default="", nullable=False),
        sa.Column("at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["person.id"], name=op.f("fk_assignment_event_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_assignment_event_assignment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_event")),
    )
    with op.batch_alter_table("assignment_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assignment_event_assignment_id"), ["assignment_id"], unique=False
        )

    op.create_table(
        "delivery",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("class", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("dedupe_key", sa.String(length=128), nullable=False),
        sa.Column(
            "broadcast_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("due_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("leased_until", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.String(length=256), server_default="", nullable=False),
        sa.Column("queued_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("ended_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.CheckConstraint(
            "class IN ('transactional', 'reminder', 'broadcast')",
            name=op.f("ck_delivery_class_known"),
        ),
        sa.CheckConstraint(
            "status IN ('queued', 'sending', 'sent', 'in_doubt', 'dead', 'cancelled')",
            name=op.f("ck_delivery_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_delivery_broadcast_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delivery_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_delivery_dedupe_key")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(
            "ix_delivery_broadcast_status", ["broadcast_id", "status"], unique=False
        )
        batch_op.create_index(
            "ix_delivery_person_status_ended_at", ["person_id", "status", "ended_at"], unique=False
        )
        batch_op.create_index(
            "ix_delivery_status_priority_due_at", ["status", "priority", "due_at"], unique=False
        )

    op.create_table(
        "post",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("post_key", sa.String(length=160), nullable=False),
        sa.Column("url", sa.String(length=1024), nullable=False),
        sa.Column(
            "assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("first_seen_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.CheckConstraint(
            "platform IN ('douyin', 'kuaishou', 'xiaohongshu', 'channels', 'bilibili', 'weibo', "
            "'tiktok', 'instagram', 'youtube')",
            name=op.f("ck_post_platform_known"),
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_post_assignment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("platform", "post_key", name=op.f("uq_post_platform_post_key")),
    )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_assignment_id"), ["assignment_id"], unique=False)

    op.create_table(
        "rendition",
        sa.Column(
            "assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "variant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.Column("required", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_rendition_assignment_id")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variant.id"], name=op.f("fk_rendition_variant_id")
        ),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_rendition")),
    )
    with op.batch_alter_table("rendition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rendition_fingerprint"), ["fingerprint"], unique=False)

    op.create_table(
        "metric_snapshot",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("observed_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("received_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("likes", sa.BigInteger(), nullable=True),
        sa.Column("shares", sa.BigInteger(), nullable=True),
        sa.Column("saves", sa.BigInteger(), nullable=True),
        sa.Column("comments", sa.BigInteger(), nullable=True),
        sa.Column("views", sa.BigInteger(), nullable=True),
        sa.Column("clicks", sa.BigInteger(), nullable=True),
        sa.Column("add_to_cart", sa.BigInteger(), nullable=True),
        sa.Column("orders", sa.BigInteger(), nullable=True),
        sa.Column("refunds", sa.BigInteger(), nullable=True),
        sa.Column("repurchases", sa.BigInteger(), nullable=True),
        sa.Column("order_value_minor", sa.BigInteger(), nullable=True),
        sa.Column("refund_value_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=4), nullable=True),
        sa.Column("late", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "recorded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.CheckConstraint(
            "likes >= 0 AND shares >= 0 AND saves >= 0 AND comments >= 0 AND views >= 0 "
            "AND clicks >= 0 AND add_to_cart >= 0 AND orders >= 0 AND refunds >= 0 "
            "AND repurchases >= 0 AND order_value_minor >= 0 AND refund_value_minor >= 0",
            name=op.f("ck_metric_snapshot_counts"),
        ),
        sa.CheckConstraint(
            "currency IS NOT NULL OR (order_value_minor IS NULL AND refund_value_minor IS NULL)",
            name=op.f("ck_metric_snapshot_values_have_a_currency"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_metric_snapshot_batch_id")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_metric_snapshot_post_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_metric_snapshot_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metric_snapshot")),
        sa.UniqueConstraint(
            "post_id",
            "source",
            "observed_at",
            name=op.f("uq_metric_snapshot_post_id_source_observed_at"),
        ),
    )
    with op.batch_alter_table("metric_snapshot", schema=None) as batch_op:
        batch_op.create_index(
            "ix_metric_snapshot_post_observed", ["post_id", "observed_at"], unique=False
        )

    op.create_table(
        "submission",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("given", sa.String(), nullable=False),
        sa.Column("at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("taken_back_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_submission_assignment_id")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_submission_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_submission_assignment_id"), ["assignment_id"], unique=False
        )

    op.create_table(
        "review",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "reviewer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decision", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=64), server_default="", nullable=False),
        sa.Column("clause", sa.String(length=32), server_default="", nullable=False),
        sa.Column("note", sa.String(length=1024), server_default="", nullable=False),
        sa.Column("at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["reviewer_id"], ["person.id"], name=op.f("fk_review_reviewer_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_review_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_review_submission_id")),
    )
    op.create_table(
        "settlement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("checkpoint", sa.String(length=16), nullable=False),
        sa.Column("terms_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "snapshot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("settled_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("payable_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("matured_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_settlement_assignment_id")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_settlement_campaign_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_settlement_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_settlement_post_id")),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["metric_snapshot.id"], name=op.f("fk_settlement_snapshot_id")
        ),
        sa.ForeignKeyConstraint(["terms_id"], ["terms.id"], name=op.f("fk_settlement_terms_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
        sa.UniqueConstraint(
            "assignment_id", "checkpoint", name=op.f("uq_settlement_assignment_id_checkpoint")
        ),
    )
    with op.batch_alter_table("settlement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_settlement_campaign_id"), ["campaign_id"], unique=False
        )
        batch_op.create_index(
            "ix_settlement_held",
            ["payable_at"],
            unique=False,
            sqlite_where=sa.text("matured_at IS NULL"),
            postgresql_where=sa.text("matured_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_settlement_person_id"), ["person_id"], unique=False)
    op.create_table(
        "post_check",
        sa.Column(
            "post_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("due_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("down", sa.String(length=16), server_default="", nullable=False),
        sa.Column("down_since", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("confirmed_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("grace_until", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("raised_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('review', 'watch', 'grace')", name=op.f("ck_post_check_kind_known")
        ),
        sa.CheckConstraint(
            "confirmed_at IS NULL OR down_since IS NOT NULL", name=op.f("ck_post_check_seen_twice")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_check_post_id")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_post_check")),
    )
    with op.batch_alter_table("post_check", schema=None) as batch_op:
        batch_op.create_index(
            "ix_post_check_due",
            ["host", "due_at"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.create_table(
        "check_result",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("seen", sa.String(length=16), nullable=False),
        sa.Column("alive", sa.String(length=8), nullable=False),
        sa.Column("public", sa.String(length=8), nullable=False),
        sa.Column("right_account", sa.String(length=8), nullable=False),
        sa.Column("after_claim", sa.String(length=8), nullable=False),
        sa.Column("tags", sa.String(length=8), nullable=False),
        sa.Column("disclosure", sa.String(length=8), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("checked_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('review', 'watch', 'grace')", name=op.f("ck_check_result_kind_known")
        ),
        sa.CheckConstraint(
            "seen IN ('shown', 'gone', 'private', 'wall', 'silent', 'too_large', 'forbidden', 'unreachable', 'no_post')",
            name=op.f("ck_check_result_seen_known"),
        ),
        sa.CheckConstraint(
            "alive IN ('yes', 'no', 'unknown')", name=op.f("ck_check_result_alive_known")
        ),
        sa.CheckConstraint(
            "public IN ('yes', 'no', 'unknown')", name=op.f("ck_check_result_public_known")
        ),
        sa.CheckConstraint(
            "right_account IN ('yes', 'no', 'unknown')",
            name=op.f("ck_check_result_right_account_known"),
        ),
        sa.CheckConstraint(
            "after_claim IN ('yes', 'no', 'unknown')",
            name=op.f("ck_check_result_after_claim_known"),
        ),
        sa.CheckConstraint(
            "tags IN ('yes', 'no', 'unknown')", name=op.f("ck_check_result_tags_known")
        ),
        sa.CheckConstraint(
            "disclosure IN ('yes', 'no', 'unknown')", name=op.f("ck_check_result_disclosure_known")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_check_result_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_result")),
    )
    with op.batch_alter_table("check_result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_result_post_id"), ["post_id"], unique=False)

    op.create_table(
        "host_gate",
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("opens_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("strikes", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_host_gate")),
    )
    op.create_table(
        "conversion",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("partner", sa.String(length=32), nullable=False),
        sa.Column("conversion_id", sa.String(length=128), nullable=False),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=4), nullable=False),
        sa.Column("occurred_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("buyer", sa.String(length=64), server_default="", nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("received_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('action', 'order')", name=op.f("ck_conversion_kind_known")),
        sa.CheckConstraint(
            "status IN ('approved', 'refunded')", name=op.f("ck_conversion_status_known")
        ),
        sa.CheckConstraint(
            "0 <= refunded_minor AND refunded_minor <= amount_minor",
            name=op.f("ck_conversion_amounts"),
        ),
        sa.CheckConstraint(
            "status = 'refunded' OR refunded_minor = 0", name=op.f("ck_conversion_refund")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_conversion_batch_id")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_conversion_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversion")),
        sa.UniqueConstraint(
            "partner",
            "conversion_id",
            "status",
            "refunded_minor",
            name=op.f("uq_conversion_partner_conversion_id_status_refunded_minor"),
        ),
    )
    with op.batch_alter_table("conversion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversion_post_id"), ["post_id"], unique=False)

    op.create_table(
        "tracking_link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column(
            "assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("url", sa.String(length=1024), nullable=False),
        sa.Column("untold_from", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_tracking_link_assignment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracking_link")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_tracking_link_assignment_id")),
        sa.UniqueConstraint("code", name=op.f("uq_tracking_link_code")),
    )
    with op.batch_alter_table("tracking_link", schema=None) as batch_op:
        batch_op.create_index(
            "ix_tracking_link_untold",
            ["untold_from"],
            unique=False,
            sqlite_where=sa.text("untold_from IS NOT NULL"),
            postgresql_where=sa.text("untold_from IS NOT NULL"),
        )

    op.create_table(
        "tracking_count",
        sa.Column("link_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hour", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("humans", sa.BigInteger(), nullable=False),
        sa.Column("bots", sa.BigInteger(), nullable=False),
        sa.Column("visitors", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("humans >= 0 AND bots >= 0", name=op.f("ck_tracking_count_counts")),
        sa.CheckConstraint(
            "visitors >= 0 AND visitors <= humans", name=op.f("ck_tracking_count_visitors")
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["tracking_link.id"], name=op.f("fk_tracking_count_link_id")
        ),
        sa.PrimaryKeyConstraint("link_id", "hour", name=op.f("pk_tracking_count")),
    )
    op.create_table(
        "risk_case",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("decide_hours", sa.Integer(), nullable=False),
        sa.Column("opened_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("answer_due_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("answered_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("decide_due_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("escalated_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("next_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column(
            "decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=24), server_default="", nullable=False),
        sa.Column("note", sa.String(length=1024), server_default="", nullable=False),
        sa.Column("appeal_due_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column(
            "appeal_decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("ended_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status IN ('answered', 'appealed', 'confirmed', 'open')) = (ended_at IS NULL)",
            name=op.f("ck_risk_case_ended"),
        ),
        sa.CheckConstraint(
            "(status IN ('answered', 'appealed', 'confirmed', 'open')) = (next_at IS NOT NULL)",
            name=op.f("ck_risk_case_holds_by_clock"),
        ),
        sa.CheckConstraint(
            "status IN ('open', 'answered', 'confirmed', 'appealed', 'cleared', 'reinstated', 'lapsed', 'voided', 'moot')",
            name=op.f("ck_risk_case_status_known"),
        ),
        sa.CheckConstraint("appeal_decided_by <> decided_by", name=op.f("ck_risk_case_two_people")),
        sa.ForeignKeyConstraint(
            ["appeal_decided_by"], ["person.id"], name=op.f("fk_risk_case_appeal_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_risk_case_assignment_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_risk_case_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_case")),
    )
    with op.batch_alter_table("risk_case", schema=None) as batch_op:
        batch_op.create_index("ix_risk_case_assignment_id", ["assignment_id"], unique=False)
        batch_op.create_index(
            "ix_risk_case_next",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_risk_case_held",
            ["assignment_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('answered', 'appealed', 'confirmed', 'open')"),
            postgresql_where=sa.text("status IN ('answered', 'appealed', 'confirmed', 'open')"),
        )

    op.create_table(
        "risk_look",
        sa.Column(
            "assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("snapshot_id", sa.BigInteger(), nullable=False),
        sa.Column("at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_risk_look_assignment_id")
        ),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_risk_look")),
    )
    op.create_table(
        "risk_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(length=24), server_default="", nullable=False),
        sa.Column("note", sa.String(length=1024), server_default="", nullable=False),
        sa.Column("picture", sa.String(length=256), server_default="", nullable=False),
        sa.Column("at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('opened', 'seen_more', 'reminded', 'answered', 'unanswered', 'asked_again', 'escalated', 'cleared', 'confirmed', 'appealed', 'reinstated', 'upheld', 'lapsed', 'voided', 'moot')",
            name=op.f("ck_risk_event_kind_known"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_risk_event_actor_id")),
        sa.ForeignKeyConstraint(["case_id"], ["risk_case.id"], name=op.f("fk_risk_event_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_event")),
    )
    with op.batch_alter_table("risk_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_risk_event_case_id"), ["case_id"], unique=False)

    op.create_table(
        "risk_signal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("signal", sa.String(length=24), nullable=False),
        sa.Column("measure", sa.String(length=24), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("strength", sa.Float(), nullable=False),
        sa.Column("thresholds", sa.String(length=16), nullable=False),
        sa.Column("observed_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.CheckConstraint(
            "measure IN ('earlier_uses', 'similarity', 'distance', 'people', 'deviations', 'lopsided', 'below_zero', 'per_view', 'saves_per_like', 'fall', 'author', 'minutes_early', 'claims_in_an_hour', 'posts_in_a_day')",
            name=op.f("ck_risk_signal_measure_known"),
        ),
        sa.CheckConstraint(
            "signal IN ('duplicate_link', 'copied_text', 'reused_image', 'shared_payout', 'spike', 'impossible_counts', 'poster_mismatch', 'early_publication', 'velocity', 'ring')",
            name=op.f("ck_risk_signal_signal_known"),
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_risk_signal_assignment_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["risk_case.id"], name=op.f("fk_risk_signal_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_signal")),
        sa.UniqueConstraint(
            "assignment_id",
            "signal",
            "fingerprint",
            name=op.f("uq_risk_signal_assignment_id_signal_fingerprint"),
        ),
    )
    with op.batch_alter_table("risk_signal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_risk_signal_case_id"), ["case_id"], unique=False)
    _guard()


def _guard() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute(REFUSAL)
    guards = [(table, change) for table in APPEND_ONLY for change in ("UPDATE", "DELETE")]
    guards += [(table, f"UPDATE OF {columns}") for table, columns in FIXED.items()]
    guards += [(table, "DELETE") for table in FIXED]
    for table, change in guards:
        act = (
            "FOR EACH ROW EXECUTE FUNCTION koc_refuse_change()"
            if postgresql
            else f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        name = f"{table}_no_{change.split(maxsplit=1)[0].lower()}"
        op.execute(f"CREATE TRIGGER {name} BEFORE {change} ON {table} {act}")


def downgrade() -> None:
    op.drop_table("host_gate")
    with op.batch_alter_table("check_result", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_check_result_post_id"))

    op.drop_table("check_result")
    with op.batch_alter_table("post_check", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_post_check_due",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.drop_table("post_check")
    with op.batch_alter_table("conversion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversion_post_id"))

    op.drop_table("conversion")
    op.drop_table("tracking_count")
    with op.batch_alter_table("tracking_link", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_tracking_link_untold",
            sqlite_where=sa.text("untold_from IS NOT NULL"),
            postgresql_where=sa.text("untold_from IS NOT NULL"),
        )

    op.drop_table("tracking_link")
    with op.batch_alter_table("risk_signal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_risk_signal_case_id"))

    op.drop_table("risk_signal")
    with op.batch_alter_table("risk_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_risk_event_case_id"))

    op.drop_table("risk_event")
    op.drop_table("risk_look")
    with op.batch_alter_table("risk_case", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_risk_case_held",
            sqlite_where=sa.text("status IN ('answered', 'appealed', 'confirmed', 'open')"),
            postgresql_where=sa.text("status IN ('answered', 'appealed', 'confirmed', 'open')"),
        )
        batch_op.drop_index(
            "ix_risk_case_next",
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_risk_case_assignment_id")

    op.drop_table("risk_case")
    with op.batch_alter_table("settlement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_settlement_person_id"))
        batch_op.drop_index(
            "ix_settlement_held",
            sqlite_where=sa.text("matured_at IS NULL"),
            postgresql_where=sa.text("matured_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_settlement_campaign_id"))

    op.drop_table("settlement")
    op.drop_table("review")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_assignment_id"))

    op.drop_table("submission")
    with op.batch_alter_table("metric_snapshot", schema=None) as batch_op:
        batch_op.drop_index("ix_metric_snapshot_post_observed")

    op.drop_table("metric_snapshot")
    with op.batch_alter_table("rendition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rendition_fingerprint"))

    op.drop_table("rendition")
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_assignment_id"))

    op.drop_table("post")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index("ix_delivery_status_priority_due_at")
        batch_op.drop_index("ix_delivery_person_status_ended_at")
        batch_op.drop_index("ix_delivery_broadcast_status")

    op.drop_table("delivery")
    with op.batch_alter_table("assignment_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_event_assignment_id"))

    op.drop_table("assignment_event")
    op.drop_table("broadcast")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_assignment_live",
            sqlite_where=sa.text(
                "status IN ('approved', 'changes_requested', 'claimed', 'draft_approved', 'draft_submitted', 'settled', 'submitted')"
            ),
            postgresql_where=sa.text(
                "status IN ('approved', 'changes_requested', 'claimed', 'draft_approved', 'draft_submitted', 'settled', 'submitted')"
            ),
        )
        batch_op.drop_index("ix_assignment_task_person")
        batch_op.drop_index(
            "ix_assignment_reviewed",
            sqlite_where=sa.text("review_due_at IS NOT NULL"),
            postgresql_where=sa.text("review_due_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_assignment_person_status")
        batch_op.drop_index(
            "ix_assignment_counted",
            sqlite_where=sa.text("status IN ('approved')"),
            postgresql_where=sa.text("status IN ('approved')"),
        )

    op.drop_table("assignment")
    op.drop_table("variant")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_due_at"))
        batch_op.drop_index(batch_op.f("ix_task_campaign_id"))

    op.drop_table("task")
    op.drop_table("terms")
    op.drop_table("template")
    with op.batch_alter_table("payout", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_payout_open",
            sqlite_where=sa.text("status IN ('prepared', 'in_transit')"),
            postgresql_where=sa.text("status IN ('prepared', 'in_transit')"),
        )
        batch_op.drop_index(batch_op.f("ix_payout_person_id"))
        batch_op.drop_index(batch_op.f("ix_payout_batch_id"))

    op.drop_table("payout")
    op.drop_table("brief")
    op.drop_table("account_category")
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upload_given_at"))

    op.drop_table("upload")
    op.drop_table("staff_role")
    op.drop_table("payout_batch")
    with op.batch_alter_table("payee", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payee_digest"))

    op.drop_table("payee")
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_entry_posting_id"))
        batch_op.drop_index("ix_ledger_entry_owner")

    op.drop_table("ledger_entry")
    op.drop_table("invitation")
    op.drop_table("column_mapping")
    with op.batch_alter_table("import_refusal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_refusal_batch_id"))

    op.drop_table("import_refusal")
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.drop_index("ix_import_batch_open")
        batch_op.drop_index(batch_op.f("ix_import_batch_sha256"))

    op.drop_table("import_batch")
    op.drop_table("dialog")
    with op.batch_alter_table("console_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_console_session_person_id"))

    op.drop_table("console_session")
    op.drop_table("console_link")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_person_id"))

    op.drop_table("consent")
    op.drop_table("campaign")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_account_live",
            sqlite_where=sa.text("NOT retired"),
            postgresql_where=sa.text("NOT retired"),
        )
        batch_op.drop_index(batch_op.f("ix_account_person_id"))

    op.drop_table("account")
    op.drop_table("setback")
    op.drop_table("send_gate")
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_reminder_waiting",
            sqlite_where=sa.text("status IN ('waiting')"),
            postgresql_where=sa.text("status IN ('waiting')"),
        )

    op.drop_table("reminder")
    with op.batch_alter_table("processed_update", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_processed_update_at"))

    op.drop_table("processed_update")
    op.drop_table("posting")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_invited_by"))

    op.drop_table("person")
    op.drop_table("ledger_head")
    op.drop_table("kept_update")
    op.drop_table("api_message")
