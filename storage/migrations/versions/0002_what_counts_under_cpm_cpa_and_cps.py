"""What counts under CPM, CPA and CPS: a window, steps, and what was heard when it was fixed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

FIXED = (
    "assignment_id, checkpoint, terms_id, post_id, snapshot_id, person_id, "
    "campaign_id, amount_minor, currency, lines, settled_at, payable_at"
)


def upgrade() -> None:
    op.add_column(
        "terms", sa.Column("window_days", sa.Integer(), server_default="30", nullable=False)
    )
    op.add_column("terms", sa.Column("bonuses", sa.JSON(), server_default="[]", nullable=False))
    op.add_column(
        "settlement", sa.Column("last_news_id", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.add_column(
        "settlement", sa.Column("unheard", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    _guard(f"{FIXED}, last_news_id, unheard")


def downgrade() -> None:
    _guard(FIXED)
    op.drop_column("settlement", "unheard")
    op.drop_column("settlement", "last_news_id")
    op.drop_column("terms", "bonuses")
    op.drop_column("terms", "window_days")


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
