"""What a look at a post found, as its reviewer, its creator and the staff read it."""

from datetime import timedelta

from sqlalchemy import select

from domain.checks.findings import PageState
from domain.checks.page import PageFacts, unread
from domain.checks.schedule import GRACE
from domain.fetching.short_links import Resolved
from domain.links import PostLink, ShortLink, parse
from domain.people import Role
from domain.review import Decision
from handlers.notices import worded
from services import checks, reviews, short_links
from storage.tables.delivery import delivery
from storage.tables.work import submission
from tests import pages
from tests.handed_in import handed_in
from tests.handlers.conftest import Chat
from tests.handlers.working import reviewer, worker
from tests.world import NOW, staff
from words.speech import speech

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LINK = f"https://www.douyin.com/video/{pages.DOUYIN_KEY}"
SHORT = "https://v.douyin.com/iRNBho6u/"


def looked_at(chat: Chat, submission_id: int, page: PageFacts, after: timedelta) -> None:
    """A look that this page answered, `after` the start."""
    of_submission = select(submission.c.post_id).where(submission.c.id == submission_id)
    ((post_id,),) = chat.world.rows(of_submission)
    now = NOW + after
    asked = chat.world.do(checks.take, post_id, now=now)
    assert asked is not None
    assert chat.world.do(checks.record, asked, page, now=now, grace=GRACE)


def told(chat: Chat, kind: str) -> str:
    """The one notice of this kind, as it is worded in English."""
    ((facts,),) = chat.world.rows(select(delivery.c.facts).where(delivery.c.kind == kind))
    return worded(kind, facts, speech("en"), "Asia/Shanghai", chat.telegram.clock.now()).text


async def test_a_reviewer_reads_what_was_seen_line_by_line(any_chat: Chat) -> None:
    ming = await worker(any_chat)
    done = any_chat.world.do(handed_in, ming.work, LINK)
    early = NOW - 2 * DAY
    page = PageFacts(
        PageState.SHOWN,
        author_names=("小明<b>",),
        published_at=early,
        text="好听 #广告",
        whole=True,
    )
    looked_at(any_chat, done.submission_id, page, HOUR)
    rui, _ = await reviewer(any_chat)
    await rui.says("/review")
    item = await rui.sees("The page was read")
    for line in (
        "✓ still up",
        "✓ everybody can see it",
        "? published by ming · 小明<b>",
        "✗ published after the claim · Sat 21 Nov 2026, 12:00",
        "✗ tags and code · not seen: #",
        "✓ advertisement label",
    ):
        assert line in item.text


async def test_a_wall_asks_the_reviewer_to_look(chat: Chat) -> None:
    done = chat.world.do(handed_in, (await worker(chat)).work, LINK)
    looked_at(chat, done.submission_id, unread(PageState.WALL), HOUR)
    rui, _ = await reviewer(chat)
    await rui.says("/review")
    item = await rui.sees("A sign-in or a captcha stands before the page")
    assert "? Nothing is known of the post: please open the link yourself" in item.text
    assert "✓" not in item.text


async def test_a_creators_card_says_that_the_link_is_down_and_what_to_do(chat: Chat) -> None:
    ming = await worker(chat)
    done = chat.world.do(handed_in, ming.work, LINK)
    looked_at(chat, done.submission_id, unread(PageState.GONE, "404"), timedelta(0))
    await ming.person.says("/my")
    await ming.person.taps("1")
    card = await ming.person.sees("a reviewer is looking")
    assert "gone" not in card.text  # seen once: believed by nobody
    looked_at(chat, done.submission_id, unread(PageState.GONE, "404"), HOUR)
    await ming.person.says("/my")
    await ming.person.taps("1")
    card = await ming.person.sees("Your link leads to a post that is gone.")
    assert "replace the link on the card" in card.text
    assert "replace the link on the card" in told(chat, "post_down")


async def test_the_staff_is_asked_with_a_way_to_the_submission(chat: Chat) -> None:
    ming = await worker(chat)
    done = chat.world.do(handed_in, ming.work, LINK)
    _, member = await reviewer(chat)
    lin = await chat.person("Lin")
    chat.world.do(staff, Role.COORDINATOR, telegram_id=lin.user.id)
    approve = (Decision.APPROVE, "", "", "")
    chat.world.do(reviews.decide, member, done.submission_id, *approve, now=NOW)
    for after in (DAY, DAY + HOUR, 3 * DAY + HOUR):
        looked_at(chat, done.submission_id, unread(PageState.PRIVATE), after)
    assert "Your post is not public" in told(chat, "post_down")
    assert "by Thu 26 Nov, 13:00" in told(chat, "post_down")
    assert "needs your decision" in told(chat, "post_to_judge")
    await ming.person.says("/my")
    await ming.person.taps("1")
    await ming.person.sees("a person decides whether it still counts")


async def test_a_refused_short_link_says_why_as_a_pasted_link_would(chat: Chat) -> None:
    first = await worker(chat)
    chat.world.do(handed_in, first.work, LINK)
    mei = await worker(chat, "Mei")
    done = chat.world.do(handed_in, mei.work, SHORT)
    of_submission = select(submission.c.post_id).where(submission.c.id == done.submission_id)
    ((post_id,),) = chat.world.rows(of_submission)
    asked = chat.world.do(checks.take, post_id, now=NOW)
    link, post = parse(SHORT), parse(LINK)
    assert isinstance(link, ShortLink)
    assert isinstance(post, PostLink)
    found = Resolved(link, post)
    assert chat.world.do(short_links.settle, asked, found, now=NOW, grace=GRACE)
    assert "This post has been handed in already" in told(chat, "link_refused")
    await mei.person.says("/my")
    await mei.person.taps("1")
    await mei.person.sees("Changes requested")
