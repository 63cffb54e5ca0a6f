"""The row of slots keeps how many messages may have been accepted when, not only a moment."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    with op.batch_alter_table("send_gate") as batch_op:
        batch_op.add_column(sa.Column("taken", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("given", sa.BigInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("send_gate") as batch_op:
        batch_op.drop_column("given")
        batch_op.drop_column("taken")
