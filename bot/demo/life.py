"""How the demo's people live: they claim, publish, drift, are reviewed and measured, by the hour.

Everything they do goes through the services, at simulated times; the clock's own work (expiry,
settlement, reminders) is the scheduler's, except in the days lived before the demo begins.
"""

import random
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.demo.cast import COORDINATOR, Member, creators
from bot.demo.links import published
from bot.demo.stage import actor, known
from domain.errors import Refusal
from domain.metrics import PostMetrics
from domain.people import Actor
from domain.readings import Reading
from domain.review import Decision, ReasonCode
from domain.submission import Work
from domain.terms import Source
from services import assignments, metrics, offers, review_queue, reviews, submissions
from storage import people, posts
from storage.posts import WatchedPost

STEP: Final = timedelta(hours=3)
MOST_CLAIMS: Final = 3  # open works of one simulated creator
APPETITE: Final = 0.03  # to claim, in a step; more, and the tasks that fit run out
LEFT_TO_REVIEW: Final = 4  # for whoever tries the demo
ZEAL: Final = 0.2  # to work on what they hold, in a step


def step(
    conn: Connection,
    rng: random.Random,
    *,
    now: datetime,
    played: Collection[Member] = (),
    unread: Collection[int] = (),
) -> None:
    """Three hours in the life of everybody; who feels like it does one thing.

    Posts of whom somebody plays are measured by hand: by an import, as in an agency. Those that are
    `unread` the platform tells nothing of.
    """
    for member in creators():
        attempt(conn, lambda member=member: act(conn, member, rng, now=now))  # type: ignore[misc]
    for _ in range(4):
        attempt(conn, lambda: _review(conn, rng, now))
    if now.hour < STEP.total_seconds() / 3600:  # once a day
        measure(conn, now=now, played=played, unread=unread)


def attempt(conn: Connection, deed: Callable[[], None]) -> None:
    """What is refused changes nothing, as everywhere."""
    with suppress(Refusal), conn.begin_nested():
        deed()


def act(conn: Connection, member: Member, rng: random.Random, *, now: datetime) -> None:
    """One thing: work on what they hold, or claim more, or nothing."""
    person = actor(conn, member, now=now)
    waiting = submissions.waiting(conn, person, now=now)
    if waiting and rng.random() < ZEAL:
        people.saw(conn, person.person_id, now)
        _work_on(conn, person, rng.choice(waiting), rng, now)
    elif len(waiting) < MOST_CLAIMS and rng.random() < APPETITE:
        people.saw(conn, person.person_id, now)
        claim(conn, person, rng, now=now)


def claim(conn: Connection, person: Actor, rng: random.Random, *, now: datetime) -> None:
    """One offer at random, but nobody's last slot, with the first account that may."""
    pages = offers.page(conn, person, 1, now=now).pages
    some = offers.page(conn, person, rng.randint(1, pages), now=now).offers
    found = [offer for offer in some if offer.free > 1]
    if found:
        take(conn, person, rng.choice(found).task_id, now=now)


def take(conn: Connection, person: Actor, task_id: int, *, now: datetime) -> None:
    """With the first account that may; nothing where none may, and nobody's last slot."""
    sheet = offers.sheet(conn, person, task_id, now=now)
    able = _able(sheet)
    if able and sheet.task.offer.free > 1:
        assignments.claim(conn, person, task_id, able[0], sheet.task.terms_id, now=now)


def may_take(conn: Connection, person: Actor, task_id: int, *, now: datetime) -> bool:
    return bool(_able(offers.sheet(conn, person, task_id, now=now)))


def _able(sheet: offers.Sheet) -> list[int]:
    """The accounts that may."""
    return [each.account_id for each in sheet.candidates if not each.reasons]


def _work_on(
    conn: Connection, person: Actor, work: Work, rng: random.Random, now: datetime
) -> None:
    """Most hand in; some give back; some drift until the deadline passes."""
    mood = rng.random()
    if mood < 0.07:
        assignments.release(conn, person, work.assignment_id, now=now)
    elif mood < 0.85:
        hand_in(conn, person, work, rng, now=now)


def hand_in(
    conn: Connection, person: Actor, work: Work, rng: random.Random, *, now: datetime
) -> None:
    if work.wants_draft:
        draft = "今天的真实体验,第一口就记住了。 #广告"
        submissions.hand_in_draft(conn, person, work.assignment_id, draft, now=now)
        return
    text = f"复制打开看看 {published(work.platform, rng)} 真实体验"
    submissions.submit(conn, person, work.assignment_id, text, now=now)


def _review(conn: Connection, rng: random.Random, now: datetime) -> None:
    """The queue's head, while there are enough of them."""
    reviewer = actor(conn, COORDINATOR, now=now)
    if review_queue.count(conn, reviewer) <= LEFT_TO_REVIEW:
        return
    desk = review_queue.at(conn, reviewer, 1)
    if desk is None:
        return
    mood, submission_id = rng.random(), desk.item.submission_id
    clause = desk.item.clauses[0].code if desk.item.clauses else ""
    if mood < 0.82:
        verdict = (Decision.APPROVE, "", "", "")
    elif mood < 0.95:
        verdict = (Decision.CHANGES, ReasonCode.NO_DISCLOSURE, "", "请在正文里补上 #广告")
    else:
        verdict = (Decision.REJECT, ReasonCode.OFF_BRIEF, clause, "")
    reviews.decide(conn, reviewer, submission_id, *verdict, now=now)


def measure(
    conn: Connection,
    *,
    now: datetime,
    played: Collection[Member] = (),
    unread: Collection[int] = (),
) -> None:
    """A day's readings of the others' posts that still count, as an import would bring them."""
    theirs = {known(conn, member).person_id for member in played}
    others = [
        post
        for post in posts.watched(conn, now)
        if post.person_id not in theirs and post.post_id not in unread
    ]
    readings = [_reading(at, post, now) for at, post in enumerate(others, 1)]
    metrics.record(conn, readings, Source.PLATFORM, batch_id=None, recorded_by=None, now=now)


def measure_oddly(conn: Connection, post: WatchedPost, *, now: datetime) -> None:
    """More likes than views, so that somebody has a risk case to decide on."""
    counts = PostMetrics(likes=880, shares=3, saves=2, comments=1, views=120)
    reading = Reading(1, now, counts, platform=post.platform, post_key=post.post_key)
    metrics.record(conn, [reading], Source.PLATFORM, batch_id=None, recorded_by=None, now=now)


def _reading(line: int, post: WatchedPost, now: datetime) -> Reading:
    """Grows quickly, then slowly; each post by its own measure."""
    talent = random.Random(post.post_id).lognormvariate(0, 0.7)  # noqa: S311
    days = (now - post.first_seen_at) / timedelta(days=1)
    likes = int(60 * talent * (1 - 0.6 ** max(days, 0.2)) * 2)
    counts = PostMetrics(
        likes=likes, shares=likes // 9, saves=likes // 4, comments=likes // 6, views=likes * 23
    )
    return Reading(line, now, counts, platform=post.platform, post_key=post.post_key)
