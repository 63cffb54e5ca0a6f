"""What a million creators have done: works, money, a broadcast; and the segments that ask of it."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, create_engine, text

from benchmarks import world
from benchmarks.due_works import moment
from benchmarks.world import TASKS
from storage.migrate import sync_url

# Of ten creators six claimed, two of them twice; four have money, half of all had the broadcast.
SEGMENTS: Final = (
    "claimed:90d",
    "-claimed:ever",
    "campaign:any",
    "-campaign:1",
    "delivered:any",
    "-delivered:any",
    "settled:cny/100..",
    "settled:cny/..50",
    "settled:cny/100..200/90d",
    "approved:2..",
    "-missed:1..",
    "accounts:2..",
    "sent:1",
    "-sent:1",
    "sent:1 -tapped:1",
)
_WORKS: Final = f"""
INSERT INTO assignment (task_id, account_id, person_id, terms_id, status, reserved_minor,
  claimed_at, due_at, retained_until)
SELECT t.id, p.id, p.id, t.terms_id,
  CASE WHEN p.id % 1000 = 1 THEN 'void' WHEN p.id % 10 < 4 THEN 'settled' ELSE 'expired' END, 0,
  :claimed_at, :claimed_at, :claimed_at
FROM person AS p JOIN task AS t ON t.id = (p.id + :number) % {TASKS} + 1
WHERE p.id % 10 < :tenths AND p.id % 30 = :day
"""
_MONEY: Final = """
INSERT INTO settlement (assignment_id, checkpoint, terms_id, person_id, campaign_id, amount_minor,
  currency, lines, settled_at, payable_at, matured_at)
SELECT a.id, 'final', a.terms_id, a.person_id, 1, 500 + a.person_id * 7919 % 20000,
  'CNY', '[]', a.claimed_at, a.claimed_at, a.claimed_at
FROM assignment AS a WHERE a.status IN ('settled', 'void')
"""
_BROADCAST: Final = """
INSERT INTO broadcast (id, status, title, body, created_by, created_at)
VALUES (1, 'done', 'Spring tea', '{}', 1, :at)
"""
_HAD_IT: Final = """
INSERT INTO delivery (person_id, class, kind, facts, dedupe_key, broadcast_id, status, priority,
  due_at, message_id, queued_at, ended_at)
SELECT p.id, 'broadcast', 'broadcast', '{}', 'past:' || p.id, 1,
  CASE WHEN p.id % 20 = 0 THEN 'dead' ELSE 'sent' END, 0, :at,
  CASE WHEN p.id % 20 = 0 THEN NULL ELSE p.id END, :at, :at
FROM person AS p WHERE p.id % 2 = 0
"""
_TAPPED: Final = """
INSERT INTO broadcast_response (broadcast_id, person_id, kind, at)
SELECT 1, p.id, 'tapped', :at FROM person AS p WHERE p.id % 20 = 2
"""


def fill(url: str, creators: int, now: datetime) -> None:
    """Works of 300 days, a tenth of them in each thirty; the broadcast went yesterday."""
    engine = create_engine(sync_url(url))
    with engine.begin() as conn:
        world.launch(conn, creators, now)
        _work(conn, now)
        conn.execute(text(_MONEY))
        for statement in (_BROADCAST, _HAD_IT, _TAPPED):
            conn.execute(text(statement), {"at": moment(conn, now - timedelta(days=1))})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"))
    engine.dispose()


def _work(conn: Connection, now: datetime) -> None:
    for number, tenths in enumerate((6, 2)):
        for day in range(30):
            at: Any = moment(conn, now - timedelta(days=10 * day + number + 1))
            values = {"number": number, "tenths": tenths, "day": day, "claimed_at": at}
            conn.execute(text(_WORKS), values)
