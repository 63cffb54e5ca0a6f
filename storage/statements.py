"""Queries for statements: whose money moved when, and what a posting's key is about."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, bindparam, func, select

from domain.ledger import Balance, LedgerAccount, Stored
from domain.payee import PayeeKind
from domain.statement import DisputedPart, PaidPart, RepaidPart, SettledPart
from storage import chain_places, price_lines
from storage.chain_places import Places
from storage.ledger import CHAIN, stored
from storage.metrics import READING, reading_if_any
from storage.tables import campaigns
from storage.tables.campaigns import campaign, task
from storage.tables.debts import repayment
from storage.tables.disputes import dispute
from storage.tables.metrics import metric_snapshot
from storage.tables.money import ledger_entry, payout, posting, settlement
from storage.tables.people import person
from storage.tables.work import assignment, post

_CHUNK: Final = 500
_OF_CREATORS = ledger_entry.c.account != LedgerAccount.CAMPAIGN_FUNDS
_OF_PERSON = (_OF_CREATORS, ledger_entry.c.owner_id == bindparam("of_person"))
_WITHIN = (posting.c.at >= bindparam("since"), posting.c.at < bindparam("until"))
_OPENING = (
    select(
        ledger_entry.c.owner_id,
        ledger_entry.c.account,
        ledger_entry.c.currency,
        func.sum(ledger_entry.c.amount_minor),
    )
    .join(posting, posting.c.id == ledger_entry.c.posting_id)
    .where(*_OF_PERSON, posting.c.at < bindparam("since"))
    .group_by(ledger_entry.c.owner_id, ledger_entry.c.account, ledger_entry.c.currency)
    .order_by(ledger_entry.c.currency, ledger_entry.c.account)
)
_MOVED = CHAIN.where(*_OF_PERSON, *_WITHIN)
# Each by itself, as an index has either end; every posting moves some creator's money.
_SPAN_OF_ALL = select(
    select(func.min(posting.c.at)).scalar_subquery(),
    select(func.max(posting.c.at)).scalar_subquery(),
)
_SPAN = (
    select(func.min(posting.c.at), func.max(posting.c.at))
    .join(ledger_entry, ledger_entry.c.posting_id == posting.c.id)
    .where(*_OF_PERSON)
)
_HAS_MOVED = (
    select(ledger_entry.c.id)
    .join(posting, posting.c.id == ledger_entry.c.posting_id)
    .where(ledger_entry.c.owner_id == person.c.id, _OF_CREATORS, *chain_places.WITHIN)
    .correlate(person)
    .exists()
)
_MOVERS = select(person.c.id).where(_HAS_MOVED).order_by(person.c.id)
_MOVED_IN_IT = (
    select(ledger_entry.c.owner_id)
    .join(posting, posting.c.id == ledger_entry.c.posting_id)
    .where(_OF_CREATORS, *chain_places.WITHIN)
    .distinct()
    .order_by(ledger_entry.c.owner_id)
)
_LAST_PERSON = select(func.max(person.c.id))

_BEGAN = select(func.min(posting.c.at))
_SUM = func.sum(ledger_entry.c.amount_minor)
_WHOSE = ledger_entry.c.owner_id, ledger_entry.c.account, ledger_entry.c.currency
# By person first, as the index has them: of a million entries nothing is sorted.
_STOOD = (
    select(*_WHOSE, _SUM)
    .where(_OF_CREATORS, chain_places.BEFORE)
    .group_by(*_WHOSE)
    .having(_SUM != 0)
    .order_by(*_WHOSE)
)
_OF_PEOPLE = ledger_entry.c.owner_id.in_(bindparam("of_people", expanding=True))
_MOVED_BY = CHAIN.where(_OF_CREATORS, _OF_PEOPLE, *chain_places.WITHIN)
_NAMES = select(person.c.id, person.c.name).order_by(person.c.id)


def opening(conn: Connection, person_id: int, since: datetime) -> list[Balance]:
    """What stood on a creator's accounts before that moment."""
    rows = conn.execute(_OPENING, {"of_person": person_id, "since": since})
    return [Balance(row[0], LedgerAccount(row[1]), row[2], int(row[3])) for row in rows]


def moved(conn: Connection, person_id: int, since: datetime, until: datetime) -> list[Stored]:
    """Postings of that time, each with the lines on this creator's accounts alone."""
    values = {"of_person": person_id, "since": since, "until": until}
    return list(stored(conn.execute(_MOVED, values)))


def span(conn: Connection, person_id: int) -> tuple[datetime, datetime] | None:
    """The first and the last time that their money moved."""
    first, last = conn.execute(_SPAN, {"of_person": person_id}).one()
    return (first, last) if first else None


def movers(conn: Connection, places: Places) -> list[int]:
    """Everybody whose money moved in that time, by their numbers.

    Looked for among whichever are fewer: its postings, or all people there are. In a large house
    few move in a month; in a year everybody does, and has many postings.
    """
    people = conn.scalar(_LAST_PERSON) or 0
    asked = _MOVED_IN_IT if places.last - places.first < people else _MOVERS
    return list(conn.execute(asked, places.values).scalars())


def stood(conn: Connection, places: Places) -> list[Balance]:
    """What each creator's accounts had come to before that time, but for nought."""
    began = conn.scalar(_BEGAN)
    if began is None or began >= places.since:
        return []
    rows = conn.execute(_STOOD, places.values).all()
    return [Balance(row[0], LedgerAccount(row[1]), row[2], int(row[3])) for row in rows]


def moved_by(
    conn: Connection, person_ids: Collection[int], places: Places
) -> dict[int, list[Stored]]:
    """Postings of that time by creator, each with the lines on their accounts alone."""
    values = {**places.values, "of_people": sorted(person_ids)}
    found: defaultdict[int, list[Stored]] = defaultdict(list)
    for each in stored(conn.execute(_MOVED_BY, values)) if person_ids else ():
        for person_id in dict.fromkeys(line.owner_id for line in each.lines):
            lines = tuple(line for line in each.lines if line.owner_id == person_id)
            found[person_id].append(replace(each, lines=lines))
    return found


def names(conn: Connection, person_ids: Collection[int]) -> dict[int, str]:
    """By their numbers, in the order of these."""
    return {row[0]: row[1] for row in _chunked(conn, _NAMES, person.c.id, person_ids)}


def span_of_all(conn: Connection) -> tuple[datetime, datetime] | None:
    """The first and the last time that any creator's money moved."""
    first, last = conn.execute(_SPAN_OF_ALL).one()
    return (first, last) if first else None


def holder(conn: Connection, person_id: int) -> str | None:
    """Whose it would be, by name."""
    name: str | None = conn.scalar(select(person.c.name).where(person.c.id == person_id))
    return name


SETTLED_PART = (
    select(
        settlement.c.id,
        settlement.c.assignment_id,
        task.c.title,
        campaign.c.title,
        settlement.c.checkpoint,
        campaigns.terms.c.version,
        func.coalesce(post.c.url, ""),
        settlement.c.lines,
        *READING,
    )
    .select_from(settlement)
    .join(assignment, assignment.c.id == settlement.c.assignment_id)
    .join(task, task.c.id == assignment.c.task_id)
    .join(campaign, campaign.c.id == task.c.campaign_id)
    .join(campaigns.terms, campaigns.terms.c.id == settlement.c.terms_id)
    .outerjoin(post, post.c.id == settlement.c.post_id)
    .outerjoin(metric_snapshot, metric_snapshot.c.id == settlement.c.snapshot_id)
)


def settled_parts(
    conn: Connection, settlement_ids: Iterable[int], assignment_ids: Iterable[int]
) -> list[SettledPart]:
    """Settlements by their own ids, and all of these assignments."""
    found: dict[int, SettledPart] = {}
    asked = ((settlement.c.id, settlement_ids), (settlement.c.assignment_id, assignment_ids))
    for column, ids in asked:
        for row in _chunked(conn, SETTLED_PART, column, ids):
            found[row[0]] = settled_part(row)
    return list(found.values())


def settled_part(row: Any) -> SettledPart:
    """Of a row of SETTLED_PART."""
    values: list[Any] = [*row[:7], reading_if_any(row[8:17]), price_lines.from_json(row[7])]
    return SettledPart(*values)


_PAID_PART = select(
    payout.c.id,
    payout.c.reference,
    payout.c.masked,
    payout.c.amount_minor,
    payout.c.withheld_minor,
    payout.c.problem,
    payout.c.kind,
)


def paid_parts(conn: Connection, payout_ids: Iterable[int]) -> list[PaidPart]:
    rows = _chunked(conn, _PAID_PART, payout.c.id, payout_ids)
    return [PaidPart(*_with_kind(row)) for row in rows]


def _with_kind(row: Any) -> list[Any]:
    """The last of a row, if it is there at all."""
    return [*row[:-1], PayeeKind(row[-1]) if row[-1] else None]


_SEALED = select(payout.c.sealed, payout.c.stamp).order_by(payout.c.id)


def sealed_of(conn: Connection, payout_ids: Iterable[int]) -> list[tuple[str, str]]:
    """(sealed, stamp) of the details that payouts went to; what was forgotten is not among them."""
    rows = _chunked(conn, _SEALED, payout.c.id, payout_ids)
    return [(sealed, stamp) for sealed, stamp in rows if sealed]


_DISPUTED_PART = (
    select(
        dispute.c.id,
        func.coalesce(task.c.title, payout.c.reference),
        dispute.c.assignment_id,
        payout.c.kind,
    )
    .select_from(dispute)
    .outerjoin(assignment, assignment.c.id == dispute.c.assignment_id)
    .outerjoin(task, task.c.id == assignment.c.task_id)
    .outerjoin(payout, payout.c.id == dispute.c.payout_id)
)


def disputed_parts(conn: Connection, dispute_ids: Iterable[int]) -> list[DisputedPart]:
    rows = _chunked(conn, _DISPUTED_PART, dispute.c.id, dispute_ids)
    return [DisputedPart(*_with_kind(row)) for row in rows]


_REPAID_PART = select(repayment.c.id, repayment.c.bank_reference)


def repaid_parts(conn: Connection, repayment_ids: Iterable[int]) -> list[RepaidPart]:
    rows = _chunked(conn, _REPAID_PART, repayment.c.id, repayment_ids)
    return [RepaidPart(*row) for row in rows]


def _chunked(
    conn: Connection, statement: Any, column: ColumnElement[int], ids: Iterable[int]
) -> Iterator[Any]:
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _CHUNK):
        yield from conn.execute(statement.where(column.in_(ordered[start : start + _CHUNK])))
