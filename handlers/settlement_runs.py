"""/settle for finance and coordinators: a dry run with its exceptions, and settling it now."""

from dataclasses import replace

from domain.settlement_waits import Unsettled
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.screen import Button, Rows, Screen
from services import settlement_runs, settlements
from services.settlement_runs import Run
from words import settlement_runs as words
from words import times
from words.amounts import amount
from words.people import called
from words.speech import Html, Speech


async def overview(desk: Desk, _: str = "") -> Screen:
    found = await desk.look(settlement_runs.look, now=desk.now)
    return Screen(_text(desk, found), _rows(desk.say, found))


def _text(desk: Desk, found: Run) -> Html:
    say = desk.say
    head = say("<b>Settlement run</b>\nDue now: {due}", due=found.due)
    sums = [say("💰 {amount}", amount=amount(minor, code)) for code, minor in found.sums]
    if len(found.parts) < found.due - found.set_back:
        sums.append(say("… for the first {count} of them", count=len(found.parts)))
    if found.set_back:
        sums.append(
            say("⚠️ {count} could not be settled; tried again by itself", count=found.set_back)
        )
    blocks = [Html("\n").join([head, *sums])]
    if found.exceptions:
        told = [say("Waiting: {count}", count=found.exceptions)]
        told += [words.exception(each, desk.timezone, say, desk.now) for each in found.waiting]
        blocks.append(Html("\n").join(told))
    if found.next:
        first = times.moment(found.next[0].settle_at, desk.timezone, say.locale, desk.now)
        coming = say("Next 24 hours: {count}, the first {moment}", count=found.coming, moment=first)
        blocks.append(coming)
    return Html("\n\n").join(blocks)


def _rows(say: Speech, found: Run) -> Rows:
    rows: Rows = ()
    if found.parts:
        label = say("Settle {count} now", count=len(found.parts))
        rows = ((Button(label.unescape(), tap("runs.go"), style="success"),),)
    rows += tuple(
        (
            Button(
                _which(say("Pay the floor"), each, words.floor(each)),
                tap("runs.floor?", each.assignment_id),
            ),
        )
        for each in found.waiting
        if each.floor is not None
    )
    rows += tuple(
        (
            Button(
                _which(say("Settle now"), each, words.comes_to(each)),
                tap("runs.one", each.assignment_id),
            ),
        )
        for each in found.waiting
        if each.comes_to is not None
    )
    return (*rows, (Button("↻", tap("runs")), Button(say("Menu"), tap("start"))))


def _which(label: Html, each: Unsettled, money: str = "") -> str:
    """Works of one title differ by number and creator."""
    of = f"#{each.assignment_id} {called(each.name)}"
    return " · ".join(part for part in (label.unescape(), money, of) if part)


async def settle_now(desk: Desk, _: str = "") -> Screen:
    settled = await desk.act(settlement_runs.settle_now)
    screen = await overview(desk)
    return replace(screen, toast=desk.say("Settled: {count}", count=settled).unescape())


async def settle_one(desk: Desk, assignment_id: str) -> Screen:
    """What somebody had left out."""
    is_done = await desk.act(settlement_runs.settle_one, row_id(assignment_id))
    return await (_settled(desk) if is_done else overview(desk))


async def ask_floor(desk: Desk, assignment_id: str) -> Screen:
    found = await desk.look(settlement_runs.unheard, row_id(assignment_id), now=desk.now)
    label = desk.say("Yes, pay {amount}", amount=words.floor(found))
    yes = Button(label.unescape(), tap("runs.floor", found.assignment_id))
    back = Button(desk.say("‹ Back"), tap("runs"))
    return Screen(words.ask_floor(found, desk.say), ((yes, back),))


async def pay_floor(desk: Desk, assignment_id: str) -> Screen:
    await desk.act(settlements.settle_unheard, row_id(assignment_id))
    return await _settled(desk)


async def _settled(desk: Desk) -> Screen:
    toast = desk.say("Settled. The creator is told.")
    return replace(await overview(desk), toast=toast.unescape())


async def settled_before(desk: Desk, assignment_id: str) -> Screen | None:
    """By this very tap, a moment ago."""
    which = row_id(assignment_id)
    is_done = await desk.look(settlement_runs.is_settled_lately, which, now=desk.now)
    return await _settled(desk) if is_done else None


async def _present(desk: Desk, *_: str) -> Screen:
    return await overview(desk)


TAPS = {
    "runs": overview,
    "runs.go": settle_now,
    "runs.one": settle_one,
    "runs.floor?": ask_floor,
    "runs.floor": pay_floor,
}
COMMANDS = {"settle": overview}
DONE = {"runs.one": settled_before, "runs.floor": settled_before}
PRESENT = {"runs.go": _present, "runs.one": _present, "runs.floor": _present}
