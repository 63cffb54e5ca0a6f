"""A journal in the language of hledger; the same facts give the same text."""

from collections.abc import Iterator, Sequence
from datetime import date

from domain.journal import books
from domain.journal.books import Extent, Opened
from domain.ledger import Balance, Stored
from domain.money import Currency, plain_amount


def head(extent: Extent) -> Iterator[str]:
    yield from (f"; {each}" for each in books.about(extent))
    yield "decimal-mark ."
    yield from (f"commodity {_sample(currency)}" for currency in extent.currencies)


def _sample(currency: str) -> str:
    """How an amount looks: it wants a decimal mark even where nothing stands behind it."""
    digits = Currency(currency).minor_digits
    return f"1000.{'0' * digits} {currency}"


def accounts(extent: Extent, opened: Sequence[Opened]) -> Iterator[str]:
    yield from (f"account {books.name(each.account, each.owner_id)}" for each in opened)


def begin_opening(extent: Extent) -> Iterator[str]:
    yield from ("", f"{extent.first_day} * opening balances")


def opening(standing: Sequence[Balance]) -> Iterator[str]:
    yield from ("    {}  {}".format(*books.standing(each)) for each in standing)


def transaction(day: date, posting: Stored) -> Iterator[str]:
    yield ""
    yield f"{day} * ({posting.key}) {posting.kind.value}"
    tags = ", ".join(f"{name}:{value}" for name, value in books.traces(posting))
    yield f"    ; number:{posting.number}, {tags}"
    for each in posting.lines:
        yield "    {}  {}".format(*books.line(each, posting.currency))


def begin_closing(extent: Extent) -> Iterator[str]:
    yield from ("", f"{extent.last_day} * closing balances")


def closing(extent: Extent, standing: Sequence[Balance]) -> Iterator[str]:
    """Moves nothing; says what must stand there: the ledger's own sums."""
    for each in standing:
        name, money = books.standing(each)
        yield f"    {name}  {plain_amount(0, each.currency)} {each.currency} = {money}"
