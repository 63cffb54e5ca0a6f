"""Rows of a bank's answer that moved nothing are kept, for finance to look at."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Id, Utc

revision = "0013"
down_revision = "0012"

_FLAWS = (
    *("no_reference", "bad_outcome", "bad_amount", "unknown_reference", "not_exported"),
    *("amount_differs", "conflict", "too_many_cells"),
)


def upgrade() -> None:
    known = ", ".join(f"'{each}'" for each in _FLAWS)
    op.create_table(
        "refused_answer",
        sa.Column("id", Id, nullable=False),
        sa.Column("upload_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(256), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("flaw", sa.String(24), nullable=False),
        sa.Column("value", sa.String(80), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.CheckConstraint(f"flaw IN ({known})", name=op.f("ck_refused_answer_flaw_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refused_answer")),
        sa.UniqueConstraint("upload_id", "line", name=op.f("uq_refused_answer_upload_id_line")),
    )


def downgrade() -> None:
    op.drop_table("refused_answer")
