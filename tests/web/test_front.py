"""The first page and a campaign's: what the rows say, to whom their role lets see it."""

import pytest
from sqlalchemy import select, update

from domain.delivery import DeliveryStatus
from domain.due_work import DueWork
from domain.locales import ZH
from domain.people import Role
from services import setbacks
from services.sendings import Outcome
from storage.tables.people import person
from tests.services.waves import queue, reader, settle, take
from tests.web.busy import fill
from tests.web.pages import HIDDEN, PAGES
from tests.web.site import Site
from tests.world import NOW


@pytest.mark.parametrize("role", list(Role))
async def test_each_page_opens_for_its_roles_and_no_other(site: Site, role: Role) -> None:
    fill(site.world)
    guest = await site.member(role)
    for path, allowed in PAGES.items():
        closed = 404 if path in HIDDEN else 403
        assert (await guest.get(path)).status == (200 if role in allowed else closed), path
    front = await guest.get("/console")
    for path in ("/console/reviews", "/console/risk", "/console/payouts", "/console/webhooks"):
        assert (f'href="{path}"' in front.text) == (role in PAGES[path])


@pytest.mark.parametrize("path", ["/", "/console/"])
async def test_a_shorter_or_longer_address_leads_to_the_first_page(site: Site, path: str) -> None:
    answer = await (await site.guest()).get(path)
    assert (answer.status, answer.headers["Location"]) == (303, "/console")


async def test_the_first_page_says_where_everything_stands(any_site: Site) -> None:
    fill(any_site.world)
    words = (await (await any_site.member(Role.OWNER)).get("/console")).words
    for said in (
        "Claims 9 3 yesterday by now",
        "Submissions 4 2 yesterday by now",
        "Earned by creators ¥240.00 0 yesterday by now",
        "长夜听书季 Live 番茄畅听",
        "21 claimed 12 submitted 9 approved 9 settled ¥720.00 spent ¥960.00 reserved",
        "Late reviews 2 Half of their clock is gone. The first auto-approval is in 2 h",
        "Posts without figures 3 春茶上新 · 慢下来的十分钟",
        "Payouts to approve ¥480.00 Batch 1, 6 payouts",
        "Messages in doubt 2",
        "Waiting for review All 7",
    ):
        assert said in words


async def test_due_work_that_failed_is_named_to_staff(any_site: Site) -> None:
    any_site.world.do(setbacks.set_back, DueWork.SETTLEMENT, 4, "ValueError: ?", now=NOW)
    words = (await (await any_site.member(Role.OWNER)).get("/console")).words
    assert "Failed: Settlements 1 Since Mon 23 Nov, 12:00." in words


async def test_messages_that_nobody_could_word_are_named_to_staff(any_site: Site) -> None:
    world = any_site.world
    queue(world, reader(world), "new shape")
    (parcel,) = take(world).parcels
    settle(world, Outcome(parcel, DeliveryStatus.QUEUED, problem="wording: ?", unworded=True))
    words = (await (await any_site.member(Role.OWNER)).get("/console")).words
    assert "Failed: Messages to word 1 Since Mon 23 Nov, 12:00." in words


async def test_an_empty_house_says_what_would_be_where(site: Site) -> None:
    words = (await (await site.member(Role.OWNER)).get("/console")).words
    for said in ("No campaign yet", "Nothing waits for review", "Nothing is overdue"):
        assert said in words


async def test_a_campaign_is_shown_task_by_task(any_site: Site) -> None:
    fill(any_site.world)
    answer = await (await any_site.member(Role.FINANCE)).get("/console/campaigns/1")
    assert "3 tasks, 72 slots, 51 free" in answer.words
    assert (
        "听书 · douyin Douyin · Daily life · All regions · 上班族 · 地铁 2 Dec 24 3 21 12 9 9 0"
        in answer.words
    )


async def test_a_campaign_names_the_posts_without_figures(any_site: Site) -> None:
    fill(any_site.world)
    guest = await any_site.member(Role.COORDINATOR)
    shown = await guest.get("/console/campaigns/2")
    assert "Posts without figures Returns that were asked for and have not come: 3" in shown.words
    assert "past its cut-off since" in shown.words
    assert 'href="/console/campaigns/2#missing"' in (await guest.get("/console")).text


@pytest.mark.parametrize(
    "path", ["/console/campaigns/999", "/console/reviews/999", "/console/payouts/999", "/console/x"]
)
async def test_what_is_not_there_is_said_so(site: Site, path: str) -> None:
    answer = await (await site.member(Role.OWNER)).get(path)
    assert (answer.status, "There is no such" in answer.words) == (404, True)


async def test_the_language_is_the_persons_own_and_is_kept(any_site: Site) -> None:
    actor, guest = await any_site.known(Role.REVIEWER)
    answer = await guest.post("/console/language", locale=ZH, back="/console/reviews")
    assert answer.headers["Location"] == "/console/reviews?said=language"
    page = await guest.get(answer.headers["Location"])
    assert ('lang="zh-Hans"' in page.text, "待审核" in page.words) == (True, True)
    assert "机器人" in page.words  # it speaks Chinese to them from now on, too
    kept = any_site.world.rows(select(person.c.locale).where(person.c.id == actor.person_id))
    assert kept[0][0] == ZH
    assert (await guest.post("/console/language", locale="tlh")).status == 404


@pytest.mark.parametrize(
    "back",
    ["https://evil.example", "//evil.example", "/console//evil", "/\\evil", "/api", "javascript:1"],
)
async def test_a_form_leads_back_to_a_page_of_ours(site: Site, back: str) -> None:
    answer = await (await site.member(Role.OWNER)).post("/console/language", locale="en", back=back)
    assert answer.headers["Location"] == "/console?said=language"


async def test_times_are_those_of_the_reader(site: Site) -> None:
    actor, guest = await site.known(Role.REVIEWER)
    with site.world.engine.begin() as conn:
        conn.execute(
            update(person).where(person.c.id == actor.person_id).values(timezone="America/New_York")
        )
    words = (await guest.get("/console")).words
    assert "Today Sun 22 Nov, 23:00" in words
    assert "(New York time)" in words


async def test_who_is_refused_keeps_their_pages_and_the_way_back(any_site: Site) -> None:
    guest = await any_site.member(Role.FINANCE)
    refused = await guest.get("/console/reviews")
    assert (refused.status, "not for your role" in refused.words) == (403, True)
    assert 'href="/console/payouts"' in refused.text
    assert "Back to the form" not in refused.words
    form = f"{guest.origin}/console/payouts"
    wrong = await guest.send(
        "POST",
        "/console/second-tries/999",
        data={"csrf": await guest.csrf(), "reason": "Why not"},
        headers={"Origin": guest.origin, "Referer": form},
    )
    assert wrong.status == 409
    assert 'class="button primary" href="/console/payouts">Back to the form' in wrong.text


async def test_a_link_from_elsewhere_says_nothing_in_our_name(site: Site) -> None:
    guest = await site.member(Role.FINANCE)
    assert "Batch approved" in (await guest.get("/console/payouts?said=batch")).words
    for place in ("cross-site", "none", "same-site"):
        headers = {"Sec-Fetch-Site": place}
        assert "Batch approved" not in (await guest.get("/console?said=batch", **headers)).words
    assert "Batch approved" not in (await (await site.guest()).get("/console?said=batch")).words
