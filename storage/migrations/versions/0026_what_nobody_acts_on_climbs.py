"""What nobody acts on climbs by rows of its own; a deadline may be extended once."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Utc

revision = "0026"
down_revision = "0025"

_KINDS = (
    "due_in_24h",
    "due_in_2h",
    "expiry",
    "review_overdue",
    "weekly_digest",
    "return_due",
    "returns_missing",
    "settled_unread",
    "proof_due",
)
_NEW = (
    "review_nearly_over",
    "works_lapsed",
    "lapsed_unseen",
    "readings_unanswered",
    "payout_waiting",
    "payout_stuck",
)


def upgrade() -> None:
    _know(*_KINDS, *_NEW)
    op.add_column("assignment", sa.Column("extended_at", Utc(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("assignment", "extended_at")
    op.execute(f"DELETE FROM reminder WHERE kind IN ({_listed(_NEW)})")  # noqa: S608  (our words)
    _know(*_KINDS)


def _know(*kinds: str) -> None:
    name = op.f("ck_reminder_kind_known")
    with op.batch_alter_table("reminder") as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"kind IN ({_listed(kinds)})")


def _listed(kinds: tuple[str, ...]) -> str:
    return ", ".join(map(repr, kinds))
