"""How a campaign's statement reads: figures, by method, by creator; files are its twin module's."""

from collections.abc import Iterator

from domain.campaign_statement import CampaignStatement, Fees
from words import tables
from words.amounts import amount
from words.codes import METHODS
from words.people import called
from words.punctuation import labelled
from words.speech import Html, Speech


def title(of: CampaignStatement, say: Speech) -> Html:
    return say("Statement of {title}", title=of.summary.title)


def under(of: CampaignStatement, say: Speech) -> Html:
    return say(
        "{brand} · {currency} · settlements: {count}",
        brand=of.summary.brand,
        currency=of.summary.currency,
        count=f"{len(of.lines):,}",
    )


def figures(of: CampaignStatement, say: Speech) -> list[tuple[Html, str]]:
    summary, fees = of.summary, of.fees
    told = (
        (say("Funds"), summary.budget_minor),
        (say("Reserved"), summary.reserved_minor),
        (say("Spent"), summary.earned_minor),
        *([(say("Granted by disputes"), fees.granted_minor)] if fees.granted_minor else []),
        (say("Pending"), fees.pending_minor),
        (say("Payable or paid"), fees.matured_minor),
        (say("Taken back"), fees.reversed_minor),
        (say("Left"), summary.left_minor),
    )
    return [(label, amount(minor, summary.currency)) for label, minor in told]


def text(of: CampaignStatement, say: Speech) -> Html:
    """The figures as a message of the chat."""
    lines = [labelled(label, value, say) for label, value in figures(of, say)]
    lines += [
        labelled(say(METHODS[method]), amount(fees.earned_minor, of.summary.currency), say)
        for method, fees in of.methods.items()
    ]
    return Html("\n").join([Html("<b>{}</b>").format(title(of, say)), *lines, *_doubt(of, say)])


def _doubt(of: CampaignStatement, say: Speech) -> list[Html]:
    if of.is_even:
        return []
    return [say("⚠️ The lines do not come to what was spent: please look, and run koc verify.")]


def body(of: CampaignStatement, say: Speech) -> Html:
    parts = [tables.figures(figures(of, say))]
    parts += [Html("<p>{}</p>").format(each) for each in _doubt(of, say)]
    if of.lines or of.grants:
        currency = of.summary.currency
        methods = (_row(say(METHODS[each]), fees, currency) for each, fees in of.methods.items())
        total = _row(say("In all"), of.fees, currency)
        parts.append(
            tables.under(
                say("By method"), tables.table(_headings(say("Method"), say), (*methods, total))
            )
        )
        creators = tables.table(_headings(say("Creator"), say), _creators(of))
        parts.append(tables.under(say("Fees to creators"), creators))
    return Html("").join(parts)


def _creators(of: CampaignStatement) -> Iterator[tuple[Html | str, ...]]:
    for (person_id, name), fees in of.creators.items():
        shown = tables.lines(called(name), [f"P{person_id}"])
        yield _row(shown, fees, of.summary.currency)


def _headings(first: Html, say: Speech) -> tuple[Html, ...]:
    return (
        *(first, say("Works"), say("Earned"), say("Taken back"), say("Granted by disputes")),
        *(say("Spent"), say("Pending"), say("Payable or paid")),
    )


def _row(first: Html | str, fees: Fees, currency: str) -> tuple[Html | str, ...]:
    minor = (fees.settled_minor, fees.reversed_minor, fees.granted_minor)
    behind = (fees.earned_minor, fees.pending_minor, fees.matured_minor)
    return (first, f"{fees.works:,}", *(amount(each, currency) for each in (*minor, *behind)))
