"""Queries about a broadcast's readers and a task: how many of them could claim what it opens."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, func, or_, select

from domain.assignment import LIVE
from domain.eligibility import ANYWHERE
from domain.people import Category, Standing
from domain.platforms import Platform
from domain.segment import Segment
from storage import audiences
from storage.audience_look import Look
from storage.audience_parts import each_part
from storage.tables.audience import audience, bits
from storage.tables.base import among
from storage.tables.campaigns import task
from storage.tables.people import account, account_category
from storage.tables.work import assignment
from storage.tasks import IS_TAKEN


def fitting(
    conn: Connection, segment: Segment, task_id: int, now: datetime, *, leaves_later: bool = False
) -> int:
    """Whom it would reach now with an account that fits the task and does not hold it yet.

    What a creator holds of other work, and how many slots are left, is not asked.
    """
    wanted = conn.execute(select(task).where(task.c.id == task_id)).one()
    look = audiences.look_at(conn, segment, now, leaves_later=leaves_later)

    def asked(look: Look) -> Select[int]:
        return (
            select(func.count())
            .select_from(audience)
            .where(
                audiences.reached(segment, look),
                audience.c.standing == Standing.ACTIVE,
                *_at_a_glance(wanted),
                _fits(wanted),
                wanted.per_creator > _taken(wanted),
            )
        )

    return sum(number for (number,) in each_part(conn, segment, look, asked))


def _at_a_glance(wanted: Any) -> list[Any]:
    """What the short row can rule out: accounts are asked of the rest alone."""
    return [
        audience.c.platforms.bitwise_and(bits(Platform, [wanted.platform])) != 0,
        audience.c.categories.bitwise_and(bits(Category, [wanted.category])) != 0,
        audience.c.most_followers >= wanted.min_followers,
    ]


def _fits(wanted: Any) -> Any:
    """As domain.eligibility judges one account."""
    held = exists().where(
        assignment.c.task_id == wanted.id,
        assignment.c.account_id == account.c.id,
        among(assignment.c.status, LIVE),
    )
    return exists().where(
        account.c.person_id == audience.c.person_id,
        account.c.retired.is_(False),
        account.c.platform == wanted.platform,
        account.c.followers >= wanted.min_followers,
        or_(wanted.region == ANYWHERE, account.c.region == wanted.region),
        exists().where(
            account_category.c.account_id == account.c.id,
            account_category.c.category == wanted.category,
        ),
        ~held.correlate(account),
    )


def _taken(wanted: Any) -> Any:
    return (
        select(func.count())
        .select_from(assignment)
        .where(
            assignment.c.task_id == wanted.id,
            assignment.c.person_id == audience.c.person_id,
            IS_TAKEN,
        )
        .correlate(audience)
        .scalar_subquery()
    )
