"""Platform accounts: added, changed, retired by their owner; each is one person's at a time."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from domain.accounts import (
    MOST_CATEGORIES,
    Account,
    AccountBusy,
    AccountDetails,
    BadCategories,
    Handle,
    HandleTaken,
)
from domain.consent import ConsentMissing
from domain.errors import NotFound
from domain.people import Actor, Category, Region, Standing
from domain.platforms import Platform
from services import onboarding
from storage import accounts, people
from storage.accounts import Holder

_NEW: Final = 0  # the account id of one that is not there yet


def mine(conn: Connection, actor: Actor) -> tuple[Account, ...]:
    """In use, oldest first."""
    return accounts.of_person(conn, actor.person_id)


def own(conn: Connection, actor: Actor, account_id: int) -> Account:
    """Anybody else's is simply not found."""
    account = accounts.one_of_person(conn, actor.person_id, account_id)
    if account is None:
        raise NotFound("account")
    return account


def ensure_free(
    conn: Connection,
    actor: Actor,
    platform: Platform,
    handle: Handle,
    *,
    besides: int = _NEW,
) -> Holder | None:
    """Raise HandleTaken when the account is in use already; answers the actor's own retired one."""
    for holder in accounts.holders(conn, platform, handle):
        if not holder.retired and holder.account_id != besides:
            raise HandleTaken(platform, handle.shown, own=holder.person_id == actor.person_id)
        if holder.retired and holder.person_id == actor.person_id:
            return holder
    return None


def add(conn: Connection, actor: Actor, details: AccountDetails, *, now: datetime) -> int:
    """The account's id. The first one makes a newcomer a creator; a retired one comes back."""
    if not onboarding.has_consented(conn, actor):
        raise ConsentMissing
    _ensure_few(details.categories)
    former = ensure_free(conn, actor, details.platform, details.handle)
    account_id = _store(conn, actor, details, former, now)
    if actor.standing is Standing.NEW:
        people.set_standing(conn, actor.person_id, Standing.ACTIVE)
    return account_id


def _store(
    conn: Connection, actor: Actor, details: AccountDetails, former: Holder | None, now: datetime
) -> int:
    try:
        if former is None:
            return accounts.add(conn, actor.person_id, details, now)
        accounts.revive(conn, former.account_id, details)
    except IntegrityError:  # writers take turns; the index has the last word all the same
        raise HandleTaken(details.platform, details.handle.shown, own=False) from None
    return former.account_id


def change_handle(
    conn: Connection, actor: Actor, account_id: int, handle: Handle, *, now: datetime
) -> int:
    """Not while work is going on: its posts are matched to the account by its handle."""
    account = _idle(conn, actor, account_id)
    ensure_free(conn, actor, account.details.platform, handle, besides=account_id)
    accounts.set_columns(conn, account_id, **accounts.handle_columns(handle))
    return account_id


def change_followers(
    conn: Connection, actor: Actor, account_id: int, followers: int, *, now: datetime
) -> int:
    own(conn, actor, account_id)
    accounts.set_columns(conn, account_id, followers=followers)
    return account_id


def change_region(
    conn: Connection, actor: Actor, account_id: int, region: Region, *, now: datetime
) -> int:
    own(conn, actor, account_id)
    accounts.set_columns(conn, account_id, region=region)
    return account_id


def change_categories(
    conn: Connection,
    actor: Actor,
    account_id: int,
    categories: tuple[Category, ...],
    *,
    now: datetime,
) -> int:
    own(conn, actor, account_id)
    _ensure_few(categories)
    accounts.set_categories(conn, account_id, categories)
    return account_id


def _ensure_few(categories: tuple[Category, ...]) -> None:
    if not 1 <= len(set(categories)) == len(categories) <= MOST_CATEGORIES:
        raise BadCategories


def retire(conn: Connection, actor: Actor, account_id: int, *, now: datetime) -> Account:
    """Out of use, its history kept; not while work is going on."""
    account = _idle(conn, actor, account_id)
    accounts.set_columns(conn, account_id, retired=True)
    return account


def _idle(conn: Connection, actor: Actor, account_id: int) -> Account:
    account = own(conn, actor, account_id)
    unsettled = accounts.in_progress(conn, account_id)
    if unsettled:
        raise AccountBusy(unsettled)
    return account
