"""A settlement run in the browser: the same dry run as in chat, one button, exceptions by name."""

from datetime import timedelta

from sqlalchemy import update

from domain.people import Role
from services import settlement_runs, verify
from storage.tables.campaigns import campaign
from tests.approved import Approved, approved
from tests.web.site import Site
from tests.world import CPE, FLAT, creator, live_campaign, staff


def due(site: Site) -> tuple[Approved, Approved]:
    """One flat post that is due, and one that waits for data."""
    world = site.world
    flat, counted = world.do(live_campaign, agreed=FLAT), world.do(live_campaign, agreed=CPE)
    works = (
        world.do(approved, flat, world.do(creator, name="Ming")),
        world.do(approved, counted, world.do(creator, name="Lan")),
    )
    site.now = works[0].cutoff_at + timedelta(minutes=1)
    return works


async def test_what_is_due_is_settled_by_one_button(any_site: Site) -> None:
    due(any_site)
    finance, guest = await any_site.known(Role.FINANCE)
    page = (await guest.get("/console/settle")).words
    dry = any_site.world.do(settlement_runs.look, finance, now=any_site.now)
    assert dry.sums == (("CNY", 8_000),)
    assert "Due now 1 Would pay ¥80.00 Waiting 1" in page
    assert "Ming Mon 30 Nov, 12:00 ¥80.00" in page
    assert "missing data, the floor is paid after 14 days" in page
    answer = await guest.post("/console/settle")
    assert answer.headers["Location"] == "/console/settle?said=settled"
    after = (await guest.get("/console/settle?said=settled")).words
    assert "Settled. The creators are told." in after
    assert "Nothing is due" in after
    assert any_site.world.do(verify.problems) == []


async def test_one_is_left_out_with_a_reason_and_settled_after_all(any_site: Site) -> None:
    work, _ = due(any_site)
    guest, other = await any_site.member(Role.FINANCE), await any_site.member(Role.COORDINATOR)
    path = f"/console/settle/{work.assignment_id}"
    assert (await guest.post(f"{path}/leave-out", reason=" ")).status == 422
    answer = await guest.post(f"{path}/leave-out", reason="counted <b>again</b>")
    assert answer.headers["Location"] == "/console/settle?said=left_out"
    page = (await guest.get("/console/settle?said=left_out")).words
    assert "Left out. The creator is told why, and until when." in page
    assert "Due now 0" in page
    assert "until 7 Dec: counted <b>again</b>" in page
    assert (await other.post(path)).headers["Location"] == "/console/settle?said=settled_one"
    assert (await other.post(path)).headers["Location"] == "/console/settle?said=settled_one"
    assert (await guest.post(f"{path}/leave-out", reason="after all")).status == 404
    any_site.now += timedelta(hours=1)
    assert (await guest.post(path)).status == 404
    assert any_site.world.do(verify.problems) == []


async def test_what_comes_next_is_named_before_it_is_due(site: Site) -> None:
    work, _ = due(site)
    site.now = work.cutoff_at - timedelta(hours=3)
    page = (await (await site.member(Role.FINANCE)).get("/console/settle")).words
    assert "Nothing is due" in page
    assert "Next 24 hours Cut-offs that come: 2." in page
    assert "Ming Mon 30 Nov, 12:00 ¥80.00" in page


async def test_one_alone_is_settled_by_its_button(site: Site) -> None:
    work, _ = due(site)
    guest = await site.member(Role.FINANCE)
    page = (await guest.get("/console/settle")).text
    assert f'action="/console/settle/{work.assignment_id}"' in page
    assert f'action="/console/settle/{work.assignment_id}/leave-out"' in page
    await guest.post(f"/console/settle/{work.assignment_id}")
    assert "Due now 0" in (await guest.get("/console/settle")).words


async def test_what_could_not_be_settled_is_named_with_its_error(site: Site) -> None:
    work, _ = due(site)
    site.world.do(lambda conn: conn.execute(update(campaign).values(reserved_minor=0)))
    guest = await site.member(Role.FINANCE)
    path = f"/console/settle/{work.assignment_id}"
    assert (await guest.post(path)).headers["Location"] == "/console/settle?said=set_back"
    page = await guest.get("/console/settle?said=set_back")
    assert "Could not be settled" in page.words
    assert "IntegrityError" in page.words
    assert f'action="{path}"' in page.text


async def test_the_floor_is_paid_by_a_persons_word(site: Site) -> None:
    _, waiting = due(site)
    guest = await site.member(Role.COORDINATOR)
    path = f"/console/settle/{waiting.assignment_id}/floor"
    page = await guest.get("/console/settle")
    assert path in page.text
    assert "Pay ¥10.00 to Lan for" in page.words
    assert "Yes, pay ¥10.00" in page.words
    assert (await guest.post(path)).headers["Location"] == "/console/settle?said=floor"
    assert "Waiting 0" in (await guest.get("/console/settle")).words
    assert (await guest.post(path)).headers["Location"] == "/console/settle?said=floor"
    site.now += timedelta(hours=1)
    again = await guest.post(path)
    assert (again.status, "not due any more" in again.words) == (404, True)


async def test_a_reviewer_settles_nothing(site: Site) -> None:
    due(site)
    guest = await site.member(Role.REVIEWER)
    assert "/console/settle" not in (await guest.get("/console")).text
    assert (await guest.post("/console/settle")).status == 403
    finance = site.world.do(staff, Role.FINANCE)
    assert site.world.do(settlement_runs.look, finance, now=site.now).due == 1
