"""How a batch reads against the bank's answer: paid, refused by reason, open, and whether even."""

from domain.reconciliation import Reconciliation, Some
from words import bank_reasons
from words.amounts import amount
from words.speech import Html, Speech


def lines(found: Reconciliation, say: Speech) -> list[tuple[Html, int, str]]:
    """What, how many payouts, what they come to; refusals by reason."""
    told = [(say("Sent to the bank"), found.sent), (say("Paid"), found.paid)]
    told += [
        (
            say(
                "Refused: {reason}",
                reason=bank_reasons.worded(reason, say) if reason else say("no reason given"),
            ),
            some,
        )
        for reason, some in found.failed
    ]
    if found.bounced.payouts:
        told.append((say("Paid, then came back"), found.bounced))
    told.append((say("No answer yet"), found.missing))
    return [(label, some.payouts, _money(some, found)) for label, some in told]


def verdict(found: Reconciliation, say: Speech) -> Html:
    if found.is_even:
        return say("Answers and what is open come to the batch, and the ledger says the same.")
    return say("The answers do not come to the batch: please look, and run koc verify.")


def text(found: Reconciliation, say: Speech) -> Html:
    """As a block of a message."""
    head = say("<b>Batch {number}, reconciled</b>", number=found.batch_id)
    told = [
        say("{what}: {payouts} · {amount}", what=what, payouts=payouts, amount=money)
        for what, payouts, money in lines(found, say)
    ]
    mark = "✅" if found.is_even else "⚠️"
    return Html("\n").join([head, *told, Html("{} {}").format(mark, verdict(found, say))])


def _money(some: Some, found: Reconciliation) -> str:
    return amount(some.amount_minor, found.currency)
