"""Control API: who there is, who comes, what changes about them, what their chat shows."""

from aiohttp import web

from sandbox.control.requests import WORLD, answer, body_of, bot_in, refusing, user_in
from sandbox.control.views import bot_view, chat_view, person_view
from sandbox.events import EventType
from sandbox.gestures import hands_of, set_blocked
from sandbox.wire import Json
from sandbox.world import World


def routes(prefix: str) -> list[web.RouteDef]:
    return [
        web.get(f"{prefix}/bots", _bots),
        web.get(f"{prefix}/people", _people),
        web.post(f"{prefix}/people", _add),
        web.patch(f"{prefix}/people/{{id:\\d+}}", _change),
        web.get(f"{prefix}/people/{{id:\\d+}}/chat", _chat),
        web.post(f"{prefix}/groups", _add_group),
    ]


@refusing
async def _bots(request: web.Request) -> web.Response:
    return answer([bot_view(bot) for bot in request.app[WORLD].bots.values()])


@refusing
async def _people(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    return answer([person_view(world, user) for user in world.people.values()])


@refusing
async def _add(request: web.Request) -> web.Response:
    world, body = request.app[WORLD], await body_of(request)
    user = world.add_person(
        str(body.get("name") or ""),
        username=str(body.get("username") or ""),
        language_code=str(body.get("language_code") or "en"),
        id_=int(body.get("id") or 0),
    )
    return answer(person_view(world, user), 201)


@refusing
async def _change(request: web.Request) -> web.Response:
    world, user, body = request.app[WORLD], user_in(request), await body_of(request)
    if "name" in body:
        user.name = str(body["name"]).strip() or user.name
    if "language_code" in body:
        user.language_code = str(body["language_code"])
    if "deactivated" in body:
        user.deactivated = bool(body["deactivated"])
    if "blocked" in body:
        hands = hands_of(world, bot_in(request), user)
        set_blocked(hands, blocked=bool(body["blocked"]))
    world.events.publish(EventType.PERSON, person_id=user.id)
    return answer(person_view(world, user))


@refusing
async def _chat(request: web.Request) -> web.Response:
    world, user = request.app[WORLD], user_in(request)
    if not world.bots:
        return answer(_empty_chat(world))
    return answer(chat_view(world, bot_in(request), user))


@refusing
async def _add_group(request: web.Request) -> web.Response:
    world, body = request.app[WORLD], await body_of(request)
    people = [world.people[int(id_)] for id_ in body.get("people", [])]
    group = world.add_group(bot_in(request), str(body.get("title") or "Group"), people)
    return answer(group.as_json(), 201)


def _empty_chat(world: World) -> Json:
    """What somebody sees before any bot has come."""
    return {
        "seq": world.events.seq,
        "bot": None,
        "messages": [],
        "reply_keyboard": None,
        "commands": [],
        "menu_button": None,
        "action": None,
        "draft": None,
        "pinned_message_id": None,
    }
