"""What the reminders' job does, called by hand; no test lives here."""

from datetime import datetime

from sqlalchemy import select

from domain.due_work import BEGINNING
from services import reminders
from storage.tables.delivery import reminder
from tests.world import World


def pass_time(world: World, at: datetime) -> list[str]:
    """What the job does at `at`; the kinds that became notices."""
    found = world.do(reminders.due, BEGINNING, most=100, now=at)
    kinds = dict(map(tuple, world.rows(select(reminder.c.id, reminder.c.kind))))
    return [kinds[row_id] for _, row_id in found if world.do(reminders.queue_due, row_id, now=at)]
