"""Partners tell of actions and orders: signed as readings are, each counted once."""

import asyncio
import json
from typing import Any

import pytest
from sqlalchemy import func, select

from domain.terms import Source
from services.vault import Vault
from storage.tables.conversions import conversion
from tests.web.partner import Partner
from tests.web.schema import flaws, schema
from tests.web.site import Site, served
from tests.web.test_metrics_api import OBSERVED, code, reading, work_of
from tests.web.test_metrics_api import stored as readings_stored
from web.api.conversions import PATH as CONVERSIONS
from web.api.metrics import PATH as METRICS


def order(site: Site, **changed: Any) -> dict[str, Any]:
    return {
        "id": "o-1",
        "kind": "order",
        "link": work_of(site).link,
        "status": "approved",
        "amount_minor": 9_900,
        "currency": "CNY",
        "occurred_at": OBSERVED,
        "buyer": "li",
        **changed,
    }


def stored(site: Site) -> list[tuple[Any, ...]]:
    columns = (conversion.c.conversion_id, conversion.c.status, conversion.c.refunded_minor)
    return [tuple(row) for row in site.world.rows(select(*columns).order_by(conversion.c.id))]


async def test_an_order_and_its_refund_are_told(any_site: Site) -> None:
    partner, told = Partner(await any_site.guest()), order(any_site)
    assert list(flaws(told, schema("Conversion"))) == []
    answer = await partner.tell(told, id_="msg_1")
    facts = json.loads(answer.text)
    assert list(flaws(facts, schema("Recorded"))) == []
    assert facts == {
        "new": 1,
        "repeated": 0,
        "refused": 0,
        "results": [{"index": 0, "result": "accepted"}],
    }
    back = {**told, "status": "refunded", "refunded_minor": 900}
    assert json.loads((await partner.tell(back, told, id_="msg_2")).text)["results"] == [
        {"index": 0, "result": "accepted"},
        {"index": 1, "result": "repeated"},
    ]
    assert stored(any_site) == [("o-1", "approved", 0), ("o-1", "refunded", 900)]


async def test_a_message_sent_again_gets_the_same_answer_to_the_byte(any_site: Site) -> None:
    partner, told = Partner(await any_site.guest()), order(any_site)
    sent = (told, {**told, "id": ""}, told)
    answers = await asyncio.gather(*(partner.tell(*sent) for _ in range(5)))
    assert {(each.status, each.text) for each in answers} == {(200, answers[0].text)}
    facts = json.loads(answers[0].text)
    assert (facts["new"], facts["repeated"], facts["refused"]) == (1, 1, 1)
    assert facts["results"][1]["field"] == "id"
    assert len(stored(any_site)) == 1


async def test_one_id_at_both_endpoints_is_two_messages(any_site: Site) -> None:
    """Byte for byte the same body: neither is answered by what the other left behind."""
    partner, work = Partner(await any_site.guest()), work_of(any_site)
    told = {**order(any_site), "link": work.link}
    body = json.dumps({"readings": [reading(work)], "conversions": [told]}).encode()
    for path in (METRICS, CONVERSIONS):
        assert (await partner.send_body(body, path=path)).status == 200
    assert Source.PLATFORM in {source for _, source, _, _ in readings_stored(any_site)}
    assert stored(any_site) == [("o-1", "approved", 0)]


async def test_without_a_list_nothing_is_done(site: Site) -> None:
    answer = await Partner(await site.guest()).tell()
    assert (answer.status, code(answer)) == (400, "no_conversions")


@pytest.mark.parametrize(("key", "is_kept"), [("", False), ("a secret of the house", True)])
async def test_a_house_without_a_key_keeps_no_buyer(
    migrated_sqlite_url: str, key: str, is_kept: bool
) -> None:
    async with served(migrated_sqlite_url, vault=Vault(key)) as site:
        await Partner(await site.guest()).tell(order(site))
        ((buyer,),) = site.world.rows(select(func.max(conversion.c.buyer)))
    assert bool(buyer) is is_kept
