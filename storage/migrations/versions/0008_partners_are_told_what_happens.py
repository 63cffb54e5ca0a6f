"""Partners are told what happens."""

import sqlalchemy as sa
from alembic import op

import storage.tables.base

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "event_mark",
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_event_mark")),
    )
    op.create_table(
        "outbound_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("cause", sa.String(length=64), nullable=False),
        sa.Column("at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("noted_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.CheckConstraint(
            "type IN ('assignment.claimed', 'assignment.draft_submitted', 'assignment.draft_approved', 'assignment.submitted', 'assignment.changes_requested', 'assignment.approved', 'assignment.settled', 'assignment.released', 'assignment.expired', 'assignment.rejected', 'assignment.voided', 'payout.paid', 'payout.failed', 'risk_case.opened', 'risk_case.decided', 'campaign.launched', 'campaign.paused', 'campaign.closed', 'endpoint.tested')",
            name=op.f("ck_outbound_event_type_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbound_event")),
        sa.UniqueConstraint("cause", name=op.f("uq_outbound_event_cause")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbound_event_message_id")),
    )
    with op.batch_alter_table("outbound_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbound_event_noted_at"), ["noted_at"], unique=False)

    op.create_table(
        "endpoint",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("url", sa.String(length=1024), nullable=False),
        sa.Column("types", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("secrets", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("created_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failing_since", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("again_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("leased_until", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=64), server_default="", nullable=False),
        sa.CheckConstraint(
            "status IN ('active', 'paused', 'disabled', 'gone')",
            name=op.f("ck_endpoint_status_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endpoint")),
        sa.UniqueConstraint("name", name=op.f("uq_endpoint_name")),
    )
    op.create_table(
        "event_call",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "endpoint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.Column("first_tried_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("ended_at", storage.tables.base.Utc(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=64), server_default="", nullable=False),
        sa.CheckConstraint(
            "status IN ('waiting', 'taken', 'dead')", name=op.f("ck_event_call_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["endpoint.id"], name=op.f("fk_event_call_endpoint_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["outbound_event.id"], name=op.f("fk_event_call_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_call")),
        sa.UniqueConstraint(
            "endpoint_id", "event_id", name=op.f("uq_event_call_endpoint_id_event_id")
        ),
    )
    with op.batch_alter_table("event_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_call_event_id"), ["event_id"], unique=False)
        batch_op.create_index(
            "ix_event_call_waiting",
            ["endpoint_id", "due_at"],
            unique=False,
            sqlite_where=sa.text("status IN ('waiting')"),
            postgresql_where=sa.text("status IN ('waiting')"),
        )


def downgrade() -> None:
    with op.batch_alter_table("event_call", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_event_call_waiting",
            sqlite_where=sa.text("status IN ('waiting')"),
            postgresql_where=sa.text("status IN ('waiting')"),
        )
        batch_op.drop_index(batch_op.f("ix_event_call_event_id"))

    op.drop_table("event_call")
    op.drop_table("endpoint")
    with op.batch_alter_table("outbound_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbound_event_noted_at"))

    op.drop_table("outbound_event")
    op.drop_table("event_mark")
