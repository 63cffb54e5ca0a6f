"""The one table of jobs: what is asked for, and how often; the rows say what is due."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from domain.checks.schedule import GRACE
from domain.due_work import DueWork
from domain.payout_rules import PLAIN, PayoutRules
from domain.receivable import RECOVERY_PERCENT
from domain.reminder_rules import USUAL, ReminderRules
from domain.retention import KEPT_DAYS
from domain.risk.cases import RiskRules
from scheduler import checks, events, forgetting, freezing, imports, material
from scheduler.due_items import Errand, work_off
from scheduler.events import Poster
from scheduler.pieces import Ending, never
from scheduler.turns import Outside
from services import (
    broadcasts,
    console,
    dispute_clocks,
    feeds,
    file_imports,
    host_pacing,
    kept_updates,
    limits,
    pauses,
    payout_calendar,
    pot_windows,
    pots,
    reminders,
    reviews,
    risk,
    risk_clocks,
    settlements,
    short_budgets,
    signed_api,
    tracking,
    updates,
    uploads,
)
from services import events as outbound
from services.seam import Database
from services.vault import Vault


@dataclass(frozen=True, slots=True)
class JobHouse:
    """What the process hands to every job."""

    db: Database
    now: Callable[[], datetime]
    outside: Outside | None = None  # without it no post is opened: a person looks
    grace: timedelta = GRACE  # to restore a post that is gone
    rules: RiskRules = RiskRules()  # noqa: RUF009  (frozen)
    payouts: PayoutRules = PLAIN
    recovery_percent: int = RECOVERY_PERCENT  # of each later settlement to what is owed
    poster: Poster | None = None  # without it partners are told nothing
    vault: Vault = field(default_factory=lambda: Vault(""))  # opens what signs for partners
    reminders: ReminderRules = USUAL
    kept: timedelta = timedelta(days=KEPT_DAYS)  # messages and reminders, once they have ended
    ending: Ending = never  # jobs of many pieces leave the rest to the next process


@dataclass(frozen=True, slots=True)
class Job:
    """`run` works off whatever is due, however long the process was away."""

    name: str
    every_seconds: int
    run: Callable[[JobHouse], Awaitable[object]]


async def once(house: JobHouse, service: Callable[..., int]) -> int:
    return await house.db.write(service, now=house.now())


async def oldest_forgotten(house: JobHouse, service: Callable[..., int]) -> int:
    return await forgetting.oldest(house.db, house.now, service)


async def one_by_one(house: JobHouse, errand: Errand) -> int:
    return await work_off(house.db, house.now, errand, house.ending)


async def imports_go_on(house: JobHouse) -> int:
    return await imports.go_on(house.db, house.now, house.ending)


async def posts_are_checked(house: JobHouse) -> int:
    if house.outside is None:
        return 0
    return await checks.look(house.db, house.now, house.outside, house.grace, house.rules)


async def audiences_frozen(house: JobHouse) -> int:
    return await freezing.go_on(house.db, house.now, house.ending)


async def broadcasts_cancelled(house: JobHouse) -> int:
    return await freezing.cancel(house.db, house.now, house.ending)


async def messages_forgotten(house: JobHouse) -> int:
    return await forgetting.messages(house.db, house.now, house.kept)


async def broadcasts_forgotten(house: JobHouse) -> int:
    return await forgetting.broadcasts(house.db, house.now, house.kept)


async def reminders_forgotten(house: JobHouse) -> int:
    return await forgetting.reminders(house.db, house.now, house.kept)


async def material_is_seen(house: JobHouse) -> int:
    if house.outside is None:
        return 0
    return await material.look(house.db, house.now, house.outside)


async def partners_told(house: JobHouse) -> int:
    if house.poster is None:
        return 0
    return await events.tell(house.db, house.now, house.vault, house.poster)


async def posts_looked_at(house: JobHouse) -> int:
    while await house.db.read(risk.is_behind):
        await house.db.write(risk.gather, now=house.now())
    look = partial(risk.look, rules=house.rules)
    return await one_by_one(house, Errand(DueWork.RISK_LOOK, risk.unseen, look, at_once=1))


async def payouts_proposed(house: JobHouse) -> int:
    return await once(house, partial(payout_calendar.propose, rules=house.payouts))


REMINDERS: Final = Errand(DueWork.REMINDER, reminders.due, reminders.queue_due)
APPROVALS: Final = Errand(DueWork.APPROVAL, reviews.overdue, reviews.approve_by_clock)
SETTLEMENTS: Final = Errand(
    DueWork.SETTLEMENT, settlements.due, settlements.settle, settlements.settle_all
)
MATURITIES: Final = Errand(DueWork.MATURITY, settlements.ripe, settlements.mature)
BROADCASTS: Final = Errand(DueWork.BROADCAST, broadcasts.sent_out, broadcasts.finish)
READINGS: Final = Errand(DueWork.READINGS, settlements.unmeasured, settlements.ask_for_readings)
CLICKS: Final = Errand(DueWork.CLICKS, tracking.due, tracking.record)
DIGESTS: Final = Errand(
    DueWork.DIGEST, reminders.without_digest, reminders.begin_digest, reminders.begin_digests
)
RISK_CLOCKS: Final = Errand(DueWork.RISK_CLOCK, risk_clocks.due, risk_clocks.go_on)
POTS: Final = Errand(DueWork.POT, pots.due, pots.split)
POT_WINDOWS: Final = Errand(DueWork.POT_WINDOW, pots.due_windows, pots.split_window)
WINDOW_LOOKS: Final = Errand(DueWork.WINDOW_LOOK, pot_windows.unseen, pot_windows.look)
SHORT_BUDGETS: Final = Errand(DueWork.SHORT_BUDGET, short_budgets.due, short_budgets.tell)
DISPUTE_CLOCKS: Final = Errand(DueWork.DISPUTE_CLOCK, dispute_clocks.due, dispute_clocks.go_on)


async def money_matures(house: JobHouse) -> int:
    mature = partial(settlements.mature, percent=house.recovery_percent)
    return await one_by_one(house, replace(MATURITIES, do=mature))


async def reminders_queued(house: JobHouse) -> int:
    queue = partial(reminders.queue_due, rules=house.reminders)
    return await one_by_one(house, replace(REMINDERS, do=queue))


async def readings_asked_for(house: JobHouse) -> int:
    ask = partial(settlements.ask_for_readings, rules=house.reminders)
    return await one_by_one(house, replace(READINGS, do=ask))


JOBS: Final = (
    Job("reminders", 5, reminders_queued),
    Job("auto-approval", 10, partial(one_by_one, errand=APPROVALS)),
    Job("posts looked at", 10, posts_looked_at),
    Job("risk clocks", 30, partial(one_by_one, errand=RISK_CLOCKS)),
    Job("pots split", 60, partial(one_by_one, errand=POTS)),
    Job("windows of pots split", 60, partial(one_by_one, errand=POT_WINDOWS)),
    Job("windows of pots looked at", 60, partial(one_by_one, errand=WINDOW_LOOKS)),
    Job("dispute clocks", 30, partial(one_by_one, errand=DISPUTE_CLOCKS)),
    Job("settlement", 15, partial(one_by_one, errand=SETTLEMENTS)),
    Job("maturity", 30, money_matures),
    Job("audiences frozen", 1, audiences_frozen),
    Job("broadcasts cancelled", 1, broadcasts_cancelled),
    Job("broadcasts sent out", 5, partial(one_by_one, errand=BROADCASTS)),
    Job("short budgets told of", 60, partial(one_by_one, errand=SHORT_BUDGETS)),
    Job("breaks ended", 60, partial(once, service=pauses.end_breaks)),
    Job("payouts proposed", 60, payouts_proposed),
    Job("readings asked for", 3_600, readings_asked_for),
    Job("feeds listened to", 3_600, partial(once, service=feeds.listen)),
    Job("clicks told of", 60, partial(one_by_one, errand=CLICKS)),
    Job("weekly digests", 300, partial(one_by_one, errand=DIGESTS)),
    Job("marks forgotten", 3_600, partial(oldest_forgotten, service=updates.forget)),
    Job("updates kept aside forgotten", 3_600, partial(once, service=kept_updates.forget)),
    Job("signed messages forgotten", 3_600, partial(oldest_forgotten, service=signed_api.forget)),
    Job("ways into the console forgotten", 3_600, partial(once, service=console.forget)),
    Job("uploads forgotten", 3_600, partial(once, service=uploads.forget)),
    Job("imports", 2, imports_go_on),
    Job("refused rows forgotten", 3_600, partial(oldest_forgotten, service=file_imports.forget)),
    Job("gates forgotten", 3_600, partial(once, service=limits.forget_open)),
    Job("posts checked", 5, posts_are_checked),
    Job("material seen", 60, material_is_seen),
    Job("partners told", 2, partners_told),
    Job("events forgotten", 3_600, partial(oldest_forgotten, service=outbound.forget)),
    Job("hosts forgotten", 3_600, partial(once, service=host_pacing.forget)),
    Job("messages forgotten", 3_600, messages_forgotten),
    Job("broadcasts forgotten", 3_600, broadcasts_forgotten),
    Job("reminders forgotten", 3_600, reminders_forgotten),
)
