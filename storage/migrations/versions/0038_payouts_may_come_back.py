"""What a bank had paid may come back: a status, a kind of posting, and rows of its own."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Id, Utc

revision = "0038"
down_revision = "0037"

_STATUSES = (
    *("prepared", "in_transit", "paid", "failed", "confirmed", "disputed"),
    "cancelled",
)
_KINDS = (
    *("settlement", "maturity", "payout", "payment", "return"),
    *("reversal", "write_off", "recovery", "waiver", "grant", "correction"),
)
_EVENTS = ("prepared", "confirmed", "approved", "exported", "answered", "cancelled")
_FLAWS = (
    *("no_reference", "bad_outcome", "bad_amount", "unknown_reference", "not_exported"),
    *("amount_differs", "conflict", "too_many_cells"),
)
_APPEND_ONLY = ("posting", "payout_event")


def upgrade() -> None:
    _know("payout", "status", (*_STATUSES[:6], "bounced", *_STATUSES[6:]))
    _know("posting", "kind", (*_KINDS[:5], "bounce", *_KINDS[5:]))
    _know("payout_event", "kind", (*_EVENTS[:5], "bounced", *_EVENTS[5:]))
    _know("refused_answer", "flaw", (*_FLAWS[:6], "arrived", "own", *_FLAWS[6:]))
    op.create_table(
        "payout_bounce",
        sa.Column("payout_id", Id, nullable=False),
        sa.Column("bank_reference", sa.String(64), nullable=False),
        sa.Column("booked_by", Id, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payout_id"], ["payout.id"], name=op.f("fk_payout_bounce_payout_id")
        ),
        sa.ForeignKeyConstraint(
            ["booked_by"], ["person.id"], name=op.f("fk_payout_bounce_booked_by")
        ),
        sa.PrimaryKeyConstraint("payout_id", name=op.f("pk_payout_bounce")),
    )
    _guard("payout_bounce")


def downgrade() -> None:
    """Not where something came back: no older version could say where it is."""
    op.drop_table("payout_bounce")
    _know("refused_answer", "flaw", _FLAWS)
    _know("payout_event", "kind", _EVENTS)
    _know("posting", "kind", _KINDS)
    _know("payout", "status", _STATUSES)


def _know(table: str, column: str, known: tuple[str, ...]) -> None:
    """SQLite makes the table anew for it, and its guards with it."""
    name = op.f(f"ck_{table}_{column}_known")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(name, type_="check")
        quoted = ", ".join(f"'{each}'" for each in known)
        batch.create_check_constraint(name, f"{column} IN ({quoted})")
    if table in _APPEND_ONLY and op.get_bind().dialect.name == "sqlite":
        _guard(table)


def _guard(table: str) -> None:
    for change in ("UPDATE", "DELETE"):
        name = f"{table}_no_{change.lower()}"
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {change} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION koc_refuse_change()"
            )
