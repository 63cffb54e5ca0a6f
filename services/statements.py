"""A month or a year of a creator's money, for them and for finance; wording it is words'.

`timezone` is the house's: a month closes for everybody at one moment, and stays closed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import chain, groupby
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain.earnings import Totals, summed
from domain.errors import NotFound
from domain.ledger import Balance, LedgerAccount, PostingKind, Stored
from domain.people import Actor, Role
from domain.period import Period, period
from domain.posting_keys import Subject, subject_of
from domain.statement import (
    DisputedPart,
    Movement,
    PaidPart,
    RepaidPart,
    SettledPart,
    Sheet,
    Statement,
)
from services.authority import need
from services.earnings import by_currency
from storage import chain_places, statements
from storage.chain_places import Places

About = dict[tuple[Subject, str], SettledPart | PaidPart | DisputedPart | RepaidPart]


def periods(conn: Connection, actor: Actor, timezone: str) -> tuple[Period, ...]:
    """Years from the last to the first in which their money moved."""
    return _periods(conn, actor.person_id, timezone)


def _periods(conn: Connection, person_id: int, timezone: str) -> tuple[Period, ...]:
    return _years(statements.span(conn, person_id), timezone)


def years(conn: Connection, actor: Actor, timezone: str) -> tuple[Period, ...]:
    """In which anybody's money moved, the last one first. Raises NotAllowed."""
    need(actor, Role.FINANCE, verb="statements")
    return _years(statements.span_of_all(conn), timezone)


def _years(span: tuple[datetime, datetime] | None, timezone: str) -> tuple[Period, ...]:
    if span is None:
        return ()
    first, last = (each.astimezone(ZoneInfo(timezone)).year for each in span)
    return tuple(Period(year) for year in range(last, first - 1, -1))


def periods_of(conn: Connection, actor: Actor, person_id: int, timezone: str) -> tuple[Period, ...]:
    """Somebody's years, the last one first; for finance. Raises NotAllowed."""
    need(actor, Role.FINANCE, verb="statements")
    return _periods(conn, person_id, timezone)


def own(conn: Connection, actor: Actor, code: str, timezone: str, *, now: datetime) -> Statement:
    """Raises NotFound for what is no time, or one before anything moved."""
    return _of(conn, actor.person_id, actor.name, timezone, _begun(code, timezone, now), now)


def of_person(
    conn: Connection, actor: Actor, person_id: int, code: str, timezone: str, *, now: datetime
) -> Statement:
    """The same for finance. Raises NotAllowed, NotFound."""
    need(actor, Role.FINANCE, verb="statements")
    name = statements.holder(conn, person_id)
    if name is None:
        raise NotFound("statement")
    return _of(conn, person_id, name, timezone, _begun(code, timezone, now), now)


def _begun(code: str, timezone: str, now: datetime) -> Period:
    """What is to come has no statement, not even one of what stands by now."""
    of = period(code)
    if not of.has_begun(timezone, now):
        raise NotFound("statement")
    return of


def every(conn: Connection, of: Period, timezone: str, *, now: datetime) -> Iterator[Statement]:
    """Of everybody whose money moved."""
    moved = statements.movers(conn, chain_places.of(conn, *of.bounds(timezone)))
    for person_id, name in statements.names(conn, moved).items():
        yield _of(conn, person_id, name, timezone, of, now)


def of_people(
    conn: Connection,
    people: Mapping[int, str],
    balances: Iterable[Balance],
    places: Places,
    of: Period,
    timezone: str,
    *,
    now: datetime,
) -> Iterator[Statement]:
    """Of some by their names, asked for together; `balances` are everybody's at the beginning.

    `places` are those of the time.
    """
    stood: dict[int, list[Balance]] = {person_id: [] for person_id in people}
    for each in balances:
        if each.owner_id in stood:
            stood[each.owner_id].append(each)
    moved = statements.moved_by(conn, people, places)
    about = _about(conn, chain.from_iterable(moved.values()))
    for person_id, name in people.items():
        sheets = _sheets(stood[person_id], moved.get(person_id, []), about)
        yield Statement(of, person_id, name, timezone, places.until <= now, sheets)


def _of(
    conn: Connection, person_id: int, name: str, timezone: str, of: Period, now: datetime
) -> Statement:
    since, until = of.bounds(timezone)
    moved = statements.moved(conn, person_id, since, until)
    sheets = _sheets(statements.opening(conn, person_id, since), moved, _about(conn, moved))
    if not sheets:
        raise NotFound("statement")
    return Statement(of, person_id, name, timezone, until <= now, sheets)


def _sheets(
    balances: Iterable[Balance], moved: Iterable[Stored], about: About
) -> tuple[Sheet, ...]:
    """By currency."""
    stood = {each.currency: each for each in by_currency(balances)}
    sheets = {currency: Sheet(opening, ()) for currency, opening in stood.items()}
    ordered = sorted(moved, key=lambda each: each.currency)
    for currency, postings in groupby(ordered, key=lambda each: each.currency):
        movements = tuple(_movement(each, about) for each in postings)
        sheets[currency] = Sheet(stood.get(currency, Totals(currency)), movements)
    return tuple(sheets[currency] for currency in sorted(sheets))


def movements(conn: Connection, postings: list[Stored]) -> Iterator[tuple[str, Movement]]:
    """Of whomever, in their order, each with its currency."""
    about = _about(conn, postings)
    return ((each.currency, _movement(each, about)) for each in postings)


def _movement(posting: Stored, about: About) -> Movement:
    lines = [(line.account, line.amount_minor) for line in posting.lines]
    made = movement_of(posting.number, posting.at, posting.kind, posting.currency, lines)
    return replace(made, hash=posting.hash, about=about.get(subject_of(posting.key)))


def movement_of(
    number: int,
    at: datetime,
    kind: PostingKind,
    currency: str,
    lines: list[tuple[LedgerAccount, int]],
) -> Movement:
    """As creators' accounts moved by it, about nothing that is known."""
    borne_minor = sum(minor for account, minor in lines if account is LedgerAccount.WRITTEN_OFF)
    return Movement(number, at, kind, summed(currency, lines), "", None, borne_minor)


def _about(conn: Connection, postings: Iterable[Stored]) -> About:
    """What keys name: by settlement, by assignment and checkpoint, by payout, by dispute …"""
    named: dict[Subject, set[int]] = {each: set() for each in Subject}
    for posting in postings:
        subject, name = subject_of(posting.key)
        named[subject].add(int(name.partition(":")[0]))
    found: About = {}
    settled = (named[Subject.SETTLEMENT], named[Subject.PART])
    for part in statements.settled_parts(conn, *settled):
        found[Subject.SETTLEMENT, str(part.settlement_id)] = part
        found[Subject.PART, f"{part.assignment_id}:{part.checkpoint}"] = part
    for paid in statements.paid_parts(conn, named[Subject.PAYOUT]):
        found[Subject.PAYOUT, str(paid.payout_id)] = paid
    for disputed in statements.disputed_parts(conn, named[Subject.DISPUTE]):
        found[Subject.DISPUTE, str(disputed.dispute_id)] = disputed
    for repaid in statements.repaid_parts(conn, named[Subject.REPAYMENT]):
        found[Subject.REPAYMENT, str(repaid.repayment_id)] = repaid
    return found
