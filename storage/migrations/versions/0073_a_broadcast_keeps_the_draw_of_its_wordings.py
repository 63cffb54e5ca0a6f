"""A broadcast keeps the draw by which its readers are given their wordings."""

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"
# Older ones would give wordings by the old draw to others than are counted for them.
oldest_reader = "0073"


def upgrade() -> None:
    """What was confirmed before keeps the old one."""
    with op.batch_alter_table("broadcast") as batch:
        batch.add_column(sa.Column("draw", sa.Integer(), server_default="0", nullable=False))
        batch.create_check_constraint(op.f("ck_broadcast_draw_known"), "draw IN (0, 1)")


def downgrade() -> None:
    """What was confirmed since is counted by the old draw, which is not how it was given out."""
    with op.batch_alter_table("broadcast") as batch:
        batch.drop_constraint(op.f("ck_broadcast_draw_known"), type_="check")
        batch.drop_column("draw")
