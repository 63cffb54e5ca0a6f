"""Terms of a draft are changed by a person."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("terms") as batch_op:
        batch_op.add_column(sa.Column("made_by", _ID, nullable=True))
        batch_op.create_foreign_key(op.f("fk_terms_made_by"), "person", ["made_by"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("terms") as batch_op:
        batch_op.drop_constraint(op.f("fk_terms_made_by"), type_="foreignkey")
        batch_op.drop_column("made_by")
