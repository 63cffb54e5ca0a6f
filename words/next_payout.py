"""How the next payout reads to its creator, before there is one; payouts.py has those there are."""

from datetime import datetime

from domain.earnings import Totals
from domain.payee import PayeeKind
from domain.payout_rules import PayoutRules
from domain.withholding import Paid
from words import times
from words.amounts import amount
from words.speech import Html, Speech


def coming(
    of: Totals,
    rules: PayoutRules,
    kind: PayeeKind,
    before: Paid,
    timezone: str,
    say: Speech,
    now: datetime,
) -> list[Html]:
    """When money of this currency goes out next, from which amount on, and less what tax, of
    which a month's payouts `before` may be a part."""
    lines = []
    if at := rules.next_run(of.currency, now):
        day = times.day(at, timezone, say.locale, now)
        lines.append(_on(day, of.currency, rules, say))
    withheld_minor = rules.withheld_minor(kind, of.currency, max(0, of.payable_minor), before)
    if withheld_minor:
        lines += [_taxed(of, withheld_minor, say), *_of_month(before, of.currency, say)]
    return lines


def _on(day: str, currency: str, rules: PayoutRules, say: Speech) -> Html:
    return say(
        "📅 Next {currency} payout: {day}, from {least} on.",
        currency=currency,
        day=day,
        least=amount(rules.minimum_minor(currency), currency),
    )


def _taxed(of: Totals, withheld_minor: int, say: Speech) -> Html:
    return say(
        "🧾 Of {gross} payable, {withheld} goes to the tax office: {net} reaches you.",
        gross=amount(of.payable_minor, of.currency),
        withheld=amount(withheld_minor, of.currency),
        net=amount(of.payable_minor - withheld_minor, of.currency),
    )


def _of_month(before: Paid, currency: str, say: Speech) -> list[Html]:
    """Why it is not what this payout alone would be taxed with."""
    lines = []
    if before.gross_minor > 0:
        came = amount(before.gross_minor, currency)
        lines.append(
            say("🧾 All payouts of a month are taxed as one: {gross} came before.", gross=came)
        )
    if before.untaxed_minor:
        lines.append(
            say(
                "🧾 {amount} of it is tax that was given back to you: it is not taxed again.",
                amount=amount(before.untaxed_minor, currency),
            )
        )
    return lines
