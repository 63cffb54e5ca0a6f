"""Taking back work that counted, for staff: a reason, a second look, then one service call."""

from domain.errors import Stale
from domain.settlement import VoidReason
from handlers import earnings
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.screen import Button, Screen, column
from services import reversals, why
from words import earnings as words
from words.amounts import amount


async def ask_reason(desk: Desk, assignment_id: str) -> Screen:
    found = await desk.look(why.explain, row_id(assignment_id), now=desk.now)
    text = desk.say(
        "Why should <b>{title}</b> not count any more? Its {amount} goes back to the campaign, "
        "the slot opens again, and the creator is told the reason.",
        title=found.title,
        amount=amount(found.amount_minor, found.currency),
    )
    reasons = [
        Button(
            words.reason(each, desk.say).capitalize(),
            tap("void.do", assignment_id, each),
            style="danger",
        )
        for each in VoidReason
    ]
    return Screen(text, column(*reasons, Button(desk.say("‹ Back"), tap("why", assignment_id))))


async def take_back(desk: Desk, assignment_id: str, reason: str) -> Screen:
    if reason not in set(VoidReason):
        raise Stale("button")
    await desk.act(reversals.void, row_id(assignment_id), VoidReason(reason))
    return await earnings.explain(desk, assignment_id)


async def present(desk: Desk, assignment_id: str, _: str) -> Screen:
    return await earnings.explain(desk, assignment_id)


TAPS = {"void": ask_reason, "void.do": take_back}
PRESENT = {"void.do": present}
