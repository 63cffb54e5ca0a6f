"""Telegram's updates come in with our secret alone, acknowledged only after they committed."""

import asyncio
import io

import pytest

from tests.web.site import WEBHOOK_SECRET, Answer, Guest, Site

UPDATE = {"update_id": 7, "message": {"text": "hi"}}


async def post(guest: Guest, secret: str | None = WEBHOOK_SECRET, **body: object) -> Answer:
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    return await guest.send("POST", "/telegram/webhook", headers=headers, **body)


async def test_an_update_with_our_secret_comes_in_as_it_is(site: Site) -> None:
    answer = await post(await site.guest(), json=UPDATE)
    assert (answer.status, site.received) == (200, [UPDATE])


@pytest.mark.parametrize("secret", [None, "", "guess", WEBHOOK_SECRET + "x", "密", "\xff\xfe"])
async def test_without_our_secret_nothing_comes_in(site: Site, secret: str | None) -> None:
    answer = await post(await site.guest(), secret, json=UPDATE)
    assert (answer.status, site.received) == (403, [])


async def test_it_is_acknowledged_only_after_it_committed(site: Site) -> None:
    site.committed.clear()
    posting = asyncio.create_task(post(await site.guest(), json=UPDATE))
    await asyncio.sleep(0.1)
    assert site.received == [UPDATE]
    assert not posting.done()
    site.committed.set()
    assert (await posting).status == 200


async def test_what_could_not_be_processed_is_not_acknowledged(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails() -> None:
        raise OSError("no disk")

    monkeypatch.setattr(site.committed, "wait", fails)
    answer = await post(await site.guest(), json=UPDATE)
    assert answer.status == 500


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[1]", b"null", b'{"message": {}}', b'{"update_id": true}', b"[" * 99_999]
)
async def test_what_is_no_update_is_refused(site: Site, body: bytes) -> None:
    answer = await post(await site.guest(), data=body)
    assert (answer.status, site.received) == (400, [])


async def test_a_body_larger_than_any_update_is_refused(site: Site) -> None:
    answer = await post(await site.guest(), data=io.BytesIO(b" " * (1024 * 1024 + 1)))
    assert (answer.status, site.received) == (413, [])
