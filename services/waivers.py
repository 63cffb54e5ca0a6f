"""A creator gives up money that cannot be paid to them, so that they can be forgotten.

Nobody else may say it for them: what is theirs stays theirs until they give it up themselves.
"""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import Connection

from domain.errors import Stale
from domain.ledger import LedgerAccount, Owed, Posting
from domain.people import Actor
from domain.personal_data import Sum
from services import ledger, privacy
from storage import erasure, waivers
from storage import ledger as chain

_PAYABLE = LedgerAccount.CREATOR_PAYABLE
_MOVING = (LedgerAccount.CREATOR_PENDING, LedgerAccount.PAYOUT_IN_TRANSIT)


def waivable(conn: Connection, actor: Actor) -> tuple[Sum, ...]:
    """All that is payable to them, where that is all there is: nothing pending, none in a batch.

    Empty while work of theirs is still to be settled or anything is on its way: that is waited for.
    """
    if erasure.to_settle(conn, actor.person_id) or waivers.in_a_batch(conn, actor.person_id):
        return ()
    payable: defaultdict[str, int] = defaultdict(int)
    for each in chain.of_person(conn, actor.person_id):
        if each.account in _MOVING and each.amount_minor:
            return ()
        if each.account is _PAYABLE:
            payable[each.currency] += each.amount_minor
    return tuple(Sum(minor, currency) for currency, minor in sorted(payable.items()) if minor > 0)


def give_up_and_leave(
    conn: Connection, actor: Actor, expected: tuple[Sum, ...], *, now: datetime
) -> None:
    """One posting a currency from payable to waived, and they are erased in the same unit of work.

    Stale when it is not exactly the `expected` that they were shown; else privacy.erase's refusals.
    """
    chain.hold_head(conn)  # no balance moves until this commits
    given_up = waivable(conn, actor)
    if not given_up or given_up != expected:
        raise Stale("waiver")
    chain.post(conn, [_posting(conn, actor, each, now) for each in given_up])
    privacy.erase(conn, actor, now=now)


def _posting(conn: Connection, actor: Actor, part: Sum, now: datetime) -> Posting:
    owed = Owed(actor.person_id, part.amount_minor, part.currency)
    return ledger.waived(waivers.add(conn, owed, now), owed, at=now)
