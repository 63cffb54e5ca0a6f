"""What caused a delivery stays with it: the unit's trace, or the first one's where it is resent."""

from sqlalchemy import Connection, select

from domain.delivery import DeliveryClass, DeliveryStatus
from domain.locales import ZH
from domain.message import Version
from domain.people import Role
from services import broadcast_drafts, deliveries, freezing, notices, sendings, traces
from services.limits import Pace
from services.notices import Notice
from services.sendings import Outcome
from storage.tables.delivery import delivery
from tests.confirming import confirm_alone
from tests.world import NOW, World, creator, staff

T = DeliveryClass.TRANSACTIONAL
FACTS = {"assignment_id": 1, "title": "听书"}


def told(conn: Connection, person_id: int, trace: str, key: str) -> None:
    traces.carry(conn, trace)
    notices.queue(conn, person_id, "expired", FACTS, cls=T, dedupe_key=key, now=NOW)


def kept(world: World) -> dict[str, str]:
    return dict(map(tuple, world.rows(select(delivery.c.dedupe_key, delivery.c.trace))))


def test_a_delivery_keeps_what_caused_its_unit(world: World) -> None:
    ann = world.do(creator).actor.person_id
    world.do(told, ann, "u7", "a")
    world.do(told, ann, "", "b")
    assert kept(world) == {"a": "u7", "b": ""}


def test_many_at_once_keep_it_too(world: World) -> None:
    people = [world.do(creator).actor.person_id for _ in range(3)]

    def all_told(conn: Connection) -> None:
        traces.carry(conn, "j1")
        each = [Notice(number, "settled", {}, f"n{number}") for number in people]
        notices.queue_all(conn, each, cls=T, now=NOW)

    world.do(all_told)
    assert set(kept(world).values()) == {"j1"}


def test_what_is_said_again_after_a_doubt_has_the_trace_of_the_first(world: World) -> None:
    ann = world.do(creator).actor.person_id
    world.do(told, ann, "u7", "a")
    (parcel,) = world.do(deliveries.take, Pace(), most=9, now=NOW).parcels
    assert parcel.trace == "u7"

    def in_doubt(conn: Connection) -> None:
        traces.carry(conn, "j9")  # whoever writes it down did not cause it
        sendings.settle(conn, [Outcome(parcel, DeliveryStatus.IN_DOUBT)], now=NOW)

    world.do(in_doubt)
    assert kept(world) == {"a": "u7", "a#again": "u7"}


def test_every_part_of_a_broadcast_has_the_trace_of_its_confirmation(world: World) -> None:
    maker = world.do(staff, Role.COORDINATOR)
    for _ in range(3):
        world.do(creator)
    number = world.do(broadcast_drafts.draft, maker, {ZH: Version("新任务上线")}, now=NOW)

    def confirmed(conn: Connection) -> None:
        traces.carry(conn, "u42")
        confirm_alone(conn, maker, number, now=NOW)

    world.do(confirmed)

    def frozen_on(conn: Connection) -> None:
        traces.carry(conn, "j5")
        freezing.go_on(conn, number, most=99, now=NOW)

    world.do(frozen_on)
    assert set(kept(world).values()) == {"u42"}
