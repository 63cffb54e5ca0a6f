"""What creators give up has an account, a kind of posting and rows of its own."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Id, Utc

revision = "0033"
down_revision = "0032"

_ACCOUNTS = (
    *("campaign_funds", "creator_pending", "creator_payable", "payout_in_transit", "paid_out"),
    *("creator_receivable", "written_off"),
)
_TAX = "tax_withheld"
_KINDS = (
    *("settlement", "maturity", "payout", "payment", "return", "reversal", "write_off"),
    "recovery",
)
_OF_DISPUTES = ("grant", "correction")


def upgrade() -> None:
    _know("ledger_entry", "account", (*_ACCOUNTS, "waived", _TAX))
    _know("posting", "kind", (*_KINDS, "waiver", *_OF_DISPUTES))
    op.create_table(
        "waiver",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(8), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_waiver_amount")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_waiver_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
    )
    op.create_index(op.f("ix_waiver_person_id"), "waiver", ["person_id"])
    for change in ("UPDATE", "DELETE"):
        op.execute(_guard("waiver", change))


def downgrade() -> None:
    """Not where somebody gave something up: no older version could say where it is."""
    op.drop_table("waiver")
    _know("posting", "kind", (*_KINDS, *_OF_DISPUTES))
    _know("ledger_entry", "account", (*_ACCOUNTS, _TAX))


def _know(table: str, column: str, known: tuple[str, ...]) -> None:
    """SQLite makes the table anew for it, and its guards with it."""
    name = op.f(f"ck_{table}_{column}_known")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(name, type_="check")
        quoted = ", ".join(f"'{each}'" for each in known)
        batch.create_check_constraint(name, f"{column} IN ({quoted})")
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(_guard(table, change))


def _guard(table: str, change: str) -> str:
    name = f"{table}_no_{change.lower()}"
    if op.get_bind().dialect.name == "sqlite":
        return (
            f"CREATE TRIGGER {name} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    return (
        f"CREATE TRIGGER {name} BEFORE {change} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION koc_refuse_change()"
    )
