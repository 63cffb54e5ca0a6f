"""The id of a signed message is of one endpoint: the other's answer is not given for it."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

_KEY = sa.schema.conv("pk_api_message")  # as op.f, which is not there before it runs
# What stands so far was taken by one of them: its import says which.
_FOUND = """
UPDATE api_message SET source = 'partner' WHERE EXISTS (
    SELECT 1 FROM import_batch
    WHERE import_batch.name = api_message.message_id
    AND import_batch.sha256 = api_message.body_sha256
    AND import_batch.source = 'partner'
)
"""


def upgrade() -> None:
    with op.batch_alter_table("api_message") as batch_op:
        batch_op.add_column(
            sa.Column("source", sa.String(length=16), server_default="platform", nullable=False)
        )
    op.execute(_FOUND)
    with op.batch_alter_table("api_message") as batch_op:
        batch_op.alter_column("source", server_default=None)
        batch_op.drop_constraint(_KEY, type_="primary")
        batch_op.create_primary_key(_KEY, ["partner", "source", "message_id", "from_item"])


def downgrade() -> None:
    """Of an id that both took, the readings stay."""
    op.execute(
        "DELETE FROM api_message WHERE source <> 'platform' AND EXISTS ("
        "SELECT 1 FROM api_message AS other WHERE other.source = 'platform' "
        "AND other.partner = api_message.partner AND other.message_id = api_message.message_id)"
    )
    with op.batch_alter_table("api_message") as batch_op:
        batch_op.drop_constraint(_KEY, type_="primary")
        batch_op.create_primary_key(_KEY, ["partner", "message_id", "from_item"])
        batch_op.drop_column("source")
