"""Old signed messages are found by when they came, a piece at a time."""

from alembic import op

revision = "0057"
down_revision = "0056"
_NAME = "ix_api_message_received_at"


def upgrade() -> None:
    op.create_index(op.f(_NAME), "api_message", ["received_at"])


def downgrade() -> None:
    op.drop_index(op.f(_NAME), "api_message")
