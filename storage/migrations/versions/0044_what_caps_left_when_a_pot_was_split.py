"""A share of a pot says how many postings there were: by them caps left what they did."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """Of pots that were split before caps and what is certain had a say in it: it stays empty."""
    op.add_column("pot_share", sa.Column("postings", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("pot_share", "postings")
