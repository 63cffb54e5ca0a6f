"""A broadcast may offer a campaign: its button opens all tasks of it."""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
# Older ones would send it without its button, leave newer fields in braces, and give each of three
# wordings to others than are counted for it.
oldest_reader = "0071"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("broadcast") as batch:
        batch.add_column(sa.Column("campaign_id", _ID, nullable=True))
        batch.create_foreign_key(
            op.f("fk_broadcast_campaign_id"), "campaign", ["campaign_id"], ["id"]
        )
        batch.create_check_constraint(
            op.f("ck_broadcast_one_offer"), "task_id IS NULL OR campaign_id IS NULL"
        )


def downgrade() -> None:
    """What offered a campaign has no button to it any more."""
    with op.batch_alter_table("broadcast") as batch:
        batch.drop_constraint(op.f("ck_broadcast_one_offer"), type_="check")
        batch.drop_constraint(op.f("fk_broadcast_campaign_id"), type_="foreignkey")
        batch.drop_column("campaign_id")
