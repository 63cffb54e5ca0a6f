"""A message that the process at hand has no words for is set back, since then."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Utc

revision = "0066"
down_revision = "0065"

_NAME = "ix_delivery_set_back"
_SET_BACK = sa.text("status IN ('queued') AND set_back_since IS NOT NULL")


def upgrade() -> None:
    """Never by a copy: it may be a table of millions."""
    op.add_column("delivery", sa.Column("set_back_since", Utc(), nullable=True))
    op.create_index(
        *(_NAME, "delivery", ["set_back_since"]),
        sqlite_where=_SET_BACK,
        postgresql_where=_SET_BACK,
    )


def downgrade() -> None:
    op.drop_index(_NAME, "delivery")
    op.drop_column("delivery", "set_back_since")
