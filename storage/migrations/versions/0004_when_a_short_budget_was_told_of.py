"""When staff heard that a campaign's budget runs short."""

import sqlalchemy as sa
from alembic import op

import storage.tables.base

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("campaign", sa.Column("short_told_at", storage.tables.base.Utc(), nullable=True))


def downgrade() -> None:
    op.drop_column("campaign", "short_told_at")
