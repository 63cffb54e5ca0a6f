"""The review queue and one submission; a decision is the same services/reviews as in chat."""

from typing import Final

from aiohttp import web

from domain.review import Decision
from services import overview, repeats, review_queue, reviews
from web.console import twice
from web.console.notes import Note, see_other
from web.console.preferences import way_back
from web.console.visitor import Visitor

MOST_SHOWN: Final = 20
NOTES: Final = {
    Decision.APPROVE: Note.APPROVED,
    Decision.CHANGES: Note.CHANGES,
    Decision.REJECT: Note.REJECTED,
}


async def queue(visitor: Visitor) -> web.Response:
    found = await visitor.look(overview.queue, most=MOST_SHOWN)
    return await visitor.page("reviews.html", found=found)


async def one(visitor: Visitor) -> web.Response:
    """However it stands: decided ones stay readable."""
    found = await visitor.look(review_queue.one, visitor.row_id("submission_id"))
    return await visitor.page("review.html", item=found.item)


async def decide(visitor: Visitor) -> web.Response:
    try:
        decision = Decision(await visitor.field("decision"))
    except ValueError:
        raise web.HTTPBadRequest from None
    words = [await visitor.field(name) for name in ("reason", "clause", "note")]
    said = visitor.row_id("submission_id"), decision, *words

    async def before() -> bool:
        return await visitor.look(repeats.is_reviewed, *said)

    await twice.so(visitor.act(reviews.decide, *said), before)
    return see_other(await way_back(visitor), NOTES[decision])
