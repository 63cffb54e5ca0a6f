"""A settlement keeps what disputes had granted of its work before: that much is paid already."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_FIXED = (
    "assignment_id, checkpoint, terms_id, post_id, snapshot_id, person_id, last_news_id, "
    "last_reading_id, room_minor, unheard, campaign_id, amount_minor, currency, lines, "
    "settled_at, payable_at"
)


def upgrade() -> None:
    op.add_column(
        "settlement",
        sa.Column("granted_minor", sa.BigInteger(), server_default="0", nullable=False),
    )
    _guard(f"{_FIXED}, granted_minor")


def downgrade() -> None:
    _guard(_FIXED)
    op.drop_column("settlement", "granted_minor")


def _guard(columns: str) -> None:
    """What of a settlement never changes."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute(f"DROP TRIGGER settlement_no_update{' ON settlement' if postgresql else ''}")
    act = (
        "FOR EACH ROW EXECUTE FUNCTION koc_refuse_change()"
        if postgresql
        else "BEGIN SELECT RAISE(ABORT, 'settlement is append-only'); END"
    )
    op.execute(
        f"CREATE TRIGGER settlement_no_update BEFORE UPDATE OF {columns} ON settlement {act}"
    )
