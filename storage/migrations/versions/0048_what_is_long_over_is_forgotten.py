"""What is long over is forgotten: what came of a broadcast stays in numbers, told silences are marked."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Id, Utc

revision = "0048"
down_revision = "0047"

_DONE = sa.text("status IN ('dropped', 'queued')")


def upgrade() -> None:
    op.create_table(
        "broadcast_outcome",
        sa.Column("broadcast_id", Id, autoincrement=False, nullable=False),
        sa.Column("closed_at", Utc(), nullable=False),
        sa.Column("counted_at", Utc(), nullable=True),
        *(
            sa.Column(name, sa.BigInteger(), server_default="0", nullable=False)
            for name in ("sent", "dead", "in_doubt", "cancelled")
        ),
        *(
            sa.Column(name, sa.JSON(), server_default="[]", nullable=False)
            for name in ("variants", "reasons")
        ),
        sa.Column("gone_at", Utc(), nullable=True),
        sa.CheckConstraint(
            "gone_at IS NULL OR counted_at IS NOT NULL",
            name=op.f("ck_broadcast_outcome_counted_first"),
        ),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_broadcast_outcome_broadcast_id")
        ),
        sa.PrimaryKeyConstraint("broadcast_id", name=op.f("pk_broadcast_outcome")),
    )
    with op.batch_alter_table("feed_day") as batch:
        batch.add_column(sa.Column("silence_told_at", Utc(), nullable=True))
    columns = ["due_at", "id"]
    op.create_index(
        "ix_reminder_done", "reminder", columns, sqlite_where=_DONE, postgresql_where=_DONE
    )


def downgrade() -> None:
    """What came of broadcasts that were forgotten is lost."""
    op.drop_index("ix_reminder_done", "reminder")
    with op.batch_alter_table("feed_day") as batch:
        batch.drop_column("silence_told_at")
    op.drop_table("broadcast_outcome")
