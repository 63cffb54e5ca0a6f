"""What a task would pay at sample counts, or at a count of one's own; changes nothing."""

from functools import partial

from domain import calculator as sums
from domain.counts import BadCount
from domain.dialogs import Answers
from domain.money import Currency
from domain.terms import Method, Terms
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.forms import Again, Finish, Form, Step, begin
from handlers.screen import Button, Rows, Screen
from services import dialogs, offers, previews
from words import calculator
from words.speech import Html, Speech


async def show(desk: Desk, task_id: str, page: str = "1") -> Screen:
    sheet = await desk.look(offers.sheet, row_id(task_id), now=desk.now)
    text = calculator.table(sheet.terms, sheet.task.offer.currency, desk.say)
    return Screen(text, _rows(desk.say, sheet.terms, row_id(task_id), page))


def _rows(say: Speech, terms: Terms, task_id: int, page: str) -> Rows:
    back = Button(say("‹ Back"), tap("task", task_id, page))
    if terms.method is Method.FLAT:
        return ((back,),)
    return ((Button(say("Another number…"), tap("calc.own", task_id, page)), back),)


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


async def ask_own(desk: Desk, task_id: str, page: str = "1") -> Screen:
    """Refuses what the task's own screen would, before the question."""
    await desk.look(offers.sheet, row_id(task_id), now=desk.now)
    return await begin(desk, OWN, {"task": row_id(task_id), "page": page})


async def _ask_count(desk: Desk, answers: Answers) -> Screen:
    sheet = await desk.look(offers.sheet, answers["task"], now=desk.now)
    if sheet.terms.method is Method.CPS:
        return Screen(desk.say("What would be ordered in all, less refunds? Such as 1,200."))
    return Screen(desk.say("How many would it be? Such as 1,200 or 1.2万."))


async def _take_count(desk: Desk, answers: Answers, text: str) -> Finish | Again:
    sheet = await desk.look(offers.sheet, answers["task"], now=desk.now)
    try:
        count = sums.asked(sheet.terms, text, Currency(sheet.task.offer.currency))
    except BadCount:
        return Again(desk.say("That is no number a post could have. Such as 1,200, please."))
    return Finish(dialogs.leave, (), partial(_at, answers["task"], answers["page"], count))


async def _at(task_id: int, page: str, count: int, desk: Desk, _: None) -> Screen:
    sheet = await desk.look(offers.sheet, task_id, now=desk.now)
    currency = sheet.task.offer.currency
    own = calculator.own(sheet.terms, count, currency, desk.say)
    text = Html("\n\n").join([own, calculator.table(sheet.terms, currency, desk.say)])
    return Screen(text, _rows(desk.say, sheet.terms, task_id, page))


OWN = Form("calc", {"count": Step(_ask_count, _take_count)})
FORMS = {OWN.name: OWN}
TAPS = {"calc": show, "calc.own": ask_own, "camp.calc": show_cost}
