"""The control API: what the chat page and tests in other processes use."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from sandbox import Person, Sandbox
from tests.sandbox.pictures import png
from tests.sandbox.raw_bot import RawBot

Request = Callable[..., Awaitable[Any]]


@pytest.fixture
def control(sandbox: Sandbox, session: aiohttp.ClientSession) -> Request:
    """control("POST", "/people", {...}) answers the JSON; an expected status may follow."""

    async def request(method: str, path: str, body: Any = None, status: int = 0) -> Any:
        url = f"{sandbox.base_url}/sandbox/api{path}"
        given = {"data": body} if isinstance(body, aiohttp.FormData) else {"json": body}
        async with session.request(method, url, **given) as answer:
            assert answer.status == status or (not status and answer.ok), await answer.text()
            return await answer.json()

    return request


async def test_people_come_and_change(control: Request, bot: RawBot) -> None:
    mei = await control("POST", "/people", {"name": "<b>Mei</b>", "language_code": "en"})
    assert mei["name"] == "<b>Mei</b>"
    assert not mei["blocked"]
    person = f"/people/{mei['id']}"
    await control("POST", f"{person}/start", {"payload": "inv_1"})
    changed = await control("PATCH", person, {"blocked": True, "language_code": "zh-hant"})
    assert (changed["blocked"], changed["language_code"]) == (True, "zh-hant")
    assert [p["id"] for p in await control("GET", "/people")] == [mei["id"]]
    assert [list(u)[1] for u in await bot.updates()] == ["message", "my_chat_member"]
    refusal = await control("POST", f"{person}/messages", {"text": "hi"}, 400)
    assert "blocked" in refusal["error"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/people/5/chat", None, 404),
        ("POST", "/people", {"name": " "}, 400),
        ("POST", "/people/5/messages", {"text": "x"}, 404),
        ("POST", "/faults", {"kind": "earthquake"}, 400),
        ("POST", "/clock", {"advance_seconds": -5}, 400),
        ("POST", "/clock", [1], 400),
        ("GET", "/file/nonsense", None, 404),
    ],
)
async def test_what_cannot_be_done_is_said_plainly(
    control: Request, method: str, path: str, body: Any, status: int
) -> None:
    assert (await control(method, path, body, status))["error"]


async def test_a_chat_shows_messages_keys_commands_and_reactions(
    control: Request, bot: RawBot, lin: Person
) -> None:
    chat = {"chat_id": lin.user.id}
    keys = {"keyboard": [["任务"]], "resize_keyboard": True}
    await bot.ok("setMyCommands", commands=[{"command": "tasks", "description": "Tasks"}])
    sent = await bot.ok(
        "sendMessage",
        **chat,
        text="<b>a</b> & b < c".replace("&", "&amp;").replace("< c", "&lt; c"),
        parse_mode="HTML",
        reply_markup=keys,
    )
    await control(
        "POST",
        f"/people/{lin.user.id}/reactions",
        {"message_id": sent["message_id"], "emoji": "👍"},
    )
    shown = await control("GET", f"/people/{lin.user.id}/chat")
    assert shown["bot"]["username"] == "koc_dispatch_bot"
    assert "token" not in shown["bot"]
    assert shown["reply_keyboard"]["keyboard"] == [[{"text": "任务"}]]
    assert shown["commands"] == [{"command": "tasks", "description": "Tasks"}]
    message = shown["messages"][-1]
    assert message["html"] == "<b>a</b> &amp; b &lt; c"
    assert (message["from_bot"], message["edited"], message["deleted"]) == (True, False, False)
    assert message["reactions"] == [{"emoji": "👍", "from_bot": False}]


async def test_a_tap_by_place_label_or_data(control: Request, bot: RawBot, lin: Person) -> None:
    row = [{"text": "领取", "callback_data": "a"}, {"text": "看", "url": "https://a.b/"}]
    markup = {"inline_keyboard": [row]}
    sent = await bot.ok("sendMessage", chat_id=lin.user.id, text="x", reply_markup=markup)
    taps, where = f"/people/{lin.user.id}/taps", {"message_id": sent["message_id"]}
    for button in ({"row": 0, "col": 0}, {"text": "领"}, {"data": "a"}):
        assert (await control("POST", taps, where | button))["callback_query_id"]
    assert await control("POST", taps, where | {"row": 0, "col": 1}) == {"url": "https://a.b/"}
    await control("POST", taps, where | {"row": 0, "col": 2}, 400)


async def test_several_files_are_an_album_and_come_back_as_bytes(
    control: Request, sandbox: Sandbox, lin: Person, session: aiohttp.ClientSession
) -> None:
    form = aiohttp.FormData({"as": "photo", "caption": "proof"})
    for shade in (1, 2):
        form.add_field("file", png(shade=shade), filename=f"{shade}.png", content_type="image/png")
    sent = await control("POST", f"/people/{lin.user.id}/files", form)
    assert sent[0]["media_group_id"] == sent[1]["media_group_id"]
    file_id = sent[1]["photo"][-1]["file_id"]
    async with session.get(f"{sandbox.base_url}/sandbox/api/file/{file_id}") as answer:
        assert await answer.read() == png(shade=2)
        assert answer.content_type == "image/png"


async def test_words_and_captions_come_formatted_and_a_film_as_a_video(
    control: Request, lin: Person
) -> None:
    person = f"/people/{lin.user.id}"
    bold = {"type": "bold", "offset": 0, "length": 2}
    for said in (
        {"text": "粗体", "entities": [bold]},
        {"text": "<b>粗体</b>", "parse_mode": "HTML"},
    ):
        sent = await control("POST", f"{person}/messages", said)
        assert (sent["text"], sent["entities"]) == ("粗体", [bold])
    form = aiohttp.FormData({"as": "video", "caption": "粗体", "entities": json.dumps([bold])})
    form.add_field("file", b"film", filename="a.mp4", content_type="video/mp4")
    (film,) = await control("POST", f"{person}/files", form)
    assert film["video"]["mime_type"] == "video/mp4"
    assert (film["caption"], film["caption_entities"]) == ("粗体", [bold])
    odd = aiohttp.FormData({"as": "hologram"})
    odd.add_field("file", b"x", filename="x")
    await control("POST", f"{person}/files", odd, 400)


async def test_a_file_is_never_shown_as_a_page(
    sandbox: Sandbox, lin: Person, session: aiohttp.ClientSession
) -> None:
    message = await lin.sends_document("x.html", b"<script>", mime_type="text/html")
    file_id = message.content.media["document"]["file_id"]
    async with session.get(f"{sandbox.base_url}/sandbox/api/file/{file_id}") as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_events_stream_live_and_from_any_point(
    sandbox: Sandbox, bot: RawBot, lin: Person, session: aiohttp.ClientSession
) -> None:
    url = f"{sandbox.base_url}/sandbox/api/events"
    async with session.ws_connect(url) as socket:
        sent = await bot.ok("sendMessage", chat_id=lin.user.id, text="<i>a</i>", parse_mode="HTML")
        where = {"chat_id": lin.user.id, "message_id": sent["message_id"]}
        await bot.ok("editMessageText", **where, text="b")
        await bot.ok("deleteMessage", **where)
        sandbox.clock.advance(3600)
        await sandbox.person("Mei")
        events = [await socket.receive_json(timeout=1) for _ in range(5)]
    kinds = [event["type"] for event in events]
    assert kinds == ["message", "edit", "delete", "clock", "person"]
    assert events[0]["person_id"] == lin.user.id
    assert events[0]["message"]["message_id"] == sent["message_id"]
    async with session.ws_connect(f"{url}?since={events[1]['seq']}") as socket:
        assert (await socket.receive_json(timeout=1))["type"] == "delete"


async def test_an_answer_to_a_tap_is_an_event(
    sandbox: Sandbox, bot: RawBot, lin: Person, session: aiohttp.ClientSession
) -> None:
    async with session.ws_connect(f"{sandbox.base_url}/sandbox/api/events") as socket:
        query = await lin.taps_data("a")
        assert query is not None
        await bot.ok("answerCallbackQuery", callback_query_id=query.id, text="ok")
        event = await socket.receive_json(timeout=1)
    assert event["type"] == "callback_answer"
    assert (event["callback_query_id"], event["text"]) == (query.id, "ok")


async def test_the_clock_faults_limits_log_and_links_are_reachable(
    control: Request, sandbox: Sandbox, bot: RawBot, lin: Person
) -> None:
    await control("POST", "/clock", {"advance_seconds": 86_400})
    clock = await control("GET", "/clock")
    assert (clock["offset_seconds"], clock["timezone"]) == (86_400, "")
    await control("POST", "/faults", {"kind": "500_before", "method": "sendMessage", "nth": 1})
    await bot.refused("sendMessage", chat_id=lin.user.id, text="a")
    assert (await control("GET", "/faults"))[0]["struck"] == 1
    await control("DELETE", "/faults")
    await bot.ok("sendMessage", chat_id=lin.user.id, text="a")
    log = await control("GET", "/log?since=0")
    assert [entry["method"] for entry in log] == ["sendMessage"]
    limits = await control("PUT", "/limits", {"enabled": True, "overall_per_second": 5})
    assert (limits["overall_per_second"], limits["per_chat_per_second"]) == (5, 1)
    sandbox.link("Console", "http://127.0.0.1:8080/console")
    assert (await control("GET", "/links"))[0]["label"] == "Console"


async def test_a_message_that_nobody_can_pay_for_is_refused_and_a_free_one_goes(
    control: Request, bot: RawBot, lin: Person
) -> None:
    message = {"chat_id": lin.user.id, "text": "a"}
    await bot.ok("sendMessage", **message)
    left = await control("PUT", "/stars", {"stars": 0.1, "free_per_second": 0})
    assert left == {"amount": 0, "nanostar_amount": 100_000_000}
    await bot.ok("sendMessage", **message, allow_paid_broadcast=True)
    refusal = await bot.refused("sendMessage", **message, allow_paid_broadcast=True)
    assert refusal == "Bad Request: BALANCE_TOO_LOW"
    await bot.ok("sendMessage", **message)
    assert await bot.ok("getMyStarBalance") == {"amount": 0, "nanostar_amount": 0}
    assert await control("GET", "/stars") == {"amount": 0, "nanostar_amount": 0}


async def test_a_fault_refuses_in_the_words_that_it_is_given(
    control: Request, bot: RawBot, lin: Person
) -> None:
    await control("POST", "/faults", {"kind": "400", "words": "SOMETHING_NEW"})
    refusal = await bot.refused("sendMessage", chat_id=lin.user.id, text="a")
    assert refusal == "Bad Request: SOMETHING_NEW"


async def test_bulk_updates_make_people_as_needed(control: Request, bot: RawBot) -> None:
    updates = [
        {"person_id": 9_000_001, "text": "/start"},
        {"person_id": 9_000_001, "data": "v1:claim:1"},
        {"raw": {"inline_query": {"id": "1", "query": "x"}}},
    ]
    answer = await control("POST", "/updates", {"updates": updates})
    assert answer["count"] == 3
    kinds = [list(update)[1] for update in await bot.updates()]
    assert kinds == ["message", "callback_query", "inline_query"]


async def test_before_any_bot_has_come_the_page_can_load(session: aiohttp.ClientSession) -> None:
    from sandbox import serve

    async with serve() as empty:
        lin = await empty.person("Lin")
        url = f"{empty.base_url}/sandbox/api/people/{lin.user.id}/chat"
        async with session.get(url) as answer:
            assert (await answer.json())["messages"] == []


async def test_the_page_is_served_and_nothing_outside_of_it(
    sandbox: Sandbox, session: aiohttp.ClientSession
) -> None:
    async with session.get(f"{sandbox.base_url}/") as answer:
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
    for path in ("../app.py", "%2e%2e/app.py", "..%2fapp.py", "nothing.js"):
        async with session.get(f"{sandbox.base_url}/assets/{path}") as answer:
            assert answer.status == 404
