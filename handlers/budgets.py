"""An owner raises the budget of a campaign in chat: how much in all, why, a second look."""

from domain import budget
from domain.dialogs import Answers
from domain.money import Currency
from domain.reasons import LONGEST_REASON, ensure_reason
from handlers import campaigns, forms
from handlers.codec import row_id
from handlers.desk import Desk
from handlers.forms import Again, Finish, Form, Go, Step, pick
from handlers.screen import Screen, column
from services import budget_raises
from words.amounts import amount, written


async def begin(desk: Desk, campaign_id: str) -> Screen:
    found = await desk.look(budget_raises.to_raise, row_id(campaign_id))
    answers = {"campaign": found.campaign_id, "seen": found.budget_minor}
    return await forms.begin(desk, RAISE, answers)


async def _ask_amount(desk: Desk, answers: Answers) -> Screen:
    found = await desk.look(budget_raises.to_raise, answers["campaign"])
    text = desk.say(
        "The budget of <b>{title}</b> is {budget}, of which {left} are left. How much should it be "
        "in all? A plain amount in {currency}; it can only grow.",
        title=found.title,
        budget=amount(found.budget_minor, found.currency),
        left=amount(found.left_minor, found.currency),
        currency=found.currency,
    )
    return Screen(text)


async def _take_amount(desk: Desk, answers: Answers, text: str) -> Go:
    found = await desk.look(budget_raises.to_raise, answers["campaign"])
    wanted_minor = written(text, Currency(found.currency))
    budget.ensure_raise(found.budget_minor, wanted_minor, found.currency)
    return Go("reason", {"wanted": wanted_minor, "seen": found.budget_minor})


async def _ask_reason(desk: Desk, _: Answers) -> Screen:
    return Screen(
        desk.say(
            "Why? It stays in the campaign's history, with your name. At most {most} characters.",
            most=LONGEST_REASON,
        )
    )


async def _take_reason(_: Desk, __: Answers, text: str) -> Go:
    return Go("check", {"reason": ensure_reason(text)})


async def _ask_check(desk: Desk, answers: Answers) -> Screen:
    found, say = await desk.look(budget_raises.to_raise, answers["campaign"]), desk.say
    text = say(
        "Raise the budget of <b>{title}</b> from {before} to {after}?\n💬 {reason}\n\nIt cannot be "
        "lowered again. Coordinators, finance and the other owners are told.",
        title=found.title,
        before=amount(answers["seen"], found.currency),
        after=amount(answers["wanted"], found.currency),
        reason=answers["reason"],
    )
    return Screen(text, column(pick(say("Yes, raise it"), "yes", style="success")))


async def _take_check(desk: Desk, answers: Answers, text: str) -> Finish | Again:
    if text != "yes":
        return Again(desk.say("Please choose with the buttons."))
    given = (answers["campaign"], answers["seen"], answers["wanted"], answers["reason"])
    return Finish(budget_raises.raise_to, given, _raised)


async def _raised(desk: Desk, campaign_id: int) -> Screen:
    return await campaigns.open_campaign(desk, str(campaign_id))


RAISE = Form(
    "budget",
    {
        "amount": Step(_ask_amount, _take_amount),
        "reason": Step(_ask_reason, _take_reason, back="amount"),
        "check": Step(_ask_check, _take_check, back="reason"),
    },
)
FORMS = {RAISE.name: RAISE}
TAPS = {"camp.raise": begin}
