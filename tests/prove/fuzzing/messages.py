"""Signed messages of partners, as fuzzed parsers: their bodies, their items, their signatures."""

import copy
from datetime import UTC, datetime
from random import Random
from typing import Any, Final

import orjson
from aiohttp import web
from standardwebhooks.webhooks import Webhook

from domain import conversions
from domain.metric_items import ItemReader
from domain.readings import Reading, RefusedRow
from tests.prove.fuzzing.engine import Parser
from tests.prove.fuzzing.mutations import BYTES, SIGNS, changed
from tests.web.site import API_SECRET
from web.api.batches import items_of
from web.api.signatures import BadSignature, Signers

_READER: Final = ItemReader()
_AT: Final = "2026-11-22T10:00:00+08:00"
_LINK: Final = "https://www.douyin.com/video/7301234567890123456"
_COUNTS: Final = {"likes": 3, "shares": 1, "saves": 0, "comments": 2}
_READINGS: Final[tuple[dict[str, Any], ...]] = (
    {"link": _LINK, "observed_at": _AT, "views": 20, **_COUNTS},
    {"platform": "douyin", "post_id": "7301", "observed_at": _AT, **_COUNTS, "orders": None},
    {"assignment": 7, "observed_at": "2026-11-22T10:00:00Z", **_COUNTS},
)
_ORDER: Final = {
    "id": "o-1",
    "kind": "order",
    "assignment": 7,
    "status": "approved",
    "amount_minor": 100,
    "currency": "CNY",
    "occurred_at": _AT,
}
_CONVERSIONS: Final[tuple[dict[str, Any], ...]] = (
    _ORDER | {"buyer": "b"},
    _ORDER | {"link": _LINK, "status": "refunded", "refunded_minor": 50},
    {"id": "a", "kind": "action", "assignment": 7, "status": "approved", "occurred_at": _AT},
)
_VALUES: Final = (
    *(None, True, False, 0, -1, 1, 2**31, 2**63 - 1, 2**63, 10**30, -(2**63), 1.0, 1e308, -0.0),
    *("", "0", "x", "order", "approved", "CNY", _LINK, _AT, "0001-01-01T00:00:00+14:00"),
    *("9999-12-31T23:59:59-14:00", "2026-11-22", [], {}, [1], {"a": 1}, "a" * 5_000, *SIGNS),
)


def _make_item(dice: Random, seeds: tuple[dict[str, Any], ...]) -> Any:
    """An item with some of its fields changed, lost or new; now and then no object at all."""
    item = copy.copy(seeds[int(dice.random() * len(seeds))])
    for _ in range(int(dice.random() * 4)):
        name = list(item)[int(dice.random() * len(item))] if item else "likes"
        chance = dice.random()
        if chance < 0.15:
            del item[name]
        elif chance < 0.5 and isinstance(item[name], str):
            item[name] = changed(dice, (item[name],), SIGNS)
        else:
            item[name] = _VALUES[int(dice.random() * len(_VALUES))]
    return _VALUES[int(dice.random() * len(_VALUES))] if dice.random() < 0.02 else item


def _make_items(dice: Random) -> list[Any]:
    return [_make_item(dice, _READINGS) for _ in range(1 + int(dice.random() * 3))]


def _make_conversion(dice: Random) -> Any:
    return _make_item(dice, _CONVERSIONS)


def _readings(items: list[Any]) -> None:
    """Where all are plain, each read by itself says the same."""
    rows = list(enumerate(items))
    read = [_READER.read(line, item) for line, item in rows]
    table = _READER.table(rows)
    for name in table.names:
        _READER.post(name)
    if not _READER.said_by_all(table):
        return
    for line, counts in zip(table.lines, zip(*table.counts, strict=True), strict=True):
        found = read[line]
        if isinstance(found, Reading):
            assert tuple(getattr(found.metrics, name) for name in _READER.counts) == counts


def _conversion(item: Any) -> None:
    assert isinstance(conversions.read(0, item), conversions.Conversion | RefusedRow)


_BODIES: Final = (
    *(orjson.dumps({"readings": [each, each]}) for each in _READINGS),
    orjson.dumps({"readings": list(_READINGS)}),
)
_JSON: Final = (
    *(b"[", b"]", b"{", b"}", b":", b",", b'"', b"null", b"1e400", b"-0", b"1.0", b'"\\ud800"'),
    *(b'"readings":', b"[" * 2_000, b"9" * 5_000, b'"link"', b'"\\u0000"', *BYTES),
)


def _make_body(dice: Random) -> bytes:
    content: bytes = changed(dice, _BODIES, _JSON)
    return content


def _body(content: bytes) -> None:
    items = items_of(content, "readings")
    if isinstance(items, web.Response):
        assert items.status in (400, 413)
    else:
        _readings(items)


_SIGNERS: Final = Signers(f"other:whsec_{'A' * 32} {API_SECRET}")
_SIGNER: Final = Webhook(API_SECRET)
_SIGNED: Final = b'{"readings": []}'
_HEADERS: Final = ("webhook-id", "webhook-timestamp", "webhook-signature")


def _make_signed(dice: Random) -> tuple[dict[str, str], bytes]:
    """Signed well just now; then one of its parts is changed, or none."""
    now = datetime.now(UTC)
    signature = _SIGNER.sign("msg_1", now, _SIGNED.decode())
    headers = dict(zip(_HEADERS, ("msg_1", str(int(now.timestamp())), signature), strict=True))
    chance = dice.random()
    if chance < 0.1:
        return headers, changed(dice, (_SIGNED,), BYTES)
    name = _HEADERS[int(chance * len(_HEADERS))]
    headers[name] = changed(dice, (headers[name],), (*SIGNS, "v1,", "v1a,", " ", "=", signature))
    if chance > 0.95:
        del headers[name]
    return headers, _SIGNED


def _signature(sample: tuple[dict[str, str], bytes]) -> None:
    """Nothing is taken that the published library would not take.

    It breaks down over a word without a comma, of which the standard says nothing: such words are
    passed over by us, and not shown to it.
    """
    headers, body = sample
    _SIGNERS.verified(headers, body)
    said = (each for each in headers["webhook-signature"].split(" ") if "," in each)
    seen = headers | {"webhook-signature": " ".join(said)}
    _SIGNER.verify(body.decode("utf-8", "strict"), seen, json_parse=False)


PARSERS: Final = (
    Parser("readings by API", _readings, (), _make_items, 1.2),
    Parser("conversions by API", _conversion, (), _make_conversion, 1.0),
    Parser("bodies of messages", _body, (), _make_body, 0.7),
    Parser("signatures", _signature, (BadSignature,), _make_signed, 0.3),
)
