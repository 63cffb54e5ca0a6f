"""A ledger of a million entries with all that it follows from, and how long proving it takes."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, create_engine, func, insert, select, update

from benchmarks import world
from benchmarks.figure import Figure
from benchmarks.stage import scratch
from domain import pricing
from domain.basis import Basis
from domain.ledger import Owed
from domain.metrics import MetricSnapshot, PostMetrics
from domain.payee import PayeeKind
from domain.payout import BatchStatus, PayoutEventKind, PayoutStatus
from domain.payout_file import digest
from domain.terms import Interaction, Method, Source, Terms
from services import ledger
from storage import ledger as chain
from storage import payout_events, payouts, price_lines
from storage import terms as stored_terms
from storage.migrate import sync_url
from storage.tables import campaigns
from storage.tables.metrics import metric_snapshot
from storage.tables.money import ledger_entry, payout, payout_batch, settlement
from storage.tables.work import assignment, post, submission
from tools.postgres import postgres

K = PayoutEventKind
CREATORS: Final = 20_000
WORKS: Final = 230_000  # each settled and matured, and each creator paid once: a million entries
_AT_ONCE: Final = 10_000
_BEGAN: Final = datetime(2026, 1, 5, tzinfo=UTC)
_PUBLISHED: Final = _BEGAN + timedelta(days=1)
_CUT_OFF: Final = _PUBLISHED + timedelta(days=7)
_SETTLED: Final = _CUT_OFF + timedelta(hours=1)
_MATURED: Final = _SETTLED + timedelta(days=3)
_PAID: Final = _MATURED + timedelta(days=4)
_CREATOR_CAP_MINOR: Final = 10_000_000  # high: every room is worked out, none cuts an amount
_COUNTED: Final = (Interaction.LIKES, Interaction.COMMENTS)


def on_sqlite() -> Iterator[Figure]:
    """Issue: under a minute on one core, memory bounded."""
    with scratch() as name:
        yield from _figures("verify", world.fresh_sqlite(Path(name)))


def on_postgresql() -> Iterator[Figure]:
    with postgres() as server:
        yield from _figures("verify-pg", server.url(server.create_database()))


def _figures(bench: str, url: str) -> Iterator[Figure]:
    entries = _fill(url)
    seconds, megabytes = _verified(url)
    yield Figure(bench, round(seconds, 1), None, "", None, f"s for {entries} entries", 1)
    yield Figure(f"{bench}_memory", round(megabytes), None, "", None, "MB", 1)


_VERIFY: Final = """
import os, resource, sys, time
os.sched_setaffinity(0, {1})
from sqlalchemy import create_engine
from services import verify
from storage.migrate import sync_url
engine = create_engine(sync_url(sys.argv[1]))
began = time.perf_counter()
with engine.connect() as conn:
    found = verify.problems(conn)
assert found == [], found[:5]
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def _verified(url: str) -> tuple[float, float]:
    """Seconds and the most megabytes, of a process of its own on one core."""
    run = subprocess.run(
        [sys.executable, "-c", _VERIFY, url], capture_output=True, text=True, check=False
    )
    if run.returncode != 0:
        raise RuntimeError(run.stderr[-2000:])
    seconds, megabytes = map(float, run.stdout.split())
    return seconds, megabytes


def _fill(url: str) -> int:
    """How many entries the ledger has."""
    world.fill(url, CREATORS, world.TASKS * CREATORS)
    engine = create_engine(sync_url(url))
    with engine.begin() as conn:
        agreed, terms_id = _measured_terms(conn)
        earned: Counter[int] = Counter()
        for first in range(0, WORKS, _AT_ONCE):
            numbers = range(first, min(first + _AT_ONCE, WORKS))
            _settle(conn, [_Work(number, agreed, terms_id, earned) for number in numbers])
        _pay(conn)
        _square(conn)
        entries = conn.execute(select(func.count()).select_from(ledger_entry)).scalar_one()
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.exec_driver_sql("ANALYZE")
    engine.dispose()
    return int(entries)


def _measured_terms(conn: Connection) -> tuple[Terms, int]:
    """The campaign's terms, paid by interactions."""
    counted = {
        "method": Method.CPE,
        "flat_minor": 500,
        "rate_per_mille_minor": 12_345,
        "cap_minor": 2_000,
        "creator_cap_minor": _CREATOR_CAP_MINOR,
        "counted": [each.value for each in _COUNTED],
        "weakest_source": Source.COORDINATOR,
    }
    conn.execute(update(campaigns.terms).values(counted))
    terms_id = conn.execute(select(campaigns.terms.c.id)).scalar_one()
    agreed = stored_terms.by_id(conn, terms_id)
    assert agreed is not None
    return agreed, terms_id


def _settle(conn: Connection, works: list["_Work"]) -> None:
    for table in (assignment, post, submission, metric_snapshot, settlement):
        conn.execute(insert(table), [each.row(table) for each in works])
    paying = [each for each in works if each.owed.amount_minor]
    settled = (ledger.settled(each.id, "final", 1, each.owed, at=_SETTLED) for each in paying)
    chain.post(conn, list(settled))
    chain.post(conn, [ledger.matured(each.id, each.owed, at=_MATURED) for each in paying])


class _Work:
    """One settled work: all its rows have the same id.

    Number n is creator n mod CREATORS on one task after the other; `earned` by them so far.
    """

    def __init__(self, number: int, agreed: Terms, terms_id: int, earned: Counter[int]) -> None:
        self.id = number + 1
        self.person_id = number % CREATORS + 1
        self.task_id = number // CREATORS + 1
        self.counts = PostMetrics(likes=number * 7 % 140, shares=1, saves=2, comments=number % 9)
        read_at = _CUT_OFF - timedelta(hours=1)
        reading = MetricSnapshot(self.id, Source.PLATFORM, read_at, read_at, self.counts)
        priced = pricing.price(agreed, Basis(reading))
        self.owed = Owed(self.person_id, priced.amount_minor, "CNY")
        room_minor = _CREATOR_CAP_MINOR - earned[self.person_id]
        earned[self.person_id] += priced.amount_minor
        self._rows: dict[str, dict[str, Any]] = {
            "assignment": {
                "task_id": self.task_id,
                "account_id": self.person_id,
                "person_id": self.person_id,
                "terms_id": terms_id,
                "status": "settled",
                "reserved_minor": 0,
                "claimed_at": _BEGAN,
                "due_at": _BEGAN + timedelta(days=3),
                "approved_at": _PUBLISHED,
                "cutoff_at": _CUT_OFF,
                "retained_until": _BEGAN + timedelta(days=30),
                "ended_at": _SETTLED,
            },
            "post": {
                "platform": "douyin",
                "post_key": f"{7_300_000_000_000_000_000 + number}",
                "url": f"https://www.douyin.com/video/{7_300_000_000_000_000_000 + number}",
                "assignment_id": self.id,
                "first_seen_at": _PUBLISHED,
            },
            "submission": {
                "assignment_id": self.id,
                "post_id": self.id,
                "given": "",
                "at": _PUBLISHED,
            },
            "metric_snapshot": {
                "post_id": self.id,
                "source": Source.PLATFORM,
                "observed_at": read_at,
                "received_at": read_at,
                "likes": self.counts.likes,
                "shares": self.counts.shares,
                "saves": self.counts.saves,
                "comments": self.counts.comments,
            },
            "settlement": {
                "assignment_id": self.id,
                "checkpoint": "final",
                "terms_id": terms_id,
                "post_id": self.id,
                "snapshot_id": self.id,
                "person_id": self.person_id,
                "campaign_id": 1,
                "room_minor": room_minor,
                "amount_minor": priced.amount_minor,
                "currency": "CNY",
                "lines": price_lines.to_json(priced.lines),
                "settled_at": _SETTLED,
                "payable_at": _MATURED,
                "matured_at": _MATURED,
            },
        }

    def row(self, table: Table) -> dict[str, Any]:
        return {"id": self.id, **self._rows[table.name]}


def _pay(conn: Connection) -> None:
    """Each creator once what is payable, in batches that two others prepared and approved."""
    sums = select(settlement.c.person_id, func.sum(settlement.c.amount_minor))
    rows = conn.execute(sums.group_by(settlement.c.person_id).order_by(settlement.c.person_id))
    items = [(number, Owed(row[0], int(row[1]), "CNY")) for number, row in enumerate(rows, 1)]
    for number, first in enumerate(range(0, len(items), _AT_ONCE), 1):
        some = items[first : first + _AT_ONCE]
        mine, theirs = items[first][1].person_id, items[first - 1][1].person_id
        conn.execute(insert(payout_batch), _batch(number, prepared_by=mine, approved_by=theirs))
        payout_events.note(conn, number, K.APPROVED, theirs, len(some), now=_PAID)
        conn.execute(insert(payout), [_payout(number, each, owed) for each, owed in some])
        payouts.freeze(conn, number, digest(payouts.items(conn, number)))
        chain.post(conn, [ledger.sent(each, owed, at=_PAID) for each, owed in some])
        chain.post(conn, [ledger.paid(each, owed, at=_PAID) for each, owed in some])


def _batch(number: int, **staff: int) -> dict[str, Any]:
    return {
        "id": number,
        "status": BatchStatus.DONE,
        "currency": "CNY",
        "prepared_at": _PAID,
        "approved_at": _PAID,
        "exported_at": _PAID,
        "sha256": "",
        **staff,
    }


def _payout(batch_id: int, payout_id: int, owed: Owed) -> dict[str, Any]:
    return {
        "id": payout_id,
        "batch_id": batch_id,
        "person_id": owed.person_id,
        "amount_minor": owed.amount_minor,
        "currency": "CNY",
        "status": PayoutStatus.PAID,
        "reference": f"KOC-{batch_id}-{payout_id}",
        "method": "alipay",
        "kind": PayeeKind.INDIVIDUAL,
        "stamp": "stamp",
        "sealed": "sealed",
        "masked": "138****0000",
        "answered_at": _PAID,
    }


def _square(conn: Connection) -> None:
    """Slots and budget as so much work leaves them."""
    done = (
        select(func.count())
        .where(assignment.c.task_id == campaigns.task.c.id)
        .correlate(campaigns.task)
        .scalar_subquery()
    )
    conn.execute(
        update(campaigns.task).values(done=done, free=campaigns.task.c.slots - done, held=0)
    )
    earned = select(func.sum(settlement.c.amount_minor)).scalar_subquery()
    conn.execute(update(campaigns.campaign).values(earned_minor=earned, reserved_minor=0))
