"""A batch keeps the account that its credit transfers are paid from."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"


def upgrade() -> None:
    with op.batch_alter_table("payout_batch") as batch:
        batch.add_column(sa.Column("account", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("payout_batch") as batch:
        batch.drop_column("account")
