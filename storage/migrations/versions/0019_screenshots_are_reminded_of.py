"""Whoever was asked for a screenshot is reminded of it."""

from alembic import op

revision = "0019"
down_revision = "0018"

_KINDS = (
    "due_in_24h",
    "due_in_2h",
    "expiry",
    "review_overdue",
    "weekly_digest",
    "return_due",
    "returns_missing",
    "settled_unread",
)
_NEW = "proof_due"


def upgrade() -> None:
    _know(*_KINDS, _NEW)


def downgrade() -> None:
    op.execute(f"DELETE FROM reminder WHERE kind = '{_NEW}'")  # noqa: S608  (our own word)
    _know(*_KINDS)


def _know(*kinds: str) -> None:
    name = op.f("ck_reminder_kind_known")
    with op.batch_alter_table("reminder") as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"kind IN ({', '.join(map(repr, kinds))})")
