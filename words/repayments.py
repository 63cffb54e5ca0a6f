"""How a transfer back of a debt reads where it is refused; what creators hear of it, notices do."""

from domain.receivable import RepaidBefore, RepaymentOutOfRange
from words import times
from words.amounts import amount
from words.speech import Html, Speech


def repayment_out_of_range(refusal: RepaymentOutOfRange, say: Speech) -> Html:
    return say(
        "Above nought, please, and at most {amount}: so much is owed. What came beyond it goes "
        "back to them.",
        amount=amount(refusal.owed_minor, refusal.currency),
    )


def repaid_before(refusal: RepaidBefore, say: Speech) -> Html:
    return say(
        "This transfer is booked already: {amount} under {reference}, by {name} on {day}.",
        amount=amount(refusal.amount_minor, refusal.currency),
        reference=refusal.bank_reference,
        name=refusal.booked_by,
        day=times.day(refusal.at, refusal.timezone, say.locale),
    )
