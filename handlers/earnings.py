"""/earnings and /why: money at a glance, and one amount opened; sums are the services'."""

from collections.abc import Mapping
from typing import Final

from domain.assignment import AssignmentStatus
from domain.earnings import Explanation, Opened
from domain.payee import PayeeKind, PayeeView, is_still_theirs, receives
from domain.people import Role, Standing
from domain.second_try import SentBack
from domain.withholding import NOTHING, Paid
from handlers import newcomers
from handlers.codec import page_number, tap
from handlers.desk import Desk
from handlers.pager import pager
from handlers.screen import Button, Rows, Screen
from services import earnings, payable, payees, second_tries, why
from services.earnings import Earnings
from words import earnings as words
from words import payees as payee_words
from words import payouts as payout_words
from words import times, way
from words import why as why_words
from words.amounts import amount
from words.next_payout import coming
from words.people import called
from words.speech import Html

_MOST_DIGITS: Final = 16  # no work has as many: what is longer is cut to one that is not there
_MAY_BE_TAKEN_BACK = (AssignmentStatus.APPROVED, AssignmentStatus.SETTLED)


async def overview(desk: Desk, page: str = "1") -> Screen:
    found = await desk.look(earnings.overview, page_number(page), now=desk.now)
    if (first := newcomers.signing_up_first(desk)) is not None:
        return first
    if _is_staff_alone(desk):
        return await _for_staff(desk)
    paid_to = await desk.look(payees.every)
    sent_back = await desk.look(second_tries.mine)
    before = await desk.look(payable.paid_in_month, desk.house.payouts, now=desk.now)
    blocks = [
        desk.say("<b>Earnings</b>"),
        _totals(desk, found),
        _payee(desk, found, paid_to, before),
    ]
    blocks += [payout_words.sent_back(each, desk.say) for each in sent_back]
    blocks += [
        Html("{}. {}").format(at, words.line(each, desk.timezone, desk.say, desk.now))
        for at, each in enumerate(found.lines, start=1)
    ]
    if found.lines:
        blocks.append(desk.say("Tap a number: why this amount?"))
    return Screen(Html("\n\n").join(blocks), _rows(desk, found, paid_to, sent_back))


def _is_staff_alone(desk: Desk) -> bool:
    """They have never signed up as a creator, so they have no money of their own here."""
    return desk.actor is not None and desk.actor.standing is Standing.NEW


async def _for_staff(desk: Desk) -> Screen:
    """Of whom nothing is earned: the amounts that they answer for, if they do."""
    say, menu = desk.say, (Button(desk.say("Menu"), tap("start")),)
    assert desk.actor is not None  # a look tells who asks
    if not desk.actor.may(*why.ANSWERS):
        return Screen(say("You earn nothing here: you are staff, not a creator."), (menu,))
    found = await desk.look(why.newest)
    lines = [Html("{}. {}").format(at, _opened(each, desk)) for at, each in enumerate(found, 1)]
    ask = say("Whose amount? Send /why and the number of the work, such as /why 12.")
    blocks = [ask, say("Settled last:") if found else say("Nothing is settled yet."), *lines]
    numbers = tuple(
        Button(str(at), tap("why", each.assignment_id)) for at, each in enumerate(found, 1)
    )
    return Screen(Html("\n\n").join(blocks), (*((numbers,) if numbers else ()), menu))


def _opened(each: Opened, desk: Desk) -> Html:
    return desk.say(
        "<b>{amount}</b> · {name} · {title}\n#{number}, {day}",
        amount=amount(each.amount_minor, each.currency),
        name=called(each.creator),
        title=each.title,
        number=each.assignment_id,
        day=times.day(each.settled_at, desk.timezone, desk.say.locale, desk.now),
    )


def _totals(desk: Desk, found: Earnings) -> Html:
    expected = [
        *(words.expected(each, desk.say) for each in found.expected),
        *(words.held(each, desk.say) for each in found.held),
    ]
    if not found.totals:
        nothing = desk.say(
            "Nothing yet. Once an approved post passes its cut-off, its amount appears here."
        )
        return Html("\n").join([nothing, *expected])
    lines = [
        *(words.totals(each, desk.house.recovery_percent, desk.say) for each in found.totals),
        *expected,
    ]
    if found.next:
        lines.append(words.maturing(found.next, desk.timezone, desk.say, desk.now))
    return Html("\n").join(lines)


def _payee(
    desk: Desk,
    found: Earnings,
    paid_to: tuple[PayeeView, ...],
    before: Mapping[tuple[str, PayeeKind], Paid],
) -> Html:
    """Where money goes, and what of it has nowhere to go yet."""
    say = desk.say
    if not paid_to:
        return say("⚠️ Tell us where to pay you, so that nothing waits later.")
    lines = [payee_words.payee_line(each, desk.timezone, say, desk.now) for each in paid_to]
    lines += [
        say("⚠️ {payee} is not your username any more: give the new one.", payee=each.masked)
        for each in paid_to
        if not is_still_theirs(each, desk.sender.username)
    ]
    for each in found.totals:
        kind = _kind(paid_to, each.currency)
        paid = before.get((each.currency, kind), NOTHING)
        lines += coming(each, desk.house.payouts, kind, paid, desk.timezone, say, desk.now)
    lines += [
        say("⚠️ {currency} cannot be paid there: give details for it.", currency=each.currency)
        for each in found.totals
        if not any(receives(view, each.currency) for view in paid_to)
    ]
    return Html("\n").join(lines)


def _kind(paid_to: tuple[PayeeView, ...], currency: str) -> PayeeKind:
    """As whom they are paid this currency: its own details stand last."""
    fitting = [view.kind for view in paid_to if view.currency in {"", currency}]
    return fitting[-1] if fitting else PayeeKind.INDIVIDUAL


def _rows(
    desk: Desk, found: Earnings, paid_to: tuple[PayeeView, ...], sent_back: tuple[SentBack, ...]
) -> Rows:
    say = desk.say
    rows: Rows = ()
    if found.lines:
        rows += (
            tuple(
                Button(str(at), tap("why", each.assignment_id))
                for at, each in enumerate(found.lines, start=1)
            ),
        )
    rows += pager(found.number, found.pages, "earn")
    label = say("Payout details") if paid_to else say("Add payout details")
    style = "" if paid_to else "primary"
    mine = Button(say("My payouts"), tap("pay.mine"))
    rows += tuple(
        (Button(say("{masked} is right", masked=each.masked), tap("payee.ok", each.payout_id)),)
        for each in sent_back
    )
    details = Button(label, tap("payee"), style=style)
    statements = Button(say("Statements"), tap("stmts"))
    disputes = Button(say("My disputes"), tap("dispute.all"))
    menu = Button(say("Menu"), tap("start"))
    return (*rows, (details, mine), (statements, disputes), (menu,))


async def explain(desk: Desk, number: str = "", asked_from: str = "") -> Screen:
    """`number` is the work's; without one the list of amounts answers. A card is led back to."""
    if not number:
        return await overview(desk)
    bare = number.lstrip("#")
    if not (bare.isascii() and bare.isdecimal()):
        return await _for_a_number(desk)
    found = await desk.look(why.explain, int(bare[:_MOST_DIGITS]), now=desk.now)
    rows = _why_rows(desk, found, on_card=asked_from == "card")
    told = (desk.timezone, desk.say, desk.now)
    assert desk.actor is not None  # a look tells who asks
    to_staff = found.person_id != desk.actor.person_id
    words_ = why_words.explained(found, *told, to_staff=to_staff)
    text = Html("\n\n").join([words_, way.tree(found, *told)])
    return Screen(text, rows)


async def _for_a_number(desk: Desk) -> Screen:
    await desk.recognise()
    say = desk.say
    menu = Button(say("Menu"), tap("start"))
    return Screen(say("Which work? Send /why and its number, such as /why 12."), ((menu,),))


def _why_rows(desk: Desk, found: Explanation, *, on_card: bool) -> Rows:
    say = desk.say
    rows: Rows = ()
    if found.post_url:
        rows += ((Button(say("The post"), url=found.post_url),),)
    assert desk.actor is not None  # a look tells who asks
    if found.person_id == desk.actor.person_id:
        if found.held_by is not None:
            rows += ((Button(say("⏸ Why it is held"), tap("risk.mine", found.held_by)),),)
        wrong = Button(say("Something is wrong?"), tap("dispute.of", found.assignment_id))
        rows += ((wrong,),)
        card = tap("work", found.assignment_id)
        if on_card:
            return (*rows, (Button(say("‹ Back"), card),))
        back = Button(say("‹ Earnings"), tap("earn", 1))
        return (*rows, (Button(say("Open the card"), card), back))
    rows += _to_people(desk, found)
    may = desk.actor.may(Role.COORDINATOR, Role.FINANCE)
    if may and found.status in _MAY_BE_TAKEN_BACK:
        rows += ((Button(say("Take it back…"), tap("void", found.assignment_id)),),)
    return (*rows, (Button(say("Menu"), tap("start")),))


def _to_people(desk: Desk, found: Explanation) -> Rows:
    """Whose amount it is, and the batches that it left by: to whom these open."""
    assert desk.actor is not None  # a look tells who asks
    row: tuple[Button, ...] = ()
    if desk.actor.may(Role.COORDINATOR):
        row += (Button(called(found.creator), tap("creator", found.person_id)),)
    if desk.actor.may(Role.FINANCE):
        row += tuple(
            Button(desk.say("Batch {number}", number=number), tap("pay", number))
            for number in dict.fromkeys(each.batch_id for each in found.payouts)
        )
    return (row,) if row else ()


TAPS = {"earn": overview, "why": explain}
COMMANDS = {"earnings": overview, "why": explain}
