"""Whatever becomes of a send and of its process: accepted at most once, and nothing is lost."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.delivery import DeliveryClass, DeliveryStatus
from services import deliveries
from services.deliveries import LEASE
from services.sendings import Outcome
from storage.deliveries import Parcel
from storage.tables.delivery import delivery
from tests.services.waves import PACE, queue, reader, recover, sent, settle, statuses, take
from tests.world import NOW, World, creator, world_at

S = DeliveryStatus
T, R, B = DeliveryClass.TRANSACTIONAL, DeliveryClass.REMINDER, DeliveryClass.BROADCAST


@pytest.fixture
def sqlite_world(migrated_sqlite_url: str) -> Iterator[World]:
    with world_at(migrated_sqlite_url) as made:
        yield made


class Telegram:
    """What really was accepted, and what each send came to; it may die at any moment."""

    def __init__(self) -> None:
        self.accepted: Counter[str] = Counter()

    def send(self, parcel: Parcel, fate: str) -> Outcome | None:
        """None: our process died, so nothing is written down."""
        if fate in {"ok", "lost answer", "killed after"}:
            self.accepted[parcel.dedupe_key] += 1
        again_at = NOW + timedelta(seconds=1)
        return {
            "ok": sent(parcel),
            "lost answer": Outcome(parcel, S.IN_DOUBT),
            "silent": Outcome(parcel, S.IN_DOUBT),
            "flood": Outcome(parcel, S.QUEUED, again_at=again_at, flood=True),
            "no connection": Outcome(parcel, S.QUEUED, again_at=again_at),
            "blocked": Outcome(parcel, S.DEAD, unreachable=True),
        }.get(fate)


FATES = [
    "ok",
    "lost answer",
    "silent",
    "flood",
    "no connection",
    "blocked",
    "killed before",
    "killed after",
]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(FATES), st.sampled_from([T, R, B])), max_size=12))
def test_accepted_at_most_once_and_nothing_lost_whatever_happens(
    sqlite_world: World, steps: list[tuple[str, DeliveryClass]]
) -> None:
    world, telegram, now = sqlite_world, Telegram(), NOW
    with world.engine.begin() as conn:
        conn.execute(delivery.delete())
        person_id = creator(conn).actor.person_id
    planned = {f"{at}" for at in range(len(steps))}
    for at, (_, cls) in enumerate(steps):
        queue(world, person_id, str(at), cls)
    for fate, _ in [*steps, *((("ok"), T),) * len(steps) * 2]:
        now += timedelta(minutes=5)
        for parcel in take(world, at=now).parcels:
            outcome = telegram.send(parcel, fate)
            if outcome is not None:
                settle(world, outcome, at=now)
        recover(world, now)
    recover(world, now + LEASE * 2)
    ended = statuses(world)
    assert planned <= ended.keys()
    assert all(count == 1 for count in telegram.accepted.values())
    for key, status in ended.items():
        assert (status == S.SENT) <= (telegram.accepted[key] == 1)
        if telegram.accepted[key]:
            assert status in {S.SENT, S.IN_DOUBT}
    if "blocked" not in [fate for fate, _ in steps]:
        assert S.QUEUED not in ended.values()


def test_the_control_that_marks_after_the_send_accepts_twice(world: World) -> None:
    """What the mark is for: without it a kill after the send repeats the message."""
    queue(world, reader(world), "a", B)
    telegram = Telegram()
    for _ in range(2):
        with world.engine.connect() as conn:  # never committed: the mark is lost with the process
            wave = deliveries.take(conn, PACE, most=1, now=NOW)
            telegram.send(wave.parcels[0], "killed after")
            conn.rollback()
    assert telegram.accepted["a"] == 2
