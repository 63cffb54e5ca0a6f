"""A broadcast remembers whom it left out."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
_COLUMNS = ("left_unreachable", "left_muted", "left_capped")


def upgrade() -> None:
    with op.batch_alter_table("broadcast") as batch:
        for name in _COLUMNS:
            batch.add_column(sa.Column(name, sa.BigInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("broadcast") as batch:
        for name in _COLUMNS:
            batch.drop_column(name)
