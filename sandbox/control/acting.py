"""Control API: what a person does in their chat; each route is one gesture."""

from aiohttp import web

from sandbox import gestures, taps
from sandbox.content import ALBUM_KINDS
from sandbox.control.requests import WORLD, answer, body_of, hands_in, refusing
from sandbox.control.views import message_view
from sandbox.messages import Message
from sandbox.multipart import parts_of
from sandbox.params import Upload
from sandbox.wire import loads


def routes(prefix: str) -> list[web.RouteDef]:
    person = f"{prefix}/people/{{id:\\d+}}"
    return [
        web.post(f"{person}/messages", _write),
        web.post(f"{person}/start", _start),
        web.post(f"{person}/files", _send_files),
        web.post(f"{person}/taps", _tap),
        web.post(f"{person}/reactions", _react),
        web.post(f"{person}/contact", _share_contact),
        web.post(f"{person}/edits", _edit),
        web.get(f"{prefix}/file/{{file_id}}", _file),
    ]


@refusing
async def _write(request: web.Request) -> web.Response:
    body = await body_of(request)
    reply_to = int(body.get("reply_to_message_id") or 0)
    hands = hands_in(request, body)
    mode, entities = str(body.get("parse_mode") or ""), body.get("entities")
    return _said(gestures.write(hands, str(body.get("text") or ""), reply_to, mode, entities))


@refusing
async def _start(request: web.Request) -> web.Response:
    body = await body_of(request)
    return _said(gestures.start(hands_in(request, body), str(body.get("payload") or "")))


@refusing
async def _send_files(request: web.Request) -> web.Response:
    parts = list(parts_of(await request.read(), request.headers.get("Content-Type", "")))
    fields = {part.name: part.data.decode() for part in parts if part.file_name is None}
    uploads = [
        Upload(part.file_name, part.mime_type, part.data)
        for part in parts
        if part.file_name is not None
    ]
    sent = gestures.send_files(
        hands_in(request, fields),
        uploads,
        str(fields.get("caption") or ""),
        kind=_kind(fields.get("as") or "document"),
        parse_mode=str(fields.get("parse_mode") or ""),
        entities=loads(fields["entities"]) if fields.get("entities") else None,
    )
    return answer([message_view(message) for message in sent], 201)


def _kind(said: str) -> str:
    if said not in ALBUM_KINDS:
        raise ValueError(f"files go as one of {', '.join(sorted(ALBUM_KINDS))}")
    return said


@refusing
async def _tap(request: web.Request) -> web.Response:
    """Which button: `data`, or `text` of its label, or `row` and `col`."""
    body = await body_of(request)
    hands, message_id = hands_in(request, body), int(body.get("message_id") or 0)
    if "data" in body:
        pressed = taps.tap(hands, message_id, str(body["data"]))
    elif "text" in body:
        pressed = taps.press(hands, taps.button_saying(hands, str(body["text"]), message_id))
    else:
        row, column = int(body.get("row", -1)), int(body.get("col", -1))
        pressed = taps.press(hands, taps.button_at(hands, message_id, row, column))
    return answer(pressed.as_json())


@refusing
async def _react(request: web.Request) -> web.Response:
    body = await body_of(request)
    message_id = int(body.get("message_id") or 0)
    emoji = str(body.get("emoji") or "")
    return _said(gestures.react(hands_in(request, body), message_id, emoji))


@refusing
async def _share_contact(request: web.Request) -> web.Response:
    return _said(gestures.share_contact(hands_in(request, await body_of(request))))


@refusing
async def _edit(request: web.Request) -> web.Response:
    body = await body_of(request)
    message_id = int(body.get("message_id") or 0)
    return _said(gestures.edit(hands_in(request, body), message_id, str(body.get("text") or "")))


@refusing
async def _file(request: web.Request) -> web.Response:
    """Never shown by the browser as a page: what people send is not to be trusted."""
    stored = request.app[WORLD].files.of_any_bot(request.match_info["file_id"])
    if stored is None:
        raise LookupError("there is no such file")
    headers = {
        "Content-Type": stored.mime_type
        if _is_media(stored.mime_type)
        else "application/octet-stream",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox",
    }
    return web.Response(body=stored.data, headers=headers)


def _is_media(mime_type: str) -> bool:
    return mime_type.startswith(("image/", "video/", "audio/"))


def _said(message: Message) -> web.Response:
    return answer(message_view(message), 201)
