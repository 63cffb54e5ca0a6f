"""Works by the thousand under terms of every kind, read and told of by the die; no test is here."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from domain import pricing
from domain.assignment import AssignmentStatus
from domain.checkpoints import Stage, first_cutoff
from domain.due_work import BEGINNING
from domain.pot_windows import span_at
from domain.terms import Interaction, Method, MissingData, Terms
from services import parts, pots, settlements
from storage import assignments, budgets, pot_windows
from storage.tables.campaigns import campaign, task
from storage.tables.conversions import conversion
from storage.tables.metrics import import_batch, metric_snapshot
from storage.tables.work import assignment, post, submission
from tests.agreements import agreed
from tests.world import NOW, CreatorFixture, World, creator, live_campaign

DAYS: Final = (8, 16, 31, 46)
"""After publication: what came by then is settled as far as it is due."""
_DAY: Final = timedelta(days=1)
_CREATORS: Final = 10  # of a campaign: each has two works, one of each of its tasks
WORKS_EACH: Final = 2 * _CREATORS
_SOURCES: Final = ("tracking", "creator", "screenshot", "coordinator", "platform", "platform")


@dataclass(frozen=True, slots=True)
class Work:
    """All its rows have its own id."""

    id: int
    task_id: int
    terms_id: int
    campaign_id: int
    maker: CreatorFixture
    terms: Terms


class ManyWorks:
    """Of that many campaigns, all published at NOW; each read `readings` times."""

    def __init__(self, world: World, campaigns: int, readings: int, seed: int) -> None:
        self.world = world
        self._chance = random.Random(seed)
        self._readings = readings
        self._batch_id = world.do(_batch)
        self._snapshot_ids = count(1)
        self._news: list[dict[str, Any]] = []  # on its way
        makers = [world.do(creator) for _ in range(3 * _CREATORS)]
        methods = list(Method)
        self.works = [
            work
            for number in range(campaigns)
            for work in world.do(self._open, methods[number % len(methods)], makers)
        ]

    def live_on(self) -> None:
        """Wave after wave comes in, and what is due is settled."""
        before = 0
        for days in DAYS:
            now = NOW + days * _DAY
            self._hear(before, days, now - timedelta(hours=1))
            self.world.do(pots.split_ready, now=now)
            while self.world.do(_settle_page, now=now):
                pass
            before = days

    def _open(self, conn: Connection, method: Method, makers: list[CreatorFixture]) -> list[Work]:
        chance = self._chance
        terms = agreed(chance, method, WORKS_EACH)
        if terms.pot_minor:  # all its works are settled by what they were weighed by
            terms = replace(terms, missing=MissingData.FLOOR)
        opened = live_campaign(conn, slots=WORKS_EACH, agreed=terms, now=NOW - 40 * _DAY)
        other = live_campaign_task(conn, opened.task_id)
        caps = {"cap_minor": chance.choice([0, 0, 0, 3 * terms.cap_minor])}
        reserve = pricing.reserve_minor(terms, WORKS_EACH)
        needed = max(reserve * WORKS_EACH, terms.pot_minor)
        if terms.pot_days:
            needed = WORKS_EACH * terms.pot_minor
        conn.execute(update(task).where(task.c.id == opened.task_id).values(caps))
        conn.execute(
            update(campaign)
            .where(campaign.c.id == opened.campaign_id)
            .values(
                reserved_minor=reserve * WORKS_EACH,
                budget_minor=needed,
            )
        )
        works = [
            Work(0, task_id, opened.terms_id, opened.campaign_id, maker, terms)
            for task_id in (opened.task_id, other)
            for maker in chance.sample(makers, _CREATORS)
        ]
        return [_approved(conn, work, reserve, self._claimed_at(conn, work)) for work in works]

    def _claimed_at(self, conn: Connection, work: Work) -> datetime:
        """At NOW, or in any of the windows before it, which reserves its pot with the first one."""
        if not work.terms.pot_days:
            return NOW
        at = NOW - timedelta(hours=self._chance.randrange(24 * 30))
        span = span_at(NOW - 41 * _DAY, work.terms.pot_days, at)
        if pot_windows.open_with(conn, work.terms_id, span, work.terms.pot_minor, at):
            budgets.reserve(conn, work.campaign_id, work.terms.pot_minor)()
        return at

    def _hear(self, after: int, until: int, received_at: datetime) -> None:
        """Of each work a part of what comes of it; what comes too late is marked as late."""
        fixed = set(self.world.do(_fixed_works))
        share = (until - after) / DAYS[-1]
        for some in _pages(self.works, 500):
            readings = [
                row
                for work in some
                for row in self._readings_of(work, share, after, until, received_at, fixed)
            ]
            self._news += [row for work in some for row in self._news_of(work, until, received_at)]
            self.world.do(_append, readings, self._arrived(received_at))

    def _arrived(self, by: datetime) -> list[dict[str, Any]]:
        """What has been on its way long enough."""
        arrived = [each for each in self._news if each["received_at"] <= by]
        self._news = [each for each in self._news if each["received_at"] > by]
        return arrived

    def _readings_of(
        self,
        work: Work,
        share: float,
        after: int,
        until: int,
        received_at: datetime,
        fixed: set[int],
    ) -> Iterator[dict[str, Any]]:
        """Some are of long ago, some of one moment from several sources; counts also fall."""
        chance, moments = self._chance, set[tuple[datetime, str]]()
        while len(moments) < round(self._readings * share):
            hours = chance.randrange(24 * max(0, after - 5), 24 * until - 1)
            moments.add((NOW + timedelta(hours=hours), chance.choice(_SOURCES)))
        for at, source in sorted(moments):
            counts = {
                name.value: chance.choice([None, chance.randrange(900)]) for name in Interaction
            }
            yield {
                "id": next(self._snapshot_ids),
                "post_id": work.id,
                "source": source,
                # A wave overlaps with the one before it: no moment of a source comes twice.
                "observed_at": at + timedelta(seconds=until),
                "received_at": received_at,
                "late": work.id in fixed,
                **counts,
            }

    def _news_of(self, work: Work, until: int, received_at: datetime) -> Iterator[dict[str, Any]]:
        """Refunds may come before what they refund, or long after."""
        if not work.terms.is_attributed:
            return
        chance = self._chance
        for number in range(3):
            value = chance.choice([0, chance.randrange(1, 20_000)])
            basics = {
                "partner": chance.choice(["shop", "app"]),
                "conversion_id": f"{work.id}-{until}-{number}",
                "post_id": work.id,
                "kind": "order" if value else "action",
                "amount_minor": value,
                "currency": "CNY",
                "occurred_at": NOW + timedelta(hours=chance.randrange(-9, 24 * until)),
                "batch_id": self._batch_id,
            }
            came = [("approved", 0)] if chance.random() < 0.9 else []
            came += [("refunded", value // 3 + bool(value))] if chance.random() < 0.3 else []
            came += [("refunded", value)] if chance.random() < 0.1 or not came else []
            for status, refunded_minor in dict.fromkeys(came):
                later = timedelta(hours=chance.choice([0, 0, 90, 300]))
                yield basics | {
                    "status": status,
                    "refunded_minor": refunded_minor,
                    "received_at": received_at + later,
                }


def _batch(conn: Connection) -> int:
    values = {
        "name": "the die",
        "sha256": "",
        "source": "platform",
        "new_rows": 0,
        "repeated_rows": 0,
        "refused_rows": 0,
        "imported_at": NOW,
    }
    made: int = conn.execute(
        insert(import_batch).values(values).returning(import_batch.c.id)
    ).scalar_one()
    return made


def live_campaign_task(conn: Connection, like: int) -> int:
    """Another task of the same campaign."""
    row = dict(conn.execute(select(task).where(task.c.id == like)).one()._mapping)
    row |= {"id": None, "key": f"{row['key']}-2"}
    del row["id"]
    done = {"slots": WORKS_EACH // 2, "free": 0, "held": 0, "done": WORKS_EACH // 2}
    made: int = conn.execute(insert(task).values(row | done).returning(task.c.id)).scalar_one()
    conn.execute(update(task).where(task.c.id == like).values(done))
    return made


def _approved(conn: Connection, work: Work, reserve: int, claimed_at: datetime) -> Work:
    """With what its stages pay as soon as it is approved."""
    row = {
        "task_id": work.task_id,
        "account_id": work.maker.account_id,
        "person_id": work.maker.actor.person_id,
        "terms_id": work.terms_id,
        "status": AssignmentStatus.APPROVED,
        "reserved_minor": reserve,
        "claimed_at": claimed_at,
        "due_at": NOW,
        "approved_at": NOW,
        "cutoff_at": NOW + timedelta(days=work.terms.cutoff_days),
        "settle_at": first_cutoff(work.terms, NOW),
        "retained_until": NOW + 90 * _DAY,
    }
    made: int = conn.execute(insert(assignment).values(row).returning(assignment.c.id)).scalar_one()
    of_post = {
        "id": made,
        "platform": "douyin",
        "post_key": f"74{made:017}",
        "url": f"https://www.douyin.com/video/74{made:017}",
        "assignment_id": made,
        "first_seen_at": NOW,
    }
    conn.execute(insert(post).values(of_post))
    handed_in = {"assignment_id": made, "post_id": made, "given": "", "at": NOW}
    conn.execute(insert(submission).values(handed_in))
    for stage in Stage:
        facts = assignments.facts(conn, made)
        assert facts is not None
        parts.pay_stage(conn, facts, work.terms, "听书", stage, now=NOW)
    return Work(made, work.task_id, work.terms_id, work.campaign_id, work.maker, work.terms)


def _fixed_works(conn: Connection) -> list[int]:
    settled = assignment.c.status == AssignmentStatus.SETTLED
    return list(conn.execute(select(assignment.c.id).where(settled)).scalars())


def _append(conn: Connection, readings: list[Any], news: list[Any]) -> None:
    conn.execute(insert(metric_snapshot), readings)
    if news:
        conn.execute(insert(conversion), news)


def _settle_page(conn: Connection, *, now: datetime) -> int:
    """As the clock does it: a page in one unit."""
    found = settlements.due(conn, BEGINNING, most=200, now=now)
    return len(settlements.settle_all(conn, [each for _, each in found], now=now))


def _pages(works: list[Work], size: int) -> Iterator[list[Work]]:
    return (works[start : start + size] for start in range(0, len(works), size))
