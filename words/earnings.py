"""How earned money reads: where it stands, and one amount down to its counts and rounding."""

from datetime import datetime

from domain.attribution import Tally
from domain.checkpoints import FINAL, Stage, days_of
from domain.earnings import EarningLine, Expected, Explanation, Fixed, Maturing, Totals
from domain.metrics import MetricSnapshot
from domain.pricing import LineKind, PriceLine
from domain.receivable import OfWork
from domain.settlement import SettlementState, VoidReason
from domain.terms import Method
from words import passed_over, terms, times, work
from words.amounts import amount, percent, rate
from words.names import name
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
        return say("⏸ Held {most} of works somebody looks at: {works}", most=most, works=each.works)
    return say(
        "⏸ Held {least} to {most} of works somebody looks at: {works}",
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
    standing = state(each.state, times.day(each.payable_at, timezone, say.locale, now), say)
    money = amount(each.amount_minor, each.currency)
    if each.checkpoint == FINAL:
        return say(
            "<b>{title}</b>\n{amount} · {state}", title=each.title, amount=money, state=standing
        )
    return say(
        "<b>{title}</b>\n{amount} {part} · {state}",
        title=each.title,
        amount=money,
        part=checkpoint(each.checkpoint, say),
        state=standing,
    )


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


def explained(found: Explanation, timezone: str, say: Speech, now: datetime) -> Html:
    """The whole way from what was agreed and counted to the amount."""
    head = say(
        "<b>{title}</b>\n{campaign}\n\n<b>{amount}</b>",
        title=found.title,
        campaign=found.campaign,
        amount=amount(found.amount_minor, found.currency),
    )
    blocks = [
        Html("\n").join([head, _standing(found, timezone, say, now)]),
        _basis(found, timezone, say, now),
        passed_over.block(found.passed_over, timezone, say, now),
        _sum(found, say),
        _earlier(found, timezone, say, now),
    ]
    if found.fixed:
        blocks.append(debts(found.debts, found.currency, say))
        blocks.append(_trace(found.fixed, timezone, say, now))
    return Html("\n\n").join(block for block in blocks if block)


def _standing(found: Explanation, timezone: str, say: Speech, now: datetime) -> Html:
    if found.fixed:
        payable_on = times.day(found.fixed.payable_at, timezone, say.locale, now)
        return state(found.fixed.state, payable_on, say)
    if not found.price_lines:
        return say("{status}: nothing is earned by it.", status=name(found.status, say))
    if found.held_by is not None:
        return say("⏸ Held until a person has looked at it; then its settlement goes on.")
    if found.cutoff_at is None:
        return say("So far. It is fixed some days after the approval.")
    cutoff = times.moment(found.cutoff_at, timezone, say.locale, now)
    return say("So far. It is fixed at the cut-off, {cutoff}.", cutoff=cutoff)


def _basis(found: Explanation, timezone: str, say: Speech, now: datetime) -> Html:
    """What was agreed, and what was read of the post."""
    lines = [
        say(
            "🤝 Terms {version}: {pay}",
            version=found.terms_version,
            pay=terms.pay(found.terms, found.currency, say),
        )
    ]
    if found.basis.reading:
        lines.append(_reading(found.basis.reading, timezone, say, now))
    elif found.basis.tally:
        lines += _told(found.basis.tally, found.currency, say)
    elif found.terms.is_measured and found.fixed:
        lines.append(say("📊 No figures came in time, so the agreed minimum was paid."))
    elif found.terms.is_attributed and found.fixed:
        lines.append(say("🧾 No action or order was told of in time."))
    elif found.terms.method is not Method.FLAT and found.price_lines:
        lines.append(say("📊 No figures have come yet."))
    if found.link:
        lines.append(work.clicks(found.link, say))
    if found.fixed and found.cutoff_at:
        cutoff = times.moment(found.cutoff_at, timezone, say.locale, now)
        lines.append(say("✂️ Figures after the cut-off, {cutoff}, change nothing.", cutoff=cutoff))
    return Html("\n").join(lines)


def _reading(snapshot: MetricSnapshot, timezone: str, say: Speech, now: datetime) -> Html:
    return say(
        "📊 Read {moment} ({source}): {counts}",
        moment=times.moment(snapshot.observed_at, timezone, say.locale, now),
        source=name(snapshot.source, say),
        counts=_counts(snapshot, say),
    )


def _told(tally: Tally, currency: str, say: Speech) -> list[Html]:
    """Of actions and orders: what counts, and what was told and does not."""
    lines = [
        say(
            "🧾 Told by partners: actions {actions}, orders {orders}, {value} less refunds",
            actions=f"{tally.actions:,}",
            orders=f"{tally.orders:,}",
            value=amount(tally.value_minor, currency),
        )
    ]
    if tally.taken_back or tally.outside:
        lines.append(
            say(
                "    not counted: {taken_back} taken back, {outside} after their time",
                taken_back=f"{tally.taken_back:,}",
                outside=f"{tally.outside:,}",
            )
        )
    return lines


def _counts(snapshot: MetricSnapshot, say: Speech) -> Html:
    told = (
        (snapshot.metrics.views, msg("views {count}")),
        (snapshot.metrics.likes, msg("likes {count}")),
        (snapshot.metrics.shares, msg("shares {count}")),
        (snapshot.metrics.saves, msg("saves {count}")),
        (snapshot.metrics.comments, msg("comments {count}")),
    )
    return say(", ").join(
        say(wording, count=f"{count:,}") for count, wording in told if count is not None
    )


def _sum(found: Explanation, say: Speech) -> Html:
    """The lines that add up to the amount, each with its own rounding."""
    return Html("\n").join(_price_line(each, found.currency, say) for each in found.price_lines)


def _earlier(found: Explanation, timezone: str, say: Speech, now: datetime) -> Html:
    """What was fixed before this, and what all of it comes to."""
    if not found.earlier:
        return Html()
    lines = [
        say(
            "🔒 {amount} {part}, {moment}",
            amount=amount(each.amount_minor, found.currency),
            part=checkpoint(each.checkpoint, say),
            moment=times.moment(each.settled_at, timezone, say.locale, now),
        )
        for each in found.earlier
    ]
    total_minor = found.amount_minor + sum(each.amount_minor for each in found.earlier)
    lines.append(say("In all {amount}", amount=amount(total_minor, found.currency)))
    return Html("\n").join(lines)


_LINES = {
    LineKind.FLAT: msg("＋ {amount} flat"),
    LineKind.FLOOR: msg("＋ {amount} up to the agreed minimum"),
    LineKind.CAP: msg("－ {amount} above the agreed maximum"),
    LineKind.DRAFT: msg("＋ {amount} after the draft"),
    LineKind.POST: msg("＋ {amount} after the approved post"),
    LineKind.SETTLED: msg("－ {amount} settled before"),
    LineKind.KEPT: msg("＋ {amount} settled before, which stays yours"),
    LineKind.ROOM: msg("－ {amount} above what caps or the shared pot leave"),
    LineKind.BONUS: msg("＋ {amount} for reaching {at}"),
}


def _price_line(each: PriceLine, currency: str, say: Speech) -> Html:
    if each.kind not in _LINES:
        return _counted(each, currency, say)
    money = amount(abs(each.subtotal_minor), currency)
    return say(_LINES[each.kind], amount=money, at=f"{each.step_at:,}")


def _counted(each: PriceLine, currency: str, say: Speech) -> Html:
    """What was counted × its price, what it was made of, and how it was rounded."""
    lines = [
        say(
            "＋ {amount} = {quantity}",
            amount=amount(each.subtotal_minor, currency),
            quantity=_quantity(each, currency, say),
        )
    ]
    if each.kind is LineKind.INTERACTIONS:
        counted = Html(" + ").join(
            Html("{} {}").format(name(part.interaction, say), f"{part.count:,}")
            for part in each.counted
        )
        lines.append(Html("    {}").format(counted))
    if each.rounding_per_mille:
        rounding = rate(abs(each.rounding_per_mille), currency)
        sign = "+" if each.rounding_per_mille > 0 else "−"
        lines.append(say("    rounded half up: {rounding}", rounding=f"{sign}{rounding}"))
    return Html("\n").join(lines)


def _quantity(each: PriceLine, currency: str, say: Speech) -> Html:
    """`130 × ¥0.35`, `12,000 views ÷ 1,000 × ¥8.00`, `¥990.00 × 8.5%`."""
    count, price = f"{each.quantity:,}", rate(each.rate_per_mille_minor, currency)
    match each.kind:
        case LineKind.VIEWS:
            price = amount(each.rate_per_mille_minor, currency)
            return say("{count} views ÷ 1,000 × {price}", count=count, price=price)
        case LineKind.ACTIONS:
            return say("{count} actions × {price}", count=count, price=price)
        case LineKind.SALES:
            count, price = amount(each.quantity, currency), percent(each.rate_per_mille_minor)
    return Html("{} × {}").format(count, price)


def debts(had: OfWork, currency: str, say: Speech) -> Html:
    """What an amount had to do with what its creator owes; empty for most."""
    lines = []
    if had.recovered_minor:
        money = amount(had.recovered_minor, currency)
        lines.append(
            say("↩️ {amount} of it was set against what was to be settled up.", amount=money)
        )
    if had.owed_minor:
        money = amount(had.owed_minor, currency)
        lines.append(
            say("↩️ {amount} of it had been paid out; later earnings make it up.", amount=money)
        )
    return Html("\n").join(lines)


def _trace(fixed: Fixed, timezone: str, say: Speech, now: datetime) -> Html:
    """What an auditor asks for."""
    settled = times.moment(fixed.settled_at, timezone, say.locale, now)
    if not fixed.posting_hash:
        return say("🔒 Fixed {moment}; nothing was posted.", moment=settled)
    return say(
        "🔒 Fixed {moment}, ledger entry <code>{hash}</code>",
        moment=settled,
        hash=fixed.posting_hash[:12],
    )
