"""A template counts the claims it was dealt to: its tasks share one run of wordings."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

_NUMBER = sa.BigInteger()


def upgrade() -> None:
    """What was dealt so far were each task's first: behind the longest run all is new."""
    op.add_column("template", sa.Column("dealt", _NUMBER, server_default="0", nullable=False))
    op.execute(
        "UPDATE template SET dealt = coalesce("
        "(SELECT max(task.taken) FROM task WHERE task.template_id = template.id), 0)"
    )
    op.drop_column("task", "taken")


def downgrade() -> None:
    op.add_column("task", sa.Column("taken", _NUMBER, server_default="0", nullable=False))
    op.execute(
        "UPDATE task SET taken = "
        "(SELECT template.dealt FROM template WHERE template.id = task.template_id)"
    )
    op.drop_column("template", "dealt")
