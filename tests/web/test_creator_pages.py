"""Creators in the browser: found, paused with a reason, let go on; by coordinators alone."""

from sqlalchemy import select

from domain.people import Role, Standing
from storage.tables.people import pause, person
from tests.web.site import Site
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
