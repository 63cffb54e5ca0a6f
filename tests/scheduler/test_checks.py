"""Posts are looked at over real HTTP: what is seen is kept, and nothing is concluded from walls."""

import asyncio
import itertools
import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from aiohttp import web
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from bot.fetching.outside import Web as Outside
from domain.assignment import AssignmentStatus
from domain.checks import reading
from domain.checks.findings import PageState
from domain.checks.page import unread
from domain.checks.schedule import GRACE, MOST_TRIES
from domain.files import Kind
from domain.people import Role
from domain.review import Decision
from scheduler.jobs import JobHouse, posts_are_checked
from services import (
    checks,
    host_pacing,
    pictures,
    review_queue,
    reviews,
    submissions,
    taking_back,
    verify,
)
from services.submissions import HandedIn
from storage import risk_holds
from storage.database import open_database
from storage.tables.checks import check_result, host_gate, post_check, post_page
from storage.tables.delivery import delivery
from storage.tables.work import post, submission
from tests import pages
from tests.bot.fetching.loopback import Page, redirect
from tests.domain import bombs
from tests.handed_in import Held, handed_in, held, status
from tests.scheduler.checking import due, gate, html, results, told, town
from tests.scheduler.conftest import Clock
from tests.shown import screenshot
from tests.world import NOW, World, creator, staff

S = AssignmentStatus
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DOUYIN = "www.iesdouyin.com"
PLACE = f"{DOUYIN}/share/video/{pages.DOUYIN_KEY}/"
LINK = f"https://www.douyin.com/video/{pages.DOUYIN_KEY}"
SHORT = "https://v.douyin.com/iRNBho6u/"
SHORT_PLACE = "v.douyin.com/iRNBho6u"


def given(world: World, link: str = LINK, work: Held | None = None) -> tuple[HandedIn, int]:
    """Handed in; the submission and its post."""
    done = world.do(handed_in, work or world.do(held), link)
    of_submission = submission.c.id == done.submission_id
    return done, int(world.rows(select(submission.c.post_id).where(of_submission))[0][0])


def shown() -> str:
    return pages.douyin(seconds=int((NOW + HOUR).timestamp()), text="好听 #广告")


async def test_a_post_in_review_is_looked_at_once_and_the_reviewer_sees_what_was_seen(
    house: JobHouse, world: World, clock: Clock
) -> None:
    done, post_id = given(world)
    reviewer = world.do(staff, Role.REVIEWER)
    async with town(house, clock, {PLACE: html(shown())}) as there:
        assert await there.looks() == 1
        clock.at += DAY
        assert await there.looks() == 0
        assert there.asked == [PLACE]
    assert results(world, post_id) == [("shown", "yes", "yes")]
    item = world.do(review_queue.one, reviewer, done.submission_id).item
    assert item.check is not None
    look = item.check.look
    assert {a: f.verdict for a, f in look.found.items() if f.verdict != "yes"} == {
        "right_account": "unknown",
        "tags": "no",
    }
    assert look.found["right_account"].evidence == "ming · 小明"
    assert world.do(verify.problems) == []


@pytest.mark.parametrize(
    ("page", "seen"),
    [
        (html("<script>run()</script>"), "silent"),
        (html(pages.page("", "验证码中间页")), "wall"),
        (html("captcha", 403), "wall"),
        (html("x" * (2 * 1024 * 1024 + 1)), "too_large"),
        (redirect("http://127.0.0.1/"), "forbidden"),
        (redirect("https://www.douyin.com/login"), "wall"),
    ],
)
async def test_what_says_nothing_is_unknown_and_not_asked_again(
    house: JobHouse, world: World, clock: Clock, page: Page, seen: str
) -> None:
    done, post_id = given(world)
    login = html("sign in")
    async with town(house, clock, {PLACE: page, "www.douyin.com/login": login}) as there:
        await there.looks()
    assert results(world, post_id) == [(seen, "unknown", "unknown")]
    assert due(world, post_id) is None
    assert world.do(status, done.assignment_id) is S.SUBMITTED


async def test_a_post_is_gone_only_when_it_was_so_twice_an_hour_apart(
    house: JobHouse, world: World, clock: Clock
) -> None:
    _, post_id = given(world)
    async with town(house, clock, {}) as there:  # 404 everywhere
        assert await there.looks() == 1
        assert results(world, post_id) == [("gone", "unknown", "unknown")]
        assert told(world, "post_down") == []
        clock.at = NOW + HOUR - timedelta(seconds=1)
        assert await there.looks() == 0
        assert await there.looks_at(world, post_id) == 1
    assert results(world, post_id)[1] == ("gone", "no", "unknown")
    assert told(world, "post_down") == ["post_down"]


async def test_a_post_that_comes_back_before_the_second_look_was_never_gone(
    house: JobHouse, world: World, clock: Clock
) -> None:
    _, post_id = given(world)
    async with town(house, clock, {}) as there:
        await there.looks()
        there.pages[PLACE] = html(shown())
        await there.looks_at(world, post_id)
        assert due(world, post_id) is None
    assert [seen for seen, _, _ in results(world, post_id)] == ["gone", "shown"]
    assert told(world, "post_down", "post_back") == []
    assert world.rows(select(post_check.c.down_since)) == [(None,)]


async def test_silence_is_asked_again_later_and_later_and_then_left_to_a_person(
    house: JobHouse, world: World, clock: Clock
) -> None:
    _, post_id = given(world)
    at = [NOW]
    async with town(house, clock, {PLACE: html("", 503)}) as there:
        await there.looks()
        for _ in range(MOST_TRIES - 1):
            clock.at = max(due(world, post_id), gate(world, DOUYIN)[0])
            at.append(clock.at)
            assert await there.looks() == 1
        assert [seen for seen, _, _ in results(world, post_id)] == ["unreachable"] * MOST_TRIES
        assert told(world, "proof_wanted") == ["proof_wanted"]  # when the tries are used up
        for page in (html("", 503), html(shown())):  # while it is reviewed, it may come back
            assert due(world, post_id) == clock.at + 6 * HOUR
            clock.at = max(due(world, post_id), gate(world, DOUYIN)[0])
            there.pages[PLACE] = page
            assert await there.looks() == 1
        assert due(world, post_id) is None
    assert told(world, "proof_wanted") == ["proof_wanted"]  # once
    gaps = [int((b - a).total_seconds() // 60) for a, b in itertools.pairwise(at)]
    assert gaps == sorted(gaps)
    assert gaps[0] >= 5


async def test_a_look_that_raises_counts_as_a_try_and_ends_with_a_person(
    house: JobHouse, world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a page that no rule foresaw")

    monkeypatch.setattr(reading, "facts", broken)
    _, post_id = given(world)
    async with town(house, clock, {PLACE: html(shown())}) as there:
        for _ in range(MOST_TRIES):
            await there.looks_at(world, post_id)
            clock.at += timedelta(minutes=1)
    assert [seen for seen, _, _ in results(world, post_id)] == ["unreachable"] * MOST_TRIES


async def test_a_share_link_that_leads_to_no_address_is_kept_as_such(
    house: JobHouse, world: World, clock: Clock
) -> None:
    _, post_id = given(world, SHORT)
    async with town(house, clock, {SHORT_PLACE: redirect("http://[")}) as there:
        await there.looks()
    assert [seen for seen, _, _ in results(world, post_id)] == ["forbidden"]


async def test_a_host_is_asked_for_one_post_at_a_time_and_rests_between(
    house: JobHouse, world: World, clock: Clock
) -> None:
    for number in range(3):
        given(world, f"https://www.douyin.com/video/{int(pages.DOUYIN_KEY) + number}")
    async with town(house, clock, {}) as there:
        assert [await there.looks(), await there.looks()] == [1, 0]
        clock.at += timedelta(seconds=5)
        assert await there.looks() == 1
        assert len(there.asked) == 2


async def test_an_unwilling_host_rests_twice_as_long_each_time_and_as_long_as_it_asks(
    house: JobHouse, world: World, clock: Clock
) -> None:
    _, post_id = given(world)
    async with town(house, clock, {PLACE: html("", 429, Retry_After="7200")}) as there:
        await there.looks()
        assert gate(world, DOUYIN) == (NOW + 2 * HOUR, 1)
        clock.at = NOW + HOUR  # the post is due, its host is not
        assert await there.looks() == 0
        clock.at = NOW + 2 * HOUR
        there.pages[PLACE] = html("", 429)
        await there.looks()
        assert gate(world, DOUYIN) == (clock.at + timedelta(minutes=2), 2)
        there.pages[PLACE] = html(shown())
        await there.looks_at(world, post_id)
        assert gate(world, DOUYIN)[1] == 0
        clock.at += HOUR + timedelta(seconds=6)
        assert world.do(host_pacing.forget, now=clock.at) == 1


async def test_one_busy_host_holds_up_no_other(house: JobHouse, world: World, clock: Clock) -> None:
    for number in range(9):
        given(world, f"https://www.douyin.com/video/{int(pages.DOUYIN_KEY) + number}")
    given(world, SHORT)
    async with town(house, clock, {SHORT_PLACE: redirect(LINK)}) as there:
        await there.looks()
        assert {place.split("/")[0] for place in there.asked} == {DOUYIN, "v.douyin.com"}


async def test_several_processes_share_the_posts_and_the_pace(
    house: JobHouse, world: World, clock: Clock, migrated_url: str
) -> None:
    posts = [
        given(world, f"https://www.douyin.com/video/{int(pages.DOUYIN_KEY) + n}")[1]
        for n in range(4)
    ]
    async with town(house, clock, {}) as there:
        other = JobHouse(open_database(migrated_url), clock.now, Outside(there.there.network))
        try:
            for _ in range(4):
                both = (posts_are_checked(there.house), posts_are_checked(other))
                await asyncio.gather(*both)
                clock.at += timedelta(seconds=5)
        finally:
            await other.db.close()
        assert len(there.asked) == len(set(there.asked)) == 4
    assert [len(results(world, post_id)) for post_id in posts] == [1] * 4


async def test_a_host_on_the_way_is_asked_in_its_turn_too_and_that_costs_no_try(
    house: JobHouse, world: World, clock: Clock
) -> None:
    given(world, f"https://www.douyin.com/video/{int(pages.DOUYIN_KEY) + 1}")
    on_the_way = f"{DOUYIN}/on/the/way"
    there_pages = {SHORT_PLACE: redirect(f"https://{on_the_way}"), on_the_way: redirect(LINK)}
    async with town(house, clock, there_pages) as there:
        await there.looks()
        _, post_id = given(world, SHORT)
        assert await there.looks() == 0
        assert on_the_way not in there.asked
        assert due(world, post_id) == gate(world, DOUYIN)[0]
        assert results(world, post_id) == []
        clock.at = max(gate(world, host)[0] for host in (DOUYIN, "v.douyin.com"))
        assert await there.looks() == 1
    assert (pages.DOUYIN_KEY,) in world.rows(select(post.c.post_key))


async def test_without_a_way_into_the_web_nothing_is_asked_or_concluded(
    house: JobHouse, world: World
) -> None:
    _, post_id = given(world)
    assert await posts_are_checked(house) == 0
    assert results(world, post_id) == []
    assert due(world, post_id) == NOW


async def test_a_look_that_was_cut_short_is_taken_up_again(
    house: JobHouse, world: World, clock: Clock
) -> None:
    _, post_id = given(world)
    async with town(house, clock, {PLACE: html(shown())}) as there:
        begun = asyncio.Event()

        async def hangs(_: object) -> None:
            begun.set()
            await asyncio.Event().wait()

        there.pages[PLACE] = hangs  # type: ignore[assignment]
        task = asyncio.create_task(there.looks())
        await begun.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        there.pages[PLACE] = html(shown())
        assert results(world, post_id) == []
        assert await there.looks_at(world, post_id) == 1
    assert results(world, post_id) == [("shown", "yes", "yes")]


def test_a_look_whose_lease_ran_out_keeps_nothing_over_the_next_ones_head(world: World) -> None:
    _, post_id = given(world)
    slow = world.do(checks.take, post_id, now=NOW)
    late = NOW + checks.LEASE
    quick = world.do(checks.take, post_id, now=late)
    assert slow is not None
    assert quick is not None
    keep = {"now": late, "grace": GRACE}
    assert not world.do(checks.record, slow, unread(PageState.GONE, "404"), **keep)
    assert world.do(checks.record, quick, unread(PageState.WALL), **keep)
    assert [seen for seen, _, _ in results(world, post_id)] == ["wall"]


async def test_a_decision_meanwhile_ends_the_looks_of_the_review(
    house: JobHouse, world: World, clock: Clock
) -> None:
    done, post_id = given(world)
    reviewer = world.do(staff, Role.REVIEWER)
    clause = ("off_brief", "1", "")
    world.do(reviews.decide, reviewer, done.submission_id, Decision.REJECT, *clause, now=NOW)
    async with town(house, clock, {PLACE: html(shown())}) as there:
        assert await there.looks() == 0
        assert there.asked == []
    assert due(world, post_id) is None


# Short links.


async def test_a_short_link_becomes_its_post_and_that_is_looked_at(
    house: JobHouse, world: World, clock: Clock
) -> None:
    done, post_id = given(world, SHORT)
    assert world.do(status, done.assignment_id) is S.SUBMITTED
    async with town(house, clock, {SHORT_PLACE: redirect(LINK), PLACE: html(shown())}) as there:
        assert await there.looks() == 1
        assert world.rows(select(post.c.post_key, post.c.url)) == [(pages.DOUYIN_KEY, LINK)]
        assert await there.looks() == 1
        assert there.asked == [SHORT_PLACE, PLACE]
    assert results(world, post_id) == [("shown", "yes", "yes")]
    assert world.do(verify.problems) == []


BILIBILI = "https://www.bilibili.com/video/BV1GJ411x7h7"
FOREIGN = f"https://www.douyin.com/user/MS4wLjABother?modal_id={pages.DOUYIN_KEY}"


def _nothing(world: World) -> None:
    pass


def _somebody_was_first(world: World) -> None:
    given(world, LINK)


@pytest.mark.parametrize(
    ("before", "leads_to", "why"),
    [
        (_somebody_was_first, LINK, "duplicate"),
        (_nothing, BILIBILI, "wrong_platform"),
        (_nothing, FOREIGN, "foreign_account"),
    ],
)
async def test_a_short_link_that_the_rules_refuse_goes_back_to_its_creator(
    house: JobHouse,
    world: World,
    clock: Clock,
    before: Callable[[World], None],
    leads_to: str,
    why: str,
) -> None:
    before(world)
    work = world.do(held, holder=world.do(creator, profile_key="MS4wLjABming"))
    done, post_id = given(world, SHORT, work)
    clock.at = NOW + 2 * HOUR
    async with town(house, clock, {SHORT_PLACE: redirect(leads_to)}) as there:
        await there.looks()
    assert world.do(status, done.assignment_id) is S.CHANGES_REQUESTED
    facts = _told_facts(world)
    assert (facts["why"], facts["assignment_id"]) == (why, done.assignment_id)
    assert due(world, post_id) is None
    assert world.do(verify.problems) == []
    again = world.do(submissions.hand_in, work.actor, _another_link(), now=clock.at + 3 * HOUR)
    assert isinstance(again, HandedIn)
    assert again.review_due_at == done.review_due_at + 3 * HOUR  # it stood still meanwhile


def _another_link() -> str:
    return f"https://www.douyin.com/video/{int(pages.DOUYIN_KEY) + 99}"


def _told_facts(world: World) -> dict[str, object]:
    ((facts,),) = world.rows(select(delivery.c.facts).where(delivery.c.kind == "link_refused"))
    found: dict[str, object] = facts
    return found


async def test_a_short_link_to_the_works_own_earlier_post_turns_to_it(
    house: JobHouse, world: World, clock: Clock
) -> None:
    work = world.do(held)
    _, first = given(world, LINK, work)
    other = f"https://www.douyin.com/video/{int(pages.DOUYIN_KEY) + 1}"
    world.do(submissions.replace, work.actor, work.assignment_id, other, now=NOW)
    done = world.do(submissions.replace, work.actor, work.assignment_id, SHORT, now=NOW)
    async with town(house, clock, {SHORT_PLACE: redirect(LINK)}) as there:
        while SHORT_PLACE not in there.asked:
            assert await there.looks()
    of_submission = select(submission.c.post_id).where(submission.c.id == done.submission_id)
    assert world.rows(of_submission) == [(first,)]
    assert world.do(status, work.assignment_id) is S.SUBMITTED
    assert world.do(verify.problems) == []


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        (html("<script>open()</script>"), "no_post"),
        (redirect("http://169.254.169.254/latest/"), "forbidden"),
        (redirect("/iRNBho6u/"), "forbidden"),
    ],
)
async def test_a_short_link_that_leads_nowhere_is_a_question_to_the_reviewer(
    house: JobHouse, world: World, clock: Clock, answer: Page, seen: str
) -> None:
    done, post_id = given(world, f"看看 {SHORT} 复制打开抖音")
    reviewer = world.do(staff, Role.REVIEWER)
    async with town(house, clock, {SHORT_PLACE: answer, f"{SHORT_PLACE}/": answer}) as there:
        await there.looks()
    assert results(world, post_id) == [(seen, "unknown", "unknown")]
    item = world.do(review_queue.one, reviewer, done.submission_id).item
    assert item.check is not None
    assert item.check.look.says_nothing
    assert SHORT.rstrip("/") in item.given
    assert item.is_open


async def test_a_dead_share_link_is_asked_twice_too(
    house: JobHouse, world: World, clock: Clock
) -> None:
    _, post_id = given(world, SHORT)
    async with town(house, clock, {}) as there:
        await there.looks()
        await there.looks_at(world, post_id)
    assert [alive for _, alive, _ in results(world, post_id)] == ["unknown", "no"]
    assert told(world, "post_down") == ["post_down"]


async def test_a_short_link_approved_before_it_was_known_to_be_taken_is_a_persons_case(
    house: JobHouse, world: World, clock: Clock
) -> None:
    first, _ = given(world, LINK)
    done, post_id = given(world, SHORT)
    world.do(staff, Role.COORDINATOR)
    reviewer = world.do(staff, Role.REVIEWER)
    approve = (Decision.APPROVE, "", "", "")
    world.do(reviews.decide, reviewer, done.submission_id, *approve, now=NOW)
    async with town(house, clock, {SHORT_PLACE: redirect(LINK)}) as there:
        await there.looks()
    assert world.do(status, done.assignment_id) is S.APPROVED
    assert told(world, "post_to_judge", "link_refused", "risk_opened") == ["risk_opened"]
    assert world.do(risk_holds.is_held, done.assignment_id)  # one post is not paid twice
    assert not world.do(risk_holds.is_held, first.assignment_id)
    assert due(world, post_id) is None
    assert world.do(verify.problems) == []


async def test_a_short_link_to_a_post_that_was_taken_back_is_taken(
    house: JobHouse, world: World, clock: Clock
) -> None:
    before = world.do(held)
    given(world, LINK, before)
    world.do(taking_back.take_back, before.actor, before.assignment_id, now=NOW)
    done, _ = given(world, SHORT)
    async with town(house, clock, {SHORT_PLACE: redirect(LINK), PLACE: html(shown())}) as there:
        while PLACE not in there.asked:
            assert await there.looks()
    assert world.do(status, done.assignment_id) is S.SUBMITTED
    owners = select(post.c.assignment_id).where(post.c.post_key == pages.DOUYIN_KEY)
    assert world.rows(owners) == [(done.assignment_id,)]
    assert told(world, "link_refused") == []
    assert world.do(verify.problems) == []


# After approval.


async def approved(world: World) -> tuple[HandedIn, int]:
    done, post_id = given(world)
    reviewer = world.do(staff, Role.REVIEWER)
    approve = (Decision.APPROVE, "", "", "")
    world.do(reviews.decide, reviewer, done.submission_id, *approve, now=NOW)
    return done, post_id


async def test_an_approved_post_is_watched_to_the_end_of_its_retention(
    house: JobHouse, world: World, clock: Clock
) -> None:
    _, post_id = await approved(world)
    days = []
    async with town(house, clock, {PLACE: html(shown())}) as there:
        while due(world, post_id):
            days.append((due(world, post_id) - NOW) // DAY)
            await there.looks_at(world, post_id)
    assert days == [1, 3, 7, 14, 21, 28, 29]  # the last one in time to look again
    assert {result[1] for result in results(world, post_id)} == {"yes"}
    assert told(world, "post_down", "post_back", "post_to_judge") == []


async def test_a_watched_post_that_goes_may_come_back_within_the_grace(
    house: JobHouse, world: World, clock: Clock
) -> None:
    done, post_id = await approved(world)
    world.do(staff, Role.COORDINATOR)
    async with town(house, clock, {}) as there:
        await there.looks_at(world, post_id)
        await there.looks_at(world, post_id)
        assert told(world, "post_down") == ["post_down"]
        assert due(world, post_id) == clock.at + 2 * DAY
        there.pages[PLACE] = html(shown())
        await there.looks_at(world, post_id)
    assert told(world, "post_down", "post_back", "post_to_judge") == ["post_down", "post_back"]
    assert due(world, post_id) == NOW + 7 * DAY
    assert world.do(status, done.assignment_id) is S.APPROVED


@pytest.mark.parametrize("at_the_end", [html("", 404), html(pages.page("", "验证码中间页"))])
async def test_what_is_still_gone_or_cannot_be_seen_after_the_grace_is_a_persons_to_decide(
    house: JobHouse, world: World, clock: Clock, at_the_end: Page
) -> None:
    done, post_id = await approved(world)
    world.do(staff, Role.COORDINATOR)
    async with town(house, clock, {}) as there:
        await there.looks_at(world, post_id)
        await there.looks_at(world, post_id)
        there.pages[PLACE] = at_the_end
        while due(world, post_id):
            await there.looks_at(world, post_id)
    heard = told(world, "post_down", "post_back", "post_to_judge")
    assert heard[:2] == ["post_down", "post_to_judge"]
    unshown = len(told(world, "proof_wanted"))  # of what cannot be read, each a person's too
    assert len(heard) == 2 + unshown
    assert world.do(status, done.assignment_id) is S.APPROVED  # nothing is taken back by itself
    assert world.do(verify.problems) == []


async def test_a_wall_while_watching_tells_nobody_anything(
    house: JobHouse, world: World, clock: Clock
) -> None:
    _, post_id = await approved(world)
    async with town(house, clock, {PLACE: html("", 403)}) as there:
        while due(world, post_id):
            clock.at = max(clock.at, due(world, post_id), gate_opens(world))
            await there.looks()
    assert told(world, "post_down", "post_to_judge") == []
    assert {result[1] for result in results(world, post_id)} == {"unknown"}


def gate_opens(world: World) -> datetime:
    rows = world.rows(select(host_gate.c.opens_at).where(host_gate.c.host == DOUYIN))
    return max([row[0] for row in rows], default=NOW)


async def test_what_a_look_found_is_never_changed(
    house: JobHouse, world: World, clock: Clock
) -> None:
    given(world)
    async with town(house, clock, {PLACE: html(shown())}) as there:
        await there.looks()
    for change in ("UPDATE check_result SET alive = 'no'", "DELETE FROM check_result"):
        with pytest.raises(DatabaseError, match="append-only"), world.engine.begin() as conn:
            conn.execute(text(change))
    with world.engine.begin() as conn:  # what the erased had written goes
        conn.execute(check_result.update().values(evidence={}))


async def test_the_pages_pictures_are_fetched_judged_and_hashed_once(
    house: JobHouse, world: World, clock: Clock
) -> None:
    _, post_id = given(world)
    content = screenshot(4)
    cover = "http://p3.douyinpic.com/cover.jpeg?sign=1"
    bomb = "http://p9.douyinpic.com/bomb.jpeg"
    item = pages.douyin(seconds=int((NOW + HOUR).timestamp()))
    shows = {"images": [{"url_list": [cover]}, {"url_list": [bomb]}]}
    page = item.replace('"desc"', f'{json.dumps(shows)[1:-1]}, "desc"', 1)
    served = {
        PLACE: html(page),
        "p3.douyinpic.com/cover.jpeg": picture(content),
        "p9.douyinpic.com/bomb.jpeg": picture(bombs.jpeg_head(65_535, 65_535)),
    }
    async with town(house, clock, served) as there:
        assert await there.looks() == 1
        assert len(there.asked) == 3
    ((kept,),) = world.rows(select(post_page.c.pictures))
    seen = pictures.seen(content, Kind.JPEG)
    assert [each["url"] for each in kept] == [cover, bomb]
    assert kept[0]["sha256"] == seen.sha256
    assert int(kept[0]["dhash"], 16) == seen.dhash
    assert kept[1]["sha256"] == ""
    asked = world.do(checks.take, post_id, now=clock.at)
    assert asked is None or not asked.wants_pictures


def picture(content: bytes) -> Page:
    return lambda _: web.Response(body=content, content_type="image/jpeg")
