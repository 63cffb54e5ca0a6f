"""POST /api/v1/metrics: a signed batch of readings, each item with its result; no rule here."""

from typing import Any, Final

import orjson
from aiohttp import web

from domain.readings import Recorded, RefusedRow
from services import signed_api
from services.signed_api import MessageConflict
from web.api import readings
from web.api.problems import json_response, problem
from web.api.signatures import BadSignature, Signers
from web.house import HOUSE

PATH: Final = "/api/v1/metrics"
MOST_ITEMS: Final = 10_000
SIGNERS: Final = web.AppKey("signers", Signers)


async def post(request: web.Request) -> web.Response:
    signers = request.app[SIGNERS]
    if not signers:
        return problem(503, "api_off", "no signing secret is configured")
    try:
        body = await request.read()
        message = signers.verified(request.headers, body)
    except web.HTTPRequestEntityTooLarge:
        return problem(413, "too_large", "the body is too large")
    except BadSignature:
        return problem(401, "bad_signature", "no valid signature of the last five minutes")
    items = _items(body)
    if isinstance(items, web.Response):
        return items
    house = request.app[HOUSE]
    read, flawed = readings.parse(items)
    try:
        recorded = await house.db.write(
            signed_api.record_metrics, message, read, flawed, now=house.now()
        )
    except MessageConflict:
        return problem(409, "message_conflict", "this message id came before with another body")
    return json_response(_answer(recorded))


def _items(body: bytes) -> list[Any] | web.Response:
    try:
        facts = orjson.loads(body)
    except orjson.JSONDecodeError:
        return problem(400, "bad_json", "the body is not JSON")
    items = facts.get("readings") if isinstance(facts, dict) else None
    if not isinstance(items, list) or not items:
        return problem(400, "no_readings", "the body has no list of readings")
    if len(items) > MOST_ITEMS:
        return problem(413, "too_many", f"a message carries at most {MOST_ITEMS} readings")
    return items


def _answer(recorded: Recorded) -> dict[str, Any]:
    """Made of what is stored alone, so that a repeat reads the same to the byte."""
    refused = {row.line: row for row in recorded.refused}
    items = recorded.new + recorded.repeated + len(refused)
    return {
        "new": recorded.new,
        "repeated": recorded.repeated,
        "refused": len(refused),
        "results": [_result(line, refused.get(line)) for line in range(1, items + 1)],
    }


def _result(line: int, refused: RefusedRow | None) -> dict[str, Any]:
    """`index` counts from 0, as programs do."""
    if refused is None:
        return {"index": line - 1, "result": "accepted"}
    return {
        "index": line - 1,
        "result": "refused",
        "code": refused.code,
        "field": refused.field,
        "value": refused.value,
    }
