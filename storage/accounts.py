"""Queries about platform accounts and their categories; whose they may be is the services'."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, func, insert, or_, select, update

from domain.accounts import Account, AccountDetails, Handle
from domain.assignment import OPEN, AssignmentStatus
from domain.eligibility import ANYWHERE
from domain.people import Category, Region
from domain.platforms import Platform
from storage.tables.people import account, account_category
from storage.tables.work import assignment

# The post is being made, judged or measured: after the settlement the account is free.
_IN_PROGRESS = sorted(OPEN | {AssignmentStatus.APPROVED})
_CATEGORIES = (
    select(func.aggregate_strings(account_category.c.category, ","))
    .where(account_category.c.account_id == account.c.id)
    .scalar_subquery()
)
_ACCOUNT = select(
    account.c.id,
    account.c.platform,
    account.c.handle,
    account.c.profile_url,
    account.c.profile_key,
    account.c.followers,
    account.c.region,
    _CATEGORIES,
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose account it is already."""

    account_id: int
    person_id: int
    retired: bool


def of_person(conn: Connection, person_id: int) -> tuple[Account, ...]:
    """The accounts in use, oldest first."""
    mine = _ACCOUNT.where(account.c.person_id == person_id).order_by(account.c.id)
    return _accounts(conn, mine)


def one_of_person(conn: Connection, person_id: int, account_id: int) -> Account | None:
    mine = _ACCOUNT.where(account.c.person_id == person_id, account.c.id == account_id)
    return next(iter(_accounts(conn, mine)), None)


def rows_of(conn: Connection, person_ids: Iterable[int]) -> dict[int, list[Any]]:
    """The same of many persons, as `read` takes them; who has none is left out."""
    theirs = _ACCOUNT.add_columns(account.c.person_id).where(
        account.c.person_id.in_(person_ids), account.c.retired.is_(False)
    )
    found: dict[int, list[Any]] = {}
    for *row, person_id in conn.execute(theirs.order_by(account.c.id)):
        found.setdefault(person_id, []).append(row)
    return found


def _accounts(conn: Connection, query: Select[Any]) -> tuple[Account, ...]:
    return tuple(map(read, conn.execute(query.where(account.c.retired.is_(False)))))


def read(row: Any) -> Account:
    account_id, platform, handle, url, key, followers, region, categories = tuple(row)
    chosen = tuple(c for c in Category if c in (categories or "").split(","))
    details = AccountDetails(
        Platform(platform),
        Handle(handle, url, key),
        followers,
        chosen,
        Region(region) if region else None,
    )
    return Account(account_id, details)


def holders(conn: Connection, platform: Platform, handle: Handle) -> list[Holder]:
    """Who has this account, by its handle or by the platform's own id; those in use first."""
    same = [account.c.handle_key == handle.key]
    if handle.profile_key:
        same.append(account.c.profile_key == handle.profile_key)
    rows = conn.execute(
        select(account.c.id, account.c.person_id, account.c.retired)
        .where(and_(account.c.platform == platform, or_(*same)))
        .order_by(account.c.retired, account.c.id)
    )
    return [Holder(*row) for row in rows]


def add(conn: Connection, person_id: int, details: AccountDetails, now: datetime) -> int:
    """IntegrityError when another person's account in use has the same handle."""
    account_id: int = conn.execute(
        insert(account).returning(account.c.id),
        {"person_id": person_id, "created_at": now, **_columns(details)},
    ).scalar_one()
    set_categories(conn, account_id, details.categories)
    return account_id


def revive(conn: Connection, account_id: int, details: AccountDetails) -> None:
    """A retired account comes back with new details: its history is one."""
    set_columns(conn, account_id, retired=False, **_columns(details))
    set_categories(conn, account_id, details.categories)


def _columns(details: AccountDetails) -> dict[str, Any]:
    return {
        "platform": details.platform,
        "followers": details.followers,
        "region": details.region or ANYWHERE,
        **handle_columns(details.handle),
    }


def handle_columns(handle: Handle) -> dict[str, str]:
    return {
        "handle": handle.shown,
        "handle_key": handle.key,
        "profile_url": handle.profile_url,
        "profile_key": handle.profile_key,
    }


def set_columns(conn: Connection, account_id: int, **columns: Any) -> None:
    conn.execute(update(account).where(account.c.id == account_id).values(**columns))


def set_categories(conn: Connection, account_id: int, categories: Iterable[Category]) -> None:
    conn.execute(delete(account_category).where(account_category.c.account_id == account_id))
    rows = [{"account_id": account_id, "category": category} for category in categories]
    if rows:
        conn.execute(insert(account_category), rows)


def in_progress(conn: Connection, account_id: int) -> int:
    """How many of its assignments are not settled yet."""
    count: int = conn.execute(
        select(func.count())
        .select_from(assignment)
        .where(assignment.c.account_id == account_id, assignment.c.status.in_(_IN_PROGRESS))
    ).scalar_one()
    return count
