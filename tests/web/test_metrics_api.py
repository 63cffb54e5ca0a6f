"""Partners hand in readings: signed, each message once, each reading judged by itself."""

import asyncio
import io
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from domain.terms import Method, Source
from services import message_readings
from services.taken import Feed, Taken
from storage.tables.access import api_message
from storage.tables.metrics import import_batch, metric_snapshot
from tests.approved import Approved, approved
from tests.web.partner import Partner
from tests.web.schema import flaws, schema
from tests.web.site import API_SECRET, Answer, Site, served
from tests.world import NOW, creator, live_campaign
from web.api.metrics import PATH

COUNTS = {"likes": 1530, "shares": 88, "saves": 240, "comments": 131}
OBSERVED = (NOW - timedelta(hours=1)).isoformat()


def work_of(site: Site) -> Approved:
    """A post that is paid by what readings say."""
    campaign = site.world.do(live_campaign, method=Method.CPE, now=NOW - timedelta(days=2))
    maker = site.world.do(creator, now=NOW - timedelta(days=2))
    return site.world.do(approved, campaign, maker, now=NOW - timedelta(days=2))


def reading(work: Approved, **changed: Any) -> dict[str, Any]:
    return {"link": work.link, "observed_at": OBSERVED, **COUNTS, **changed}


async def partner_of(site: Site, **facts: Any) -> Partner:
    return Partner(await site.guest(), **facts)


def stored(site: Site) -> list[tuple[Any, ...]]:
    return [
        tuple(row)
        for row in site.world.rows(
            select(
                metric_snapshot.c.post_id,
                metric_snapshot.c.source,
                metric_snapshot.c.likes,
                metric_snapshot.c.observed_at,
            ).order_by(metric_snapshot.c.id)
        )
    ]


def count(site: Site, table: Any) -> int:
    return int(site.world.rows(select(func.count()).select_from(table))[0][0])


def code(answer: Answer) -> str:
    facts = json.loads(answer.text)
    assert list(flaws(facts, schema("Problem"))) == []
    return str(facts["code"])


async def test_a_signed_reading_is_stored_with_its_source(any_site: Site) -> None:
    work = work_of(any_site)
    answer = await (await partner_of(any_site)).send(reading(work))
    assert answer.status == 200
    assert json.loads(answer.text) == {
        "new": 1,
        "repeated": 0,
        "refused": 0,
        "results": [{"index": 0, "result": "accepted"}],
    }
    observed = NOW - timedelta(hours=1)
    assert stored(any_site) == [(work.post_id, Source.PLATFORM, 1530, observed)]
    assert [tuple(row) for row in any_site.world.rows(select(import_batch.c.name))] == [("msg_1",)]


async def test_a_post_may_be_named_by_platform_and_id(site: Site) -> None:
    work = work_of(site)
    by_id = reading(work, platform="douyin", post_id=work.link.rpartition("/")[2])
    del by_id["link"]
    answer = await (await partner_of(site)).send(by_id)
    assert json.loads(answer.text)["new"] == 1


async def test_a_message_sent_again_gets_the_same_answer_to_the_byte(any_site: Site) -> None:
    partner, work = await partner_of(any_site), work_of(any_site)
    readings = (reading(work), reading(work, likes=-1), "junk")
    first = await partner.send(*readings)
    any_site.later(hours=2)
    again = await partner.send(*readings)
    assert (again.status, again.text) == (first.status, first.text)
    assert (len(stored(any_site)), count(any_site, import_batch)) == (1, 1)


async def test_a_message_id_with_another_body_is_a_conflict(any_site: Site) -> None:
    partner, work = await partner_of(any_site), work_of(any_site)
    await partner.send(reading(work))
    answer = await partner.send(reading(work, likes=9_999_999))
    assert (answer.status, code(answer)) == (409, "message_conflict")
    assert [row[2] for row in stored(any_site)] == [1530]


async def test_a_message_that_comes_ten_times_at_once_counts_once(any_site: Site) -> None:
    partner, work = await partner_of(any_site), work_of(any_site)
    answers = await asyncio.gather(*(partner.send(reading(work)) for _ in range(10)))
    assert {(answer.status, answer.text) for answer in answers} == {(200, answers[0].text)}
    assert json.loads(answers[0].text)["new"] == 1
    assert (len(stored(any_site)), count(any_site, api_message)) == (1, 1)


async def test_the_same_reading_in_another_message_is_repeated_and_changes_nothing(
    site: Site,
) -> None:
    partner, work = await partner_of(site), work_of(site)
    await partner.send(reading(work), id_="msg_1")
    facts = json.loads((await partner.send(reading(work), id_="msg_2")).text)
    assert (facts["new"], facts["repeated"], facts["refused"]) == (0, 1, 0)
    assert facts["results"] == [{"index": 0, "result": "repeated"}]
    assert len(stored(site)) == 1


async def test_a_post_may_be_named_by_the_assignment_it_was_handed_in_for(any_site: Site) -> None:
    work = work_of(any_site)
    by_work = reading(work, assignment=work.assignment_id)
    del by_work["link"]
    strange = {**by_work, "assignment": 10**6}
    facts = json.loads((await (await partner_of(any_site)).send(by_work, strange)).text)
    assert (facts["new"], facts["refused"]) == (1, 1)
    assert facts["results"][1]["code"] == "unknown_post"
    assert facts["results"][1]["field"] == "assignment"


async def test_a_long_message_goes_in_part_by_part_and_is_answered_whole(any_site: Site) -> None:
    """With a short one in between; and what it is not plain about is named at its own place."""
    work, other = work_of(any_site), work_of(any_site)
    long = [
        reading(work, observed_at=(NOW - timedelta(minutes=at)).isoformat())
        for at in range(1, 2_501)
    ]
    long[1_200] = {**long[1_200], "likes": -1}
    long[2_400] = long[0]
    partner = await partner_of(any_site)
    whole, short = await asyncio.gather(
        partner.send(*long, id_="long"), partner.send(reading(other), id_="short")
    )
    assert json.loads(short.text)["new"] == 1
    facts = json.loads(whole.text)
    assert (facts["new"], facts["repeated"], facts["refused"]) == (2_498, 1, 1)
    assert [each["index"] for each in facts["results"]] == list(range(2_500))
    odd = [each for each in facts["results"] if each["result"] != "accepted"]
    assert [(each["index"], each["result"]) for each in odd] == [
        (1_200, "refused"),
        (2_400, "repeated"),
    ]
    assert len(stored(any_site)) == 2_499
    assert (await partner.send(*long, id_="long")).text == whole.text


async def test_a_message_that_breaks_does_not_break_those_it_goes_in_with(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = message_readings.take

    def broken(conn: Connection, feed: Feed, *, now: datetime) -> Taken:
        if any(item == "poison" for _, item in feed.rows):
            raise RuntimeError("poison")
        return take(conn, feed, now=now)

    monkeypatch.setattr(message_readings, "take", broken)
    partner, work = await partner_of(site), work_of(site)
    good = [
        reading(work, observed_at=(NOW - timedelta(minutes=at)).isoformat()) for at in range(1, 9)
    ]
    answers = await asyncio.gather(
        partner.send("poison", id_="bad"),
        *(partner.send(each, id_=f"good_{at}") for at, each in enumerate(good)),
    )
    assert [answer.status for answer in answers] == [500] + [200] * 8
    assert len(stored(site)) == 8


async def test_while_the_database_is_away_all_are_told_at_once_to_come_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None of them is to blame: they are not tried one by one."""
    tried = []

    def away(conn: Connection, feed: Feed, *, now: datetime) -> Taken:
        tried.append(len(feed.rows))
        raise OSError("no space left on device")

    monkeypatch.setattr(message_readings, "take", away)
    partner, work = await partner_of(site), work_of(site)
    sent = [partner.send(reading(work), id_=f"msg_{at}") for at in range(9)]
    answers = await asyncio.gather(*sent)
    assert {(answer.status, answer.headers["Retry-After"]) for answer in answers} == {(503, "5")}
    assert sum(tried) == 9


@pytest.mark.parametrize(
    ("change", "why", "field"),
    [
        ({"likes": -1}, "negative", "likes"),
        ({"likes": 20_000_000_001}, "absurd", "likes"),
        ({"likes": 10**30}, "bad_count", "likes"),
        ({"likes": 1.5}, "bad_count", "likes"),
        ({"likes": "1530"}, "bad_count", "likes"),
        ({"likes": True}, "bad_count", "likes"),
        ({"saves": None}, "missing_count", "saves"),
        ({"observed_at": "2026-11-23 12:00"}, "bad_time", "observed_at"),
        ({"observed_at": 1_700_000_000}, "bad_time", "observed_at"),
        ({"observed_at": "0001-01-01T00:00:00+08:00"}, "bad_time", "observed_at"),
        ({"observed_at": "9999-12-31T23:59:59-12:00"}, "bad_time", "observed_at"),
        ({"observed_at": (NOW + timedelta(minutes=6)).isoformat()}, "in_the_future", "observed_at"),
        ({"link": "https://example.com/video/1"}, "bad_link", "link"),
        ({"link": "https://www.douyin.com/video/7000000000000000001"}, "unknown_post", "link"),
        ({"link": "a\u0000b"}, "no_post", "link"),
        ({"link": None}, "no_post", "platform"),
        ({"link": None, "platform": "douyin", "post_id": ["7"]}, "no_post", "post_id"),
        ({"link": None, "assignment": "7"}, "no_post", "assignment"),
        ({"link": None, "assignment": True}, "no_post", "assignment"),
        ({"link": None, "assignment": 2**63}, "no_post", "assignment"),
        ({"link": None, "platform": ["douyin"], "post_id": "7"}, "no_post", "platform"),
    ],
)
async def test_a_flawed_reading_is_named_and_the_others_are_stored(
    site: Site, change: dict[str, Any], why: str, field: str
) -> None:
    work = work_of(site)
    good = reading(work, observed_at=(NOW - timedelta(hours=2)).isoformat())
    answer = await (await partner_of(site)).send(reading(work, **change), good)
    facts = json.loads(answer.text)
    assert list(flaws(facts, schema("Recorded"))) == []
    assert (facts["new"], facts["refused"]) == (1, 1)
    flawed, fine = facts["results"]
    assert (flawed["index"], flawed["code"], flawed["field"]) == (0, why, field)
    assert fine == {"index": 1, "result": "accepted"}


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_a_signature_of_another_time_is_refused(site: Site, minutes: int) -> None:
    partner = await partner_of(site, skew=timedelta(minutes=minutes))
    answer = await partner.send(reading(work_of(site)))
    assert (answer.status, code(answer), stored(site)) == (401, "bad_signature", [])


@pytest.mark.parametrize("minutes", [-4, 4])
async def test_clocks_may_differ_by_less_than_five_minutes(site: Site, minutes: int) -> None:
    partner = await partner_of(site, skew=timedelta(minutes=minutes))
    assert (await partner.send(reading(work_of(site)))).status == 200


@pytest.mark.parametrize(
    "forged",
    [
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "v1"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,密"},
        {"webhook-signature": "v1a,AAAA v2,BBBB"},
        {"webhook-timestamp": "nan"},
        {"webhook-timestamp": ""},
        {"webhook-timestamp": "-1"},
        {"webhook-id": "msg_2"},
        {"webhook-id": ""},
        {"webhook-id": "x" * 129},
        {"webhook-id": "mit Leerzeichen"},
    ],
)
async def test_a_forged_or_missing_header_is_refused(site: Site, forged: dict[str, str]) -> None:
    body = json.dumps({"readings": [reading(work_of(site))]}).encode()
    answer = await (await partner_of(site)).send_body(body, **forged)
    assert (answer.status, code(answer), stored(site)) == (401, "bad_signature", [])


async def test_a_body_altered_on_its_way_is_refused(site: Site) -> None:
    partner, work = await partner_of(site), work_of(site)
    headers = partner.signed(json.dumps({"readings": [reading(work)]}).encode(), "msg_1")
    altered = json.dumps({"readings": [reading(work, likes=99_999)]}).encode()
    guest = await site.guest()
    answer = await guest.send("POST", PATH, data=altered, headers=headers)
    assert (answer.status, stored(site)) == (401, [])


async def test_another_secret_is_refused_and_two_are_taken_while_one_replaces_the_other(
    migrated_sqlite_url: str,
) -> None:
    old = "whsec_" + "b2xk" * 8
    async with served(migrated_sqlite_url, api_secret=f"{API_SECRET} {old}") as site:
        work = work_of(site)
        assert (await (await partner_of(site)).send(reading(work), id_="a")).status == 200
        assert (
            await (await partner_of(site, secret=old)).send(reading(work), id_="b")
        ).status == 200
        stranger = await partner_of(site, secret="whsec_" + "bmV3" * 8)
        assert (await stranger.send(reading(work), id_="c")).status == 401


async def test_without_a_secret_the_api_is_off(migrated_sqlite_url: str) -> None:
    async with served(migrated_sqlite_url, api_secret="") as site:
        answer = await (await partner_of(site)).send(reading(work_of(site)))
        assert (answer.status, code(answer)) == (503, "api_off")


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        (b"{", 400, "bad_json"),
        (b"[" * 100_000, 400, "bad_json"),
        (b"\xff\xfe", 401, "bad_signature"),
        (b"[]", 400, "no_readings"),
        (b"{}", 400, "no_readings"),
        (b'{"readings": {}}', 400, "no_readings"),
        (b'{"readings": []}', 400, "no_readings"),
        (b'{"readings": [' + b"0," * 10_000 + b"0]}", 413, "too_many"),
        (b" " * (8 * 1024 * 1024 + 1), 413, "too_large"),
    ],
)
async def test_what_is_no_batch_is_refused_as_a_whole(
    site: Site, body: bytes, status: int, why: str
) -> None:
    answer = await (await partner_of(site)).send_body(body)
    assert (answer.status, code(answer)) == (status, why)
    assert count(site, api_message) == 0


async def test_a_message_refused_as_a_whole_may_come_again_mended(site: Site) -> None:
    partner, work = await partner_of(site), work_of(site)
    assert (await partner.send_body(b"{}", id_="msg_9")).status == 400
    assert (await partner.send(reading(work), id_="msg_9")).status == 200


async def test_ten_thousand_readings_fit_into_one_message(site: Site) -> None:
    work = work_of(site)
    body = {"readings": [reading(work)] + [reading(work, likes=-1)] * 9_999}
    guest = await site.guest()
    encoded = json.dumps(body).encode()
    headers = Partner(guest).signed(encoded, "big")
    answer = await guest.send("POST", PATH, data=io.BytesIO(encoded), headers=headers)
    facts = json.loads(answer.text)
    assert (facts["new"], facts["refused"], len(facts["results"])) == (1, 9_999, 10_000)
