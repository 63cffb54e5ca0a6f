"""A share of a pot says which post it was of and what was heard of it, to be worked out again."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Id

revision = "0042"
down_revision = "0041"

_FK = "fk_pot_share_post_id"


def upgrade() -> None:
    """Of shares that were fixed before nobody kept it: they stay empty."""
    with op.batch_alter_table("pot_share") as batch:
        batch.add_column(sa.Column("post_id", Id, nullable=True))
        batch.add_column(sa.Column("last_reading_id", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("last_news_id", sa.BigInteger(), nullable=True))
        batch.create_foreign_key(op.f(_FK), "post", ["post_id"], ["id"])
    _guard()


def downgrade() -> None:
    with op.batch_alter_table("pot_share") as batch:
        batch.drop_constraint(op.f(_FK), type_="foreignkey")
        for column in ("last_news_id", "last_reading_id", "post_id"):
            batch.drop_column(column)
    _guard()


def _guard() -> None:
    """SQLite has made the table anew, without its guards."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER pot_share_no_{change.lower()} BEFORE {change} ON pot_share "
                "BEGIN SELECT RAISE(ABORT, 'pot_share is append-only'); END"
            )
