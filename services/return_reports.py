"""How stable data return is, by campaign and by the way readings come: a figure staff can read."""

from datetime import datetime

from sqlalchemy import Connection

from domain.returns import CampaignReturns
from storage import return_reports


def of_campaign(conn: Connection, campaign_id: int, *, now: datetime) -> CampaignReturns | None:
    """None while none of its returns has come or could be late; who may ask, the page decides."""
    whole = return_reports.of_campaign(conn, campaign_id, now)
    if whole is None:
        return None
    ((_, title),) = return_reports.titles(conn, [campaign_id])
    feeds = return_reports.feeds_of(conn, campaign_id, now)
    return CampaignReturns(campaign_id, title, whole, feeds)


def every(conn: Connection, *, now: datetime) -> tuple[CampaignReturns, ...]:
    """The newest campaign first: for the command line."""
    found = return_reports.of_all(conn, now)
    return tuple(
        CampaignReturns(each, title, found[each], return_reports.feeds_of(conn, each, now))
        for each, title in return_reports.titles(conn, found)
    )
