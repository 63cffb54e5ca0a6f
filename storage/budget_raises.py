"""Queries about how budgets were raised; none of these rows ever changes."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from domain.budget import Raise
from storage.tables.campaigns import budget_raise
from storage.tables.people import person

_ADD = insert(budget_raise).returning(budget_raise.c.id)
_OF_CAMPAIGN = (
    select(
        budget_raise.c.before_minor,
        budget_raise.c.after_minor,
        budget_raise.c.reason,
        person.c.name,
        budget_raise.c.at,
    )
    .join(person, person.c.id == budget_raise.c.raised_by)
    .where(budget_raise.c.campaign_id == bindparam("of_campaign"))
    .order_by(budget_raise.c.id.desc())
)


def add(
    conn: Connection,
    campaign_id: int,
    before_minor: int,
    after_minor: int,
    reason: str,
    raised_by: int,
    now: datetime,
) -> int:
    values = {
        "campaign_id": campaign_id,
        "before_minor": before_minor,
        "after_minor": after_minor,
        "reason": reason,
        "raised_by": raised_by,
        "at": now,
    }
    raise_id: int = conn.execute(_ADD, values).scalar_one()
    return raise_id


def of_campaign(conn: Connection, campaign_id: int) -> tuple[Raise, ...]:
    """The newest first."""
    return tuple(Raise(*row) for row in conn.execute(_OF_CAMPAIGN, {"of_campaign": campaign_id}))
