"""A creator's money at a glance: what stands where, what comes next, the amounts behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.earnings import EarningLine, Expected, Maturing, Totals, summed
from domain.ledger import Balance, LedgerAccount
from domain.paging import page_of
from domain.people import Actor
from domain.work import project
from storage import earnings, ledger
from storage import expected as unsettled
from storage.expected import Unsettled

PAGE_SIZE: Final = 5


@dataclass(frozen=True, slots=True)
class Earnings:
    """`number` counts from 1; `pages` is at least 1."""

    totals: tuple[Totals, ...]
    expected: tuple[Expected, ...]
    held: tuple[Expected, ...]  # not expected before somebody has decided
    next: Maturing | None
    lines: tuple[EarningLine, ...]
    number: int
    pages: int


def overview(conn: Connection, actor: Actor, number: int = 1, *, now: datetime) -> Earnings:
    at = page_of(earnings.count(conn, actor.person_id), number, PAGE_SIZE)
    lines = earnings.page(conn, actor.person_id, at.start, PAGE_SIZE)
    return Earnings(
        totals_of(conn, actor.person_id),
        *_expected_and_held(conn, actor.person_id, now),
        earnings.maturing(conn, actor.person_id),
        tuple(lines),
        at.number,
        at.pages,
    )


def balances(conn: Connection, actor: Actor) -> tuple[Totals, ...]:
    return totals_of(conn, actor.person_id)


def totals_of(conn: Connection, person_id: int) -> tuple[Totals, ...]:
    """One per currency the person ever earned in."""
    return by_currency(ledger.of_person(conn, person_id))


def by_currency(balances: Iterable[Balance]) -> tuple[Totals, ...]:
    """In the order in which the currencies come."""
    found: dict[str, list[tuple[LedgerAccount, int]]] = {}
    for each in balances:
        found.setdefault(each.currency, []).append((each.account, each.amount_minor))
    return tuple(summed(currency, amounts) for currency, amounts in found.items())


def _expected_and_held(
    conn: Connection, person_id: int, now: datetime
) -> tuple[tuple[Expected, ...], tuple[Expected, ...]]:
    """From what the work cards project; what waits for a risk case apart."""
    works = unsettled.of_person(conn, person_id, now)
    free, held = ([each for each in works if each.is_held is asked] for asked in (False, True))
    return _summed(free), _summed(held)


def _summed(works: Iterable[Unsettled]) -> tuple[Expected, ...]:
    """One per currency."""
    sums: dict[str, Expected] = {}
    for work in works:
        before = sums.get(work.currency, Expected(work.currency, 0, 0, 0))
        projected = project(work.terms, work.basis, work.before_minor)
        sums[work.currency] = Expected(
            work.currency,
            before.works + 1,
            before.least_minor + projected.least_minor - work.before_minor,
            before.most_minor + projected.most_minor - work.before_minor,
        )
    return tuple(sums.values())
