"""The one broadcast that the demo's coordinator sent: two wordings, to a segment they saved.

What Telegram would answer is told here, as nobody is in it before the demo begins; all else goes
through the services.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.demo import life, stage
from bot.demo.cast import COORDINATOR, creators
from domain.delivery import DeliveryStatus, Response
from domain.locales import EN, ZH
from domain.message import Variant, Version
from domain.people import Actor
from domain.segment_text import parse
from services import (
    broadcast_drafts,
    broadcast_responses,
    broadcast_sheets,
    broadcasts,
    deliveries,
    rolls,
    segments,
    sendings,
)
from services.limits import Pace
from services.sendings import Outcome
from storage import people

NAME: Final = "千粉以上达人"
SEGMENT: Final = "followers:1000.."
PLAIN: Final[Variant] = {
    ZH: Version("<b>新任务上线了</b>\n{name}，先到先得，点下面看条款和报酬。"),
    EN: Version(
        "<b>A new task is open</b>\n{name}, first come, first served: terms and pay below."
    ),
}
WARM: Final[Variant] = {
    ZH: Version("<b>想起你拍的画面了</b>\n{name}，这个任务很适合 @{account}，名额不多，来看看？"),
    EN: Version(
        "<b>This one made us think of you</b>\n{name}, it would suit @{account}. Have a look?"
    ),
}
WHERE: Final = ZoneInfo("Asia/Shanghai")
WORKING_HOURS: Final = range(9, 19)
LATER: Final = timedelta(minutes=20)
ONE_IN_TAPS: Final = 3  # of whom the task does not fit
ONE_IN_LEAVES_IT: Final = 4  # of whom it fits
FIRST_MESSAGE: Final = 1  # of a chat
_A_SECOND: Final = timedelta(seconds=1)


def is_the_time(now: datetime) -> bool:
    """A promotion that is confirmed at night waits for the morning."""
    return now.astimezone(WHERE).hour in WORKING_HOURS


def send(conn: Connection, *, now: datetime) -> None:
    """Written, sent and answered within the hour."""
    coordinator = stage.actor(conn, COORDINATOR, now=now)
    kept = segments.save(conn, coordinator, NAME, parse(SEGMENT), now=now)
    made = broadcast_drafts.draft(conn, coordinator, PLAIN, now=now)
    revision = broadcast_sheets.known_to(conn, coordinator, made).revision
    broadcast_drafts.set_variant(conn, coordinator, made, 1, revision, WARM, now=now)
    segments.use(conn, coordinator, made, kept, now=now)
    task_id = _choose_task(conn, coordinator, made, now)
    broadcast_drafts.set_task(conn, coordinator, made, task_id, now=now)
    question = broadcast_sheets.known_to(conn, coordinator, made).question(now)
    called = rolls.call(conn, coordinator, made, question, now=now)
    broadcasts.confirm(conn, coordinator, made, called.packed(), now=now)
    readers = frozenset(_arrive(conn, now))
    broadcasts.finish(conn, made, now=now + LATER)
    _answer(conn, made, task_id, readers, now=now + LATER)


def _choose_task(conn: Connection, coordinator: Actor, broadcast_id: int, now: datetime) -> int:
    """Of the first that are offered of each campaign, what most of the segment could claim."""
    found = broadcast_drafts.campaigns_to_offer(conn, coordinator, broadcast_id, 1, now=now)
    fitting: dict[int, int] = {}
    for campaign in found.campaigns:
        asked = broadcast_id, campaign.campaign_id, 1
        for offer in broadcast_drafts.tasks_to_offer(conn, coordinator, *asked, now=now).offers:
            broadcast_drafts.set_task(conn, coordinator, broadcast_id, offer.task_id, now=now)
            sheet = broadcast_sheets.sheet(conn, coordinator, broadcast_id, now=now)
            fitting[offer.task_id] = min(sheet.fitting or 0, offer.free - 1)
    return max(fitting, key=fitting.__getitem__)


def _arrive(conn: Connection, now: datetime) -> Iterator[int]:
    """At the allowed rate, second by second; Telegram takes each. Who they were for."""
    while parcels := deliveries.take(conn, Pace(), most=30, now=now).parcels:
        sent = [Outcome(parcel, DeliveryStatus.SENT, FIRST_MESSAGE) for parcel in parcels]
        now += _A_SECOND
        sendings.settle(conn, sent, now=now)
        yield from (parcel.reader.person_id for parcel in parcels)


def _answer(
    conn: Connection, broadcast_id: int, task_id: int, readers: frozenset[int], *, now: datetime
) -> None:
    """Some of them tap its button, and claim the task if it fits."""
    for at, member in enumerate(creators()):
        person = stage.actor(conn, member, now=now)
        fits = life.may_take(conn, person, task_id, now=now)
        if person.person_id not in readers or not (fits or at % ONE_IN_TAPS == 0):
            continue
        people.saw(conn, person.person_id, now)
        broadcast_responses.tapped(conn, person, broadcast_id, Response.TAPPED, now=now)
        if fits and at % ONE_IN_LEAVES_IT:
            life.attempt(conn, lambda who=person: life.take(conn, who, task_id, now=now))  # type: ignore[misc]
