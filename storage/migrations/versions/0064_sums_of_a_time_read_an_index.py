"""What stood and moved in a time is summed by indexes: of a million entries, in a blink."""

from alembic import op

revision = "0064"
down_revision = "0063"

_OWNER, _AT = "ix_ledger_entry_owner", "ix_posting_at"
_WHOSE = ("owner_id", "account", "currency")


def upgrade() -> None:
    op.drop_index(_OWNER, "ledger_entry")
    op.create_index(_OWNER, "ledger_entry", [*_WHOSE, "posting_id", "amount_minor"])
    op.create_index(op.f(_AT), "posting", ["at"])


def downgrade() -> None:
    op.drop_index(op.f(_AT), "posting")
    op.drop_index(_OWNER, "ledger_entry")
    op.create_index(_OWNER, "ledger_entry", [*_WHOSE])
