"""Three items of each kind of due work, as they fall due, and what spoils one; no test is here."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from domain.assignment import AssignmentStatus
from domain.delivery import BroadcastStatus, ReminderKind, ReminderStatus
from domain.people import Role
from scheduler.due_items import Errand
from scheduler.jobs import (
    APPROVALS,
    BROADCASTS,
    DIGESTS,
    MATURITIES,
    POT_WINDOWS,
    POTS,
    REMINDERS,
    SETTLEMENTS,
    SHORT_BUDGETS,
    WINDOW_LOOKS,
)
from services import settlements
from storage.tables.campaigns import campaign
from storage.tables.delivery import broadcast, reminder
from storage.tables.money import pot_share, settlement
from storage.tables.pot_windows import pot_window
from storage.tables.setback import setback
from storage.tables.work import assignment
from tests.approved import approved, read_in, reading
from tests.handed_in import handed_in, held
from tests.services.test_pots import SHARED
from tests.world import NOW, World, creator, live_campaign, staff

S = AssignmentStatus
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """Three items that are due at `at`, by id in their order, and what shows that one is done."""

    errand: Errand
    at: datetime
    items: list[int]
    done: Callable[[World, int], bool]


def approvals_due(world: World) -> Line:
    made = [world.do(handed_in, world.do(held)) for _ in range(3)]
    work = {each.submission_id: each.assignment_id for each in made}
    return Line(
        APPROVALS,
        NOW + 3 * DAY,
        list(work),
        lambda world, item_id: stands(world, work[item_id]) == S.APPROVED,
    )


def settlements_due(world: World) -> Line:
    works = [world.do(approved, world.do(live_campaign), world.do(creator)) for _ in range(3)]
    return Line(
        SETTLEMENTS,
        works[0].cutoff_at,
        [each.assignment_id for each in works],
        lambda world, item_id: stands(world, item_id) == S.SETTLED,
    )


def maturities_due(world: World) -> Line:
    line = settlements_due(world)
    world.do(settlements.settle_due, now=line.at)
    return Line(
        MATURITIES,
        line.at + 3 * DAY,
        [row[0] for row in world.rows(select(settlement.c.id).order_by(settlement.c.id))],
        lambda world, item_id: bool(
            world.rows(select(settlement.c.matured_at).where(settlement.c.id == item_id))[0][0]
        ),
    )


def reminders_due(world: World) -> Line:
    for _ in range(3):
        world.do(held)
    expiry = select(reminder.c.id).where(reminder.c.kind == ReminderKind.EXPIRY)
    of = select(reminder.c.status)
    return Line(
        REMINDERS,
        NOW + 10 * DAY,
        [row[0] for row in world.rows(expiry.order_by(reminder.c.id))],
        lambda world, item_id: (
            world.rows(of.where(reminder.c.id == item_id))[0][0] == ReminderStatus.QUEUED
        ),
    )


def broadcasts_due(world: World) -> Line:
    """Confirmed, and nobody was there to get them."""
    maker = world.do(staff, Role.COORDINATOR).person_id
    values = {
        "status": BroadcastStatus.SENDING,
        "title": "t",
        "body": {},
        "created_by": maker,
        "created_at": NOW,
        "confirmed_at": NOW,
        "freeze_to": 0,
    }
    change(world, insert(broadcast).values([values] * 3))
    of = select(broadcast.c.status)
    return Line(
        BROADCASTS,
        NOW,
        [row[0] for row in world.rows(select(broadcast.c.id).order_by(broadcast.c.id))],
        lambda world, item_id: (
            world.rows(of.where(broadcast.c.id == item_id))[0][0] == BroadcastStatus.DONE
        ),
    )


def digests_due(world: World) -> Line:
    of = select(reminder.c.id).where(reminder.c.kind == ReminderKind.WEEKLY_DIGEST)
    return Line(
        DIGESTS,
        NOW,
        [world.do(creator).actor.person_id for _ in range(3)],
        lambda world, item_id: bool(world.rows(of.where(reminder.c.subject_id == item_id))),
    )


def short_budgets_due(world: World) -> Line:
    """One of two slots is taken, and with it four fifths of the budget."""
    found = [world.do(live_campaign, slots=2, budget=10_000) for _ in range(3)]
    for each in found:
        world.do(held, each, world.do(creator))
    of = select(campaign.c.short_told_at)
    return Line(
        SHORT_BUDGETS,
        NOW,
        [each.campaign_id for each in found],
        lambda world, item_id: bool(world.rows(of.where(campaign.c.id == item_id))[0][0]),
    )


def pots_due(world: World) -> Line:
    """Of three campaigns, each with one work, and no task is open any more."""
    found = [world.do(live_campaign, agreed=SHARED) for _ in range(3)]
    works = [world.do(approved, each, world.do(creator)) for each in found]
    for work in works:
        world.do(read_in, reading(work, work.cutoff_at, likes=9), now=work.cutoff_at)
    of = select(pot_share.c.terms_id)
    return Line(
        POTS,
        NOW + 14 * DAY,
        [each.terms_id for each in found],
        lambda world, item_id: bool(world.rows(of.where(pot_share.c.terms_id == item_id))),
    )


def windows_due(world: World) -> Line:
    """Of three campaigns, each with one work claimed in its only window."""
    found = [world.do(live_campaign, agreed=replace(SHARED, pot_days=7)) for _ in range(3)]
    works = [world.do(approved, each, world.do(creator)) for each in found]
    for work in works:
        world.do(read_in, reading(work, work.cutoff_at, likes=9), now=work.cutoff_at)
    return Line(POT_WINDOWS, NOW + 7 * DAY, window_ids(world), is_of_window("split_at"))


def looks_due(world: World) -> Line:
    for _ in range(3):
        world.do(held, world.do(live_campaign, agreed=replace(SHARED, pot_days=7)))
    return Line(WINDOW_LOOKS, NOW, window_ids(world), is_of_window("looked_at"))


def window_ids(world: World) -> list[int]:
    return [row[0] for row in world.rows(select(pot_window.c.id).order_by(pot_window.c.id))]


def is_of_window(column: str) -> Callable[[World, int], bool]:
    """That moment is set."""
    of = select(pot_window.c[column])
    return lambda world, item_id: bool(world.rows(of.where(pot_window.c.id == item_id))[0][0])


def stands(world: World, assignment_id: int) -> str:
    of = select(assignment.c.status).where(assignment.c.id == assignment_id)
    status: str = world.rows(of)[0][0]
    return status


def change(world: World, statement: Any) -> None:
    with world.engine.begin() as conn:
        conn.execute(statement)


class Spoilt:
    """Does the work, then raises for one item: what was done must be undone with it."""

    def __init__(self, errand: Errand, item_id: int) -> None:
        self.tries = 0
        do_all = errand.do_all and self._do_all
        self.errand = replace(errand, do=self._do, do_all=do_all)
        self._real, self._real_all = errand.do, errand.do_all
        self._item_id = item_id

    def _do(self, conn: Connection, item_id: int, *, now: datetime) -> bool:
        done = self._real(conn, item_id, now=now)
        if item_id == self._item_id:
            self.tries += 1
            raise ValueError("spoilt\n[SQL: …]")
        return done

    def _do_all(self, conn: Connection, item_ids: list[int], *, now: datetime) -> Collection[int]:
        assert self._real_all is not None
        done = self._real_all(conn, item_ids, now=now)
        if self._item_id in item_ids:
            raise ValueError("spoilt among others")
        return done


def set_back(world: World) -> list[tuple[Any, ...]]:
    columns = (setback.c.work, setback.c.item_id, setback.c.tries, setback.c.problem)
    return [tuple(row) for row in world.rows(select(*columns))]


LINES = (
    approvals_due,
    settlements_due,
    maturities_due,
    reminders_due,
    broadcasts_due,
    digests_due,
    short_budgets_due,
    pots_due,
    windows_due,
    looks_due,
)
