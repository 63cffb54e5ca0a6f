"""A broadcast that Telegram refuses as a whole stands still by itself."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Id

revision = "0067"
down_revision = "0066"


def upgrade() -> None:
    op.create_table(
        "broadcast_brake",
        sa.Column("broadcast_id", Id, autoincrement=False, nullable=False),
        sa.Column("words", sa.String(256), nullable=False),
        sa.Column("in_row", sa.Integer(), nullable=False),
        sa.Column("any_accepted", sa.Boolean(), nullable=False),
        sa.Column("stood_by", sa.String(256), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_broadcast_brake_broadcast_id")
        ),
        sa.PrimaryKeyConstraint("broadcast_id", name=op.f("pk_broadcast_brake")),
    )


def downgrade() -> None:
    op.drop_table("broadcast_brake")
