"""Sending one photo, document, video, animation, audio, voice or sticker."""

from sandbox.content import Content
from sandbox.errors import bad_request
from sandbox.files import FileStore, StoredFile
from sandbox.images import image_size
from sandbox.methods.registry import Call, Result, method
from sandbox.methods.sending import caption_of, send
from sandbox.params import Upload
from sandbox.text.formatted import EMPTY, FormattedText
from sandbox.wire import Json

_MOST_PHOTO_BYTES = 10 * 1024 * 1024
_MOST_PHOTO_SIDES = 10_000
_MOST_PHOTO_RATIO = 20
_THUMBNAIL_SIDE = 320
_FLAGS = ("show_caption_above_media", "has_spoiler")
_SHOWN_AS = {"has_spoiler": "has_media_spoiler"}


@method("sendPhoto")
def send_photo(call: Call) -> Result:
    return _send_kind(call, "photo")


@method("sendDocument")
def send_document(call: Call) -> Result:
    return _send_kind(call, "document")


@method("sendVideo")
def send_video(call: Call) -> Result:
    return _send_kind(call, "video")


@method("sendAnimation")
def send_animation(call: Call) -> Result:
    return _send_kind(call, "animation")


@method("sendAudio")
def send_audio(call: Call) -> Result:
    return _send_kind(call, "audio")


@method("sendVoice")
def send_voice(call: Call) -> Result:
    return _send_kind(call, "voice")


@method("sendSticker")
def send_sticker(call: Call) -> Result:
    return _send_kind(call, "sticker")


def _send_kind(call: Call, kind: str) -> Result:
    stored = file_of(call, kind, call.params.text(kind), kind)
    if stored is None:
        raise bad_request(f"There is no {kind} in the request")
    caption = EMPTY if kind == "sticker" else caption_of(call)
    given = call.params.values | {name: call.params.flag(name) for name in _FLAGS}
    return send(call, media_content(stored, caption, given)).as_json()


def file_of(call: Call, kind: str, reference: str, field_name: str = "") -> StoredFile | None:
    """The file that came along, or a known one by its id; None when there is neither."""
    upload = call.params.upload(field_name, reference)
    if upload is not None:
        return store(call.world.files, call.bot.id, kind, upload)
    if not reference or reference.startswith("attach://"):
        return None
    if reference.startswith(("http://", "https://")):
        # The local Telegram opens no connection to anywhere but the bot.
        raise bad_request("failed to get HTTP URL content")
    stored = call.world.files.find(call.bot.id, reference)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if (stored.kind == "photo") != (kind == "photo"):
        raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
    return stored


def store(files: FileStore, bot_id: int, kind: str, upload: Upload) -> StoredFile:
    """Keeps an upload that Telegram would take as this kind."""
    if not upload.data:
        raise bad_request("file must be non-empty")
    if kind == "photo":
        _check_photo(upload.data)
    return files.add(bot_id, kind, upload)


def media_content(stored: StoredFile, caption: FormattedText, given: Json) -> Content:
    """`given`: the method's parameters or the InputMedia's fields."""
    kind = stored.kind
    options = {_SHOWN_AS.get(name, name): True for name in _FLAGS if given.get(name)}
    if kind == "photo":
        return Content(kind, caption, {"photo": _photo_sizes(stored)}, options)
    shown = stored.as_json() | _described(stored, given)
    media: Json = {kind: shown}
    if kind == "animation":
        # Telegram adds the document too, for clients that know no animations.
        media["document"] = stored.as_json() | {"file_name": stored.name}
    return Content(kind, caption, media, options)


def _described(stored: StoredFile, given: Json) -> Json:
    shown: Json = {"mime_type": stored.mime_type}
    if stored.name and stored.kind not in ("voice", "sticker"):
        shown["file_name"] = stored.name
    if stored.kind in ("video", "animation"):
        shown |= {name: _number(given, name) for name in ("width", "height", "duration")}
    if stored.kind in ("audio", "voice"):
        shown["duration"] = _number(given, "duration")
    if stored.kind == "audio":
        shown |= {name: str(given[name]) for name in ("performer", "title") if given.get(name)}
    if stored.kind == "sticker":
        width, height = image_size(stored.data) or (512, 512)
        del shown["mime_type"]
        shown |= {"type": "regular", "width": width, "height": height}
        shown |= {"is_animated": False, "is_video": False}
    return shown


def _number(given: Json, name: str) -> int:
    try:
        return max(0, int(given.get(name) or 0))
    except ValueError:
        return 0


def _photo_sizes(stored: StoredFile) -> list[Json]:
    """Small first, as Telegram lists them; both are the same bytes here."""
    width, height = image_size(stored.data) or (0, 0)
    full = stored.as_json() | {"width": width, "height": height}
    scale = _THUMBNAIL_SIDE / max(width, height, 1)
    if scale >= 1:
        return [full]
    small = {"width": max(1, round(width * scale)), "height": max(1, round(height * scale))}
    return [full | small, full]


def _check_photo(data: bytes) -> None:
    if len(data) > _MOST_PHOTO_BYTES:
        raise bad_request(
            f"file of size {len(data)} bytes is too big for a photo; "
            f"the maximum size is {_MOST_PHOTO_BYTES} bytes"
        )
    size = image_size(data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    ratio = max(width, height) / max(1, min(width, height))
    if width + height > _MOST_PHOTO_SIDES or ratio > _MOST_PHOTO_RATIO or not min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
