"""The budget of a campaign in the browser: raised by owners, its history for who sees the page."""

import pytest

from domain.people import Role
from tests.web.site import Site
from tests.world import live_campaign

REASON = "A dispute was right <b>"


def page(campaign_id: int) -> str:
    return f"/console/campaigns/{campaign_id}"


async def test_an_owner_raises_it_and_all_who_see_the_page_see_why(any_site: Site) -> None:
    found = any_site.world.do(live_campaign, slots=1)
    at = page(found.campaign_id)
    owner, guest = await any_site.known(Role.OWNER)
    assert "New budget in all, in CNY" in (await guest.get(at)).words
    done = await guest.post(f"{at}/budget", seen="8000", budget="160", reason=REASON)
    assert (done.status, done.headers["Location"]) == (303, f"{at}?said=budget")
    twice = await guest.post(f"{at}/budget", seen="8000", budget="160", reason=f"{REASON} ")
    assert (twice.status, twice.headers["Location"]) == (303, f"{at}?said=budget")
    other = await guest.post(f"{at}/budget", seen="8000", budget="160", reason="Another")
    assert other.status == 409
    coordinator = await any_site.member(Role.COORDINATOR)
    shown = await coordinator.get(at)
    assert "Budget ¥160.00" in shown.words
    assert f"Budget raised from ¥80.00 to ¥160.00 on 23 Nov by {owner.name}" in shown.words
    assert "<b>" not in shown.text.split("A dispute was right")[1][:9]
    assert "New budget in all" not in shown.words
    again = await guest.post(f"{at}/budget", seen="8000", budget="170", reason=REASON)
    assert (again.status, "changed in the meantime" in again.words) == (409, True)


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"budget": "¥80.00"}, 422, "A budget can only be raised: more than ¥80.00"),
        ({"budget": "9000000000000000"}, 422, "beyond any budget: at most"),
        ({"budget": "much"}, 422, "Please give a plain amount"),
        ({"budget": "90", "reason": " "}, 422, "Please say why"),
        ({"seen": "x"}, 400, ""),
        ({"seen": "9" * 20}, 400, ""),
    ],
)
async def test_what_is_no_raise_changes_nothing(
    site: Site, fields: dict[str, str], status: int, said: str
) -> None:
    found = site.world.do(live_campaign, slots=1)
    at, guest = page(found.campaign_id), await site.member(Role.OWNER)
    form = {"seen": "8000", "budget": "90", "reason": REASON} | fields
    refused = await guest.post(f"{at}/budget", **form)
    assert (refused.status, said in refused.words) == (status, True)
    assert "Budget ¥80.00" in (await guest.get(at)).words


async def test_a_coordinator_raises_nothing(site: Site) -> None:
    found = site.world.do(live_campaign, slots=1)
    guest = await site.member(Role.COORDINATOR)
    form = {"seen": "8000", "budget": "90", "reason": REASON}
    refused = await guest.post(f"{page(found.campaign_id)}/budget", **form)
    assert (refused.status, "not for your role" in refused.words) == (403, True)
