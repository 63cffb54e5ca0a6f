"""How a creator's statement reads: its figures and each movement; tables and files lay them out."""

from domain.checkpoints import FINAL
from domain.earnings import Totals
from domain.ledger import PostingKind
from domain.period import Period
from domain.statement import (
    DisputedPart,
    Movement,
    PaidPart,
    Parties,
    RepaidPart,
    SettledPart,
    Sheet,
    Statement,
)
from words import bank_reasons, times
from words.amounts import amount
from words.earnings import checkpoint
from words.price_lines import price_line
from words.punctuation import labelled
from words.speech import Html, Speech, msg
from words.why import read

K = PostingKind
_OF_WORK = {
    K.SETTLEMENT: msg("Earned: {title}"),
    K.MATURITY: msg("Payable from now on: {title}"),
    K.REVERSAL: msg("Taken back: {title}"),
    K.RECOVERY: msg("Set against what was to be settled up: {title}"),
}
_OF_PAYOUT = {
    K.PAYOUT: msg("Payout {reference} let go"),
    K.PAYMENT: msg("Payout {reference} arrived"),
    K.RETURN: msg("Payout {reference} refused by the bank, payable again"),
    K.BOUNCE: msg("Payout {reference} came back from the bank, payable again"),
}
_OF_PERSON = {
    K.WRITE_OFF: msg("What was to be settled up is given up: nothing of it is owed any more"),
    K.REPAYMENT: msg("Transferred back by the creator: so much less is to be settled up"),
    K.WAIVER: msg("Given up by the creator: it is not paid any more"),
}
_OF_DISPUTE = {
    K.GRANT: msg("Granted by a dispute: {title}"),
    K.REVERSAL: msg("Grant taken back: {title}"),
    K.CORRECTION: msg("Payable again by a dispute: {title}"),
}


def title(of: Statement, say: Speech) -> Html:
    if of.is_over:
        return say("Statement of {period}", period=span(of.period, say))
    return say("Statement of {period}, so far", period=span(of.period, say))


def span(of: Period, say: Speech) -> str:
    return (
        times.month(of.year, of.month, say.locale) if of.month else times.year(of.year, say.locale)
    )


def named(of: Statement, parties: Parties, say: Speech) -> list[tuple[Html, str]]:
    """Who paid whom, and when it was said; what is not known is left out."""
    payer, names = parties.payer, ", ".join(parties.names)
    told = [
        (say("Paid by"), payer.name),
        (say("Address"), payer.address),
        (say("Tax number"), payer.tax_number),
        (say("Name of who is paid"), f"{names} (P{of.person_id})" if names else ""),
        (say("Issued on"), parties.issued_on.isoformat()),
    ]
    return [(label, value) for label, value in told if value]


def figures(sheet: Sheet, say: Speech) -> list[tuple[Html, str]]:
    """What happened and what it came to; noughts that say nothing are left out.

    They add up to the end, the gross taken off; what only moved on comes behind it.
    """

    def money(minor: int) -> str:
        return amount(minor, sheet.currency)

    arrived = sheet.arrived
    # Without a payout it is below nought: one of an earlier time never arrived.
    has_arrived = arrived.payouts or arrived.gross_minor
    told = [
        (say("At the beginning"), money(sheet.opening.standing_minor), True),
        (say("Earned"), money(sheet.earned_minor), True),
        (say("Granted by disputes"), money(sheet.granted_minor), sheet.granted_minor),
        (say("Taken back"), money(sheet.taken_back_minor), sheet.taken_back_minor),
        (say("Transferred back"), money(sheet.repaid_minor), sheet.repaid_minor),
        (say("Debts given up"), money(sheet.written_off_minor), sheet.written_off_minor),
        (say("Given up by the creator"), money(sheet.waived_minor), sheet.waived_minor),
        (say("Payouts that arrived"), f"{arrived.payouts:,}", True),
        (say("Gross"), money(arrived.gross_minor), has_arrived),
        (say("Tax withheld"), money(arrived.withheld_minor), has_arrived),
        (say("Net"), money(arrived.net_minor), has_arrived),
        (say("Tax of payouts on their way"), money(sheet.tax_ahead_minor), sheet.tax_ahead_minor),
        (say("At the end"), money(sheet.closing.standing_minor), True),
        (say("Set against debts"), money(sheet.recovered_minor), sheet.recovered_minor),
    ]
    return [(label, value) for label, value, is_told in told if is_told]


def places(standing: Totals, say: Speech) -> list[tuple[Html, int]]:
    """Where money stands, in minor units; a debt is what it takes off."""
    return [
        (say("Pending"), standing.pending_minor),
        (say("Payable"), standing.payable_minor),
        (say("On its way"), standing.in_transit_minor),
        (say("To be settled up"), -standing.owed_minor),
        (say("Paid out"), standing.paid_minor),
        (say("Tax withheld"), standing.withheld_minor),
    ]


def text(of: Statement, say: Speech) -> Html:
    """The figures as a message of the chat."""
    zone = times.place(of.timezone, say)
    clock = say("Days and months are those of {zone}, for everybody", zone=zone)
    blocks = [Html("<b>{}</b>\n{}").format(title(of, say), clock)]
    for sheet in of.sheets:
        lines = [labelled(label, value, say) for label, value in figures(sheet, say)]
        blocks.append(Html("\n").join([Html("<b>{}</b>").format(sheet.currency), *lines]))
    return Html("\n\n").join(blocks)


def what(each: Movement, say: Speech) -> Html:
    """In one line."""
    match each.about:
        case SettledPart() as of if each.kind in _OF_WORK:
            return say(_OF_WORK[each.kind], title=of.title)
        case PaidPart() as of if each.kind in _OF_PAYOUT:
            return say(_OF_PAYOUT[each.kind], reference=of.reference)
        case DisputedPart() as of if each.kind in _OF_DISPUTE:
            return say(_OF_DISPUTE[each.kind], title=of.title)
        case _ if each.kind in _OF_PERSON:
            return say(_OF_PERSON[each.kind])
        case _:
            return Html("{}").format(each.kind)


def details(each: Movement, currency: str, timezone: str, say: Speech) -> list[Html]:
    """What it follows from, a line each."""
    match each.about:
        case SettledPart() as of if each.kind is K.SETTLEMENT:
            return _of_settlement(of, currency, timezone, say)
        case SettledPart() as of:
            return [Html("{} · #{}").format(say.title(of.campaign), of.assignment_id)]
        case PaidPart() as of if each.kind in (K.RETURN, K.BOUNCE):
            return [bank_reasons.worded(of.problem, say)] if of.problem else []
        case PaidPart() as of:
            lines = [Html("{}").format(of.masked)] if of.masked else []
            return [*lines, *_tax(of, currency, say)]
        case DisputedPart() | RepaidPart() as of:
            return [_named(of, say)]
        case _:
            return []


def _named(of: DisputedPart | RepaidPart, say: Speech) -> Html:
    if isinstance(of, RepaidPart):
        return say("Reference {reference}", reference=of.bank_reference)
    return say("Dispute {number}", number=of.dispute_id)


def _of_settlement(of: SettledPart, currency: str, timezone: str, say: Speech) -> list[Html]:
    head = [say.title(of.campaign), f"#{of.assignment_id}"]
    head.append(say("Terms {version}", version=of.terms_version))
    if of.checkpoint != FINAL:
        head.append(checkpoint(of.checkpoint, say))
    lines = [Html(" · ").join(head)]
    lines += [price_line(each, currency, say) for each in of.lines]
    if of.reading:
        lines.append(read(of.reading, timezone, say, None))
    if of.post_url:
        lines.append(Html("{}").format(of.post_url))
    return lines


def _tax(of: PaidPart, currency: str, say: Speech) -> list[Html]:
    if not of.withheld_minor:
        return []
    return [
        say(
            "{gross} less {withheld} tax withheld: {net}",
            gross=amount(of.amount_minor + of.withheld_minor, currency),
            withheld=amount(of.withheld_minor, currency),
            net=amount(of.amount_minor, currency),
        )
    ]
