"""The last reminder of a deadline, for a reader who lives by another clock than when planned."""

from datetime import datetime

from sqlalchemy import Connection

from domain.delivery import ReminderKind
from domain.last_call import last_call_at
from storage import reminders
from storage.reminders import ReminderRow


def plan_anew(conn: Connection, person_id: int, *, now: datetime) -> None:
    """What was said stays said; what waits comes while they are awake."""
    kind = ReminderKind.DUE_IN_2H
    for each in reminders.planned_calls(conn, kind, person_id):
        at = last_call_at(each.due_at, each.clock, now)
        if at != each.at:
            reminders.forget_waiting(conn, kind, each.assignment_id)
            reminders.add(conn, [ReminderRow(kind, "assignment", each.assignment_id, at)])
