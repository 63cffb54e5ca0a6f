"""What tax asks of a month and of what was given back is found of few people among all payouts."""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
oldest_reader = "0071"

_UNTAXED = sa.text("untaxed_minor > 0")
_TAX_GIVEN_BACK = sa.text("kind = 'withholding' AND status = 'given_back'")


def upgrade() -> None:
    op.create_index("ix_payout_person_batch", "payout", ["person_id", "batch_id"])
    op.drop_index(op.f("ix_payout_person_id"), "payout")
    op.create_index(
        *("ix_payout_untaxed", "payout", ["person_id"]),
        sqlite_where=_UNTAXED,
        postgresql_where=_UNTAXED,
    )
    op.create_index(
        *("ix_dispute_tax_given_back", "dispute", ["person_id"]),
        sqlite_where=_TAX_GIVEN_BACK,
        postgresql_where=_TAX_GIVEN_BACK,
    )


def downgrade() -> None:
    op.drop_index("ix_dispute_tax_given_back", "dispute")
    op.drop_index("ix_payout_untaxed", "payout")
    op.create_index(op.f("ix_payout_person_id"), "payout", ["person_id"])
    op.drop_index("ix_payout_person_batch", "payout")
