"""Payee details by currency and kind, stamps that outlive keys, tax, confirmations, proposals

What was sealed before cannot be opened here: its stamp is the hash of the seal itself, and the
batches are hashed once more over those.
"""

import hashlib
import json
from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from alembic import op

import storage.tables.base

revision = "0009"
down_revision = "0008"

KINDS = "'individual', 'sole_trader', 'company'"
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT = storage.tables.base.Utc(timezone=True)


def upgrade() -> None:
    _payees()
    _payouts()
    _batches()
    _new_tables()
    _stamp(op.get_bind())


def _payees() -> None:
    with op.batch_alter_table("payee") as batch_op:
        batch_op.add_column(
            sa.Column("currency", sa.String(length=8), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("kind", sa.String(length=16), nullable=False, server_default="individual")
        )
        batch_op.add_column(
            sa.Column("stamp", sa.String(length=64), nullable=False, server_default="")
        )
    with op.batch_alter_table("payee") as batch_op:
        for name in ("currency", "kind", "stamp"):
            batch_op.alter_column(name, existing_type=sa.String(), server_default=None)
        batch_op.drop_constraint("pk_payee", type_="primary")
        batch_op.create_primary_key("pk_payee", ["person_id", "currency"])
        batch_op.create_check_constraint(op.f("ck_payee_kind_known"), f"kind IN ({KINDS})")


def _payouts() -> None:
    with op.batch_alter_table("payout") as batch_op:
        batch_op.add_column(
            sa.Column("withheld_minor", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("kind", sa.String(length=16), nullable=False, server_default="individual")
        )
        batch_op.add_column(
            sa.Column("stamp", sa.String(length=64), nullable=False, server_default="")
        )
    with op.batch_alter_table("payout") as batch_op:
        for name in ("kind", "stamp"):
            batch_op.alter_column(name, existing_type=sa.String(), server_default=None)
        batch_op.create_check_constraint(op.f("ck_payout_kind_known"), f"kind IN ({KINDS})")
        batch_op.create_check_constraint(op.f("ck_payout_withheld"), "withheld_minor >= 0")


def _batches() -> None:
    with op.batch_alter_table("payout_batch") as batch_op:
        batch_op.add_column(sa.Column("confirmed_by", _ID, nullable=True))
        batch_op.add_column(sa.Column("confirmed_in", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", _AT, nullable=True))
        batch_op.add_column(sa.Column("approved_in", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("forms", sa.JSON(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_payout_batch_confirmed_by"), "person", ["confirmed_by"], ["id"]
        )
        batch_op.create_check_constraint(
            op.f("ck_payout_batch_one_approver_twice"),
            "confirmed_by = approved_by AND confirmed_in <> approved_in",
        )


def _new_tables() -> None:
    op.create_table(
        "payout_confirmation",
        sa.Column("batch_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("said_in", sa.String(length=8), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "said_in IN ('chat', 'console')", name=op.f("ck_payout_confirmation_said_in_known")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["payout_batch.id"], name=op.f("fk_payout_confirmation_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_payout_confirmation_person_id")
        ),
        sa.PrimaryKeyConstraint("batch_id", "person_id", name=op.f("pk_payout_confirmation")),
    )
    op.create_table(
        "payout_proposal",
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("scheduled_at", _AT, nullable=False),
        sa.Column("proposed_at", _AT, nullable=False),
        sa.PrimaryKeyConstraint("currency", "scheduled_at", name=op.f("pk_payout_proposal")),
    )


def _stamp(conn: sa.Connection) -> None:
    for table, keys in (("payee", ("person_id",)), ("payout", ("id",))):
        key = keys[0]
        rows = conn.execute(sa.text(f"SELECT {key}, sealed FROM {table}")).all()  # noqa: S608
        statement = sa.text(f"UPDATE {table} SET stamp = :stamp WHERE {key} = :key")  # noqa: S608
        for row in rows:
            stamp = hashlib.sha256(row[1].encode()).hexdigest()
            conn.execute(statement, {"stamp": stamp, "key": row[0]})
    frozen: defaultdict[int, list[list[Any]]] = defaultdict(list)
    items = sa.text(
        "SELECT batch_id, reference, person_id, amount_minor, withheld_minor, currency, method, "
        "kind, stamp FROM payout"
    )
    for batch_id, *item in conn.execute(items):
        frozen[batch_id].append(item)
    for batch_id, found in frozen.items():
        canonical = json.dumps(sorted(found), separators=(",", ":"), ensure_ascii=False)
        conn.execute(
            sa.text("UPDATE payout_batch SET sha256 = :sha256 WHERE id = :id"),
            {"sha256": hashlib.sha256(canonical.encode()).hexdigest(), "id": batch_id},
        )


def downgrade() -> None:
    op.drop_table("payout_proposal")
    op.drop_table("payout_confirmation")
    with op.batch_alter_table("payout_batch") as batch_op:
        batch_op.drop_constraint(op.f("ck_payout_batch_one_approver_twice"), type_="check")
        batch_op.drop_constraint(op.f("fk_payout_batch_confirmed_by"), type_="foreignkey")
        for name in ("forms", "approved_in", "confirmed_at", "confirmed_in", "confirmed_by"):
            batch_op.drop_column(name)
    with op.batch_alter_table("payout") as batch_op:
        batch_op.drop_constraint(op.f("ck_payout_withheld"), type_="check")
        batch_op.drop_constraint(op.f("ck_payout_kind_known"), type_="check")
        for name in ("stamp", "kind", "withheld_minor"):
            batch_op.drop_column(name)
    op.execute(sa.text("DELETE FROM payee WHERE currency <> ''"))
    with op.batch_alter_table("payee") as batch_op:
        batch_op.drop_constraint(op.f("ck_payee_kind_known"), type_="check")
        batch_op.drop_constraint("pk_payee", type_="primary")
        batch_op.create_primary_key("pk_payee", ["person_id"])
        for name in ("stamp", "kind", "currency"):
            batch_op.drop_column(name)
