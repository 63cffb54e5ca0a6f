"""How the lines of a price read: what was counted × its price, caps, steps, rounding."""

from domain.pricing import LineKind, PriceLine
from words.amounts import amount, percent, rate
from words.names import name
from words.speech import Html, Speech, msg

_LINES = {
    LineKind.FLAT: msg("＋ {amount} flat"),
    LineKind.FLOOR: msg("＋ {amount} up to the agreed minimum"),
    LineKind.CAP: msg("－ {amount} above the agreed maximum"),
    LineKind.DRAFT: msg("＋ {amount} after the draft"),
    LineKind.POST: msg("＋ {amount} after the approved post"),
    LineKind.SETTLED: msg("－ {amount} settled before"),
    LineKind.GRANTED: msg("－ {amount} granted before, by a dispute"),
    LineKind.KEPT: msg("＋ {amount} settled before, which stays yours"),
    LineKind.ROOM: msg("－ {amount} above what caps or the shared pot leave"),
    LineKind.BONUS: msg("＋ {amount} for reaching {at}"),
}
COUNTED = frozenset(LineKind) - _LINES.keys()
"""Something is multiplied by a price."""


def price_line(each: PriceLine, currency: str, say: Speech) -> Html:
    if each.kind in COUNTED:
        return _counted(each, currency, say)
    money = amount(abs(each.subtotal_minor), currency)
    return say(_LINES[each.kind], amount=money, at=f"{each.step_at:,}")


def _counted(each: PriceLine, currency: str, say: Speech) -> Html:
    """What was counted × its price, what it was made of, and how it was rounded."""
    lines = [
        say(
            "＋ {amount} = {quantity}",
            amount=amount(each.subtotal_minor, currency),
            quantity=quantity(each, currency, say),
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


def quantity(each: PriceLine, currency: str, say: Speech) -> Html:
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
