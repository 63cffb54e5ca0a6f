"""A reminder that was answered elsewhere: drawn once as what came of it, by whoever lives then."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select

from domain.delivery import DeliveryClass, DeliveryStatus
from domain.follow_ups import FollowUp, pause
from domain.outage import Sign
from services import asking, cards, deliveries, taking_back, verify
from services.sendings import Outcome
from storage.deliveries import Parcel
from storage.tables.delivery import delivery
from tests.handed_in import Held, handed_in, held
from tests.services.reminded import pass_time
from tests.services.waves import recover, settle, take
from tests.world import NOW, World

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
DUE = NOW + 72 * HOUR
REMINDED = DUE - 24 * HOUR + SECOND
ANSWERED = REMINDED + HOUR
DRAWN = ANSWERED + asking.AFTER
TOLD = 77
S, F = DeliveryStatus, DeliveryClass.FOLLOW_UP


@pytest.fixture
def work(world: World) -> Held:
    """Its holder has been reminded, in the message 77."""
    made = world.do(held)
    assert pass_time(world, REMINDED) == ["due_in_24h"]
    (parcel,) = take(world, at=REMINDED).parcels
    settle(world, Outcome(parcel, S.SENT, message_id=TOLD, sign=Sign.ANSWERED), at=REMINDED)
    return made


def following(world: World) -> list[str]:
    asked = select(delivery.c.status).where(delivery.c["class"] == F).order_by(delivery.c.id)
    return [row[0] for row in world.rows(asked)]


def drawing(world: World, at: datetime = DRAWN) -> Parcel:
    (parcel,) = [each for each in take(world, at=at).parcels if each.kind == FollowUp.ANSWERED]
    return parcel


def drawn(parcel: Parcel) -> Outcome:
    return Outcome(parcel, S.SENT, message_id=TOLD, sign=Sign.ANSWERED)


def test_it_is_drawn_once_the_answer_is_in_the_chat_and_then_never_again(
    world: World, work: Held
) -> None:
    world.do(handed_in, work, now=ANSWERED)
    early = take(world, at=DRAWN - SECOND).parcels
    assert [each for each in early if each.delivery_class is F] == []
    parcel = drawing(world)
    assert parcel.answered is not None
    assert parcel.answered.message_id == TOLD
    assert parcel.answered.term is not None
    assert parcel.answered.term.assignment_id == work.assignment_id
    settle(world, drawn(parcel), at=DRAWN)
    assert following(world) == [S.SENT]
    assert world.do(verify.problems) == []
    with world.engine.begin() as conn:
        conn.execute(delete(delivery).where(delivery.c["class"] == F))  # a day later it is gone
    world.do(taking_back.take_back, work.actor, work.assignment_id, now=DRAWN + HOUR)
    world.do(handed_in, work, now=DRAWN + HOUR)
    assert following(world) == []


def test_what_follows_several_answers_is_one_drawing_of_the_last(world: World, work: Held) -> None:
    world.do(handed_in, work, now=ANSWERED)
    world.do(taking_back.take_back, work.actor, work.assignment_id, now=ANSWERED)
    world.do(handed_in, work, now=ANSWERED + SECOND)
    assert following(world) == [S.QUEUED]


def test_one_whose_process_died_is_drawn_once_more(world: World, work: Held) -> None:
    world.do(handed_in, work, now=ANSWERED)
    drawing(world)
    gone = DRAWN + deliveries.LEASE + SECOND
    recover(world, gone)
    settle(world, drawn(drawing(world, gone + pause(1))), at=gone + pause(1))
    assert following(world) == [S.SENT]


def test_one_whose_reader_deleted_the_message_ends_without_news(world: World, work: Held) -> None:
    world.do(handed_in, work, now=ANSWERED)
    refused = Outcome(drawing(world), S.CANCELLED, problem="not found", sign=Sign.ANSWERED)
    settle(world, refused, at=DRAWN)
    assert following(world) == [S.CANCELLED]


def test_what_became_the_card_meanwhile_takes_no_place(world: World, work: Held) -> None:
    world.do(handed_in, work, now=ANSWERED)
    opens_the_card(world, work, tapped_at=ANSWERED)
    assert [each for each in take(world, at=DRAWN).parcels if each.delivery_class is F] == []
    assert following(world) == [S.CANCELLED]


def opens_the_card(world: World, work: Held, *, tapped_at: datetime) -> None:
    """By the reminder's own button: that message is the card from then on."""
    held_in = (work.actor.person_id, work.assignment_id, TOLD)
    world.do(cards.keep, *held_in, now=tapped_at)


def test_a_card_that_took_its_message_while_it_was_drawn_is_drawn_again(
    world: World, work: Held
) -> None:
    """The drawing went over it: the row says that it is the card, and it must be."""
    world.do(handed_in, work, now=ANSWERED)
    parcel = drawing(world)
    opens_the_card(world, work, tapped_at=DRAWN)
    settle(world, drawn(parcel), at=DRAWN + SECOND)
    assert the_card_is_drawn_again(world, DRAWN + 3 * SECOND)


def test_so_is_one_that_is_known_of_only_after_the_drawing_is(world: World, work: Held) -> None:
    """It was placed before the drawing, and said so after it."""
    world.do(handed_in, work, now=ANSWERED)
    parcel = drawing(world)
    settle(world, drawn(parcel), at=DRAWN + SECOND)
    opens_the_card(world, work, tapped_at=DRAWN)
    assert the_card_is_drawn_again(world, DRAWN + 3 * SECOND)


def test_so_is_one_that_was_drawn_over_by_a_process_that_died(world: World, work: Held) -> None:
    world.do(handed_in, work, now=ANSWERED)
    drawing(world)
    opens_the_card(world, work, tapped_at=DRAWN)
    gone = DRAWN + deliveries.LEASE + SECOND
    recover(world, gone)
    take(world, at=gone + pause(1))
    assert the_card_is_drawn_again(world, gone + pause(1) + 2 * SECOND)


def test_a_card_that_is_opened_from_the_drawing_needs_no_other(world: World, work: Held) -> None:
    world.do(handed_in, work, now=ANSWERED)
    settle(world, drawn(drawing(world)), at=DRAWN)
    opens_the_card(world, work, tapped_at=DRAWN + SECOND)
    assert following(world) == [S.SENT]


def the_card_is_drawn_again(world: World, at: datetime) -> bool:
    """Once, in the message that had asked, and nothing follows that."""
    (parcel,) = [each for each in take(world, at=at).parcels if each.delivery_class is F]
    assert parcel.kind == FollowUp.CARD
    assert parcel.card is not None
    settle(world, drawn(parcel), at=at)
    assert take(world, at=at + HOUR).parcels == ()
    return parcel.card.card_message_id == TOLD


def test_what_the_clock_does_draws_nothing(world: World, work: Held) -> None:
    """At a common deadline it would be two for each of a thousand works."""
    assert "expiry" in pass_time(world, DUE + SECOND)
    assert following(world) == []
