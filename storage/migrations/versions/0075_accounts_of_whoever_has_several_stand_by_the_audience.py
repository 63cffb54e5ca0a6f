"""Accounts of whoever has several stand by the audience, in short rows."""

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"
# The triggers keep the new table whoever writes; nothing that older ones read is changed.
oldest_reader = "0074"


def upgrade() -> None:
    """Filled when all migrations have run: see storage/tables/audience_triggers.py."""
    op.create_table(
        "audience_account",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("platform", sa.Integer(), nullable=False),
        sa.Column("categories", sa.Integer(), nullable=False),
        sa.Column("region", sa.Integer(), nullable=False),
        sa.Column("followers", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_audience_account_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "account_id", name=op.f("pk_audience_account")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("audience_account")
