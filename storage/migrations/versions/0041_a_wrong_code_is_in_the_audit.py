"""The audit of a payout batch knows who gave a wrong code."""

from alembic import op

revision = "0041"
down_revision = "0040"

_KINDS = ("prepared", "confirmed", "approved", "exported", "answered", "bounced", "cancelled")
_TABLE = "payout_event"


def upgrade() -> None:
    _know((*_KINDS[:2], "wrong_code", *_KINDS[2:]))


def downgrade() -> None:
    """Not where somebody gave one: no older version could read of it."""
    _know(_KINDS)


def _know(kinds: tuple[str, ...]) -> None:
    """SQLite makes the table anew for it, and its guards with it."""
    name = op.f(f"ck_{_TABLE}_kind_known")
    with op.batch_alter_table(_TABLE) as batch:
        batch.drop_constraint(name, type_="check")
        quoted = ", ".join(f"'{each}'" for each in kinds)
        batch.create_check_constraint(name, f"kind IN ({quoted})")
    if op.get_bind().dialect.name != "sqlite":
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {_TABLE}_no_{change.lower()} BEFORE {change} ON {_TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{_TABLE} is append-only'); END"
        )
