"""Looks at posts whose hosts or pages will not have it: each ends with a person, no host is blamed
for what is our own outage, and the clock approves no post that is gone."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select

from domain.assignment import AssignmentStatus
from domain.due_work import BEGINNING
from domain.fetching.answers import Answer, Failed, Failure
from domain.fetching.short_links import DeadEnd, Resolution, Unresolved
from domain.links import ShortLink
from domain.people import Actor, Role
from domain.platforms import Platform
from domain.review import Decision
from scheduler.jobs import JobHouse, posts_are_checked
from scheduler.turns import Pace
from services import checks, proofs, reminders, reviews, submissions, verify
from services.submissions import HandedIn
from storage import host_gates
from storage.tables.checks import host_gate, post_check
from storage.tables.delivery import delivery
from storage.tables.work import assignment, submission
from tests import pages
from tests.bot.fetching.loopback import redirect
from tests.handed_in import handed_in, held, status
from tests.scheduler.checking import due, gate, html, results, told, town
from tests.scheduler.conftest import Clock
from tests.shown import handed
from tests.world import NOW, World, creator, live_campaign, staff

S = AssignmentStatus
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DOUYIN = "www.iesdouyin.com"
PLACE = f"{DOUYIN}/share/video/{pages.DOUYIN_KEY}/"
LINK = f"https://www.douyin.com/video/{pages.DOUYIN_KEY}"
SHORT = "https://v.douyin.com/iRNBho6u/"
CAPTCHA = pages.page("", "验证码中间页")
APPROVE = (Decision.APPROVE, "", "", "")


def given(world: World, link: str = LINK) -> tuple[HandedIn, int]:
    done = world.do(handed_in, world.do(held), link)
    return done, post_of(world, done)


def post_of(world: World, done: HandedIn) -> int:
    asked = select(submission.c.post_id).where(submission.c.id == done.submission_id)
    return int(world.rows(asked)[0][0])


def shown() -> str:
    return pages.douyin(seconds=int((NOW + HOUR).timestamp()), text="好听 #广告")


# Walls.


async def test_a_captcha_slows_its_host_down_and_a_page_that_is_read_forgives_it(
    house: JobHouse, world: World, clock: Clock
) -> None:
    for number in range(9):
        given(world, f"https://www.douyin.com/video/{int(pages.DOUYIN_KEY) + number}")
    rests = []
    every = {f"{DOUYIN}/share/video/{int(pages.DOUYIN_KEY) + n}/": html(CAPTCHA) for n in range(9)}
    async with town(house, clock, every) as there:
        for _ in range(8):
            await there.looks()
            opens_at, _strikes = gate(world, DOUYIN)
            rests.append(int((opens_at - clock.at) / MINUTE))
            clock.at = opens_at
        there.pages |= {place: html("", 404) for place in every}
        await there.looks()
    assert rests == [1, 2, 4, 8, 16, 32, 60, 60]  # slow, but not never: some always ask
    assert gate(world, DOUYIN)[1] == 0


async def test_a_redirect_to_a_sign_in_slows_the_host_that_was_asked_too(
    house: JobHouse, world: World, clock: Clock
) -> None:
    given(world)
    login = {"passport.douyin.com/login": html("sign in")}
    ways = {PLACE: redirect("http://passport.douyin.com/login")} | login
    async with town(house, clock, ways) as there:
        await there.looks()
    assert gate(world, DOUYIN) == (NOW + MINUTE, 1)
    assert gate(world, "passport.douyin.com") == (NOW + MINUTE, 1)


async def test_a_short_link_that_leads_to_a_sign_in_is_unknown_even_where_that_page_is_missing(
    house: JobHouse, world: World, clock: Clock
) -> None:
    done, post_id = given(world, SHORT)
    ways = {"v.douyin.com/iRNBho6u": redirect("http://passport.douyin.com/login?next=1")}
    async with town(house, clock, ways) as there:  # the sign-in itself answers 404
        await there.looks()
    assert results(world, post_id) == [("wall", "unknown", "unknown")]
    assert told(world, "post_down", "link_refused") == []
    assert world.do(status, done.assignment_id) is S.SUBMITTED
    assert gate(world, "v.douyin.com")[1] == 1


# Our own outage.


class Nowhere:
    """No network at all, or none to some hosts."""

    def __init__(self, *answering: str) -> None:
        self.answering = answering

    async def page(self, url: str, pace: Pace) -> Answer:
        await pace(url.split("/")[2])
        return Failed(url, Failure.NO_CONNECTION)

    async def resolution(self, link: ShortLink, pace: Pace) -> Resolution:
        await pace(link.url.split("/")[2])
        return Unresolved(link, DeadEnd.UNKNOWN, Failed(link.url, Failure.NO_SUCH_HOST))


async def test_when_nobody_can_be_reached_no_host_is_blamed_and_no_try_is_counted(
    house: JobHouse, world: World, clock: Clock
) -> None:
    posts = [given(world)[1], given(world, SHORT)[1]]
    cut_off = JobHouse(house.db, house.now, Nowhere(), house.grace)
    for _ in range(30):
        await posts_are_checked(cut_off)
        clock.at += MINUTE
    strikes = world.rows(select(host_gate.c.host, host_gate.c.strikes))
    assert max(count for _, count in strikes) <= 1  # the first that failed, before the second did
    attempts = [row[0] for row in world.rows(select(post_check.c.attempt))]
    assert max(attempts) <= 1
    assert all(due(world, post_id) <= clock.at + MINUTE for post_id in posts)
    assert told(world, "proof_wanted") == []
    ways = {PLACE: html(shown()), "v.douyin.com/iRNBho6u": redirect(LINK)}
    async with town(house, clock, ways) as there:  # the cable is in again
        clock.at += 2 * MINUTE
        await there.looks()
    assert results(world, posts[0])[-1] == ("shown", "yes", "yes")


async def test_a_host_that_alone_cannot_be_reached_is_left_alone_longer_and_longer(
    house: JobHouse, world: World, clock: Clock
) -> None:
    """Others answer meanwhile: the network is there."""
    given(world)
    cut_off = JobHouse(house.db, house.now, Nowhere(), house.grace)
    for _ in range(3):
        await posts_are_checked(cut_off)
        clock.at = max(gate(world, DOUYIN)[0], clock.at + 6 * MINUTE) + 5 * MINUTE
    assert gate(world, DOUYIN)[1] == 3


# Put off again and again.


async def test_a_look_that_no_host_on_its_way_has_time_for_ends_with_a_person(
    house: JobHouse, world: World, clock: Clock
) -> None:
    done, post_id = given(world, SHORT)
    ways = {"v.douyin.com/iRNBho6u": redirect("https://www.douyin.com/share/x")}
    async with town(house, clock, ways) as there:
        while not results(world, post_id):
            clock.at = due(world, post_id)
            world.do(shut, "www.douyin.com", clock.at)  # others always have its turn
            await there.looks()
            assert clock.at < NOW + 2 * checks.PATIENCE
    assert results(world, post_id) == [("unreachable", "unknown", "unknown")]
    assert told(world, "proof_wanted") == ["proof_wanted"]
    assert world.do(status, done.assignment_id) is S.SUBMITTED
    assert due(world, post_id) == clock.at + 6 * HOUR  # once more while it is reviewed


def shut(conn: Connection, host: str, now: datetime) -> None:
    host_gates.take(conn, host, now, now=now)
    host_gates.close(conn, host, now + HOUR, 0)


async def test_a_post_at_a_host_that_goes_on_refusing_is_given_up_in_the_end(
    house: JobHouse, world: World, clock: Clock
) -> None:
    first = given(world)[1]
    links = [f"https://www.douyin.com/video/{int(pages.DOUYIN_KEY) + n}" for n in range(1, 30)]
    others = [given(world, link)[1] for link in links]
    async with town(house, clock, {}) as there:
        there.pages |= {
            f"{DOUYIN}/share/video/{int(pages.DOUYIN_KEY) + n}/": html("", 429) for n in range(30)
        }
        while clock.at < NOW + DAY:
            await there.looks()
            clock.at += 10 * MINUTE
    assert all(results(world, post_id) for post_id in (first, *others))
    assert {seen for post_id in others for seen, _, _ in results(world, post_id)} == {"unreachable"}
    assert len(there.asked) < 30  # the host was left alone all the same


# A post that nobody but its creator can show.


def channels_post(world: World) -> tuple[Actor, HandedIn, int]:
    campaign = world.do(live_campaign, platforms=(Platform.CHANNELS,))
    mine = world.do(held, campaign, world.do(creator, platform=Platform.CHANNELS))
    done = world.do(
        handed_in, mine, "https://channels.weixin.qq.com/web/pages/feed?oid=AbCdEfGh1234"
    )
    reviewer = world.do(staff, Role.REVIEWER)
    world.do(reviews.decide, reviewer, done.submission_id, *APPROVE, now=NOW)
    return mine.actor, done, post_of(world, done)


async def test_an_approved_post_without_a_page_is_shown_by_its_creator_to_the_end(
    house: JobHouse, world: World, clock: Clock
) -> None:
    mine, done, post_id = channels_post(world)
    world.do(staff, Role.COORDINATOR)
    asked_on = []
    async with town(house, clock, {}) as there:
        before = len(told(world, "proof_wanted"))
        while due(world, post_id):
            await there.looks_at(world, post_id)
            wanted = len(told(world, "proof_wanted"))
            if wanted > before:
                before = wanted
                asked_on.append(round((clock.at - NOW) / DAY))
                picture = handed(file_id=f"shot-{wanted}")
                world.do(proofs.hand_in, mine, done.assignment_id, picture, now=clock.at + HOUR)
        assert there.asked == []
    assert asked_on == [14, 28]
    assert told(world, "post_to_judge") == []
    assert world.do(verify.problems) == []


async def test_who_does_not_show_it_is_reminded_and_then_a_person_is_asked(
    house: JobHouse, world: World, clock: Clock
) -> None:
    _, done, post_id = channels_post(world)
    world.do(staff, Role.COORDINATOR)
    async with town(house, clock, {}) as there:
        while due(world, post_id):
            await there.looks_at(world, post_id)
            remind_all(world, clock)
    assert told(world, "post_to_judge") == ["post_to_judge", "post_to_judge"]  # of each asking
    assert len(told(world, "proof_due")) == 2
    facts = world.rows(select(delivery.c.facts).where(delivery.c.kind == "proof_wanted"))
    assert [row[0]["by"] for row in facts] == ["page", "watch", "watch"]
    assert world.do(status, done.assignment_id) is S.APPROVED


def remind_all(world: World, clock: Clock) -> None:
    at = clock.at + DAY
    for _, number in world.do(reminders.due, BEGINNING, most=99, now=at):
        world.do(reminders.queue_due, number, now=at)


async def test_an_approved_post_behind_a_wall_is_shown_by_its_creator_too(
    house: JobHouse, world: World, clock: Clock
) -> None:
    done, post_id = given(world)
    reviewer = world.do(staff, Role.REVIEWER)
    world.do(reviews.decide, reviewer, done.submission_id, *APPROVE, now=NOW)
    async with town(house, clock, {PLACE: html(CAPTCHA)}) as there:
        while due(world, post_id) and clock.at < NOW + 20 * DAY:
            clock.at = max(clock.at, due(world, post_id), NOW)
            await there.looks()
    assert told(world, "proof_wanted") == ["proof_wanted"]


# Gone while it is reviewed.


async def gone(house: JobHouse, world: World, clock: Clock) -> tuple[HandedIn, int]:
    done, post_id = given(world)
    async with town(house, clock, {}) as there:
        await there.looks()
        await there.looks_at(world, post_id)
    assert told(world, "post_down") == ["post_down"]
    return done, post_id


def clock_ends(world: World, done: HandedIn, clock: Clock) -> None:
    asked = select(assignment.c.review_due_at).where(assignment.c.id == done.assignment_id)
    clock.at = max(clock.at, world.rows(asked)[0][0])
    world.do(reviews.approve_overdue, now=clock.at)


async def test_the_clock_approves_no_post_that_is_gone_but_asks_a_person_and_then_its_creator(
    house: JobHouse, world: World, clock: Clock
) -> None:
    reviewer = world.do(staff, Role.REVIEWER)
    done, _ = await gone(house, world, clock)
    clock_ends(world, done, clock)
    assert world.do(status, done.assignment_id) is S.SUBMITTED
    assert told(world, "post_to_judge", "review_approve") == ["post_to_judge"]
    clock_ends(world, done, clock)
    assert world.do(status, done.assignment_id) is S.CHANGES_REQUESTED
    assert told(world, "post_to_judge", "review_approve") == ["post_to_judge"]
    ((facts, person_id),) = world.rows(
        select(delivery.c.facts, delivery.c.person_id).where(delivery.c.kind == "link_refused")
    )
    assert (facts["why"], facts["seen"]) == ("down", "gone")
    assert person_id != reviewer.person_id
    assert world.do(verify.problems) == []


async def test_a_person_may_decide_on_it_while_the_clock_holds(
    house: JobHouse, world: World, clock: Clock
) -> None:
    reviewer = world.do(staff, Role.REVIEWER)
    done, _ = await gone(house, world, clock)
    clock_ends(world, done, clock)
    reject = (Decision.REJECT, "off_brief", "1", "")
    world.do(reviews.decide, reviewer, done.submission_id, *reject, now=clock.at + HOUR)
    assert world.do(status, done.assignment_id) is S.REJECTED


async def test_a_post_that_came_back_meanwhile_is_approved_by_the_next_clock(
    house: JobHouse, world: World, clock: Clock
) -> None:
    done, post_id = await gone(house, world, clock)
    clock_ends(world, done, clock)
    async with town(house, clock, {PLACE: html(shown())}) as there:
        await there.looks_at(world, post_id)
    clock_ends(world, done, clock)
    assert world.do(status, done.assignment_id) is S.APPROVED


async def test_a_first_sight_of_it_gone_waits_for_the_second(
    house: JobHouse, world: World, clock: Clock
) -> None:
    done, post_id = given(world)
    async with town(house, clock, {}) as there:
        await there.looks()
        clock_ends(world, done, clock)
        assert world.do(status, done.assignment_id) is S.SUBMITTED
        there.pages[PLACE] = html(shown())
        await there.looks_at(world, post_id)
    clock_ends(world, done, clock)
    assert world.do(status, done.assignment_id) is S.APPROVED


async def test_the_work_that_went_back_takes_the_same_post_again(
    house: JobHouse, world: World, clock: Clock
) -> None:
    work = world.do(held)
    done = world.do(handed_in, work, LINK)
    post_id = post_of(world, done)
    async with town(house, clock, {}) as there:
        await there.looks()
        await there.looks_at(world, post_id)
    clock_ends(world, done, clock)
    clock_ends(world, done, clock)
    again = world.do(submissions.hand_in, work.actor, LINK, now=clock.at + HOUR)
    assert isinstance(again, HandedIn)
    assert again.review_due_at == clock.at + HOUR + 48 * HOUR  # a whole clock for a new review
    assert due(world, post_id) == clock.at + HOUR


@pytest.mark.parametrize("strikes", [0, 3])
async def test_a_host_that_was_only_slow_gives_nothing_up(
    house: JobHouse, world: World, clock: Clock, strikes: int
) -> None:
    """What is late because no clock ran is looked at, not given up."""
    _, post_id = given(world)
    clock.at = NOW + 3 * DAY
    async with town(house, clock, {PLACE: html(shown())}) as there:
        await there.looks()
    assert results(world, post_id) == [("shown", "yes", "yes")]
    assert world.rows(select(func.count()).select_from(post_check)) == [(1,)]
