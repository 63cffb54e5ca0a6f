"""Queries about works that went back because nobody handed anything in; one campaign at a time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from domain.assignment import AssignmentStatus
from storage.tables.campaigns import campaign, task
from storage.tables.work import assignment


@dataclass(frozen=True, slots=True)
class Lapsed:
    title: str
    works: int


_OF_CAMPAIGN = (
    select(campaign.c.title, func.count())
    .select_from(assignment)
    .join(task, task.c.id == assignment.c.task_id)
    .join(campaign, campaign.c.id == task.c.campaign_id)
    .where(
        task.c.campaign_id == bindparam("of_campaign"),
        assignment.c.status == AssignmentStatus.EXPIRED,
        assignment.c.ended_at > bindparam("since"),
        assignment.c.ended_at <= bindparam("until"),
    )
    .group_by(campaign.c.title)
)


def of_campaign(
    conn: Connection, campaign_id: int, since: datetime, until: datetime
) -> Lapsed | None:
    """Those that ended in (since, until]; None when none did."""
    asked = {"of_campaign": campaign_id, "since": since, "until": until}
    row = conn.execute(_OF_CAMPAIGN, asked).first()
    return None if row is None else Lapsed(row[0], row[1])


def title(conn: Connection, campaign_id: int) -> str | None:
    asked = select(campaign.c.title).where(campaign.c.id == campaign_id)
    return conn.execute(asked).scalar()
