"""A signed request with a list of items, each with its result; what one is stands elsewhere."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from typing import Any, Final

import orjson
from aiohttp import web

from domain.readings import PartRecorded, RefusedRow
from services.seam import is_away
from services.signed_api import SignedMessage
from web.api.parcels import Conflict, Parcels
from web.api.problems import json_response, problem
from web.api.signatures import BadSignature, Signers

MOST_ITEMS: Final = 10_000
RETRY_AFTER: Final = 5  # seconds, while the database is away
_SHORT: Final = 16  # items
SIGNERS: Final = web.AppKey("signers", Signers)


async def answer(
    request: web.Request, signers: Signers, parcels: Parcels, name: str
) -> web.Response:
    """`name` is what the list is called in the body."""
    if not signers:
        return problem(503, "api_off", "no signing secret is configured")
    try:
        body = await request.read()
        message = signers.verified(request.headers, body)
    except web.HTTPRequestEntityTooLarge:
        return problem(413, "too_large", "the body is larger than 8 MiB")
    except BadSignature:
        return problem(401, "bad_signature", "no valid signature of the last five minutes")
    items = items_of(body, name)
    if isinstance(items, web.Response):
        return items
    return await _recorded(parcels, message, items)


async def _recorded(parcels: Parcels, message: SignedMessage, items: list[Any]) -> web.Response:
    try:
        return json_response(_told(await parcels.hand_in(message, items)))
    except Conflict:
        return problem(409, "message_conflict", "this message id came before with another body")
    except Exception as error:
        if not is_away(error):
            raise
        return problem(503, "away", "not now: send the same again", retry_after=RETRY_AFTER)


def items_of(body: bytes, name: str) -> list[Any] | web.Response:
    try:
        facts = orjson.loads(body)
    except orjson.JSONDecodeError:
        return problem(400, "bad_json", "the body is not JSON")
    items = facts.get(name) if isinstance(facts, dict) else None
    if not isinstance(items, list) or not items:
        return problem(400, f"no_{name}", f"the body has no list of {name}")
    if len(items) > MOST_ITEMS:
        return problem(413, "too_many", f"a message carries at most {MOST_ITEMS} {name}")
    return items


def _told(parts: list[PartRecorded]) -> bytes:
    """Made of what is stored alone, so that a repeat reads the same to the byte."""
    first = parts[0]
    if first.items <= _SHORT and len(parts) == 1 and not first.repeats and not first.refused:
        return _all_new(first.items)
    return orjson.dumps(_results(parts))


@lru_cache(_SHORT)
def _all_new(items: int) -> bytes:
    """What nearly every short message is told."""
    return orjson.dumps(_results([PartRecorded(items)]))


def _results(parts: list[PartRecorded]) -> dict[str, Any]:
    items = sum(part.items for part in parts)
    results: list[dict[str, Any]] = [
        {"index": index, "result": "accepted"} for index in range(items)
    ]
    repeated = _each(part.repeats for part in parts)
    refused = _each(part.refused for part in parts)
    for index in repeated:
        results[index]["result"] = "repeated"
    for row in refused:
        results[row.line] = _refusal(row)
    return {
        "new": items - len(repeated) - len(refused),
        "repeated": len(repeated),
        "refused": len(refused),
        "results": results,
    }


def _each(parts: Iterable[Iterable[Any]]) -> list[Any]:
    return list(chain.from_iterable(parts))


def _refusal(row: RefusedRow) -> dict[str, Any]:
    return {
        "index": row.line,
        "result": "refused",
        "code": row.code,
        "field": row.field,
        "value": row.value,
    }
