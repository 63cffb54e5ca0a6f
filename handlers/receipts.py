"""A creator's payouts: what was sent, and their word on whether it arrived."""

from collections import Counter
from collections.abc import Sequence

from domain.disputes.listing import Objection
from domain.payout import OwnPayout, PayoutItem, PayoutStatus
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.screen import Button, Rows, Screen
from services import receipts
from words import bank_reasons, disputes
from words import payouts as words
from words.amounts import amount
from words.speech import Html

P = PayoutStatus


async def mine(desk: Desk) -> Screen:
    found = await desk.look(receipts.recent)
    say = desk.say
    if not found:
        text = say("No payout yet. Payable money goes out in the next batch.")
        return Screen(text, _back(desk))
    disputed = await desk.look(receipts.objections_of)
    told = [_line(desk, each, disputed.get(each.item.payout_id)) for each in found]
    names = names_of([each.item for each in found])
    rows = [row for each in found for row in buttons(desk, each.item, names[each.item.payout_id])]
    return Screen(Html("\n\n").join([say("<b>My payouts</b>"), *told]), (*rows, *_back(desk)))


def names_of(items: Sequence[PayoutItem]) -> dict[int, str]:
    """By its amount, as people call a payout; of two that are alike by the reference, too."""
    moneys = {each.payout_id: amount(each.amount_minor, each.currency) for each in items}
    alike = Counter(moneys.values())

    def name(each: PayoutItem) -> str:
        money = moneys[each.payout_id]
        return money if alike[money] == 1 else f"{money} {each.reference}"

    return {each.payout_id: name(each) for each in items}


def _line(desk: Desk, each: OwnPayout, objection: Objection | None) -> Html:
    item = each.item
    line = desk.say(
        "<b>{amount}</b> · {status}\n{masked} · <code>{reference}</code>",
        amount=amount(item.amount_minor, item.currency),
        status=words.own_status(each, desk.timezone, desk.say, desk.now),
        masked=item.masked,
        reference=item.reference,
    )
    if tax := words.with_tax(item, desk.say):
        line += Html("\n") + tax
    if item.problem:
        line += Html("\n💬 {}").format(bank_reasons.worded(item.problem, desk.say))
    if objection:
        line += Html("\n❗️ {}").format(disputes.objection(objection, desk.say))
    return line


def buttons(desk: Desk, item: PayoutItem, name: str) -> Rows:
    """What its creator may say of a payout now; each says of which one."""
    say, of = desk.say, item.payout_id
    arrived = Button(say("{amount} arrived", amount=name), tap("pay.got", of), style="success")
    wrong = Button(say("{amount}: something else is wrong?", amount=name), tap("dispute.pay", of))
    if item.status is P.DISPUTED:
        label = say("{amount}: the dispute", amount=name)
        return ((arrived, Button(label, tap("dispute.pay", of))),)
    if item.status is P.PAID:
        missed = Button(say("{amount} did not arrive", amount=name), tap("pay.not", of))
        return ((arrived, missed), (wrong,))
    return ((wrong,),) if item.status is P.CONFIRMED else ()


def _back(desk: Desk) -> Rows:
    return ((Button(desk.say("‹ Earnings"), tap("earn", 1)),),)


async def confirm(desk: Desk, payout_id: str) -> Screen:
    item = await desk.act(receipts.confirm, row_id(payout_id))
    money = amount(item.amount_minor, item.currency)
    text = desk.say("✅ Thank you! {amount} arrived.", amount=money)
    return Screen(text, _back(desk))


async def dispute(desk: Desk, payout_id: str) -> Screen:
    dispute_id = await desk.act(receipts.dispute, row_id(payout_id))
    return await missed(desk, dispute_id, row_id(payout_id))


async def missed(desk: Desk, dispute_id: int, payout_id: int) -> Screen:
    item = await desk.look(receipts.own, payout_id)
    text = desk.say(
        "We are sorry. Finance looks into {reference} now, and a person decides. Should it arrive "
        "after all, tell us.",
        reference=item.reference,
    )
    arrived = Button(desk.say("It arrived"), tap("pay.got", item.payout_id), style="success")
    more = Button(desk.say("Add words or a file"), tap("dispute.say", dispute_id))
    return Screen(text, ((arrived,), (more,), *_back(desk)))


async def present(desk: Desk, _: str) -> Screen:
    return await mine(desk)


TAPS = {"pay.mine": mine, "pay.got": confirm, "pay.not": dispute}
PRESENT = {"pay.got": present, "pay.not": present}
