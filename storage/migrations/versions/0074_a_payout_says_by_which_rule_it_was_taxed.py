"""A payout says by which rule it was taxed: what another one kept back too little is let be.

Of older ones it is not known. What was kept back too little in the month of the upgrade stays so.
"""

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0073"
oldest_reader = "0073"


def upgrade() -> None:
    op.add_column("payout", sa.Column("tax_rule", sa.String(16), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("payout", "tax_rule")
