"""Several settlement checkpoints: stages and earlier cut-offs, and caps of creators and tasks."""

from typing import Any

import sqlalchemy as sa
from alembic import op

import storage.tables.base

revision = "0003"
down_revision = "0002"

FIXED = (
    "assignment_id, checkpoint, terms_id, post_id, snapshot_id, person_id, "
    "campaign_id, amount_minor, currency, lines, settled_at, payable_at, last_news_id, unheard"
)
COUNTED = sa.text("status IN ('approved')")


def _of_terms() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("earlier_cutoffs", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("draft_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("post_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("takes_back", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("missing_data", sa.String(length=8), server_default="floor", nullable=False),
        sa.Column("creator_cap_minor", sa.BigInteger(), server_default="0", nullable=False),
    )


def _of_settlements() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("last_reading_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("room_minor", sa.BigInteger(), nullable=True),
    )


def upgrade() -> None:
    for column in _of_terms():
        op.add_column("terms", column)
    op.add_column(
        "task", sa.Column("cap_minor", sa.BigInteger(), server_default="0", nullable=False)
    )
    for column in _of_settlements():
        op.add_column("settlement", column)
    # Whatever came too late for these says so itself.
    op.execute(
        "UPDATE settlement SET last_reading_id = (SELECT COALESCE(MAX(id), 0) FROM metric_snapshot)"
    )
    _guard(f"{FIXED}, last_reading_id, room_minor")
    op.add_column("assignment", sa.Column("settle_at", storage.tables.base.Utc(), nullable=True))
    op.execute("UPDATE assignment SET settle_at = cutoff_at WHERE cutoff_at IS NOT NULL")
    _index("settle_at")


def downgrade() -> None:
    _index("cutoff_at")
    op.drop_column("assignment", "settle_at")
    _guard(FIXED)
    for column in _of_settlements():
        op.drop_column("settlement", column.name)
    op.drop_column("task", "cap_minor")
    for column in _of_terms():
        op.drop_column("terms", column.name)


def _index(column: str) -> None:
    op.drop_index("ix_assignment_counted", table_name="assignment")
    op.create_index(
        "ix_assignment_counted",
        "assignment",
        [column],
        sqlite_where=COUNTED,
        postgresql_where=COUNTED,
    )


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
