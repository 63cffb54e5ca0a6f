"""The row of slots counts apart what nobody pays for; what is paid for has a priority of its own."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Utc

revision = "0036"
down_revision = "0035"

_PAID = (
    "SELECT id FROM broadcast WHERE paid_messages > 0 AND audience <= paid_messages "
    "AND status IN ('sending', 'paused')"
)


def upgrade() -> None:
    with op.batch_alter_table("send_gate") as batch_op:
        batch_op.add_column(sa.Column("free_until", Utc(), nullable=True))
        batch_op.add_column(sa.Column("free_taken", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(
            sa.Column("free_given", sa.BigInteger(), server_default="0", nullable=False)
        )
    _move("2", "3")


def downgrade() -> None:
    _move("3", "2")
    with op.batch_alter_table("send_gate") as batch_op:
        batch_op.drop_column("free_given")
        batch_op.drop_column("free_taken")
        batch_op.drop_column("free_until")


def _move(before: str, after: str) -> None:
    op.execute(
        f"UPDATE delivery SET priority = {after} "  # noqa: S608
        f"WHERE priority = {before} AND status = 'queued' AND broadcast_id IN ({_PAID})"
    )
