"""The peer of `settle`: SQL alone that picks, prices and writes the same rows; nothing is chained.

It knows one kind of terms, asks nothing twice and holds the lock all the while.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, create_engine, event, text

from benchmarks.due_works import (
    CAP_MINOR,
    FLAT_MINOR,
    FLOOR_MINOR,
    HOLD_DAYS,
    RATE_PER_MILLE_MINOR,
    moment,
)
from storage.migrate import sync_url

_HASH: Final = {
    "sqlite": "lower(hex(randomblob(32)))",
    "postgresql": "sha256(d.id::text::bytea)::text",
}
_PICK: Final = """
CREATE TEMPORARY TABLE due AS
SELECT a.id, a.person_id, a.terms_id, t.campaign_id, t.title, c.currency, r.post_id,
  s.id AS reading, r.last, s.likes, s.comments, s.likes + s.comments AS counted,
  ((s.likes + s.comments) * {rate} + 500) / 1000 AS earned, 0 AS amount
FROM assignment AS a JOIN task AS t ON t.id = a.task_id JOIN campaign AS c ON c.id = t.campaign_id
JOIN post AS p ON p.assignment_id = a.id
JOIN (
  SELECT post_id, max(id) AS last,
    max(CASE WHEN source IN ('coordinator', 'platform') AND observed_at <= :cutoff_at
        THEN observed_at END) AS at
  FROM metric_snapshot GROUP BY post_id
) AS r ON r.post_id = p.id
JOIN metric_snapshot AS s ON s.post_id = r.post_id AND s.observed_at = r.at
WHERE a.status = 'approved' AND a.settle_at <= :now
"""
_PRICE: Final = """
UPDATE due SET amount = CASE WHEN {flat} + earned > {cap} THEN {cap}
  WHEN {flat} + earned < {floor} THEN {floor} ELSE {flat} + earned END
"""
_LINE: Final = (
    """'{{"kind": "{kind}", "quantity": 1, "rate_per_mille_minor": ' || (({of}) * 1000) || """
    """', "subtotal_minor": ' || ({of}) || ', "rounding_per_mille": 0, "counted": []}}'"""
)
_COUNTED: Final = """
'{{"kind": "interactions", "quantity": ' || d.counted || ', "rate_per_mille_minor": {rate}, ' ||
'"subtotal_minor": ' || d.earned || ', "rounding_per_mille": ' ||
(d.earned * 1000 - d.counted * {rate}) || ', "counted": [["likes", ' || d.likes ||
'], ["comments", ' || d.comments || ']]}}'
"""
_SETTLE: Final = """
INSERT INTO settlement (assignment_id, checkpoint, terms_id, post_id, snapshot_id, last_reading_id,
  last_news_id, room_minor, unheard, person_id, campaign_id, amount_minor, currency, lines,
  settled_at, payable_at)
SELECT d.id, 'final', d.terms_id, d.post_id, d.reading, d.last, 0, NULL, {no}, d.person_id,
  d.campaign_id, d.amount, d.currency, {json}, :now, :payable_at
FROM due AS d ORDER BY d.id
"""
_POST: Final = """
INSERT INTO posting (id, key, kind, currency, at, previous_hash, hash)
SELECT row_number() OVER (ORDER BY d.id), 'settle:' || d.id || '\\:final', 'settlement', d.currency,
  :now, '0000000000000000000000000000000000000000000000000000000000000000', substr({hash}, 1, 64)
FROM due AS d ORDER BY d.id
"""
_ENTER: Final = """
INSERT INTO ledger_entry (posting_id, account, owner_id, amount_minor, currency)
SELECT p.id, e.account, CASE WHEN e.sign < 0 THEN d.campaign_id ELSE d.person_id END,
  e.sign * d.amount, d.currency
FROM due AS d JOIN posting AS p ON p.key = 'settle:' || d.id || '\\:final'
CROSS JOIN (SELECT 'campaign_funds' AS account, -1 AS sign UNION ALL
  SELECT 'creator_pending', 1) AS e
ORDER BY p.id, e.sign
"""
_MOVE: Final = """
UPDATE assignment SET status = 'settled', reserved_minor = 0, revision = revision + 1
WHERE id IN (SELECT id FROM due)
"""
_AUDIT: Final = """
INSERT INTO assignment_event (assignment_id, status, reason, note, at)
SELECT d.id, 'settled', '', '', :now FROM due AS d ORDER BY d.id
"""
_TELL: Final = """
INSERT INTO delivery (person_id, class, kind, facts, dedupe_key, status, priority, due_at, problem,
  queued_at)
SELECT d.person_id, 'transactional', 'settled', {facts}, 'settled:' || d.id || '\\:final',
  'queued', 0, :now, '', :now
FROM due AS d ORDER BY d.id
"""
_FACTS: Final = """
'{{"assignment_id": ' || d.id || ', "title": "' || d.title || '", "checkpoint": "final", ' ||
'"amount_minor": ' || d.amount || ', "currency": "' || d.currency || '", "payable_at": "{at}"}}'
"""
_EARN: Final = """
UPDATE campaign SET reserved_minor = 0, earned_minor = (SELECT sum(amount) FROM due)
"""
_HEAD: Final = "INSERT INTO ledger_head (id, length, hash) SELECT 1, count(*), '' FROM due"


def settle(url: str, cutoff_at: datetime, now: datetime) -> None:
    """As durable as ours, in one transaction."""
    engine = create_engine(sync_url(url))
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def connected(connection: object, record: object) -> None:
            connection.execute("PRAGMA synchronous=FULL")  # type: ignore[attr-defined]
            connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[attr-defined]

    with engine.begin() as conn:
        payable_at = now + timedelta(days=HOLD_DAYS)
        values = {
            "cutoff_at": moment(conn, cutoff_at),
            "now": moment(conn, now),
            "payable_at": moment(conn, payable_at),
        }
        for statement in _statements(conn, payable_at):
            names = [each for each in values if f":{each}" in statement]
            conn.execute(text(statement), {each: values[each] for each in names})
    engine.dispose()


def _statements(conn: Connection, payable_at: datetime) -> list[str]:
    facts = _FACTS.format(at=payable_at.isoformat())
    lines = _lines()
    if conn.dialect.name == "postgresql":
        lines, facts = f"({lines})::json", f"({facts})::json"
    price = {"flat": FLAT_MINOR, "floor": FLOOR_MINOR, "cap": CAP_MINOR}
    return [
        _PICK.format(rate=RATE_PER_MILLE_MINOR),
        _PRICE.format(**price),
        _SETTLE.format(json=lines, no="0" if conn.dialect.name == "sqlite" else "false"),
        _POST.format(hash=_HASH[conn.dialect.name]),
        _ENTER,
        _MOVE,
        _AUDIT,
        _TELL.format(facts=facts),
        _EARN,
        _HEAD,
    ]


def _lines() -> str:
    """Flat and counted, and what floor or cap make of them."""
    flat = _LINE.format(kind="flat", of=FLAT_MINOR)
    sum_ = f"{FLAT_MINOR} + d.earned"
    floor = _LINE.format(kind="floor", of=f"{FLOOR_MINOR} - ({sum_})")
    cap = _LINE.format(kind="cap", of=f"{CAP_MINOR} - ({sum_})")
    bound = (
        f"CASE WHEN {sum_} < {FLOOR_MINOR} THEN ', ' || {floor} "
        f"WHEN {sum_} > {CAP_MINOR} THEN ', ' || {cap} ELSE '' END"
    )
    counted = _COUNTED.format(rate=RATE_PER_MILLE_MINOR)
    return f"'[' || {flat} || ', ' || {counted} || {bound} || ']'"
