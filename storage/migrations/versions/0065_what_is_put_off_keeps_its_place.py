"""What is put off keeps its place before its reader's other messages."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Utc

revision = "0065"
down_revision = "0064"

_NAME = "ix_delivery_put_off"
_PUT_OFF = sa.text("status IN ('queued') AND place_at IS NOT NULL")


def upgrade() -> None:
    """Never by a copy: it may be a table of millions."""
    op.add_column("delivery", sa.Column("place_at", Utc(), nullable=True))
    op.create_index(
        *(_NAME, "delivery", ["person_id", "priority", "place_at"]),
        sqlite_where=_PUT_OFF,
        postgresql_where=_PUT_OFF,
    )


def downgrade() -> None:
    op.drop_index(_NAME, "delivery")
    op.drop_column("delivery", "place_at")
