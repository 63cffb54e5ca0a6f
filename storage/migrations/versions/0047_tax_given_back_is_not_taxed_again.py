"""A payout says what of it is tax that was given back, which is not taxed again.

What was paid before is marked as well: the first payout that was prepared since took it along.
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"

_TOOK_ALONG = """
SELECT coalesce(sum(d.awarded_minor), 0) FROM dispute AS d
WHERE d.kind = 'withholding' AND d.status = 'given_back' AND payout.id = (
  SELECT min(q.id) FROM payout AS q JOIN payout_batch AS b ON b.id = q.batch_id
  WHERE q.person_id = d.person_id AND q.currency = d.currency AND b.prepared_at >= d.decided_at
  AND q.status IN ('prepared', 'in_transit', 'paid', 'confirmed', 'disputed')
)
"""


def upgrade() -> None:
    with op.batch_alter_table("payout") as batch_op:
        batch_op.add_column(
            sa.Column("untaxed_minor", sa.BigInteger(), nullable=False, server_default="0")
        )
    gross = "amount_minor + withheld_minor"
    op.execute(f"UPDATE payout SET untaxed_minor = ({_TOOK_ALONG})")  # noqa: S608
    op.execute(f"UPDATE payout SET untaxed_minor = {gross} WHERE untaxed_minor > {gross}")  # noqa: S608
    with op.batch_alter_table("payout") as batch_op:
        batch_op.create_check_constraint(
            op.f("ck_payout_untaxed"),
            f"untaxed_minor >= 0 AND untaxed_minor <= {gross}",
        )


def downgrade() -> None:
    with op.batch_alter_table("payout") as batch_op:
        batch_op.drop_constraint(op.f("ck_payout_untaxed"), type_="check")
        batch_op.drop_column("untaxed_minor")
