"""What staff answer to what climbed: that they saw it, or the review; rules are services'."""

from handlers import review_list as reviews
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.screen import Button, Screen
from services import escalations, review_queue


async def see_lapsed(desk: Desk, campaign_id: str) -> Screen:
    return _noted(desk, campaign_id, await desk.act(escalations.see_lapsed, row_id(campaign_id)))


async def seen_before(desk: Desk, campaign_id: str) -> Screen:
    """The same tap again."""
    return _noted(desk, campaign_id, await desk.look(escalations.lapsed_title, row_id(campaign_id)))


def _noted(desk: Desk, campaign_id: str, title: str) -> Screen:
    text = desk.say(
        "👀 <b>{title}</b>: noted that you have seen what lapsed. Nobody above you is called.",
        title=title,
    )
    return Screen(text, ((Button(desk.say("Campaign"), tap("camp", campaign_id)),),))


async def open_review(desk: Desk, assignment_id: str) -> Screen:
    return reviews.shown(desk, await desk.look(review_queue.newest_of, row_id(assignment_id)))


TAPS = {"lapsed.seen": see_lapsed, "rev.of": open_review}
PRESENT = {"lapsed.seen": seen_before}
