"""A creator's statement in tables: figures, where money stood, months or movements."""

from collections.abc import Iterator

from domain.statement import Movement, SettledPart, Sheet, Statement
from words import payees, statements, tables, times
from words.amounts import amount
from words.people import called
from words.speech import Html, Speech


def whose(of: Statement, say: Speech) -> Html:
    zone = times.place(of.timezone, say)
    clock = say("Days and months are those of {zone}, for everybody", zone=zone)
    return Html("{} · {}").format(called(of.name), clock)


def body(of: Statement, say: Speech, why: str = "") -> Html:
    """Who paid whom, then a section a currency: a year by its months, a month by its movements.

    `why` is what the address of a work's page begins with, for who can follow it.
    """
    note = say("Gross, tax and net are counted on the day on which the bank said that it was paid.")
    if of.period.month:
        softly = say("Amounts in grey only moved on; the others add up to what is left.")
        note = Html("{} {}").format(softly, note)
    sections = (_section(of, sheet, say, why) for sheet in of.sheets)
    told = [_parties(of, say), *sections, Html("<p class='soft after'>{}</p>").format(note)]
    return Html("").join(told)


def _parties(of: Statement, say: Speech) -> Html:
    """Nothing where its reader may not know the names."""
    parties = of.parties
    return tables.facts(statements.named(of, parties, say)) if parties else Html()


def _section(of: Statement, sheet: Sheet, say: Speech, why: str) -> Html:
    parts = [
        tables.figures(statements.figures(sheet, say)),
        tables.under(say("Where the money stood"), _places(sheet, say)),
    ]
    if of.period.month:
        parts.append(tables.under(say("What happened"), _movements(of, sheet, say, why)))
    else:
        parts.append(tables.under(say("Month by month"), _months(of, sheet, say)))
        if sheet.arrived_by_kind:
            parts.append(tables.under(say("Tax withheld, by who was paid"), _by_kind(sheet, say)))
    return tables.section(sheet.currency, *parts)


def _places(sheet: Sheet, say: Speech) -> Html:
    """Rows in which nothing stood and nothing moved are left out."""
    stood = statements.places(sheet.opening, say)
    stands = statements.places(sheet.closing, say)
    rows = [
        (label, *(amount(minor, sheet.currency) for minor in (before, after - before, after)))
        for (label, before), (_, after) in zip(stood, stands, strict=True)
        if before or after
    ]
    headings = (say("Money"), say("At the beginning"), say("Change"), say("At the end"))
    return tables.table(headings, rows)


def _months(of: Statement, sheet: Sheet, say: Speech) -> Html:
    headings = (
        *(say("Month"), say("At the beginning"), say("Earned"), say("Taken back"), say("Other")),
        *(say("Number of payouts"), say("Gross"), say("Tax withheld"), say("Net")),
        say("At the end"),
    )
    table = tables.table(headings, month_rows(of, sheet, say))
    return Html("{}<p class='soft after'>{}</p>").format(table, sum_rule(say))


def sum_rule(say: Speech) -> Html:
    """How a row of months, or of creators, adds up, and what stands under "other"."""
    rule = say("At the beginning + earned + taken back + other − gross = at the end.")
    other = say(
        "Other is what disputes granted, debts transferred back or given up, what the creator gave"
        " up, and the tax of payouts on their way."
    )
    return Html("{} {}").format(rule, other)


def month_rows(of: Statement, sheet: Sheet, say: Speech) -> list[tuple[Html | str, ...]]:
    """The months in which something moved, and the year."""
    rows = [
        _month(say("Month {number}", number=month), each, say)
        for month, each in sheet.months(of.timezone)
    ]
    return [*rows, _month(say("The year"), sheet, say)]


def _by_kind(sheet: Sheet, say: Speech) -> Html:
    rows = [
        (
            payees.kind(kind, say),
            f"{arrived.payouts:,}",
            amount(arrived.gross_minor, sheet.currency),
            amount(arrived.withheld_minor, sheet.currency),
            amount(arrived.net_minor, sheet.currency),
        )
        for kind, arrived in sheet.arrived_by_kind
    ]
    headings = (
        *(say("Paid as"), say("Number of payouts"), say("Gross"), say("Tax withheld"), say("Net")),
    )
    return tables.table(headings, rows)


def _month(called_: Html, sheet: Sheet, say: Speech) -> tuple[Html | str, ...]:
    arrived, closing = sheet.arrived, sheet.closing.standing_minor
    earned = (sheet.earned_minor, sheet.taken_back_minor, sheet.other_minor)
    before = (sheet.opening.standing_minor, *earned)
    behind = (arrived.gross_minor, arrived.withheld_minor, arrived.net_minor, closing)
    return (
        called_,
        *(amount(minor, sheet.currency) for minor in before),
        f"{arrived.payouts:,}",
        *(amount(minor, sheet.currency) for minor in behind),
    )


def _movements(of: Statement, sheet: Sheet, say: Speech, why: str) -> Html:
    headings = (say("Day"), say("What"), say("Amount"), say("Left"))
    return tables.table(headings, _moved(of, sheet, say, why), texts=2)


def _moved(of: Statement, sheet: Sheet, say: Speech, why: str) -> Iterator[tuple[Html | str, ...]]:
    for each, left_minor in sheet.balances():
        told = statements.details(each, sheet.currency, of.timezone, say)
        yield (
            times.day(each.at, of.timezone, say.locale),
            tables.lines(_linked(each, statements.what(each, say), why), told),
            _amount(each, sheet.currency),
            amount(left_minor, sheet.currency),
        )


def _amount(each: Movement, currency: str) -> Html | str:
    """What it adds to what is left; soft what only moved on, so that the column adds up."""
    if each.change.standing_minor:
        return amount(each.change.standing_minor, currency)
    return Html("<span class='soft'>{}</span>").format(amount(each.amount_minor, currency))


def _linked(each: Movement, what: Html, why: str) -> Html:
    if not why or not isinstance(each.about, SettledPart):
        return what
    address = f"{why}/{each.about.assignment_id}?part={each.about.checkpoint}"
    return Html("<a href='{}'>{}</a>").format(address, what)
