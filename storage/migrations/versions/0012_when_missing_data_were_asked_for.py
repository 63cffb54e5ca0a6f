"""When staff were last asked for a campaign's missing data."""

import sqlalchemy as sa
from alembic import op

import storage.tables.base

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column(
        "campaign", sa.Column("readings_asked_at", storage.tables.base.Utc(), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("campaign", "readings_asked_at")
