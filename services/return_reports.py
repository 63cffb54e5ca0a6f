"""How stable data return is, by campaign and by the way readings come: a figure staff can read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from domain.paging import Page, page_of
from domain.people import Actor
from domain.returns import CampaignReturns, MissingPost
from services import campaigns
from storage import campaign_summaries, missing_returns, return_reports


@dataclass(frozen=True, slots=True)
class MissingPage:
    """`count` is of all pages."""

    campaign_id: int
    title: str
    posts: tuple[MissingPost, ...]
    count: int
    page: Page


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


def missing(
    conn: Connection, actor: Actor, campaign_id: int, number: int, size: int, *, now: datetime
) -> MissingPage:
    """The posts behind the figure, by name; who may see the campaign may see them."""
    title = campaigns.one(conn, actor, campaign_id).title
    count = missing_returns.count(conn, campaign_id, now)
    page = page_of(count, number, size)
    posts = missing_returns.posts(conn, campaign_id, now, start=page.start, most=size)
    return MissingPage(campaign_id, title, posts, count, page)


def every_missing(
    conn: Connection, *, now: datetime, most: int
) -> tuple[tuple[int, MissingPost], ...]:
    """Of all campaigns, the newest first, each with its campaign's number: for the command line."""
    return tuple(
        (of.campaign_id, each)
        for of in campaign_summaries.summaries(conn)
        for each in missing_returns.posts(conn, of.campaign_id, now, start=0, most=most)
    )
