"""Terms of a draft in the browser: tried with the calculator and the budget, saved as a version."""

from pathlib import Path

import pytest

from domain import campaign_file
from domain.campaign_file import terms_form
from domain.money import Currency
from domain.people import Role
from domain.terms import Terms
from services import campaigns, terms_edits
from tests.web.site import Guest, Site
from tests.world import live_campaign

SPRING_TEA = Path(__file__).parents[2] / "campaigns" / "spring-tea.toml"


@pytest.fixture
async def drafted(any_site: Site) -> tuple[Site, Guest, int, Terms]:
    actor, guest = await any_site.known(Role.COORDINATOR)
    plan = campaign_file.parse(SPRING_TEA.read_bytes())
    made = any_site.world.do(campaigns.load, actor, plan, "a", now=any_site.now)
    return any_site, guest, made.campaign_id, plan.terms


def form(terms: Terms, **changed: str) -> dict[str, str]:
    """What a browser sends: a box that is not ticked is not sent."""
    fields = terms_form.written(terms, Currency.CNY)
    ticked = {f"counts_{each}": "yes" for each in fields.pop("counted").split()}
    return {**fields, **ticked, "version": "1", **changed}


async def test_a_draft_is_tried_and_only_then_saved(
    drafted: tuple[Site, Guest, int, Terms],
) -> None:
    _, guest, campaign_id, terms = drafted
    path = f"/console/campaigns/{campaign_id}/terms"
    assert path in (await guest.get(f"/console/campaigns/{campaign_id}")).text
    page = (await guest.get(path)).words
    assert "Version 1" in page
    assert "at most ¥120.00" in page
    assert "Not saved yet" not in page
    tried = await guest.post(path, **form(terms, cap="200", verb="try"))
    assert tried.status == 200
    assert "Not saved yet" in tried.words
    assert "at most ¥200.00" in tried.words
    assert "short: it cannot launch" in tried.words
    assert "Version 1" in (await guest.get(path)).words
    saved = await guest.post(path, **form(terms, cap="90", verb="save"))
    assert (saved.status, saved.headers["Location"]) == (303, f"{path}?said=terms")
    after = (await guest.get(path)).words
    assert "Version 2" in after
    assert "at most ¥90.00" in after


async def test_what_is_wrong_is_said_by_the_name_of_its_field(
    drafted: tuple[Site, Guest, int, Terms],
) -> None:
    _, guest, campaign_id, terms = drafted
    path = f"/console/campaigns/{campaign_id}/terms"
    wrong = form(terms, cap="5", bonuses="many 50", cutoff_days="7, soon", verb="save")
    answer = await guest.post(path, **wrong)
    assert answer.status == 422
    assert "Cap of one post: the cap ¥5.00 is below ¥30.00" in answer.words
    assert "Step bonuses: only whole numbers fit here" in answer.words
    assert "Cut-offs, days after publishing: only whole numbers fit here" in answer.words
    assert 'value="7, soon"' in answer.text
    assert "Version 1" in (await guest.get(path)).words


async def test_who_saves_over_a_newer_version_is_told(
    drafted: tuple[Site, Guest, int, Terms],
) -> None:
    _, guest, campaign_id, terms = drafted
    path = f"/console/campaigns/{campaign_id}/terms"
    assert (await guest.post(path, **form(terms, cap="100", verb="save"))).status == 303
    assert (await guest.post(path, **form(terms, cap="110", verb="save"))).status == 409


async def test_terms_that_may_be_accepted_are_shown_and_not_changed(any_site: Site) -> None:
    actor, guest = await any_site.known(Role.COORDINATOR)
    live = any_site.world.do(live_campaign)
    path = f"/console/campaigns/{live.campaign_id}/terms"
    page = await guest.get(path)
    assert "they stay as they are" in page.words
    assert 'name="version"' not in page.text
    found = any_site.world.do(terms_edits.agreement, actor, live.campaign_id)
    assert (await guest.post(path, **form(found.terms, flat="1", verb="save"))).status == 409
    assert any_site.world.do(terms_edits.agreement, actor, live.campaign_id) == found


async def test_terms_are_for_coordinators(any_site: Site) -> None:
    live = any_site.world.do(live_campaign)
    guest = await any_site.member(Role.REVIEWER)
    assert (await guest.get(f"/console/campaigns/{live.campaign_id}/terms")).status == 403


async def test_the_form_speaks_chinese(site: Site) -> None:
    live = site.world.do(live_campaign)
    guest = await site.member(Role.COORDINATOR, locale="zh_Hans")
    page = (await guest.get(f"/console/campaigns/{live.campaign_id}/terms")).words
    assert "条款" in page
    assert "每条作品" in page


async def test_what_is_wrong_is_marked_and_only_a_saving_says_it_is_not_saved(
    drafted: tuple[Site, Guest, int, Terms],
) -> None:
    _, guest, campaign_id, terms = drafted
    path = f"/console/campaigns/{campaign_id}/terms"
    tried = await guest.post(path, **form(terms, cap="5", verb="try"))
    assert "To put right:" in tried.words
    assert "Not saved." not in tried.words
    assert '<input name="cap" aria-invalid="true"' in tried.text
    assert tried.text.count('aria-invalid="true"') == 1
    saved = await guest.post(path, **form(terms, bonuses="many 50", verb="save"))
    assert "Not saved. To put right:" in saved.words
    assert '<textarea name="bonuses" aria-invalid="true"' in saved.text


async def test_a_number_of_ones_own_is_tried_beside_the_table(
    drafted: tuple[Site, Guest, int, Terms],
) -> None:
    _, guest, campaign_id, terms = drafted
    path = f"/console/campaigns/{campaign_id}/terms"
    tried = await guest.post(path, **form(terms, verb="try", count="1,200"))
    assert "🔎 at 1,200 interactions: ¥120.00" in tried.words
    wrong = await guest.post(path, **form(terms, verb="try", count="lots"))
    assert (wrong.status, "That is no number a post could have" in wrong.words) == (200, True)
    assert 'name="count" value="lots"' in wrong.text
