"""What a notice changes in its chat: queued once it has arrived, drawn as it stands, never lost."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from domain import follow_ups as rules
from domain.delivery import LEAVING, PRIORITY, DeliveryClass, DeliveryStatus
from domain.follow_ups import FollowUp
from domain.outage import Sign
from services import cards, deliveries, follow_ups, notices
from services.sendings import Outcome
from storage.deliveries import Parcel
from storage.tables.delivery import delivery, send_gate
from storage.tables.work import assignment
from tests.handed_in import Held, handed_in, held
from tests.services.waves import queue, reader, recover, sent, settle, take
from tests.world import NOW, World

SECOND = timedelta(seconds=1)
LATER = NOW + 2 * SECOND
CARD = 41
S, F = DeliveryStatus, DeliveryClass.FOLLOW_UP


@pytest.fixture
def work(world: World) -> Held:
    """A message of its holder's chat shows it."""
    made = world.do(held)
    world.do(cards.keep, made.actor.person_id, made.assignment_id, CARD, now=NOW)
    return made


def tell(world: World, person_id: int, key: str, **facts: int) -> None:
    told = {"cls": DeliveryClass.TRANSACTIONAL, "dedupe_key": key, "now": NOW, "trace": "u7"}
    world.do(notices.queue, person_id, "expired", facts, **told)


def arrive(world: World, work: Held, key: str = "a", at: datetime = NOW) -> None:
    tell(world, work.actor.person_id, key, assignment_id=work.assignment_id)
    (parcel,) = take(world, at=at).parcels
    settle(world, sent(parcel), at=at)


def following(world: World) -> list[tuple[str, str, int]]:
    """Kind, status, tries."""
    asked = select(delivery.c.kind, delivery.c.status, delivery.c.attempts)
    rows = world.rows(asked.where(delivery.c["class"] == F).order_by(delivery.c.id))
    return [tuple(row) for row in rows]


def drawing(world: World, at: datetime = LATER) -> Parcel:
    """What leaves then."""
    (parcel,) = take(world, at=at).parcels
    assert parcel.kind == FollowUp.CARD
    return parcel


def ended(parcel: Parcel, status: DeliveryStatus) -> Outcome:
    silent = Sign.SILENT if status is S.IN_DOUBT else Sign.ANSWERED
    return Outcome(parcel, status, problem="why", sign=silent)


def test_a_card_follows_its_notice_and_never_goes_before_it(world: World, work: Held) -> None:
    tell(world, work.actor.person_id, "a", assignment_id=work.assignment_id)
    (parcel,) = take(world).parcels
    assert following(world) == []
    settle(world, sent(parcel))
    assert following(world) == [("card", S.QUEUED, 0)]
    assert take(world, at=NOW + SECOND / 2).parcels == ()  # its chat has just got one
    drawn = drawing(world)
    assert drawn.card is not None
    assert (drawn.card.assignment_id, drawn.card.card_message_id) == (work.assignment_id, CARD)
    assert drawn.trace == "u7"


def test_what_is_drawn_draws_nothing_more(world: World, work: Held) -> None:
    arrive(world, work)
    settle(world, sent(drawing(world)), at=LATER)
    assert following(world) == [("card", S.SENT, 1)]
    assert take(world, at=LATER + 5 * SECOND).parcels == ()


def test_several_notices_before_it_are_one_drawing(world: World, work: Held) -> None:
    arrive(world, work, "a")
    arrive(world, work, "b", NOW + 2 * SECOND)
    assert following(world) == [("card", S.QUEUED, 0)]


def test_what_changes_while_it_is_drawn_is_drawn_again(world: World, work: Held) -> None:
    arrive(world, work, "a")
    tell(world, work.actor.person_id, "b", assignment_id=work.assignment_id)
    (told,) = take(world, at=LATER).parcels
    settle(world, sent(told), at=LATER)
    drawn = drawing(world, LATER + 2 * SECOND)
    world.do(follow_ups.queue, [told], now=LATER)
    world.do(
        follow_ups.draw_later, work.actor.person_id, work.assignment_id, now=LATER + 3 * SECOND
    )
    settle(world, sent(drawn), at=LATER + 3 * SECOND)
    assert [status for _, status, _ in following(world)] == [S.SENT, S.QUEUED]


def test_what_its_holder_changes_while_it_is_drawn_is_drawn_again(world: World, work: Held) -> None:
    """Whatever has answered them may have been overtaken."""
    arrive(world, work)
    drawn = drawing(world)
    world.do(handed_in, work)
    settle(world, sent(drawn), at=LATER)
    assert [status for _, status, _ in following(world)] == [S.SENT, S.QUEUED]
    settle(world, sent(drawing(world, LATER + 2 * SECOND)), at=LATER + 2 * SECOND)
    assert [status for _, status, _ in following(world)] == [S.SENT, S.SENT]


def test_where_no_message_shows_the_card_nothing_follows(world: World) -> None:
    arrive(world, world.do(held))
    assert following(world) == []


def test_a_notice_about_somebody_elses_work_changes_nothing(world: World, work: Held) -> None:
    tell(world, reader(world), "a", assignment_id=work.assignment_id)
    (parcel,) = take(world).parcels
    settle(world, sent(parcel))
    assert following(world) == []


def test_a_card_that_is_shown_no_more_takes_no_place(world: World, work: Held) -> None:
    arrive(world, work)
    given = world.rows(select(send_gate.c.given))
    world.do(cards.leave, work.actor.person_id, CARD)
    assert take(world, at=LATER).parcels == ()
    assert following(world) == [("card", S.CANCELLED, 0)]
    assert world.rows(select(send_gate.c.given)) == given


def test_the_card_of_another_message_by_then_is_drawn_there(world: World, work: Held) -> None:
    arrive(world, work)
    world.do(cards.keep, work.actor.person_id, work.assignment_id, 77, now=NOW)
    card = drawing(world).card
    assert card is not None
    assert card.card_message_id == 77


def test_a_card_that_nobody_can_draw_any_more_is_none(world: World, work: Held) -> None:
    arrive(world, work)
    settle(world, ended(drawing(world), S.CANCELLED), at=LATER)
    assert world.rows(select(assignment.c.card_message_id)) == [(None,)]


def test_one_in_doubt_is_drawn_once_more(world: World, work: Held) -> None:
    arrive(world, work)
    settle(world, ended(drawing(world), S.IN_DOUBT), at=LATER)
    assert following(world) == [("card", S.QUEUED, 1)]
    assert drawing(world, LATER + rules.pause(1)).attempts == 1


def test_one_whose_process_died_is_drawn_once_more(world: World, work: Held) -> None:
    arrive(world, work)
    drawing(world)
    gone = LATER + deliveries.LEASE + SECOND
    recover(world, gone)
    assert following(world) == [("card", S.QUEUED, 1)]
    assert drawing(world, gone + rules.pause(1)).attempts == 1


def test_one_that_is_never_answered_alone_ends_in_doubt(world: World, work: Held) -> None:
    arrive(world, work)
    at = LATER
    for _ in range(rules.MOST_TRIES):
        settle(world, ended(drawing(world, at), S.IN_DOUBT), at=at)
        other = reader(world)  # somebody is answered meanwhile: it is no outage
        queue(world, other, f"other {other}", at=at)
        (parcel,) = take(world, at=at + SECOND).parcels
        settle(world, Outcome(parcel, S.SENT, message_id=1, sign=Sign.ANSWERED), at=at + SECOND)
        at += timedelta(minutes=2)
    assert following(world) == [("card", S.IN_DOUBT, rules.MOST_TRIES)]


def test_a_message_that_a_notice_replaces_goes_behind_it(world: World) -> None:
    reviewer = reader(world)
    tell(world, reviewer, "a", replaces_message=12)
    (parcel,) = take(world).parcels
    settle(world, sent(parcel))
    (going,) = take(world, at=LATER).parcels
    assert (going.kind, going.facts) == (FollowUp.REPLACED, {"message_id": 12})


def test_notices_go_first_promotions_last(world: World, work: Held) -> None:
    """One at a time, with all of them waiting."""
    arrive(world, work)
    for cls in (DeliveryClass.REMINDER, DeliveryClass.TRANSACTIONAL):
        queue(world, reader(world), cls, cls)
    going = [take(world, most=1, at=LATER).parcels[0].delivery_class for _ in range(3)]
    assert going == [DeliveryClass.TRANSACTIONAL, DeliveryClass.REMINDER, F]
    assert LEAVING[-1] == PRIORITY[DeliveryClass.BROADCAST]
