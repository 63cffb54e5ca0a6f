"""Partners hear how a dispute begins and ends; of those that ran before they hear nothing."""

from alembic import op

revision = "0034"
down_revision = "0033"

_TYPES = (
    *("assignment.claimed", "assignment.draft_submitted", "assignment.draft_approved"),
    *("assignment.submitted", "assignment.changes_requested", "assignment.approved"),
    *("assignment.settled", "assignment.released", "assignment.expired", "assignment.rejected"),
    *("assignment.voided", "payout.paid", "payout.failed", "risk_case.opened"),
    "risk_case.decided",
)
_NEW = ("dispute.opened", "dispute.decided")
_LAST = ("campaign.launched", "campaign.paused", "campaign.closed", "endpoint.tested")


def upgrade() -> None:
    _know(*_TYPES, *_NEW, *_LAST)
    op.execute(
        "INSERT INTO event_mark (source, last_id) "
        "SELECT 'dispute_event', COALESCE(MAX(id), 0) FROM dispute_event"
    )


def downgrade() -> None:
    op.execute("DELETE FROM event_mark WHERE source = 'dispute_event'")
    named = f"SELECT id FROM outbound_event WHERE type IN ({_listed(_NEW)})"  # noqa: S608  (ours)
    op.execute(f"DELETE FROM event_call WHERE event_id IN ({named})")  # noqa: S608
    op.execute(f"DELETE FROM outbound_event WHERE type IN ({_listed(_NEW)})")  # noqa: S608
    _know(*_TYPES, *_LAST)


def _know(*types: str) -> None:
    name = op.f("ck_outbound_event_type_known")
    with op.batch_alter_table("outbound_event") as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"type IN ({_listed(types)})")


def _listed(types: tuple[str, ...]) -> str:
    return ", ".join(map(repr, types))
