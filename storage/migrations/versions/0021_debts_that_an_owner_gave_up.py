"""Debts that an owner gave up have an account, a kind of posting and rows that say why."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Id, Utc

revision = "0021"
down_revision = "0020"

_ACCOUNTS = (
    "campaign_funds",
    "creator_pending",
    "creator_payable",
    "payout_in_transit",
    "paid_out",
    "creator_receivable",
    "tax_withheld",
)
_KINDS = (
    *("settlement", "maturity", "payout", "payment", "return", "reversal"),
    *("recovery", "grant", "correction"),
)
_FIXED = "person_id, amount_minor, currency, decided_by, at"


def upgrade() -> None:
    _widen("ledger_entry", "account", (*_ACCOUNTS[:6], "written_off", *_ACCOUNTS[6:]))
    _widen("posting", "kind", (*_KINDS[:6], "write_off", *_KINDS[6:]))
    op.create_table(
        "write_off",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("decided_by", Id, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_write_off_amount")),
        sa.CheckConstraint("decided_by <> person_id", name=op.f("ck_write_off_two_people")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_write_off_person_id")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_write_off_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_write_off")),
    )
    op.create_index(op.f("ix_write_off_person_id"), "write_off", ["person_id"])
    for change in (f"UPDATE OF {_FIXED}", "DELETE"):
        op.execute(_guard("write_off", change))


def downgrade() -> None:
    op.drop_table("write_off")
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
            op.execute(_guard(table, change))


def _guard(table: str, change: str) -> str:
    name = f"{table}_no_{change.split(maxsplit=1)[0].lower()}"
    if op.get_bind().dialect.name == "sqlite":
        return (
            f"CREATE TRIGGER {name} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    return (
        f"CREATE TRIGGER {name} BEFORE {change} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION koc_refuse_change()"
    )
