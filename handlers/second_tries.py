"""Details that the bank could not pay to: creators confirm them, finance tries them again."""

from domain.dialogs import Answers
from domain.reasons import LONGEST_REASON
from domain.second_try import SentBack
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.forms import Finish, Form, Step, begin
from handlers.screen import Button, Screen
from services import second_tries
from words import bank_reasons
from words.amounts import amount
from words.people import called
from words.speech import Html, Speech

MOST_SHOWN = 20


async def confirm(desk: Desk, payout_id: str) -> Screen:
    await desk.act(second_tries.confirm, row_id(payout_id))
    return await confirmed(desk)


async def confirmed(desk: Desk, *_: str) -> Screen:
    text = desk.say("Thank you. Money goes there again with the next payout.")
    return Screen(text, ((Button(desk.say("‹ Earnings"), tap("earn", 1)),),))


async def listed(desk: Desk) -> Screen:
    found = await desk.look(second_tries.listed)
    say = desk.say
    head = say(
        "<b>The bank could not pay them</b>\nTheir money waits until they change their details or "
        "say that they are right; each was asked. If you know that it will work, try again."
    )
    blocks = [head, *(_line(each, say) for each in found[:MOST_SHOWN])]
    if not found:
        blocks = [say("Nobody waits for that.")]
    rows = tuple(
        (Button(say("Try {name} again…", name=called(each.name)), tap("pay.try", each.payout_id)),)
        for each in found[:MOST_SHOWN]
    )
    return Screen(Html("\n\n").join(blocks), (*rows, (_back(say),)))


def _line(each: SentBack, say: Speech) -> Html:
    return say(
        "<b>{name}</b> · {amount} · {masked}\nBatch {number}: {reason}",
        name=called(each.name),
        amount=amount(each.amount_minor, each.currency),
        masked=each.masked,
        number=each.batch_id,
        reason=bank_reasons.worded(each.problem, say),
    )


def _back(say: Speech) -> Button:
    return Button(say("‹ Payouts"), tap("pays"))


async def ask_why(desk: Desk, payout_id: str) -> Screen:
    found = await desk.look(second_tries.to_allow, row_id(payout_id))
    return await begin(desk, REASON, {"payout": found.payout_id})


async def _ask_reason(desk: Desk, answers: Answers) -> Screen:
    found = await desk.look(second_tries.to_allow, answers["payout"])
    question = desk.say(
        "Why should it work this time? Whoever approves the batch reads it, at most {most} "
        "characters.",
        most=LONGEST_REASON,
    )
    return Screen(Html("{}\n\n{}").format(_line(found, desk.say), question))


async def _take_reason(desk: Desk, answers: Answers, text: str) -> Finish:
    return Finish(second_tries.allow, (answers["payout"], text), _allowed)


async def _allowed(desk: Desk, found: SentBack) -> Screen:
    text = desk.say(
        "{name} may be paid there once more, with the next batch.", name=called(found.name)
    )
    return Screen(text, ((_back(desk.say),),))


REASON = Form("pay.try", {"reason": Step(_ask_reason, _take_reason)})
FORMS = {REASON.name: REASON}
TAPS = {"payee.ok": confirm, "pay.back": listed, "pay.try": ask_why}
PRESENT = {"payee.ok": confirmed}
