"""${message}."""

import sqlalchemy as sa
from alembic import op
import storage.tables.base

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
# The oldest release whose processes go on with these tables; what takes something away, or asks
# for what they do not write, makes it this one.
oldest_reader = ${repr(oldest_reader)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
