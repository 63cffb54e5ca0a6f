"""What staff would hear in the morning is not said once a colleague has done it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from domain.delivery import DeliveryStatus
from domain.people import Role
from domain.review import Decision
from services import deliveries, payouts, reviews
from services.limits import Pace
from storage.tables.delivery import delivery
from tests.handed_in import handed_in, held
from tests.paying import PAYDAY, paid_creators
from tests.preparing import prepare_batch
from tests.world import NOW, World, staff

NIGHT = NOW + timedelta(hours=11)  # 23:00 in Shanghai
TILL_MORNING = timedelta(hours=10)
PACE = Pace(per_second=30, chat_pause=timedelta(seconds=1))


def told(world: World, kind: str, at: datetime) -> list[str]:
    world.do(deliveries.take, PACE, most=50, now=at)
    rows = world.rows(select(delivery.c.status).where(delivery.c.kind == kind))
    return [status for (status,) in rows]


@pytest.mark.parametrize(
    ("decided", "became"), [(True, DeliveryStatus.CANCELLED), (False, DeliveryStatus.SENDING)]
)
def test_a_review_that_waits(world: World, *, decided: bool, became: DeliveryStatus) -> None:
    reviewer = world.do(staff, Role.REVIEWER)
    done = world.do(handed_in, world.do(held), now=NIGHT)
    if decided:
        world.do(
            reviews.decide, reviewer, done.submission_id, Decision.APPROVE, "", "", "", now=NIGHT
        )
    assert told(world, "review_waiting", NIGHT + TILL_MORNING) == [became]


@pytest.mark.parametrize(
    ("approved", "became"), [(True, DeliveryStatus.CANCELLED), (False, DeliveryStatus.SENDING)]
)
def test_a_batch_that_waits(world: World, *, approved: bool, became: DeliveryStatus) -> None:
    finance, checker = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    paid_creators(world, 1)
    night = PAYDAY + timedelta(hours=11)
    batch_id = world.do(prepare_batch, finance, "CNY", now=night)
    if approved:
        world.do(payouts.approve, checker, batch_id, now=night)
    assert told(world, "payout_prepared", night + TILL_MORNING) == [became]
