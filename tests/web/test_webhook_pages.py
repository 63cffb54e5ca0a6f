"""Partners' addresses in the browser: owners alone, and no secret ever."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.people import Role
from services import endpoints, events
from services.vault import Vault
from storage.tables.events import endpoint, event_call
from tests.handed_in import held
from tests.web.site import Guest, Site
from tests.world import NOW

PAGE = "/console/webhooks"
VAULT = Vault("a secret of the house")


def added(site: Site) -> str:
    secret: str = site.world.do(
        endpoints.add, VAULT, "partner-a", "https://partner.example.com/hook", now=NOW
    )
    return secret


def calls(site: Site) -> int:
    return len(site.world.rows(select(event_call.c.id)))


async def act(guest: Guest, verb: str, **fields: str) -> int:
    return (await guest.post(PAGE, verb=verb, name="partner-a", **fields)).status


async def test_an_owner_sees_how_an_address_fares_and_no_secret(any_site: Site) -> None:
    secret = added(any_site)
    any_site.world.do(held)
    any_site.world.do(events.gather, now=NOW)
    shown = await (await any_site.member(Role.OWNER)).get(PAGE)
    assert "partner-a Active https://partner.example.com/hook All events" in shown.words
    assert "0 taken 1 waiting 0 given up" in shown.words
    assert secret[6:] not in shown.text


async def test_it_is_paused_resumed_tested_and_told_once_more(any_site: Site) -> None:
    added(any_site)
    owner = await any_site.member(Role.OWNER)
    assert await act(owner, "pause") == 303
    assert any_site.world.rows(select(endpoint.c.status))[0][0] == "paused"
    assert await act(owner, "resume") == 303
    assert any_site.world.rows(select(endpoint.c.status))[0][0] == "active"
    assert await act(owner, "test") == 303
    assert calls(any_site) == 1
    any_site.now = NOW + timedelta(minutes=5)
    assert "the last hour the last 24 hours the last 7 days" in (await owner.get(PAGE)).words
    answer = await owner.post(PAGE, verb="replay", name="partner-a", hours="1")
    assert answer.headers["Location"] == f"{PAGE}?said=replayed"
    due = any_site.world.rows(select(event_call.c.due_at))
    assert [row[0] for row in due] == [any_site.now]


@pytest.mark.parametrize(
    ("fields", "refused_with"),
    [
        ({}, 400),
        ({"verb": "burn"}, 400),
        ({"verb": "replay", "name": "partner-a"}, 400),
        ({"verb": "replay", "name": "partner-a", "hours": "9999"}, 400),
        ({"verb": "pause", "name": "nobody"}, 404),
    ],
)
async def test_what_no_form_of_ours_says_changes_nothing(
    site: Site, fields: dict[str, str], refused_with: int
) -> None:
    added(site)
    owner = await site.member(Role.OWNER)
    assert (await owner.post(PAGE, **fields)).status == refused_with
    assert site.world.rows(select(endpoint.c.status))[0][0] == "active"


async def test_nobody_but_an_owner_may(site: Site) -> None:
    added(site)
    guest = await site.member(Role.COORDINATOR, Role.FINANCE, Role.REVIEWER)
    for verb in ("pause", "resume", "test"):
        assert await act(guest, verb) == 403
    assert await act(guest, "replay", hours="1") == 403
    assert calls(site) == 0
