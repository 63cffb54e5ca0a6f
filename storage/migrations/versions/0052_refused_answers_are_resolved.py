"""A row of a bank's answer that moved nothing may be resolved, by whom and how."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Id, Utc

revision = "0052"
down_revision = "0051"
_NAME = "fk_refused_answer_resolved_by"


def upgrade() -> None:
    with op.batch_alter_table("refused_answer") as batch:
        batch.add_column(sa.Column("resolved_by", Id, nullable=True))
        batch.add_column(sa.Column("resolved_at", Utc(), nullable=True))
        batch.add_column(sa.Column("resolution", sa.String(500), nullable=False, server_default=""))
        batch.create_foreign_key(op.f(_NAME), "person", ["resolved_by"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("refused_answer") as batch:
        batch.drop_constraint(op.f(_NAME), type_="foreignkey")
        for column in ("resolution", "resolved_at", "resolved_by"):
            batch.drop_column(column)
