"""The audit of an assignment is guarded like all else that is only ever appended."""

from alembic import op

revision = "0014"
down_revision = "0013"

_TABLE = "assignment_event"
_CHANGES = ("UPDATE OF assignment_id, status, actor_id, reason, at", "DELETE")


def upgrade() -> None:
    act = f"BEGIN SELECT RAISE(ABORT, '{_TABLE} is append-only'); END"
    if _is_postgresql():
        act = "FOR EACH ROW EXECUTE FUNCTION koc_refuse_change()"
    for change in _CHANGES:
        op.execute(f"CREATE TRIGGER {_name(change)} BEFORE {change} ON {_TABLE} {act}")


def downgrade() -> None:
    on = f" ON {_TABLE}" if _is_postgresql() else ""
    for change in _CHANGES:
        op.execute(f"DROP TRIGGER {_name(change)}{on}")


def _name(change: str) -> str:
    return f"{_TABLE}_no_{change.split(maxsplit=1)[0].lower()}"


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
