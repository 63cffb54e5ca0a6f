"""Which task the button of a draft broadcast opens: by campaign, page by page."""

from domain.offer import Offer, OpenCampaign
from handlers.codec import page_number, row_id, tap
from handlers.desk import Desk
from handlers.pager import pager
from handlers.screen import Button, Screen, column
from services import broadcast_drafts
from services.broadcast_drafts import OfferedTasks
from words import names
from words.speech import Speech

LONGEST_TITLE = 30


async def choose(desk: Desk, broadcast_id: str, page: str = "1") -> Screen:
    """The campaigns with open tasks that readers may fit; of a single one, its tasks."""
    at = row_id(broadcast_id)
    found = await desk.look(
        broadcast_drafts.campaigns_to_offer, at, page_number(page), now=desk.now
    )
    if found.page.pages == 1 and len(found.campaigns) == 1:
        return await of_campaign(desk, broadcast_id, str(found.campaigns[0].campaign_id))
    picks = [_campaign(desk.say, at, each) for each in found.campaigns]
    turns = pager(found.page.number, found.page.pages, "bc.tasks", at)
    text = desk.say("Of which campaign is the task that its button should open?")
    return Screen(text, (*column(*picks), *turns, *column(*_ends(desk.say, at))))


def _campaign(say: Speech, at: int, each: OpenCampaign) -> Button:
    label = f"{say.title(each.title)[:LONGEST_TITLE]} · {each.tasks}"
    return Button(label, tap("bc.of", at, each.campaign_id, 1))


async def of_campaign(desk: Desk, broadcast_id: str, campaign_id: str, page: str = "1") -> Screen:
    at, number, say = row_id(broadcast_id), row_id(campaign_id), desk.say
    found = await desk.look(
        broadcast_drafts.tasks_to_offer, at, number, page_number(page), now=desk.now
    )
    turns = pager(found.page.number, found.page.pages, "bc.of", at, number)
    all_ = Button(say("All tasks of this campaign"), tap("bc.camp", at, number), style="primary")
    text = say("Which task should its button open? Or all that fit each reader?")
    picks = column(all_, *_tasks(say, at, found)) if found.offers else ()
    return Screen(text, (*picks, *turns, *column(*_ends(say, at))))


def _tasks(say: Speech, at: int, found: OfferedTasks) -> list[Button]:
    return [Button(_label(each, say), tap("bc.task", at, each.task_id)) for each in found.offers]


def _ends(say: Speech, at: int) -> tuple[Button, ...]:
    none = Button(say("No button"), tap("bc.task", at, 0))
    return (none, Button(say("‹ Back"), tap("bc.btn", at)))


def _label(offer: Offer, say: Speech) -> str:
    """The cell tells apart what a campaign calls alike."""
    return f"{say.title(offer.title)[:LONGEST_TITLE]} · {names.cell(offer, say).unescape()}"


TAPS = {"bc.tasks": choose, "bc.of": of_campaign}
