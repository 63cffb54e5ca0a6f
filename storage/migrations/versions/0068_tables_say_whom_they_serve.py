"""The tables say which older processes they serve: one that dies behind a migration comes back."""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"
oldest_reader = "0068"


def upgrade() -> None:
    op.create_table(
        "oldest_reader",
        sa.Column("revision", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_oldest_reader")),
    )


def downgrade() -> None:
    op.drop_table("oldest_reader")
