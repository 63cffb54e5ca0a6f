"""A tracking link may be of a broadcast's button."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Id

revision = "0056"
down_revision = "0055"
_NAME = "fk_tracking_link_broadcast_id"
_PLACES = "uq_tracking_link_broadcast_id_place"


def upgrade() -> None:
    with op.batch_alter_table("tracking_link") as batch:
        batch.alter_column("assignment_id", existing_type=Id, nullable=True)
        batch.add_column(sa.Column("broadcast_id", Id, nullable=True))
        batch.add_column(sa.Column("place", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("landing", sa.String(1024), nullable=False, server_default=""))
        batch.create_foreign_key(op.f(_NAME), "broadcast", ["broadcast_id"], ["id"])
        batch.create_unique_constraint(op.f(_PLACES), ["broadcast_id", "place"])
        batch.create_check_constraint(
            op.f("ck_tracking_link_one_owner"), "(assignment_id IS NULL) <> (broadcast_id IS NULL)"
        )


def downgrade() -> None:
    counts = "link_id IN (SELECT id FROM tracking_link WHERE broadcast_id IS NOT NULL)"
    op.execute(f"DELETE FROM tracking_count WHERE {counts}")  # noqa: S608  (no value in it)
    op.execute("DELETE FROM tracking_link WHERE broadcast_id IS NOT NULL")
    with op.batch_alter_table("tracking_link") as batch:
        batch.drop_constraint(op.f("ck_tracking_link_one_owner"), type_="check")
        batch.drop_constraint(op.f(_PLACES), type_="unique")
        batch.drop_constraint(op.f(_NAME), type_="foreignkey")
        for column in ("landing", "place", "broadcast_id"):
            batch.drop_column(column)
        batch.alter_column("assignment_id", existing_type=Id, nullable=False)
