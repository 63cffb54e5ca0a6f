"""A progress message keeps what it shows: several processes draw it, and none knew of the others'."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"


def upgrade() -> None:
    """Of those drawn before nothing is known: each is drawn once more."""
    shown = sa.Column("report_shown", sa.String(16), nullable=False, server_default="")
    op.add_column("broadcast", shown)


def downgrade() -> None:
    op.drop_column("broadcast", "report_shown")
