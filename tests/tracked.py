"""Work with a tracking link, for tests of where it leads and what it counts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from services import assignments
from storage.tables.tracking import tracking_count, tracking_link
from tests.world import NOW, CampaignFixture, CreatorFixture, World, creator, live_campaign

TARGET: Final = "https://shop.example.com/tea?utm_source=douyin&utm_medium=koc&utm_campaign=tea"
LINKS_AT: Final = "https://koc.example"


@dataclass(frozen=True, slots=True)
class Tracked:
    """A claimed task whose creator has a link."""

    campaign: CampaignFixture
    creator: CreatorFixture
    assignment_id: int
    link_id: int
    code: str


def tracked(
    conn: Connection,
    campaign: CampaignFixture | None = None,
    *,
    target_url: str = TARGET,
    now: datetime = NOW,
) -> Tracked:
    campaign = campaign or live_campaign(conn, target_url=target_url, now=now)
    holder = creator(conn, now=now)
    ids = (campaign.task_id, holder.account_id, campaign.terms_id)
    claimed = assignments.claim(conn, holder.actor, *ids, links_at=LINKS_AT, now=now)
    return of_work(conn, campaign, holder, claimed)


def of_work(
    conn: Connection, campaign: CampaignFixture, holder: CreatorFixture, assignment_id: int
) -> Tracked:
    row = conn.execute(
        select(tracking_link.c.id, tracking_link.c.code).where(
            tracking_link.c.assignment_id == assignment_id
        )
    ).one()
    return Tracked(campaign, holder, assignment_id, row.id, row.code)


def counted(world: World) -> list[tuple[int, int, int]]:
    """Humans, bots and visitors of each hour that has a row, in order."""
    columns = (tracking_count.c.humans, tracking_count.c.bots, tracking_count.c.visitors)
    rows = world.rows(select(*columns).order_by(tracking_count.c.link_id, tracking_count.c.hour))
    return [tuple(row) for row in rows]
