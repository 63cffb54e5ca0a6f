"""Queries about a campaign's money: each one conditional UPDATE, so that none can overspend."""

from sqlalchemy import (
    BigInteger,
    Connection,
    and_,
    bindparam,
    case,
    exists,
    func,
    null,
    or_,
    select,
    update,
)

from domain.assignment import OPEN, AssignmentStatus
from domain.campaign import CampaignStatus
from storage.prepared import Later, Prepared
from storage.short_budgets import is_short
from storage.tables.base import among
from storage.tables.campaigns import campaign, task, terms
from storage.tables.money import pot_share
from storage.tables.work import assignment

_RESERVE = Prepared(
    update(campaign)
    .where(
        campaign.c.id == bindparam("campaign_id"),
        campaign.c.status == CampaignStatus.LIVE,
        campaign.c.reserved_minor + campaign.c.earned_minor + bindparam("amount_minor")
        <= campaign.c.budget_minor,
    )
    .values(reserved_minor=campaign.c.reserved_minor + bindparam("amount_minor"))
)
_RELEASE = Prepared(
    update(campaign)
    .where(campaign.c.id == bindparam("campaign_id"))
    .values(reserved_minor=campaign.c.reserved_minor - bindparam("amount_minor"))
)
_EARN = Prepared(
    update(campaign)
    .where(campaign.c.id == bindparam("campaign_id"))
    .values(
        reserved_minor=campaign.c.reserved_minor - bindparam("reserved"),
        earned_minor=campaign.c.earned_minor + bindparam("amount_minor"),
    )
)
_IS_LEFT_TO_SPLIT = and_(
    terms.c.pot_minor > 0,
    terms.c.pot_days == 0,  # a window reserves all of its pot itself
    ~exists(select(pot_share.c.assignment_id).where(pot_share.c.terms_id == terms.c.id)),
    or_(
        and_(
            campaign.c.status != CampaignStatus.CLOSED,
            exists(select(task.c.id).where(task.c.terms_id == terms.c.id)),
        ),
        exists(
            select(assignment.c.id).where(
                assignment.c.terms_id == terms.c.id,
                among(assignment.c.status, OPEN | {AssignmentStatus.APPROVED}),
            )
        ),
    ),
)
_HELD_OF_POT = (
    select(func.coalesce(func.sum(assignment.c.reserved_minor), 0))
    .where(assignment.c.terms_id == terms.c.id)
    .correlate(terms)
    .scalar_subquery()
)
# Claims reserve an even part of a pot each; when it is split, its works need all of it.
_OF_POTS = (
    select(func.coalesce(func.sum(terms.c.pot_minor - _HELD_OF_POT), 0))
    .where(terms.c.campaign_id == campaign.c.id, _IS_LEFT_TO_SPLIT)
    .correlate(campaign)
    .scalar_subquery()
)
_GRANT = (
    update(campaign)
    .where(
        campaign.c.id == bindparam("campaign_id"),
        campaign.c.reserved_minor + campaign.c.earned_minor + bindparam("amount_minor") + _OF_POTS
        <= campaign.c.budget_minor,
    )
    .values(earned_minor=campaign.c.earned_minor + bindparam("amount_minor"))
)


_WANTED = bindparam("wanted", type_=BigInteger)
_RAISE = (
    update(campaign)
    .where(campaign.c.id == bindparam("campaign_id"), campaign.c.budget_minor == bindparam("seen"))
    .values(
        budget_minor=_WANTED,
        short_told_at=case(
            (is_short(_WANTED, bindparam("at_percent")), campaign.c.short_told_at),
            else_=null(),
        ),
    )
)


def raise_to(
    conn: Connection, campaign_id: int, seen_minor: int, wanted_minor: int, short_percent: int
) -> bool:
    """False when it is not the budget that was seen any more.

    Where it is not short any more, staff hear of it when it runs short again.
    """
    values = {"campaign_id": campaign_id, "seen": seen_minor, "wanted": wanted_minor}
    return conn.execute(_RAISE, values | {"at_percent": short_percent}).rowcount == 1


def reserve(conn: Connection, campaign_id: int, amount_minor: int) -> Later[bool]:
    """False when the campaign is not live or its budget does not reach."""
    reserved = _RESERVE.run_later(conn, campaign_id=campaign_id, amount_minor=amount_minor)
    return lambda: reserved() == 1


def release(conn: Connection, campaign_id: int, amount_minor: int) -> None:
    """The assignment ended unpaid: its reserve is free again."""
    _RELEASE.run(conn, campaign_id=campaign_id, amount_minor=amount_minor)


def earn(conn: Connection, campaign_id: int, reserved_minor: int, amount_minor: int) -> None:
    """Settled: `amount_minor` is earned and the whole reserve goes; a reversal is negative."""
    _EARN.run(conn, campaign_id=campaign_id, reserved=reserved_minor, amount_minor=amount_minor)


def grant(conn: Connection, campaign_id: int, amount_minor: int) -> bool:
    """Earned at once, without a reserve, live or closed; False when the budget does not reach.

    A pot that is still to be split keeps its whole sum.
    """
    values = {"campaign_id": campaign_id, "amount_minor": amount_minor}
    return conn.execute(_GRANT, values).rowcount == 1
