"""A journal in the language of beancount 3; the same facts give the same text."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from domain.journal import books
from domain.journal.books import Extent, Opened
from domain.ledger import Balance, Stored
from domain.money import Currency, plain_amount


def head(extent: Extent) -> Iterator[str]:
    yield from (f"; {each}" for each in books.about(extent))
    yield 'option "title" "KOC Dispatch"'
    for currency in extent.currencies:
        yield f'option "operating_currency" "{currency}"'
    for currency in extent.currencies:
        yield ""
        yield f"{extent.first_day} commodity {currency}"
        yield f"  precision: {Currency(currency).minor_digits}"


def accounts(extent: Extent, opened: Sequence[Opened]) -> Iterator[str]:
    for each in opened:
        yield f"{books.opened_on(extent, each)} open {books.name(each.account, each.owner_id)}"


def begin_opening(extent: Extent) -> Iterator[str]:
    yield from ("", f'{extent.first_day} * "opening balances"')


def opening(standing: Sequence[Balance]) -> Iterator[str]:
    yield from ("  {}  {}".format(*books.standing(each)) for each in standing)


def transaction(day: date, posting: Stored) -> Iterator[str]:
    yield ""
    yield f'{day} * "{posting.kind.value}" "{posting.key}"'
    yield f"  number: {posting.number}"
    yield from (f'  {name}: "{value}"' for name, value in books.traces(posting))
    for each in posting.lines:
        yield "  {}  {}".format(*books.line(each, posting.currency))


def begin_closing(extent: Extent) -> Iterator[str]:
    yield ""


def closing(extent: Extent, standing: Sequence[Balance]) -> Iterator[str]:
    """The ledger's own sums: beancount refuses a file that comes to others, by one unit even."""
    day = extent.last_day + timedelta(days=1)  # it balances at a day's beginning
    for each in standing:
        number = plain_amount(-each.amount_minor, each.currency)
        name = books.name(each.account, each.owner_id)
        yield f"{day} balance {name}  {number} ~ 0 {each.currency}"
