"""Terms of a draft in the browser: tried with the calculator and the budget, saved as a version."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from domain import campaign_file
from domain.campaign_file import terms_form
from domain.money import Currency
from domain.people import Role
from domain.terms import Terms
from services import campaigns, pot_windows, pots, terms_edits, verify
from storage.tables.campaigns import terms as terms_
from tests.approved import approved, read_in, reading
from tests.handed_in import held
from tests.services.test_pots import SHARED
from tests.web.site import Guest, Site
from tests.world import NOW, creator, live_campaign

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


async def test_a_pot_by_windows_is_saved_and_shows_what_one_needs(
    drafted: tuple[Site, Guest, int, Terms],
) -> None:
    site, guest, campaign_id, terms = drafted
    path = f"/console/campaigns/{campaign_id}/terms"
    refused = await guest.post(path, **form(terms, pot_days="7", verb="save"))
    assert "Shared pot: is missing" in refused.words
    low = await guest.post(path, **form(terms, pot="1199.99", pot_days="7", verb="save"))
    assert "1199.99 does not reach for what all slots are promised: 40 × 30.00" in low.words
    tried = await guest.post(path, **form(terms, pot="1500", pot_days="7", verb="try"))
    assert "Each window ¥1,500.00" in tried.words
    assert "All works of the same 7 days share ¥1,500.00" in tried.words
    assert "if they are claimed within the same 7 days" in tried.words
    assert "40 × ¥120.00 = ¥4,800.00; the shared pot holds ¥1,500.00" in tried.words
    saved = await guest.post(path, **form(terms, pot="1500", pot_days="7", verb="save"))
    assert saved.status == 303
    page = (await guest.get(f"/console/campaigns/{campaign_id}")).words
    assert "Each window of 7 days: ¥1,500.00" in page
    assert "No window yet" in page
    assert site.world.do(verify.problems) == []


async def test_the_editor_says_at_once_that_an_old_drafts_pot_does_not_reach(
    drafted: tuple[Site, Guest, int, Terms],
) -> None:
    """Older versions let it be saved."""
    site, guest, campaign_id, _ = drafted
    site.world.do(lambda conn: conn.execute(update(terms_).values(pot_minor=119_999)))
    page = (await guest.get(f"/console/campaigns/{campaign_id}/terms")).words
    assert "Shared pot: 1199.99 does not reach for what all slots are promised: 40 × 30.00" in page


async def test_a_campaign_shows_its_windows_with_what_each_came_to(any_site: Site) -> None:
    world, guest = any_site.world, await any_site.member(Role.COORDINATOR)
    agreed = replace(SHARED, pot_days=7)
    found = world.do(live_campaign, agreed=agreed, budget=20_000)
    work = world.do(approved, found, world.do(creator))
    world.do(read_in, reading(work, work.cutoff_at, likes=820), now=work.cutoff_at)
    world.do(pot_windows.look, 1, now=NOW)
    page = (await guest.get(f"/console/campaigns/{found.campaign_id}")).words
    assert "Windows of the pot" in page
    assert "¥100.00 1 ¥82.00 82 %" in page
    world.do(pots.split_ready, now=NOW + timedelta(days=7))
    world.do(held, found, now=NOW + timedelta(days=7))
    page = (await guest.get(f"/console/campaigns/{found.campaign_id}")).words
    assert "split: ¥82.00 shared, ¥18.00 left over" in page
    assert "takes claims" in page
    plain = world.do(live_campaign)
    page = (await guest.get(f"/console/campaigns/{plain.campaign_id}")).words
    assert "Windows of the pot" not in page
