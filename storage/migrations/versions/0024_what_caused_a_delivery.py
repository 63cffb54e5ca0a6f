"""A delivery says what caused it, by the id that the logs know it by; a broadcast hands it on."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    for table in ("broadcast", "delivery"):
        op.add_column(
            table, sa.Column("trace", sa.String(length=24), server_default="", nullable=False)
        )


def downgrade() -> None:
    for table in ("delivery", "broadcast"):
        op.drop_column(table, "trace")
