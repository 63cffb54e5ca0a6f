"""What settling asks first stands in indexes: works in the order they fall due, and `late`."""

import sqlalchemy as sa
from alembic import op

revision = "0076"
down_revision = "0075"
oldest_reader = "0075"

_COUNTED = sa.text("status IN ('approved')")
_WORKS = "ix_assignment_counted"
_READINGS = "ix_metric_snapshot_post_observed"


def upgrade() -> None:
    _again(["settle_at", "id"], ["post_id", "observed_at", "late"])


def downgrade() -> None:
    _again(["settle_at"], ["post_id", "observed_at"])


def _again(of_works: list[str], of_readings: list[str]) -> None:
    op.drop_index(_WORKS, "assignment")
    op.create_index(
        *(_WORKS, "assignment", of_works),
        sqlite_where=_COUNTED,
        postgresql_where=_COUNTED,
    )
    op.drop_index(_READINGS, "metric_snapshot")
    op.create_index(_READINGS, "metric_snapshot", of_readings)
