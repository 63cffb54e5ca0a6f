"""Deliveries as the messenger handles them: queued, taken, written down; no test lives here."""

from datetime import datetime, timedelta

from sqlalchemy import select

from domain.delivery import DeliveryClass, DeliveryStatus
from services import deliveries, notices, sendings
from services.deliveries import Wave
from services.limits import Pace
from services.sendings import Outcome
from storage.deliveries import Parcel
from storage.tables.delivery import delivery
from tests.world import NOW, World, creator

PACE = Pace(per_second=30, chat_pause=timedelta(seconds=1))
S, T = DeliveryStatus, DeliveryClass.TRANSACTIONAL


def reader(world: World) -> int:
    return world.do(creator).actor.person_id


def queue(
    world: World, person_id: int, key: str, cls: DeliveryClass = T, at: datetime = NOW
) -> int:
    queued = world.do(notices.queue, person_id, "expired", {}, cls=cls, dedupe_key=key, now=at)
    assert queued is not None
    return queued


def take(world: World, *, most: int = 10, at: datetime = NOW) -> Wave:
    return world.do(deliveries.take, PACE, most=most, now=at)


def settle(world: World, *outcomes: Outcome, at: datetime = NOW) -> None:
    world.do(sendings.settle, outcomes, now=at)


def statuses(world: World) -> dict[str, str]:
    rows = world.rows(select(delivery.c.dedupe_key, delivery.c.status))
    return dict(map(tuple, rows))


def sent(parcel: Parcel) -> Outcome:
    return Outcome(parcel, S.SENT, message_id=1)


def recover(world: World, at: datetime, ours: frozenset[int] | set[int] = frozenset()) -> None:
    world.do(sendings.recover, ours=ours, most=100, now=at)
