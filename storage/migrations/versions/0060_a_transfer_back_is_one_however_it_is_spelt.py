"""A transfer that a creator sent back is known by letters and digits of its reference."""

import unicodedata

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Id

revision = "0060"
down_revision = "0059"

_LONGEST = 128
_FIXED = "person_id, amount_minor, currency, bank_reference, booked_by, at"
_OLD = "uq_repayment_person_id_currency_bank_reference"
_NEW = "uq_repayment_person_id_currency_transfer"
_repayment = sa.table(
    "repayment",
    *(sa.column("id", Id), sa.column("person_id", Id), sa.column("currency", sa.String())),
    *(sa.column("bank_reference", sa.String()), sa.column("transfer", sa.String())),
)


def upgrade() -> None:
    _let_change()
    op.add_column(
        "repayment", sa.Column("transfer", sa.String(_LONGEST), nullable=False, server_default="")
    )
    _fill()
    with op.batch_alter_table("repayment") as batch:
        batch.alter_column("transfer", existing_type=sa.String(_LONGEST), server_default=None)
        batch.drop_constraint(op.f(_OLD), type_="unique")
        batch.create_unique_constraint(op.f(_NEW), ["person_id", "currency", "transfer"])
    _guard(f"{_FIXED}, transfer")


def downgrade() -> None:
    _let_change()
    with op.batch_alter_table("repayment") as batch:
        batch.drop_constraint(op.f(_NEW), type_="unique")
        batch.create_unique_constraint(op.f(_OLD), ["person_id", "currency", "bank_reference"])
        batch.drop_column("transfer")
    _guard(_FIXED)


def _fill() -> None:
    """Of what was booked twice the first has the name; the others keep theirs beside it: a mark
    that no name has, and their number."""
    conn, known = op.get_bind(), set()
    of_row = _repayment.c.id == sa.bindparam("of_row")
    name = sa.update(_repayment).where(of_row).values(transfer=sa.bindparam("as_named"))
    columns = (_repayment.c.id, _repayment.c.person_id, _repayment.c.currency)
    found = sa.select(*columns, _repayment.c.bank_reference).order_by(_repayment.c.id)
    for row_id, person_id, currency, reference in conn.execute(found).all():
        transfer = _transfer(reference)
        if not transfer or (person_id, currency, transfer) in known:
            transfer = f"{transfer[: _LONGEST - 21]}#{row_id}"
        known.add((person_id, currency, transfer))
        conn.execute(name, {"of_row": row_id, "as_named": transfer})


def _transfer(reference: str) -> str:
    plain = unicodedata.normalize("NFKC", reference).casefold()
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", plain)))[:_LONGEST]


def _let_change() -> None:
    on = "" if op.get_bind().dialect.name == "sqlite" else " ON repayment"
    for change in ("update", "delete"):
        op.execute(f"DROP TRIGGER repayment_no_{change}{on}")


def _guard(fixed: str) -> None:
    for change in (f"UPDATE OF {fixed}", "DELETE"):
        name = f"repayment_no_{change.split(maxsplit=1)[0].lower()}"
        does = "FOR EACH ROW EXECUTE FUNCTION koc_refuse_change()"
        if op.get_bind().dialect.name == "sqlite":
            does = "BEGIN SELECT RAISE(ABORT, 'repayment is append-only'); END"
        op.execute(f"CREATE TRIGGER {name} BEFORE {change} ON repayment {does}")
