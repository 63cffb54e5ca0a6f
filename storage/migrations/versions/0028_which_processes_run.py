"""Each running process has a row that it beats: what it is, and what it counts."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Utc

revision = "0028"
down_revision = "0027"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "process",
        sa.Column("id", _ID, nullable=False),
        sa.Column("host", sa.String(length=64), nullable=False),
        sa.Column("pid", sa.BigInteger(), nullable=False),
        sa.Column("roles", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("started_at", Utc(timezone=True), nullable=False),
        sa.Column("beat_at", Utc(timezone=True), nullable=False),
        sa.Column("vitals", sa.JSON(), nullable=False),
        sa.CheckConstraint("state IN ('running', 'draining')", name=op.f("ck_process_state_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process")),
    )
    op.create_index("ix_process_beat_at", "process", ["beat_at"])


def downgrade() -> None:
    op.drop_table("process")
