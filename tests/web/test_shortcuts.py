"""What is answered before the router is what the router's way answers, to the header."""

import asyncio
import socket
from typing import Any

from tests.approved import approved
from tests.tracked import tracked
from tests.web.partner import Partner
from tests.web.site import Site
from tests.world import NOW, creator, live_campaign
from web.api import metrics
from web.tracking import TRACKING

_OF_ITS_OWN = ("Date",)


def headers_of(answer: Any) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in _OF_ITS_OWN}


async def test_a_click_is_led_alike_by_both_ways(site: Site) -> None:
    mine, guest = site.world.do(tracked), await site.guest()
    asked, quick = (await guest.get(f"/t/{mine.code}"), await guest.get(f"/t/{mine.code}"))
    assert site.app[TRACKING].routes.known(mine.code) is not None
    assert (asked.status, headers_of(asked)) == (quick.status, headers_of(quick))
    assert quick.headers["Server"] == "koc"


async def test_a_path_that_only_begins_like_a_code_goes_the_usual_way(site: Site) -> None:
    mine, guest = site.world.do(tracked), await site.guest()
    await guest.get(f"/t/{mine.code}")
    for path in (f"/t/{mine.code}/", f"/t/{mine.code}/x"):
        assert (await guest.get(path)).status == 404
    assert (await guest.send("DELETE", f"/t/{mine.code}")).status == 405
    assert (await guest.get(f"/t/{mine.code}?utm_source=x")).status == 302


async def test_a_message_is_answered_alike_by_both_ways(site: Site) -> None:
    work = site.world.do(approved, site.world.do(live_campaign), site.world.do(creator))
    partner = Partner(await site.guest())
    reading = {
        "likes": 1,
        "shares": 0,
        "saves": 0,
        "comments": 0,
        "link": work.link,
        "observed_at": NOW.isoformat(),
    }
    quick = await partner.send(reading)
    usual = await partner.send_body(b'{"readings": [1]}', id_="2", path=f"{metrics.PATH}?usual")
    assert (quick.status, usual.status) == (200, 200)
    own = ("Content-Length",)
    assert {k: v for k, v in headers_of(quick).items() if k not in own} == {
        k: v for k, v in headers_of(usual).items() if k not in own
    }
    assert quick.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_sender_that_waits_to_be_asked_is_asked(site: Site) -> None:
    """curl does with every long body."""
    guest = await site.guest()
    port = int(guest.origin.rpartition(":")[2])
    head = (
        f"POST {metrics.PATH} HTTP/1.1\r\nHost: x\r\n"
        "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    )

    def asked() -> bytes:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as there:
            there.sendall(head.encode())
            return there.recv(64)

    assert (await asyncio.to_thread(asked)).startswith(b"HTTP/1.1 100 Continue")
