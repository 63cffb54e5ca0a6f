"""When a draft arrives and whether it is paid for, set in the browser."""

from typing import Final
from zoneinfo import ZoneInfo

from domain.arrival import AT_ONCE, Arrival
from domain.coming_moments import NoTime, example, parse_arrival
from domain.moments import BadMoment
from services import broadcast_drafts
from web.console.typed import Amiss, Change
from web.console.visitor import Visitor
from words import broadcast_drafts as words

NOW, MOMENT, LOCAL = "now", "moment", "local"


async def _set_arrival(visitor: Visitor, number: int) -> None:
    how = await visitor.field("how")
    arrival = AT_ONCE if how == NOW else await _arrival(visitor, is_local=how == LOCAL)
    await visitor.act(broadcast_drafts.set_arrival, number, arrival)


async def _arrival(visitor: Visitor, *, is_local: bool) -> Arrival:
    timezone, now = visitor.actor.timezone, visitor.now
    try:
        return parse_arrival(await visitor.field("when"), timezone, now, local=is_local)
    except (BadMoment, NoTime) as refusal:
        like = example(ZoneInfo(timezone), now)
        raise Amiss({"when": words.no_moment(refusal, like, visitor.say)}) from None


async def _pay(visitor: Visitor, number: int) -> None:
    wanted, rules = await visitor.field("paid") == "1", visitor.house.broadcasts
    await visitor.act(broadcast_drafts.set_paid, number, wanted, rules)


def how_of(arrival: Arrival) -> str:
    return NOW if arrival.at_once else LOCAL if arrival.local else MOMENT


def when_of(arrival: Arrival, timezone: str) -> str:
    """As the field takes it back."""
    moment = arrival.local or (arrival.at and arrival.at.astimezone(ZoneInfo(timezone)))
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


CHANGES: Final = {"when": Change(_set_arrival, "when"), "pay": Change(_pay, "paid")}
FIELDS: Final = ("how", "when")
