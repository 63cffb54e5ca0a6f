"""A gate knows when Telegram closed it: two that were closed at once are no chance."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Utc

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    with op.batch_alter_table("send_gate") as batch_op:
        batch_op.add_column(sa.Column("closed_at", Utc(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("send_gate") as batch_op:
        batch_op.drop_column("closed_at")
