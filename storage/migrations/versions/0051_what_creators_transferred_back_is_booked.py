"""What creators transferred back has an account, a kind of posting and rows of its own."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Id, Utc

revision = "0051"
down_revision = "0050"

_ACCOUNTS = (
    *("campaign_funds", "creator_pending", "creator_payable", "payout_in_transit", "paid_out"),
    *("creator_receivable", "written_off", "waived", "tax_withheld"),
)
_KINDS = (
    *("settlement", "maturity", "payout", "payment", "return", "bounce"),
    *("reversal", "write_off", "recovery", "waiver", "grant", "correction"),
)
_FIXED = "person_id, amount_minor, currency, bank_reference, booked_by, at"


def upgrade() -> None:
    _know("ledger_entry", "account", (*_ACCOUNTS[:7], "repaid", *_ACCOUNTS[7:]))
    _know("posting", "kind", (*_KINDS[:8], "repayment", *_KINDS[8:]))
    op.create_table(
        "repayment",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(8), nullable=False),
        sa.Column("bank_reference", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("booked_by", Id, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_repayment_amount")),
        sa.CheckConstraint("booked_by <> person_id", name=op.f("ck_repayment_two_people")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_repayment_person_id")),
        sa.ForeignKeyConstraint(["booked_by"], ["person.id"], name=op.f("fk_repayment_booked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repayment")),
        sa.UniqueConstraint(
            "person_id",
            "currency",
            "bank_reference",
            name=op.f("uq_repayment_person_id_currency_bank_reference"),
        ),
    )
    op.create_index(op.f("ix_repayment_person_id"), "repayment", ["person_id"])
    for change in (f"UPDATE OF {_FIXED}", "DELETE"):
        op.execute(_guard("repayment", change))


def downgrade() -> None:
    """Not where something was transferred back: no older version could say where it is."""
    op.drop_table("repayment")
    _know("posting", "kind", _KINDS)
    _know("ledger_entry", "account", _ACCOUNTS)


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
