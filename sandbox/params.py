"""The parameters of one Bot API call, whichever way they came, read as Telegram reads them."""

import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import orjson
from aiohttp import web

from sandbox.errors import bad_request, too_large
from sandbox.multipart import parts_of
from sandbox.wire import dumps, loads

MOST_UPLOAD_BYTES = 50 * 1024 * 1024
_LEADING_NUMBER = re.compile(r"-?\d+")
_ATTACHED = "attach://"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the request."""

    name: str
    mime_type: str
    data: bytes = field(repr=False)


class Params:
    """Values are strings, or JSON values when the body was JSON."""

    __slots__ = ("files", "values")

    def __init__(
        self, values: dict[str, Any] | None = None, files: dict[str, Upload] | None = None
    ) -> None:
        self.values = values or {}
        self.files = files or {}

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        return dumps(value).decode()

    def integer(self, name: str, default: int = 0, low: int | None = None, high: int = 0) -> int:
        """As Telegram: leading digits count, anything else is 0; clamped when `low` is given."""
        value = self.values.get(name)
        if value is None or value == "":
            number = default
        elif type(value) is int:
            number = value
        else:
            match = _LEADING_NUMBER.match(self.text(name))
            number = int(match[0]) if match else 0
        return number if low is None else min(max(number, low), high)

    def flag(self, name: str) -> bool:
        value = self.values.get(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        return self.text(name).lower() in ("true", "yes", "1")

    def json(self, name: str, what: str) -> Any:
        """None when absent; `what` is Telegram's name of it for the error."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return loads(value)
        except orjson.JSONDecodeError:
            raise bad_request(f"Can't parse {what} JSON object") from None

    def upload(self, name: str, reference: str = "") -> Upload | None:
        """The file in the field, or the one that `attach://…` points to."""
        if reference.startswith(_ATTACHED):
            name = reference.removeprefix(_ATTACHED)
        return self.files.get(name)

    def digest(self) -> str:
        """Equal for equal calls, however they were encoded."""
        values = {name: self.text(name) for name in self.values}
        files = {name: sha256(upload.data).hexdigest() for name, upload in self.files.items()}
        canonical = orjson.dumps([values, files], option=orjson.OPT_SORT_KEYS)
        return sha256(canonical).hexdigest()


async def read_params(request: web.BaseRequest) -> Params:
    """Query string and body together; the body wins."""
    values: dict[str, Any] = dict(request.query) if request.query_string else {}
    if not request.body_exists:
        return Params(values)
    kind = request.content_type
    body = await _read_body(request)
    if kind == "multipart/form-data":
        return _form(body, request.headers["Content-Type"], values)
    if kind == "application/json":
        values.update(_json_object(body))
    elif kind == "application/x-www-form-urlencoded":
        values.update(await request.post())
    return Params(values)


async def _read_body(request: web.BaseRequest) -> bytes:
    try:
        return await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise too_large() from None


def _json_object(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    try:
        value = loads(body)
    except orjson.JSONDecodeError:
        raise bad_request("can't parse request: wrong JSON") from None
    if not isinstance(value, dict):
        raise bad_request("can't parse request: Object expected")
    return {name: item for name, item in value.items() if item is not None}


def _form(body: bytes, content_type: str, values: dict[str, Any]) -> Params:
    files: dict[str, Upload] = {}
    for part in parts_of(body, content_type):
        if part.file_name is None:
            values[part.name] = part.data.decode("utf-8", "replace")
        else:
            files[part.name] = Upload(part.file_name, part.mime_type, part.data)
    if sum(len(upload.data) for upload in files.values()) > MOST_UPLOAD_BYTES:
        raise too_large()
    return Params(values, files)
