"""The way of one amount, from post to pay, step by step; pictures and messages lay it out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.checkpoints import FINAL
from domain.earnings import Explanation, MadeGood, Sent
from domain.payout import PayoutStatus
from domain.pricing import PriceLine
from domain.settlement import SettlementState
from words import payouts, times
from words.amounts import amount
from words.earnings import checkpoint
from words.names import name
from words.price_lines import COUNTED, price_line, quantity
from words.punctuation import labelled
from words.speech import Html, Speech
from words.why import counts


class Pace(StrEnum):
    """How far the money is on its way, seen from a step."""

    DONE = "done"
    HERE = "here"  # it stands here now
    AHEAD = "ahead"
    BROKEN = "broken"  # it was taken back here


_ARRIVED: Final = frozenset({PayoutStatus.PAID, PayoutStatus.CONFIRMED, PayoutStatus.DISPUTED})


@dataclass(frozen=True, slots=True)
class Step:
    """`value` is what stands there, `notes` what it follows from."""

    label: Html
    value: Html | str
    pace: Pace
    notes: tuple[Html | str, ...] = ()


def steps(found: Explanation, timezone: str, say: Speech, now: datetime) -> list[Step]:
    """Post, reading, price, limits, settlement, pending, payable, payout; none that is not.

    What disputes made good stands at the end.
    """
    way = [*_reading(found, timezone, say, now), *_price(found, say)]
    good = [
        step
        for each in found.made_good
        for step in _made_good(each, found.currency, timezone, say, now)
    ]
    return [_post(found, say), *way, *_settled(found, timezone, say, now), *good]


def _made_good(
    each: MadeGood, currency: str, timezone: str, say: Speech, now: datetime
) -> list[Step]:
    """It is payable at once, and goes on as any payable amount does."""
    money = amount(each.amount_minor, currency)
    label = say("Dispute {number}", number=each.dispute_id)
    taken_back = Step(label, f"-{money}", Pace.BROKEN, (say("taken back"),))
    if each.is_taken_back and each.sent is None:
        return [taken_back]
    moment = times.moment(each.at, timezone, say.locale, now)
    payable_on = times.day(each.at, timezone, say.locale, now)
    granted = Step(label, f"+{money}", Pace.DONE, (moment,))
    went = [granted, *_leaves(each.sent, payable_on, timezone, say, now)]
    return [*went, taken_back] if each.is_taken_back else went


def tree(found: Explanation, timezone: str, say: Speech, now: datetime) -> Html:
    """As lines of a message."""
    marks = {Pace.DONE: "●", Pace.HERE: "◉", Pace.AHEAD: "○", Pace.BROKEN: "✕"}
    lines = [
        Html("{} {}").format(marks[each.pace], labelled(each.label, each.value, say))
        for each in steps(found, timezone, say, now)
    ]
    return Html("\n│\n").join(lines)


def _post(found: Explanation, say: Speech) -> Step:
    if not found.post_url:
        return Step(say("Post"), say("not handed in yet"), Pace.HERE)
    address = found.post_url.removeprefix("https://").removeprefix("www.")
    return Step(say("Post"), Html("{}").format(address), Pace.DONE)


def _reading(found: Explanation, timezone: str, say: Speech, now: datetime) -> list[Step]:
    reading, tally = found.basis.reading, found.basis.tally
    if reading:
        read_at = times.moment(reading.observed_at, timezone, say.locale, now)
        notes = (counts(reading, say), name(reading.source, say))
        return [Step(say("Reading"), read_at, Pace.DONE, notes)]
    if tally:
        told = say("actions {actions}, orders {orders}", actions=tally.actions, orders=tally.orders)
        return [Step(say("Told by partners"), told, Pace.DONE)]
    if not (found.terms.is_measured or found.terms.is_attributed):
        return []
    if found.fixed:
        return [Step(say("Reading"), say("none came in time"), Pace.DONE)]
    return [Step(say("Reading"), say("none has come yet"), Pace.HERE)]


def _price(found: Explanation, say: Speech) -> list[Step]:
    """What was counted × rate; then what caps, floors, bonuses and stages made of it."""
    pace = Pace.DONE if found.fixed else Pace.HERE
    counted = [each for each in found.price_lines if each.kind in COUNTED]
    others = [each for each in found.price_lines if each.kind not in COUNTED]
    made = [
        Step(
            say("Counted × rate"),
            Html("{} = {}").format(
                quantity(each, found.currency, say), amount(each.subtotal_minor, found.currency)
            ),
            pace,
            _parts(each, say),
        )
        for each in counted
    ]
    if others:
        first, *rest = (price_line(each, found.currency, say) for each in others)
        made.append(Step(say("Agreed amounts and limits"), first, pace, tuple(rest)))
    return made


def _parts(each: PriceLine, say: Speech) -> tuple[Html, ...]:
    if len(each.counted) < 2:
        return ()
    told_ = (
        Html("{} {}").format(name(part.interaction, say), f"{part.count:,}")
        for part in each.counted
    )
    return (Html(" + ").join(told_),)


def _settled(found: Explanation, timezone: str, say: Speech, now: datetime) -> list[Step]:
    money = amount(found.amount_minor, found.currency)
    fixed = found.fixed
    if fixed is None:
        ahead = (say("Settlement"), say("Pending"), say("Payable"), say("Payout"))
        first, *rest = (Step(label, "–", Pace.AHEAD) for label in ahead)
        if found.cutoff_at:
            moment = times.moment(found.cutoff_at, timezone, say.locale, now)
            is_over = found.cutoff_at <= now
            at = (
                say("waits, past the cut-off of {moment}", moment=moment)
                if is_over
                else say("at the cut-off, {moment}", moment=moment)
            )
            first = Step(say("Settlement"), at, Pace.AHEAD)
        return [first, *rest]
    notes = [times.moment(fixed.settled_at, timezone, say.locale, now)]
    if fixed.checkpoint != FINAL:
        notes.append(checkpoint(fixed.checkpoint, say))
    settled = Step(say("Settlement"), money, Pace.DONE, tuple(notes))
    if fixed.state is SettlementState.REVERSED:
        went = _to_pay(found, timezone, say, now) if found.sent else []
        return [settled, *went, _taken_back(found, money, say)]
    return [settled, *_to_pay(found, timezone, say, now)]


def _taken_back(found: Explanation, money: str, say: Speech) -> Step:
    owed_minor = found.debts.owed_minor
    owed = (say("{amount} of it is owed", amount=amount(owed_minor, found.currency)),)
    return Step(say("Taken back"), f"-{money}", Pace.BROKEN, owed if owed_minor else ())


def _to_pay(found: Explanation, timezone: str, say: Speech, now: datetime) -> list[Step]:
    assert found.fixed is not None  # it is settled
    payable_on = times.day(found.fixed.payable_at, timezone, say.locale, now)
    if found.fixed.state is SettlementState.PENDING:
        return [
            Step(say("Pending"), say("until {day}", day=payable_on), Pace.HERE),
            Step(say("Payable"), "–", Pace.AHEAD),
            Step(say("Payout"), "–", Pace.AHEAD),
        ]
    pending = Step(say("Pending"), say("until {day}", day=payable_on), Pace.DONE)
    return [pending, *_leaves(found.sent, payable_on, timezone, say, now)]


def _leaves(
    sent: Sent | None, payable_on: str, timezone: str, say: Speech, now: datetime
) -> list[Step]:
    """Payable, and the payout that took it along with the bank's answer."""
    if sent is None:
        here = Step(say("Payable"), say("since {day}", day=payable_on), Pace.HERE)
        return [here, Step(say("Payout"), "–", Pace.AHEAD)]
    payable = Step(say("Payable"), say("since {day}", day=payable_on), Pace.DONE)
    pace = Pace.DONE if sent.status in _ARRIVED else Pace.HERE
    notes = [payouts.item_status(sent.status, say, is_sent=sent.is_exported)]
    if sent.answered_at:
        notes.append(Html("{}").format(times.day(sent.answered_at, timezone, say.locale, now)))
    last = Step(say("Payout"), sent.reference, pace, (Html(" · ").join(notes),))
    return [payable, last]
