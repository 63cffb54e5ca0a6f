"""Which posts wait for a look; when each host of the web answered; what contradicts a reading."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Utc

revision = "0031"
down_revision = "0030"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# Whatever may have something new is looked at once more: what has not is passed over then.
_ALL = """
INSERT INTO risk_due (assignment_id, since)
SELECT id, claimed_at FROM assignment WHERE status IN ('submitted', 'approved')
"""
_MARK = "INSERT INTO risk_mark (noun, last_id) SELECT '{0}', coalesce(max(id), 0) FROM {0}"
_NOUNS = ("submission", "metric_snapshot", "proof")


def upgrade() -> None:
    with op.batch_alter_table("host_gate") as batch_op:
        batch_op.add_column(sa.Column("answered_at", Utc(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("failed_at", Utc(timezone=True), nullable=True))
    with op.batch_alter_table("post_check") as batch_op:
        batch_op.add_column(sa.Column("put_off_since", Utc(timezone=True), nullable=True))
    op.create_table(
        "risk_due",
        sa.Column(
            "assignment_id",
            _ID,
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("since", Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_risk_due_assignment_id")
        ),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_risk_due")),
    )
    op.create_index("ix_risk_due_since", "risk_due", ["since", "assignment_id"])
    op.create_table(
        "risk_mark",
        sa.Column("noun", sa.String(length=16), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("noun", name=op.f("pk_risk_mark")),
    )
    op.create_table(
        "contradiction",
        sa.Column("id", _ID, nullable=False),
        sa.Column("post_id", _ID, nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("observed_at", Utc(timezone=True), nullable=False),
        sa.Column("batch_id", _ID, nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("received_at", Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_contradiction_post_id")),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batch.id"],
            name=op.f("fk_contradiction_batch_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contradiction")),
    )
    op.create_index(op.f("ix_contradiction_post_id"), "contradiction", ["post_id"])
    with op.batch_alter_table("risk_look") as batch_op:
        batch_op.add_column(
            sa.Column("contradiction_id", sa.BigInteger(), server_default="0", nullable=False)
        )
    op.execute(_ALL)
    for noun in _NOUNS:
        op.execute(_MARK.format(noun))


def downgrade() -> None:
    with op.batch_alter_table("risk_look") as batch_op:
        batch_op.drop_column("contradiction_id")
    op.drop_index(op.f("ix_contradiction_post_id"), "contradiction")
    op.drop_table("contradiction")
    op.drop_table("risk_mark")
    op.drop_index("ix_risk_due_since", "risk_due")
    op.drop_table("risk_due")
    with op.batch_alter_table("post_check") as batch_op:
        batch_op.drop_column("put_off_since")
    with op.batch_alter_table("host_gate") as batch_op:
        batch_op.drop_column("failed_at")
        batch_op.drop_column("answered_at")
