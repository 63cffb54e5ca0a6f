"""When readings are due, and which feed brought them."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Utc

revision = "0010"
down_revision = "0009"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_REMINDERS = ("due_in_24h", "due_in_2h", "expiry", "review_overdue", "weekly_digest")
_UNREAD = "settled_unread"
_RETURNS = ("return_due", "returns_missing")


def upgrade() -> None:
    op.create_table(
        "feed_day",
        sa.Column("feed", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("feed", "source", "day", name=op.f("pk_feed_day")),
    )
    _data_return()
    with op.batch_alter_table("import_batch") as batch_op:
        batch_op.add_column(
            sa.Column("feed", sa.String(length=64), server_default="", nullable=False)
        )
    with op.batch_alter_table("terms") as batch_op:
        batch_op.add_column(sa.Column("returns", sa.JSON(), server_default="[]", nullable=False))
    _know_reminders(*_REMINDERS, *_RETURNS, _UNREAD)


def _data_return() -> None:
    op.create_table(
        "data_return",
        sa.Column("id", _ID, nullable=False),
        sa.Column("assignment_id", _ID, nullable=False),
        sa.Column("post_id", _ID, nullable=False),
        sa.Column("campaign_id", _ID, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("owed_by", sa.String(length=16), nullable=False),
        sa.Column("opens_at", Utc(timezone=True), nullable=False),
        sa.Column("closes_at", Utc(timezone=True), nullable=True),
        sa.Column("asked_at", Utc(timezone=True), nullable=False),
        sa.Column("due_at", Utc(timezone=True), nullable=False),
        sa.Column("late_at", Utc(timezone=True), nullable=False),
        sa.CheckConstraint(
            "owed_by IN ('creator', 'staff')", name=op.f("ck_data_return_owed_by_known")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_data_return_assignment_id")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_data_return_campaign_id")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_data_return_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_return")),
        sa.UniqueConstraint("assignment_id", "day", name=op.f("uq_data_return_assignment_id_day")),
    )
    op.create_index("ix_data_return_campaign_asked", "data_return", ["campaign_id", "asked_at"])


def _know_reminders(*kinds: str) -> None:
    name = op.f("ck_reminder_kind_known")
    with op.batch_alter_table("reminder") as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"kind IN ({', '.join(map(repr, kinds))})")


def downgrade() -> None:
    for kind in _RETURNS:
        op.execute(f"DELETE FROM reminder WHERE kind = '{kind}'")  # noqa: S608  (our own words)
    _know_reminders(*_REMINDERS, _UNREAD)
    with op.batch_alter_table("terms") as batch_op:
        batch_op.drop_column("returns")
    with op.batch_alter_table("import_batch") as batch_op:
        batch_op.drop_column("feed")
    op.drop_table("data_return")
    op.drop_table("feed_day")
