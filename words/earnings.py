"""How earned money reads: where it stands, what comes next, one amount in a list."""

from datetime import datetime

from domain.checkpoints import FINAL, Stage, days_of
from domain.earnings import EarningLine, Expected, Fixed, Maturing, Sent, Totals
from domain.payout import PayoutStatus
from domain.settlement import SettlementState, VoidReason
from words import times
from words.amounts import amount
from words.names import titled
from words.payouts import item_status
from words.speech import Html, Speech, msg

_REASONS = {
    VoidReason.FRAUD: msg("bought or faked interactions"),
    VoidReason.POST_GONE: msg("the post is gone before its time"),
    VoidReason.MISTAKE: msg("it was settled by mistake, which is ours"),
}


def reason(why: VoidReason, say: Speech) -> Html:
    return say(_REASONS[why])


def totals(each: Totals, recovery_percent: int, say: Speech) -> Html:
    """One currency, a line per place where money stands; empty places are left out."""

    def money(minor: int) -> str:
        return amount(minor, each.currency)

    lines = [
        say("⏳ Pending {amount}", amount=money(each.pending_minor)),
        payable(each, say),
    ]
    if each.in_transit_minor:
        lines.append(say("🚚 On its way {amount}", amount=money(each.in_transit_minor)))
    if each.owed_minor:
        lines.append(owed(each, recovery_percent, say))
    lines.append(say("💸 Paid {amount}", amount=money(each.paid_minor)))
    if each.withheld_minor:
        lines.append(say("🧾 Tax withheld {amount}", amount=money(each.withheld_minor)))
    return Html("\n").join(lines)


def payable(each: Totals, say: Speech) -> Html:
    return say("✅ Payable {amount}", amount=amount(each.payable_minor, each.currency))


def owed(each: Totals, recovery_percent: int, say: Speech) -> Html:
    """Nobody is asked to send money."""
    money = amount(each.owed_minor, each.currency)
    if not recovery_percent:
        return say("↩️ To be settled up {amount}: your coordinator speaks with you.", amount=money)
    return say(
        "↩️ To be settled up {amount}: at most {percent} % of each later amount goes there, "
        "you pay nothing in.",
        amount=money,
        percent=recovery_percent,
    )


def expected(each: Expected, say: Speech) -> Html:
    """Not the ledger's: it may still move until the cut-off."""
    least, most = (amount(minor, each.currency) for minor in (each.least_minor, each.most_minor))
    if each.least_minor == each.most_minor:
        return say(
            "📈 Expected ≈ {most} from approved works not settled yet: {works}",
            most=most,
            works=each.works,
        )
    return say(
        "📈 Expected {least} to {most} from approved works not settled yet: {works}",
        least=least,
        most=most,
        works=each.works,
    )


def held(each: Expected, say: Speech) -> Html:
    """It waits for a person; nothing else of theirs does."""
    least, most = (amount(minor, each.currency) for minor in (each.least_minor, each.most_minor))
    if each.least_minor == each.most_minor:
        return say(
            "⏸ Held, by now ≈ {most} of works somebody looks at: {works}",
            most=most,
            works=each.works,
        )
    return say(
        "⏸ Held, by now {least} to {most} of works somebody looks at: {works}",
        least=least,
        most=most,
        works=each.works,
    )


def maturing(following: Maturing, timezone: str, say: Speech, now: datetime) -> Html:
    return say(
        "{amount} becomes payable on {day}.",
        amount=amount(following.amount_minor, following.currency),
        day=times.day(following.at, timezone, say.locale, now),
    )


def line(each: EarningLine, timezone: str, say: Speech, now: datetime) -> Html:
    standing = stands(each, each.sent, timezone, say, now)
    money = amount(each.amount_minor, each.currency)
    title = titled(each.title, each.category, say)
    if each.dispute_id:
        return say(
            "<b>{title}</b>\n{amount} granted by a dispute · {state}",
            title=title,
            amount=money,
            state=standing,
        )
    about = {"title": title, "amount": money, "state": standing}
    if each.checkpoint == FINAL:
        told = say("<b>{title}</b>\n{amount} · {state}", **about)
    else:
        part = checkpoint(each.checkpoint, say)
        told = say("<b>{title}</b>\n{amount} {part} · {state}", part=part, **about)
    return Html("\n").join([told, *_set_off(each, say)])


def _set_off(each: EarningLine, say: Speech) -> list[Html]:
    """So that the lines add up to what is payable."""
    if not each.recovered_minor or each.state is SettlementState.REVERSED:
        return []
    gone, left = each.recovered_minor, each.amount_minor - each.recovered_minor
    line = say(
        "↩️ {amount} of it was set against what was to be settled up, {rest} is left.",
        amount=amount(gone, each.currency),
        rest=amount(left, each.currency),
    )
    return [line]


def stands(
    of: EarningLine | Fixed, sent: Sent | None, timezone: str, say: Speech, now: datetime
) -> Html:
    """Where one amount stands; by which payout it left, where one took it along."""
    if of.state is SettlementState.PAYABLE and sent and sent.status is not PayoutStatus.PREPARED:
        return taken_along(sent, timezone, say, now)
    return state(of.state, times.day(of.payable_at, timezone, say.locale, now), say)


def taken_along(sent: Sent, timezone: str, say: Speech, now: datetime) -> Html:
    if sent.paid_at:
        day = times.day(sent.paid_at, timezone, say.locale, now)
        return say("paid on {day}, payout {reference}", day=day, reference=sent.reference)
    status = item_status(sent.status, say, is_sent=sent.is_exported)
    return say("payout {reference}: {status}", reference=sent.reference, status=status)


def checkpoint(which: str, say: Speech) -> Html:
    """Which part of an amount: `after the draft`, `7 days after publishing`."""
    days = days_of(which)
    if days is not None:
        return say("{days} days after publishing", days=days)
    match which:
        case Stage.DRAFT:
            return say("after the draft")
        case Stage.POST:
            return say("after the approved post")
        case _:
            return say("the rest")


def state(standing: SettlementState, payable_on: str, say: Speech) -> Html:
    match standing:
        case SettlementState.PENDING:
            return say("payable on {day}", day=payable_on)
        case SettlementState.PAYABLE:
            return say("unlocked on {day}", day=payable_on)
        case SettlementState.REVERSED:
            return say("taken back")
