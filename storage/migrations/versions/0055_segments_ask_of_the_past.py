"""Segments ask who invited somebody, what was settled for them, which broadcasts they had."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"

_VOID = sa.text("status IN ('void')")
_SENT = sa.text("status IN ('sent')")


def upgrade() -> None:
    op.add_column("audience", sa.Column("invited_by", sa.BigInteger(), nullable=True))
    op.create_index(
        *("ix_settlement_sums", "settlement"),
        ["currency", "person_id", "settled_at", "amount_minor"],
    )
    op.create_index(
        *("ix_assignment_void", "assignment", ["id"]),
        sqlite_where=_VOID,
        postgresql_where=_VOID,
    )
    op.create_index(
        *("ix_delivery_sent", "delivery", ["broadcast_id", "status", "person_id"]),
        sqlite_where=_SENT,
        postgresql_where=_SENT,
    )


def downgrade() -> None:
    op.drop_index("ix_delivery_sent", "delivery")
    op.drop_index("ix_assignment_void", "assignment")
    op.drop_index("ix_settlement_sums", "settlement")
    op.drop_column("audience", "invited_by")
