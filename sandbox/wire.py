"""The shape of the Bot API on the wire: JSON objects, answers, refusals; no meaning of its own."""

from dataclasses import dataclass
from typing import Any

import orjson

from sandbox.errors import ApiError

# A JSON object as the Bot API prescribes it; the wire format is what this server is about.
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Described:
    """A result that Telegram accompanies with a sentence, like `Webhook was set`."""

    result: Any
    description: str


def dumps(value: Any) -> bytes:
    return orjson.dumps(value)


def loads(text: str | bytes) -> Any:
    """Raises `orjson.JSONDecodeError` (a ValueError)."""
    return orjson.loads(text)


def accepted(result: Any) -> bytes:
    """`result` may be bytes already encoded: the hot paths encode once."""
    if isinstance(result, bytes):
        return b'{"ok":true,"result":' + result + b"}"
    if isinstance(result, Described):
        return dumps({"ok": True, "result": result.result, "description": result.description})
    return b'{"ok":true,"result":' + orjson.dumps(result) + b"}"


def refused(error: ApiError) -> bytes:
    answer: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        answer["parameters"] = error.parameters
    return dumps(answer)
