"""Broadcasts: who is counted is who is queued, once each; pause, resume, cancel, done."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from domain.broadcast import BadBody
from domain.delivery import BroadcastStatus, DeliveryStatus
from domain.due_work import BEGINNING
from domain.errors import NotAllowed, Stale, WrongState
from domain.locales import ZH
from domain.people import Actor, Category, Role
from domain.platforms import Platform
from domain.segment import Segment
from services import broadcasts
from services.broadcasts import BroadcastSheet
from storage.tables.delivery import delivery
from storage.tables.people import person
from tests.world import NOW, World, creator, staff

BODY = {ZH: "新任务上线"}
DOUYIN = Segment(platform=Platform.DOUYIN)


@pytest.fixture
def coordinator(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR)


def drafted(world: World, actor: Actor, segment: Segment = DOUYIN) -> BroadcastSheet:
    return world.do(broadcasts.draft, actor, BODY, segment, None, now=NOW)


def confirmed(world: World, actor: Actor, segment: Segment = DOUYIN) -> int:
    draft_id = drafted(world, actor, segment).facts.broadcast_id
    world.do(broadcasts.confirm, actor, draft_id, now=NOW)
    return draft_id


def end_all(world: World, status: DeliveryStatus) -> None:
    ended = update(delivery).values(status=status, ended_at=NOW)
    world.do(lambda conn: conn.execute(ended))


def test_who_is_counted_is_who_is_queued(world: World, coordinator: Actor) -> None:
    world.do(creator, platform=Platform.DOUYIN)
    world.do(creator, platform=Platform.WEIBO)
    muted, gone = world.do(creator).actor, world.do(creator).actor
    world.do(_set, muted, wants_broadcasts=False)
    world.do(_set, gone, reachable=False)
    preview = drafted(world, coordinator).audience
    assert preview is not None
    assert (preview.matching, preview.opted_out, preview.unreachable) == (3, 1, 1)
    sheet = world.do(broadcasts.sheet, coordinator, confirmed(world, coordinator))
    assert (sheet.facts.audience, sheet.tally.waiting) == (preview.reached, 1)


def _set(conn, actor: Actor, **columns: bool) -> None:  # type: ignore[no-untyped-def]
    conn.execute(update(person).where(person.c.id == actor.person_id).values(columns))


@pytest.mark.parametrize(
    ("segment", "matching"),
    [
        (Segment(), 2),
        (Segment(category=Category.FOOD), 1),
        (Segment(platform=Platform.DOUYIN, category=Category.FOOD), 0),
    ],
)
def test_each_fact_narrows_the_audience(
    world: World, coordinator: Actor, segment: Segment, matching: int
) -> None:
    world.do(creator, platform=Platform.DOUYIN, category=Category.LIFE)
    world.do(creator, platform=Platform.WEIBO, category=Category.FOOD)
    assert world.do(broadcasts.preview, coordinator, segment).matching == matching


def test_the_audience_is_frozen_at_the_confirmation(world: World, coordinator: Actor) -> None:
    world.do(creator)
    sent = confirmed(world, coordinator)
    world.do(creator)
    assert world.do(broadcasts.sheet, coordinator, sent).tally.waiting == 1


def test_a_second_confirmation_changes_nothing(world: World, coordinator: Actor) -> None:
    world.do(creator)
    sent = confirmed(world, coordinator)
    with pytest.raises(Stale):
        world.do(broadcasts.confirm, coordinator, sent, now=NOW)
    assert len(world.rows(delivery.select())) == 1


def test_a_cancelled_broadcast_sends_no_more(world: World, coordinator: Actor) -> None:
    world.do(creator)
    sent = confirmed(world, coordinator)
    sheet = world.do(broadcasts.cancel, coordinator, sent, now=NOW)
    assert (sheet.tally.cancelled, sheet.tally.waiting) == (1, 0)
    with pytest.raises((Stale, WrongState)):
        world.do(broadcasts.resume, coordinator, sent, now=NOW)


def test_a_paused_broadcast_goes_on(world: World, coordinator: Actor) -> None:
    sent = confirmed(world, coordinator)
    paused = world.do(broadcasts.pause, coordinator, sent, now=NOW)
    assert paused.facts.status is BroadcastStatus.PAUSED
    resumed = world.do(broadcasts.resume, coordinator, sent, now=NOW)
    assert resumed.facts.status is BroadcastStatus.SENDING


def test_its_maker_gets_the_report_once_all_are_out(world: World, coordinator: Actor) -> None:
    world.do(creator)
    sent = confirmed(world, coordinator)
    assert world.do(broadcasts.sent_out, BEGINNING, most=9, now=NOW) == []
    assert not world.do(broadcasts.finish, sent, now=NOW)
    end_all(world, DeliveryStatus.SENT)
    assert world.do(broadcasts.sent_out, BEGINNING, most=9, now=NOW) == [(NOW, sent)]
    assert world.do(broadcasts.finish, sent, now=NOW + timedelta(minutes=1))
    assert not world.do(broadcasts.finish, sent, now=NOW + timedelta(minutes=2))
    reports = world.rows(delivery.select().where(delivery.c.kind == "broadcast_done"))
    assert [row.person_id for row in reports] == [coordinator.person_id]
    assert reports[0].facts["sent"] == 1
    status = world.do(broadcasts.sheet, coordinator, sent).facts.status
    assert status is BroadcastStatus.DONE


@pytest.mark.parametrize("body", [{}, {ZH: ""}, {ZH: "长" * 4000}])
def test_a_body_has_words_and_fits_a_message(
    world: World, coordinator: Actor, body: dict[str, str]
) -> None:
    with pytest.raises(BadBody):
        world.do(broadcasts.draft, coordinator, body, DOUYIN, None, now=NOW)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.FINANCE])
def test_only_coordinators_broadcast(world: World, role: Role) -> None:
    with pytest.raises(NotAllowed):
        drafted(world, world.do(staff, role))
