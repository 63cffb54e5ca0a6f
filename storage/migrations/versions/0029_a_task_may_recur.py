"""A task may recur: each occurrence is a task of its series, announced as it opens."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

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
    "review_nearly_over",
    "works_lapsed",
    "lapsed_unseen",
    "readings_unanswered",
    "payout_waiting",
    "payout_stuck",
)
_NEW = "occurrence_opens"


def upgrade() -> None:
    _know(*_KINDS, _NEW)
    series = sa.Column("series", sa.String(length=128), server_default="", nullable=False)
    op.add_column("task", series)
    said = sa.Column("announcement", sa.JSON(), server_default="{}", nullable=False)
    op.add_column("task", said)


def downgrade() -> None:
    """The occurrences stay, as tasks like any other."""
    op.drop_column("task", "announcement")
    op.drop_column("task", "series")
    op.execute(f"DELETE FROM reminder WHERE kind = '{_NEW}'")  # noqa: S608  (our own word)
    _know(*_KINDS)


def _know(*kinds: str) -> None:
    name = op.f("ck_reminder_kind_known")
    with op.batch_alter_table("reminder") as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"kind IN ({', '.join(map(repr, kinds))})")
