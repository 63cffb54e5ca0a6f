"""Queries about a campaign's money: each one conditional UPDATE, so that none can overspend."""

from sqlalchemy import Connection, bindparam, update

from domain.campaign import CampaignStatus
from storage.prepared import Later, Prepared
from storage.tables.campaigns import campaign

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
_GRANT = (
    update(campaign)
    .where(
        campaign.c.id == bindparam("campaign_id"),
        campaign.c.reserved_minor + campaign.c.earned_minor + bindparam("amount_minor")
        <= campaign.c.budget_minor,
    )
    .values(earned_minor=campaign.c.earned_minor + bindparam("amount_minor"))
)


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
    """Earned at once, without a reserve, live or closed; False when the budget does not reach."""
    values = {"campaign_id": campaign_id, "amount_minor": amount_minor}
    return conn.execute(_GRANT, values).rowcount == 1
