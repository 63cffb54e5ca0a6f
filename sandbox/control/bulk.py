"""Control API: many messages and taps at once, for load; people are made as needed."""

from aiohttp import web

from sandbox import gestures, taps
from sandbox.bots import Bot
from sandbox.control.requests import WORLD, answer, body_of, bot_in, refusing
from sandbox.gestures import Hands, hands_of
from sandbox.updates import UpdateKind
from sandbox.wire import Json
from sandbox.world import World


def routes(prefix: str) -> list[web.RouteDef]:
    return [web.post(f"{prefix}/updates", _inject)]


@refusing
async def _inject(request: web.Request) -> web.Response:
    """`{"updates": [{"person_id", "text"} | {"person_id", "data", "message_id"?} | {"raw"}]}`.

    `raw` is an Update without its id, for shapes that no gesture makes.
    """
    world, bot, body = request.app[WORLD], bot_in(request), await body_of(request)
    first = bot.queue.next_id
    for wanted in body.get("updates", []):
        inject(world, bot, wanted)
    return answer({"first_update_id": first, "count": bot.queue.next_id - first}, 201)


def inject(world: World, bot: Bot, wanted: Json) -> None:
    raw = wanted.get("raw")
    if raw:
        ((name, payload),) = raw.items()
        world.push(bot, UpdateKind(name), int(wanted.get("person_id") or 0), payload)
        return
    hands = _hands(world, bot, int(wanted["person_id"]))
    if "data" in wanted:
        message_id = int(wanted.get("message_id") or _last_message_id(hands))
        taps.tap(hands, message_id, str(wanted["data"]))
    else:
        gestures.write(hands, str(wanted["text"]))


def _hands(world: World, bot: Bot, person_id: int) -> Hands:
    user = world.people.get(person_id)
    if user is None:
        user = world.add_person(f"Person {person_id}", id_=person_id)
    return hands_of(world, bot, user)


def _last_message_id(hands: Hands) -> int:
    newest = next((m for m in hands.chat.newest_first() if m.from_bot), None)
    return newest.id if newest else 1
