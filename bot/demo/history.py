"""The days lived before the demo begins, by the same services and at their simulated times."""

import csv
import io
import random
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.demo import life, promotion, stage
from bot.demo.cast import FINANCE, OWNER, VETERAN
from domain.due_work import BEGINNING
from domain.errors import Refusal
from domain.risk.cases import RiskRules
from services import (
    bank_results,
    payout_files,
    payouts,
    reminders,
    reviews,
    risk,
    settlement_runs,
    settlements,
    submissions,
)
from services.seam import Database
from services.vault import Vault
from storage import deliveries, explanations, metrics, people, posts
from storage.posts import WatchedPost

PAYDAY: Final = stage.DAYS_LIVED - 1  # of the lived days
DILIGENCE: Final = 3  # May does as much as three others
FORGOTTEN_FROM: Final = timedelta(days=9)  # before the demo begins: cut-offs are over by then
FORGOTTEN_UNTIL: Final = timedelta(days=6)
MOST_FORGOTTEN: Final = 2
LATELY: Final = timedelta(days=2)
PROMOTED: Final = timedelta(days=3)  # before the demo begins, or within the day after
LEFT_OUT_BECAUSE: Final = "这条的数据正在和平台核对"
HOLIDAY: Final = timedelta(days=5)  # then she rests, so that something is left for her to claim


async def live(db: Database, vault: Vault, *, now: datetime) -> None:
    """From DAYS_LIVED ago until `now`, one unit of work for every three hours."""
    rng = random.Random(20260102)  # noqa: S311  (a story, not a secret)
    moment = now - timedelta(days=stage.DAYS_LIVED)
    await db.write(stage.build, vault, rng, now=moment)
    payday = moment + timedelta(days=PAYDAY)
    unread: frozenset[int] = frozenset()
    promoted = False
    while moment < now:
        if FORGOTTEN_UNTIL < now - moment < FORGOTTEN_FROM:
            unread |= await db.write(_lose_readings, unread, now=moment)
        if now - moment < LATELY:
            await db.write(_leave_one_out, now=moment)
        await db.write(_moment, rng, moment, unread)
        if now - moment > HOLIDAY:
            await db.write(_be_diligent, rng, moment)
        if not promoted and now - moment < PROMOTED and promotion.is_the_time(moment):
            await db.write(_promote, now=moment)
            promoted = True
        if payday <= moment < payday + life.STEP:
            await db.write(_pay, vault, now=moment)
        moment += life.STEP
    await db.write(_give_the_veteran_work, rng, now=now)
    await db.write(_see_something_odd, now=now)
    await db.write(_tell, now=now)


def _tell(conn: Connection, *, now: datetime) -> None:
    """What waits was told long ago."""
    deliveries.cancel_all(conn, "told before the demo began", now)


def _promote(conn: Connection, *, now: datetime) -> None:
    """Nothing else waits, so that all that is taken is the broadcast's."""
    _tell(conn, now=now)
    promotion.send(conn, now=now)


def _moment(conn: Connection, rng: random.Random, now: datetime, unread: frozenset[int]) -> None:
    life.step(conn, rng, now=now, unread=unread)
    for _, reminder_id in reminders.due(conn, BEGINNING, most=10_000, now=now):
        reminders.queue_due(conn, reminder_id, now=now)
    reviews.approve_overdue(conn, now=now, most=1000)
    settlements.settle_due(conn, now=now, most=1000)
    settlements.mature_due(conn, now=now, most=1000)


def _lose_readings(conn: Connection, unread: frozenset[int], *, now: datetime) -> frozenset[int]:
    """Posts paid by counts that nobody has told of yet, and nobody will: finance sees them wait."""
    may = stage.actor(conn, VETERAN, now=now)
    found = [post for post in posts.watched(conn, now) if post.person_id != may.person_id]
    read = metrics.counting(conn, [post.post_id for post in found])
    new = [post for post in found if not read.get(post.post_id) and _is_counted(conn, post)]
    others = [post.post_id for post in new if post.post_id not in unread]
    return frozenset(others[: MOST_FORGOTTEN - len(unread)])


def _is_counted(conn: Connection, post: WatchedPost) -> bool:
    work = explanations.work(conn, post.assignment_id)
    return work is not None and work.terms.is_measured


def _leave_one_out(conn: Connection, *, now: datetime) -> None:
    """Finance asks its partner of one amount before it is settled; the first one that is due."""
    finance = stage.actor(conn, FINANCE, now=now)
    run = settlement_runs.look(conn, finance, now=now)
    if run.parts and not any(each.left_out for each in run.waiting):
        number = run.parts[0].assignment_id
        settlement_runs.leave_out(conn, finance, number, LEFT_OUT_BECAUSE, now=now)


def _be_diligent(conn: Connection, rng: random.Random, now: datetime) -> None:
    for _ in range(DILIGENCE):
        life.attempt(conn, lambda: life.act(conn, VETERAN, rng, now=now))


def _pay(conn: Connection, vault: Vault, *, now: datetime) -> None:
    """Finance prepares, the owner approves, the bank pays all but one."""
    finance = stage.actor(conn, FINANCE, now=now)
    owner = stage.actor(conn, OWNER, now=now)
    try:
        people = payouts.next_people(conn, finance, "CNY", now=now)
        batch_id = payouts.prepare(conn, finance, "CNY", people, now=now)
    except Refusal:
        return  # nothing has matured yet
    payouts.approve(conn, owner, batch_id, now=now)
    file = payout_files.export(conn, finance, vault, batch_id, now=now)
    answer = _bank_answer(file.content)
    trial = bank_results.hand_in(conn, finance, "bank-results.csv", answer, now=now)
    bank_results.confirm(conn, finance, trial.upload_id, now=now)


def _bank_answer(payment_file: bytes) -> bytes:
    rows = list(csv.DictReader(io.StringIO(payment_file.decode("utf-8-sig"))))
    answer = io.StringIO()
    out = csv.writer(answer)
    out.writerow(("reference", "result", "reason"))
    for at, row in enumerate(rows):
        failed = len(rows) > 2 and at == 1
        out.writerow((row["reference"], *(("failed", "账号不存在") if failed else ("paid", ""))))
    return answer.getvalue().encode("utf-8-sig")


def _see_something_odd(conn: Connection, *, now: datetime) -> None:
    """One open risk case, about the work of somebody nobody plays; the clock looks at the rest."""
    may = stage.actor(conn, VETERAN, now=now)
    others = [post for post in posts.watched(conn, now) if post.person_id != may.person_id]
    if others:
        life.measure_oddly(conn, others[0], now=now)
        while risk.gather(conn, now=now):
            pass
        risk.look(conn, others[0].assignment_id, rules=RiskRules(), now=now)


def _give_the_veteran_work(conn: Connection, rng: random.Random, *, now: datetime) -> None:
    """May holds work at every stage, so that her chat shows what a creator's day looks like."""
    may = stage.actor(conn, VETERAN, now=now)
    people.saw(conn, may.person_id, now)
    for hours_ago in (30, 20, 5):
        at = now - timedelta(hours=hours_ago)
        life.attempt(conn, lambda at=at: life.claim(conn, may, rng, now=at))  # type: ignore[misc]
    waiting = submissions.waiting(conn, may, now=now)
    if waiting:
        work = waiting[0]
        life.attempt(conn, lambda: life.hand_in(conn, may, work, rng, now=now))
