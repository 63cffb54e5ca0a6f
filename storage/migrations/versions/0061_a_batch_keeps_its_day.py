"""A batch keeps the house's day of its first export: a zone that is told anew moves no file's."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"


def upgrade() -> None:
    """Those exported before have none: theirs was UTC's, and stays it."""
    day = sa.Column("exported_on", sa.String(10), nullable=False, server_default="")
    op.add_column("payout_batch", day)


def downgrade() -> None:
    op.drop_column("payout_batch", "exported_on")
