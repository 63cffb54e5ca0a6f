"""What a notice changes in its chat is a delivery of a class of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"
# Theirs is no priority that older ones walk along. One that a dead process had in hand they cannot
# read: what was being sent is recovered by a newer one.
oldest_reader = "0068"

_CLASSES = ("transactional", "reminder", "broadcast")
_MORE = (*_CLASSES, "follow_up")


def upgrade() -> None:
    _know(_CLASSES, _MORE)


def downgrade() -> None:
    """What still follows is lost: no older version could do it. A card catches up when opened."""
    op.execute("DELETE FROM delivery WHERE class = 'follow_up'")
    _know(_MORE, _CLASSES)


def _know(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Never by a copy: it may be a table of millions."""
    if op.get_bind().dialect.name == "sqlite":
        return _reword(_check(before), _check(after))
    name = op.f("ck_delivery_class_known")
    op.drop_constraint(name, "delivery", type_="check")
    op.create_check_constraint(name, "delivery", _check(after))
    return None


def _check(classes: tuple[str, ...]) -> str:
    quoted = ", ".join(f"'{each}'" for each in classes)
    return f"class IN ({quoted})"


def _reword(before: str, after: str) -> None:
    """As https://www.sqlite.org/lang_altertable.html has it for what changes no row."""
    conn = op.get_bind()
    version = conn.exec_driver_sql("PRAGMA schema_version").scalar_one()
    conn.exec_driver_sql("PRAGMA writable_schema = ON")
    changed = conn.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :before, :after) "
            "WHERE type = 'table' AND name = 'delivery' AND instr(sql, :before)"
        ),
        {"before": before, "after": after},
    )
    assert changed.rowcount == 1, "the table is not as it was made"
    conn.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    conn.exec_driver_sql("PRAGMA writable_schema = OFF")
