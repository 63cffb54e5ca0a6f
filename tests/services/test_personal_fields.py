"""Personal fields: each reader's own, asked for once for a wave, and only if the text asks."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Connection, event, update

from domain.assignment import AssignmentStatus
from domain.locales import EN, ZH
from domain.message import Version
from domain.people import Actor, Role
from domain.platforms import Platform
from services import broadcast_drafts, deliveries, promotions
from services.limits import Pace
from storage.deliveries import Parcel
from storage.tables.people import account
from storage.tables.work import assignment
from tests.approved import approved
from tests.confirming import confirm
from tests.world import NOW, World, creator, live_campaign, staff

ALL = "{name} {account} {platform} {followers} {works} {invite}"


@pytest.fixture
def coordinator(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR)


def confirmed(world: World, coordinator: Actor, text: str) -> None:
    made = world.do(broadcast_drafts.draft, coordinator, {ZH: Version(text)}, now=NOW)
    world.do(confirm, coordinator, made, now=NOW)


def taken(world: World, coordinator: Actor, text: str) -> list[Parcel]:
    """Of one broadcast to everybody."""
    confirmed(world, coordinator, text)
    return list(world.do(deliveries.take, Pace(), most=30, now=NOW).parcels)


def test_each_reader_has_their_own(world: World, coordinator: Actor) -> None:
    busy = world.do(creator)
    world.do(approved, world.do(live_campaign), busy)
    new = world.do(creator, name="Mei", platform=Platform.WEIBO, handle="mei", followers=5)
    parcels = {each.reader.person_id: each for each in taken(world, coordinator, ALL)}
    values = parcels[new.actor.person_id].facts["values"]
    code = values.pop("invite")
    assert values == {
        "name": "Mei",
        "account": "mei",
        "platform": "weibo",
        "followers": 5,
        "works": 0,
    }
    theirs = parcels[busy.actor.person_id].facts["values"]
    assert theirs["works"] == 1
    assert theirs["invite"] not in ("", code)


def test_a_work_that_fell_away_is_no_approved_one(world: World, coordinator: Actor) -> None:
    world.do(approved, world.do(live_campaign), world.do(creator))
    void = update(assignment).values(status=AssignmentStatus.VOID)
    world.do(lambda conn: conn.execute(void))
    (parcel,) = taken(world, coordinator, "{works}")
    assert parcel.facts["values"] == {"works": 0}


def test_who_has_no_account_has_none_of_its_fields(world: World, coordinator: Actor) -> None:
    world.do(creator)
    confirmed(world, coordinator, "{account} {platform} {followers}")
    world.do(lambda conn: conn.execute(update(account).values(retired=True)))
    (parcel,) = world.do(deliveries.take, Pace(), most=30, now=NOW).parcels
    assert parcel.facts["values"] == dict.fromkeys(("account", "platform", "followers"))


def asked(world: World, parcels: Sequence[Parcel]) -> int:
    """How many statements it takes to say what they say."""
    statements: list[str] = []

    def run(conn: Connection) -> None:
        def note(_c: object, _k: object, statement: str, *_: object) -> None:
            statements.append(statement)

        event.listen(conn, "before_cursor_execute", note)
        try:
            promotions.filled(conn, parcels)
        finally:
            event.remove(conn, "before_cursor_execute", note)

    world.do(run)
    return len(statements)


@pytest.mark.parametrize(
    ("text", "statements"),
    [("plain", 1), ("{name} {invite}", 2), ("{works}", 2), ("{platform} {account}", 2), (ALL, 4)],
)
def test_a_wave_asks_once_for_all_its_readers_and_only_what_its_text_takes(
    world: World, coordinator: Actor, text: str, statements: int
) -> None:
    for _ in range(9):
        world.do(creator)
    parcels = taken(world, coordinator, text)
    assert len(parcels) == 9
    assert asked(world, parcels) == statements
    assert asked(world, parcels[:2]) == statements


def test_an_account_that_nobody_can_read_holds_up_its_reader_alone(
    world: World, coordinator: Actor
) -> None:
    odd, _ = world.do(creator), world.do(creator, handle="fine")
    broken = update(account).where(account.c.id == odd.account_id).values(region="nowhere")
    world.do(lambda conn: conn.execute(broken))
    assert [e.facts["values"]["account"] for e in taken(world, coordinator, "{account}")] == [
        "fine"
    ]


def test_who_tries_a_draft_is_its_reader(world: World, coordinator: Actor) -> None:
    body = {ZH: Version("{name} {account}"), EN: Version("{works}")}
    made = world.do(broadcast_drafts.draft, coordinator, body, now=NOW)
    for letter, facts, _ in world.do(broadcast_drafts.samples, coordinator, made):
        assert letter == ""
        assert facts["values"] == {"name": coordinator.name, "account": None, "works": 0}
