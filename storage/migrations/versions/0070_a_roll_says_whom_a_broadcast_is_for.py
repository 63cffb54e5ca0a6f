"""A broadcast keeps the roll of whom it is for and counts along it; a draft counts its changes."""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"
# Older ones would take places on a roll for persons, and freeze others.
oldest_reader = "0070"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_GONE_THROUGH = "audience + left_unreachable + left_muted + left_capped"
_FREEZING = "(status IN ('sending', 'paused') AND frozen_to < freeze_to)"


def upgrade() -> None:
    op.create_table(
        "broadcast_roll",
        sa.Column("broadcast_id", _ID, autoincrement=False, nullable=False),
        sa.Column("begins", _ID, autoincrement=False, nullable=False),
        sa.Column("persons", sa.BigInteger(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("persons > 0", name=op.f("ck_broadcast_roll_somebody")),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_broadcast_roll_broadcast_id")
        ),
        sa.PrimaryKeyConstraint("broadcast_id", "begins", name=op.f("pk_broadcast_roll")),
    )
    with op.batch_alter_table("broadcast") as batch:
        batch.add_column(sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False))
        batch.drop_constraint(op.f("ck_broadcast_frozen"), type_="check")
        batch.create_check_constraint(
            op.f("ck_broadcast_frozen"), "freeze_to IS NULL OR frozen_to <= freeze_to"
        )
    # They said up to which person. All of these are frozen, or never will be …
    op.execute(
        f"UPDATE broadcast SET freeze_to = {_GONE_THROUGH}, frozen_to = {_GONE_THROUGH} "  # noqa: S608
        f"WHERE confirmed_at IS NOT NULL AND NOT coalesce({_FREEZING}, false)"
    )
    # … and of one that is half frozen the roll is still to be called, of whoever has no delivery
    # of it; who was passed over is asked once more.
    op.execute(
        "UPDATE broadcast SET freeze_to = NULL, frozen_to = audience, left_unreachable = 0, "  # noqa: S608
        f"left_muted = 0, left_capped = 0 WHERE {_FREEZING}"
    )


def downgrade() -> None:
    """Places become persons again: half a roll is frozen on behind the last who has a delivery, by
    the segment.
    """
    last = "(SELECT max(person_id) FROM delivery WHERE delivery.broadcast_id = broadcast.id)"
    op.execute(
        f"UPDATE broadcast SET frozen_to = coalesce({last}, 0), "  # noqa: S608
        f"freeze_to = coalesce((SELECT max(person_id) FROM audience), {last}, 0) "
        f"WHERE status IN ('sending', 'paused') AND (freeze_to IS NULL OR {_FREEZING})"
    )
    op.drop_table("broadcast_roll")
    with op.batch_alter_table("broadcast") as batch:
        batch.drop_constraint(op.f("ck_broadcast_frozen"), type_="check")
        batch.create_check_constraint(
            op.f("ck_broadcast_frozen"), "frozen_to <= coalesce(freeze_to, 0)"
        )
        batch.drop_column("revision")
