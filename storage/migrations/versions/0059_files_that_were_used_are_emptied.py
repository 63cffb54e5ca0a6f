"""What was kept of files that were used for good goes: bank's answers hold accounts in clear."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"

_EMPTY = sa.text(
    "UPDATE upload SET content = :nothing WHERE used_at IS NOT NULL AND NOT EXISTS ("
    "SELECT 1 FROM import_batch "
    "WHERE import_batch.upload_id = upload.id AND import_batch.finished_at IS NULL)"
)


def upgrade() -> None:
    op.execute(_EMPTY.bindparams(sa.bindparam("nothing", b"", type_=sa.LargeBinary())))


def downgrade() -> None:
    """What is gone is gone; no older version reads a used file for more than to show it again."""
