"""Queries about the ledger: postings appended to the chain, balances by sum; no row changes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select, update

from domain.ledger import Balance, LedgerAccount, Line, Posting, PostingKind, Stored, chain_hash
from storage.dialects import in_both
from storage.driver_sql import among_these
from storage.prepared import Prepared
from storage.tables.money import ledger_entry, ledger_head, posting

GENESIS: Final = "0" * 64  # what the first posting calls its previous hash


@dataclass(frozen=True, slots=True)
class Head:
    """The chain's end: how many postings it has and the last one's hash."""

    length: int
    hash: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A posting with its place in the chain."""

    number: int
    posting: Posting
    previous_hash: str
    hash: str


class Link(NamedTuple):
    """As `Stored`, unread: a line is account, owner and amount."""

    number: int
    key: str
    kind: str
    currency: str
    at: datetime
    previous_hash: str
    hash: str
    lines: list[tuple[str, int, int]]


_HEAD = select(ledger_head.c.length, ledger_head.c.hash)
_BEGIN = in_both(lambda sql: sql.insert(ledger_head).on_conflict_do_nothing())
_MOVE_HEAD = update(ledger_head).values(length=bindparam("to_length"), hash=bindparam("to_hash"))
_KNOWN: Final = "SELECT key FROM posting WHERE key IN {these}"
_ADD = Prepared(insert(posting), ("id", "key", "kind", "currency", "at", "previous_hash", "hash"))
_ADD_ENTRY = Prepared(
    insert(ledger_entry), ("posting_id", "account", "owner_id", "amount_minor", "currency")
)


def hold_head(conn: Connection) -> Head:
    """The chain's end, held until this unit of work commits: nobody else can post meanwhile."""
    row = conn.execute(_HEAD.with_for_update()).first()
    if row is None:
        conn.execute(_BEGIN[conn.dialect.name], {"id": 1, "length": 0, "hash": GENESIS})
        row = conn.execute(_HEAD.with_for_update()).one()
    return Head(*row)


def head(conn: Connection) -> Head:
    row = conn.execute(_HEAD).first()
    return Head(*row) if row else Head(0, GENESIS)


def post(conn: Connection, postings: Sequence[Posting]) -> int:
    """Append those whose key is new, in order; how many were. A known key has no second effect."""
    if not postings:
        return 0
    end = hold_head(conn)
    new = _not_yet(conn, postings)
    linked = _linked(end, new)
    if linked:
        _ADD.many(conn, [_row(each) for each in linked])
        _ADD_ENTRY.many(conn, [row for each in linked for row in _entries(each)])
        conn.execute(_MOVE_HEAD, {"to_length": linked[-1].number, "to_hash": linked[-1].hash})
    return len(linked)


def _not_yet(conn: Connection, postings: Iterable[Posting]) -> list[Posting]:
    by_key = {each.key: each for each in postings}
    for (known,) in among_these(conn, _KNOWN, list(by_key)):
        del by_key[known]
    return list(by_key.values())


def _linked(end: Head, postings: Iterable[Posting]) -> list[Linked]:
    linked: list[Linked] = []
    previous = end.hash
    for number, each in enumerate(postings, end.length + 1):
        following = chain_hash(previous, each)
        linked.append(Linked(number, each, previous, following))
        previous = following
    return linked


def _row(linked: Linked) -> dict[str, Any]:
    return {
        "id": linked.number,
        "key": linked.posting.key,
        "kind": linked.posting.kind,
        "currency": linked.posting.currency,
        "at": linked.posting.at,
        "previous_hash": linked.previous_hash,
        "hash": linked.hash,
    }


def _entries(linked: Linked) -> Iterator[dict[str, Any]]:
    for line in linked.posting.lines:
        yield {
            "posting_id": linked.number,
            "account": line.account,
            "owner_id": line.owner_id,
            "amount_minor": line.amount_minor,
            "currency": linked.posting.currency,
        }


_SUMS = (
    select(
        ledger_entry.c.owner_id,
        ledger_entry.c.account,
        ledger_entry.c.currency,
        func.sum(ledger_entry.c.amount_minor),
    )
    .group_by(ledger_entry.c.owner_id, ledger_entry.c.account, ledger_entry.c.currency)
    .order_by(ledger_entry.c.owner_id, ledger_entry.c.account, ledger_entry.c.currency)
)
_CREATORS = ledger_entry.c.account != LedgerAccount.CAMPAIGN_FUNDS
_OF_PERSON = _SUMS.where(_CREATORS, ledger_entry.c.owner_id == bindparam("of_owner"))
_OF_ACCOUNT = _SUMS.where(ledger_entry.c.account == bindparam("of_account"))


def of_person(conn: Connection, person_id: int) -> list[Balance]:
    """What stands on a creator's accounts, per account and currency."""
    return _balances(conn.execute(_OF_PERSON, {"of_owner": person_id}))


def of_account(conn: Connection, account: LedgerAccount) -> list[Balance]:
    """What stands on one kind of account, per owner and currency."""
    return _balances(conn.execute(_OF_ACCOUNT, {"of_account": account}))


def _balances(rows: Iterable[Any]) -> list[Balance]:
    # PostgreSQL sums 64-bit integers as NUMERIC.
    return [
        Balance(owner_id, LedgerAccount(account), currency, int(total))
        for owner_id, account, currency, total in rows
    ]


CHAIN = (
    select(
        posting.c.id,
        posting.c.key,
        posting.c.kind,
        posting.c.currency,
        posting.c.at,
        posting.c.previous_hash,
        posting.c.hash,
        ledger_entry.c.account,
        ledger_entry.c.owner_id,
        ledger_entry.c.amount_minor,
    )
    .join(ledger_entry, ledger_entry.c.posting_id == posting.c.id, isouter=True)
    .order_by(posting.c.id, ledger_entry.c.id)
)
_BY_KEY = CHAIN.where(posting.c.key == bindparam("of_key"))


def chain(conn: Connection) -> Iterator[Stored]:
    """Every posting in its order, as the rows say it, sound or not."""
    return stored(conn.execute(CHAIN, execution_options={"yield_per": 2000}))


_LINKS = (
    select(
        posting.c.id,
        posting.c.key,
        posting.c.kind,
        posting.c.currency,
        posting.c.at,
        posting.c.previous_hash,
        posting.c.hash,
    )
    .where(posting.c.id > bindparam("after"))
    .order_by(posting.c.id)
    .limit(bindparam("most"))
)
_LINES = (
    select(
        ledger_entry.c.posting_id,
        ledger_entry.c.account,
        ledger_entry.c.owner_id,
        ledger_entry.c.amount_minor,
    )
    .where(ledger_entry.c.posting_id.between(bindparam("first"), bindparam("last")))
    .order_by(ledger_entry.c.posting_id, ledger_entry.c.id)
)


def links(conn: Connection, after: int, most: int) -> list[Link]:
    """The next `most` postings behind the number `after`, in plain values: there are millions."""
    rows = conn.execute(_LINKS, {"after": after, "most": most}).all()
    if not rows:
        return []
    lines: dict[int, list[tuple[str, int, int]]] = {row[0]: [] for row in rows}
    span = {"first": rows[0][0], "last": rows[-1][0]}
    for number, account, owner_id, amount_minor in conn.execute(_LINES, span):
        lines[number].append((account, owner_id, amount_minor))
    return [Link(*row, lines[row[0]]) for row in rows]


def by_key(conn: Connection, key: str) -> Stored | None:
    return next(stored(conn.execute(_BY_KEY, {"of_key": key})), None)


def stored(rows: Iterable[Any]) -> Iterator[Stored]:
    """Of rows of CHAIN, which stand in its order."""
    for _, group in groupby(rows, key=lambda row: row[0]):
        yield _stored(list(group))


def _stored(rows: Sequence[Any]) -> Stored:
    number, key, kind, currency, at, previous_hash, hash_, *_ = rows[0]
    lines = tuple(Line(LedgerAccount(row[7]), row[8], row[9]) for row in rows if row[7] is not None)
    return Stored(number, key, PostingKind(kind), currency, lines, at, previous_hash, hash_)
