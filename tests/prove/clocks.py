"""What time does to a house: it passes, and the jobs do what is due, some at a time."""

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlalchemy import Connection

from domain.delivery import DeliveryStatus
from domain.due_work import BEGINNING
from services import (
    deliveries,
    dispute_clocks,
    pot_windows,
    pots,
    reminders,
    reviews,
    sendings,
    settlements,
)
from services.limits import Pace
from storage.tables.work import assignment
from tests.prove.living import PICK, Living

HOURS: Final = st.sampled_from((1, 5, 20, 26, 50, 75, 24 * 8))


class Clocks(Living):
    """The scheduler's table, in no order."""

    @rule(hours=HOURS)
    def wait(self, hours: int) -> None:
        self.house.wait(hours)

    @rule()
    def remind(self) -> None:
        due = self.house.do(reminders.due, BEGINNING, most=100, now=self.house.now)
        for _, reminder_id in due or ():
            self.house.do(reminders.queue_due, reminder_id, now=self.house.now)

    @rule(most=st.integers(1, 3))
    def approve_by_clock(self, most: int) -> None:
        self.house.do(reviews.approve_overdue, now=self.house.now, most=most)

    @rule(most=st.integers(1, 3))
    def settle(self, most: int) -> None:
        self.house.do(settlements.settle_due, now=self.house.now, most=most)

    @rule()
    def split_pots(self) -> None:
        self.house.do(pots.split_ready, now=self.house.now)

    @rule()
    def look_at_windows(self) -> None:
        due = self.house.do(pot_windows.unseen, BEGINNING, most=9, now=self.house.now)
        for _, window_id in due or ():
            self.house.do(pot_windows.look, window_id, now=self.house.now)

    @rule(of_work=PICK)
    def settle_alone(self, of_work: int) -> None:
        if work := self.house.one_of(assignment, of_work):
            self.house.do(settlements.settle, work.id, now=self.house.now)

    @rule(most=st.integers(1, 3))
    def mature(self, most: int) -> None:
        self.house.do(settlements.mature_due, now=self.house.now, most=most)

    @rule()
    def disputes_go_on(self) -> None:
        due = self.house.do(dispute_clocks.due, BEGINNING, most=9, now=self.house.now)
        for _, dispute_id in due or ():
            self.house.do(dispute_clocks.go_on, dispute_id, now=self.house.now)

    @rule(ends=st.sampled_from((DeliveryStatus.SENT, DeliveryStatus.IN_DOUBT, None)))
    def deliver(self, ends: DeliveryStatus | None) -> None:
        """None: the process died while it was sending."""
        self.house.do(partial(_deliver, now=self.house.now), ends)


def _deliver(conn: Connection, ends: DeliveryStatus | None, *, now: datetime) -> None:
    sendings.recover(conn, ours=(), most=100, now=now)
    wave = deliveries.take(conn, Pace(1000.0, timedelta(0)), most=20, now=now)
    if ends is not None:
        number = 1 if ends is DeliveryStatus.SENT else None
        outcomes = [sendings.Outcome(each, ends, message_id=number) for each in wave.parcels]
        sendings.settle(conn, outcomes, now=now)
