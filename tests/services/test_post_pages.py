"""What a page says reaches the rules of risk: its author, its date, its words, its pictures."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.assignment import AssignmentStatus
from domain.checks.findings import PageState
from domain.checks.page import PageFacts, PagePicture, unread
from domain.checks.schedule import GRACE
from domain.proof import Purpose
from domain.risk.evidence import Signal
from domain.risk.facts import Picture
from domain.templates import Asset
from services import checks, privacy, proofs
from storage.tables.checks import post_page
from storage.tables.risk import risk_signal
from storage.tables.work import assignment, submission
from tests.handed_in import Held, a_link, handed_in, held
from tests.odd import looked
from tests.shown import handed, screenshot
from tests.world import NOW, TEMPLATE, CampaignFixture, World, creator, live_campaign

HOUR = timedelta(hours=1)
MINE, OTHER = "MS4wLjABAAAAmine", "MS4wLjABAAAAother"
FINE = PageFacts(
    PageState.SHOWN, author_keys=frozenset({MINE}), published_at=NOW + HOUR, text="好听", whole=True
)
WORDS = (
    "下班路上听完了整整一章，讲的是一个钟表匠在雪夜里修好了全城的钟，配音慢得像炉火，"
    "听着听着就不想下车了"
)
BARE = replace(TEMPLATE, assets=())
COVER = Picture("a" * 64, 0x0F1E2D3C4B5A6978)


def published(
    world: World, page: PageFacts, *pictures: Picture, campaign: CampaignFixture | None = None
) -> Held:
    """Handed in, and read once."""
    work = world.do(held, campaign, world.do(creator, profile_key=MINE))
    read(world, work, world.do(handed_in, work, a_link()).submission_id, page, *pictures)
    return work


def read(world: World, work: Held, submission_id: int, page: PageFacts, *pictures: Picture) -> None:
    of_submission = select(submission.c.post_id).where(submission.c.id == submission_id)
    ((post_id,),) = world.rows(of_submission)
    asked = world.do(checks.take, post_id, now=NOW)
    assert asked is not None
    shown = [PagePicture(f"https://p.example/{n}", each) for n, each in enumerate(pictures)]
    assert world.do(checks.record, asked, page, shown, now=NOW, grace=GRACE)


def signals(world: World, work: Held) -> set[str]:
    asked = select(risk_signal.c.signal).where(risk_signal.c.assignment_id == work.assignment_id)
    return {row[0] for row in world.rows(asked)}


def test_a_page_as_it_should_be_says_nothing_odd(world: World) -> None:
    work = published(world, FINE, COVER)
    assert looked(world) == 1
    assert looked(world) == 0
    assert signals(world, work) == set()


def test_an_author_who_is_another_account_is_a_mismatch(world: World) -> None:
    work = published(world, replace(FINE, author_keys=frozenset({OTHER})))
    looked(world)
    assert signals(world, work) == {Signal.POSTER_MISMATCH}


def test_an_author_whom_the_page_hides_is_nobody_else(world: World) -> None:
    work = published(world, replace(FINE, author_keys=frozenset()))
    looked(world)
    assert signals(world, work) == set()


def test_a_page_from_before_the_claim_is_early_and_a_day_alone_is_not(world: World) -> None:
    early = published(world, replace(FINE, published_at=NOW - 3 * HOUR))
    day = replace(FINE, published_at=NOW - 3 * HOUR, published_within=timedelta(days=1))
    same_day = published(world, day)
    looked(world)
    assert signals(world, early) == {Signal.EARLY_PUBLICATION}
    assert signals(world, same_day) == set()


def test_words_of_somebody_elses_page_are_copied(world: World) -> None:
    campaign = world.do(live_campaign)
    first = published(world, replace(FINE, text=WORDS), campaign=campaign)
    second = published(world, replace(FINE, text=f"{WORDS}。推荐"), campaign=campaign)
    looked(world)
    assert signals(world, first) == set()
    assert signals(world, second) == {Signal.COPIED_TEXT}


def test_a_picture_of_somebody_elses_page_is_reused(world: World) -> None:
    campaign = world.do(live_campaign, template=BARE)
    first = published(world, FINE, COVER, campaign=campaign)
    again = Picture("b" * 64, COVER.dhash ^ 0b101)
    second = published(world, FINE, again, campaign=campaign)
    looked(world)
    assert signals(world, first) == set()
    assert signals(world, second) == {Signal.REUSED_IMAGE}


def test_where_material_was_not_seen_the_posts_of_its_campaign_may_look_alike(world: World) -> None:
    asset = Asset("Cover", "https://cdn.example/cover.jpg", "campaign only")
    campaign = world.do(live_campaign, template=replace(TEMPLATE, assets=(asset,)))
    published(world, FINE, COVER, campaign=campaign)
    second = published(world, FINE, COVER, campaign=campaign)
    looked(world)
    assert signals(world, second) == set()


def test_a_screenshot_of_somebody_elses_post_is_reused_in_any_campaign(world: World) -> None:
    first, second = published(world, FINE), published(world, FINE)
    assert looked(world) == 2
    for work in (first, second):
        world.do(proofs.hand_in, work.actor, work.assignment_id, handed(), now=NOW)
    assert looked(world) == 2
    assert signals(world, first) == set()
    assert signals(world, second) == {Signal.REUSED_IMAGE}


@pytest.mark.parametrize(("seed", "flagged"), [(1, {Signal.REUSED_IMAGE}), (None, set())])
def test_screens_of_figures_are_compared_as_files_alone(
    world: World, seed: int | None, flagged: set[Signal]
) -> None:
    """The same screen at another size looks the same, and is another file."""
    campaign = world.do(live_campaign)
    works = [published(world, FINE, campaign=campaign) for _ in range(2)]
    sizes = ((390, 844), (390, 844) if seed else (780, 1_688))
    for work, size in zip(works, sizes, strict=True):
        ((number,),) = world.rows(
            select(submission.c.id).where(submission.c.assignment_id == work.assignment_id)
        )
        picture = handed(screenshot(1, size))
        world.do(proofs.keep, work.actor, number, Purpose.FIGURES, picture, now=NOW)
    looked(world)
    assert signals(world, works[1]) == flagged


def test_what_the_page_says_anew_is_looked_at_once_more(world: World) -> None:
    work = world.do(held, None, world.do(creator, profile_key=MINE))
    done = world.do(handed_in, work)
    assert looked(world) == 1
    read(world, work, done.submission_id, replace(FINE, author_keys=frozenset({OTHER})))
    assert looked(world) == 1
    assert signals(world, work) == {Signal.POSTER_MISMATCH}


def test_a_page_that_is_not_shown_leaves_nothing(world: World) -> None:
    published(world, unread(PageState.WALL))
    assert world.rows(select(post_page)) == []


def test_an_export_holds_the_page_and_an_erasure_forgets_it(world: World) -> None:
    work = published(world, replace(FINE, text=WORDS), COVER)
    told = json.loads(world.do(privacy.export, work.actor))
    (page,) = told["post_pages"]
    assert (page["text"], page["author_keys"]) == (WORDS, [MINE])
    with world.engine.begin() as conn:
        ended = {"status": AssignmentStatus.REJECTED, "review_due_at": None}
        conn.execute(update(assignment).values(ended))
    world.do(privacy.erase, work.actor, now=NOW)
    assert world.rows(select(post_page)) == []
