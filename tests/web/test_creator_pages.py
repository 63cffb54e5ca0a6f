"""Creators in the browser: found, paused with a reason, let go on; by coordinators alone."""

from zoneinfo import ZoneInfo

from sqlalchemy import select

from domain.payer import Payer
from domain.payout_rules import PayoutRules
from domain.people import Role, Standing
from storage.tables.money import payout
from storage.tables.people import pause, person
from tests.web.busy import fill
from tests.web.site import Site, served
from tests.world import creator

PAGE = "/console/creators"


def standing(site: Site, person_id: int) -> str:
    found = select(person.c.standing).where(person.c.id == person_id)
    return str(site.world.rows(found)[0][0])


async def test_one_is_found_by_a_part_of_a_name_or_handle(any_site: Site) -> None:
    any_site.world.do(creator, name="小<b>林</b>", handle="lin_100%")
    any_site.world.do(creator, name="May", handle="may_1")
    guest = await any_site.member(Role.COORDINATOR)
    everybody = await guest.get(PAGE)
    assert "小<b>林</b> active" in everybody.words
    assert "May active" in everybody.words
    for said in ("小", "@LIN", "100%"):
        found = await guest.get(f"{PAGE}?q={said.replace('%', '%25')}")
        assert "小<b>林</b> active" in found.words
        assert "May active" not in found.words
    assert "Nobody is so called" in (await guest.get(f"{PAGE}?q=_%25_")).words
    assert "Nobody is so called" in (await guest.get(f"{PAGE}?state=paused")).words


async def test_one_is_paused_with_a_reason_and_goes_on(any_site: Site) -> None:
    made = any_site.world.do(creator, name="May")
    page = f"{PAGE}/{made.actor.person_id}"
    guest = await any_site.member(Role.COORDINATOR)
    assert "Never paused" in (await guest.get(page)).words
    assert (await guest.post(page, verb="pause", reason="  ")).status == 422
    assert standing(any_site, made.actor.person_id) == Standing.ACTIVE
    assert (await guest.post(page, verb="pause", reason="No <label>")).status == 303
    assert standing(any_site, made.actor.person_id) == Standing.PAUSED
    assert ": No <label> · still so" in (await guest.get(page)).words
    assert (await guest.post(page, verb="pause", reason="again")).status == 409
    assert (await guest.post(page, verb="resume")).status == 303
    assert (await guest.post(page, verb="resume")).status == 409
    assert standing(any_site, made.actor.person_id) == Standing.ACTIVE
    ((kept, ended_by),) = any_site.world.rows(select(pause.c.reason, pause.c.ended_by))
    assert kept == "No <label>"
    assert ended_by is not None


async def test_they_are_not_for_reviewers_and_no_other_verb_is_known(site: Site) -> None:
    made = site.world.do(creator)
    page = f"{PAGE}/{made.actor.person_id}"
    reviewer = await site.member(Role.REVIEWER)
    assert (await reviewer.get(PAGE)).status == 403
    assert (await reviewer.post(page, verb="pause", reason="no")).status == 403
    coordinator = await site.member(Role.COORDINATOR)
    assert (await coordinator.post(page, verb="ban", reason="no")).status == 400
    assert (await coordinator.get(f"{PAGE}/999999")).status == 404


async def test_who_may_read_statements_finds_each_year_with_the_creator(any_site: Site) -> None:
    fill(any_site.world)
    ((person_id,),) = any_site.world.rows(select(payout.c.person_id).limit(1))
    owner = await any_site.member(Role.OWNER)
    year = f"/console/statements/{person_id}/2026"
    assert f'href="{year}"' in (await owner.get(f"{PAGE}/{person_id}")).text
    shown = await owner.get(year)
    month = await owner.get(f"{year}-11")
    assert f'href="{year}"' in month.text
    assert "Who pays is not named" in shown.words
    assert f"Name of who is paid 王小明 (P{person_id})" in shown.words
    coordinator = await any_site.member(Role.COORDINATOR)
    page = await coordinator.get(f"{PAGE}/{person_id}")
    assert "/console/statements" not in page.text
    assert "王小明" not in page.text
    idle = any_site.world.do(creator)
    alone = await owner.get(f"{PAGE}/{idle.actor.person_id}")
    assert "/console/statements/" not in alone.text


async def test_a_payer_that_is_told_stands_on_each_statement(migrated_sqlite_url: str) -> None:
    payer = Payer("云帆文化 <Ltd>", "深圳市南山区", "91440300MA5TEST")
    async with served(migrated_sqlite_url, payouts=PayoutRules(payer=payer)) as site:
        fill(site.world)
        ((person_id,),) = site.world.rows(select(payout.c.person_id).limit(1))
        guest = await site.member(Role.FINANCE)
        path = f"/console/statements/{person_id}/2026"
        issued = f"{site.now.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d}"
        told = f"Paid by {payer.name} Address {payer.address} Tax number {payer.tax_number}"
        for page in (path, f"{path}/file.html"):
            words = (await guest.get(page)).words
            assert told in words
            assert f"Issued on {issued}" in words
            assert "Who pays is not named" not in words
        table = (await guest.get(f"{path}/file.csv")).text
        assert f"{payer.name},{payer.address},{payer.tax_number},王小明,{issued}" in table
