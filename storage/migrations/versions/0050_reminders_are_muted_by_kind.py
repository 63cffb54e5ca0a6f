"""The weekly digest and the asking for figures are muted each by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
_COLUMNS = ("wants_digests", "wants_figure_calls")


def upgrade() -> None:
    """Who wanted no reminders wants none of these. Never by a copy: the table has triggers."""
    for name in _COLUMNS:
        wish: sa.Column[bool] = sa.Column(
            name, sa.Boolean(), server_default=sa.true(), nullable=False
        )
        op.add_column("person", wish)
    op.execute(
        "UPDATE person SET wants_digests = wants_reminders, wants_figure_calls = wants_reminders "
        "WHERE NOT wants_reminders"
    )


def downgrade() -> None:
    for name in _COLUMNS:
        op.drop_column("person", name)
