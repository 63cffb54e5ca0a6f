"""What a task would pay at sample counts: for who may claim it, and for who launches it."""

from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.screen import Button, Screen
from services import offers, previews
from words import calculator
from words.speech import Html


async def show(desk: Desk, task_id: str, page: str = "1") -> Screen:
    sheet = await desk.look(offers.sheet, row_id(task_id), now=desk.now)
    text = calculator.table(sheet.terms, sheet.task.offer.currency, desk.say)
    back = Button(desk.say("‹ Back"), tap("task", row_id(task_id), page))
    return Screen(text, ((back,),))


async def show_cost(desk: Desk, campaign_id: str, task_id: str, page: str = "1") -> Screen:
    """Beside what one creator gets, what all slots would cost."""
    ids = row_id(campaign_id), row_id(task_id)
    found = await desk.look(previews.preview, *ids)
    agreed, offer = found.sheet.terms, found.sheet.task.offer
    text = Html("\n\n").join(
        [
            calculator.table(agreed, offer.currency, desk.say),
            calculator.of_all_slots(agreed, found.slots, offer.currency, desk.say),
        ]
    )
    return Screen(text, ((Button(desk.say("‹ Back"), tap("camp.task", *ids, page)),),))


TAPS = {"calc": show, "camp.calc": show_cost}
