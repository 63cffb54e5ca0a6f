"""What creators owe back has an account of its own, and a kind of posting that makes it up."""

from alembic import op

revision = "0011"
down_revision = "0010"

_ACCOUNTS = (
    "campaign_funds",
    "creator_pending",
    "creator_payable",
    "payout_in_transit",
    "paid_out",
    "tax_withheld",
)
_KINDS = ("settlement", "maturity", "payout", "payment", "return", "reversal")


def upgrade() -> None:
    accounts = (*_ACCOUNTS[:5], "creator_receivable", *_ACCOUNTS[5:])
    _widen("ledger_entry", "account", accounts)
    _widen("posting", "kind", (*_KINDS, "recovery"))


def downgrade() -> None:
    _widen("posting", "kind", _KINDS)
    _widen("ledger_entry", "account", _ACCOUNTS)


def _widen(table: str, column: str, known: tuple[str, ...]) -> None:
    """SQLite makes the table anew for it, and its guards with it."""
    name = op.f(f"ck_{table}_{column}_known")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(name, type_="check")
        quoted = ", ".join(f"'{each}'" for each in known)
        batch.create_check_constraint(name, f"{column} IN ({quoted})")
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
