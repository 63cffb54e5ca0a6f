"""What waits to be sent stands in the order in which it leaves, and broadcasts take turns."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"

_STREAM = ["broadcast_id", "status", "priority", "due_at", "id"]
_LEASED = sa.text("leased_until IS NOT NULL")
_LOST = sa.text("status IN ('dead', 'in_doubt')")


def upgrade() -> None:
    """Processes of before go on meanwhile, slower."""
    op.create_index("ix_delivery_stream", "delivery", _STREAM)
    op.create_index(
        *("ix_delivery_leased", "delivery", ["leased_until"]),
        sqlite_where=_LEASED,
        postgresql_where=_LEASED,
    )
    op.create_index(
        *("ix_delivery_lost", "delivery", ["status", "ended_at"]),
        sqlite_where=_LOST,
        postgresql_where=_LOST,
    )
    op.drop_index("ix_delivery_broadcast_status_due_at", "delivery")
    op.drop_index("ix_delivery_status_priority_due_at", "delivery")
    op.create_index("ix_broadcast_status", "broadcast", ["status"])
    for name in ("turn", "free_turn"):
        column = sa.Column(name, sa.BigInteger(), server_default="0", nullable=False)
        op.add_column("send_gate", column)


def downgrade() -> None:
    with op.batch_alter_table("send_gate") as batch:
        batch.drop_column("free_turn")
        batch.drop_column("turn")
    op.drop_index("ix_broadcast_status", "broadcast")
    op.create_index(
        "ix_delivery_status_priority_due_at", "delivery", ["status", "priority", "due_at"]
    )
    op.create_index(
        "ix_delivery_broadcast_status_due_at", "delivery", ["broadcast_id", "status", "due_at"]
    )
    for name in ("stream", "lost", "leased"):
        op.drop_index(f"ix_delivery_{name}", "delivery")
