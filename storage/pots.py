"""Queries about pots that works share: which are ready to be split, what of them, how they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, func, insert, or_, select, update

from domain.assignment import OPEN, AssignmentStatus
from domain.campaign import CampaignStatus
from domain.due_work import DueItem
from storage.due_pages import page, paged
from storage.due_settlements import DUE_FROM, IS_UNHEARD
from storage.tables.base import among
from storage.tables.campaigns import campaign, task, terms
from storage.tables.money import pot_share
from storage.tables.work import assignment


@dataclass(frozen=True, slots=True)
class Pot:
    """One that is ready: nothing can be claimed, handed in or counted any more."""

    terms_id: int
    campaign_id: int
    pot_minor: int


@dataclass(frozen=True, slots=True)
class Member:
    """A work that shares in a pot, and whose caps count it."""

    assignment_id: int
    person_id: int
    task_id: int


@dataclass(frozen=True, slots=True)
class Worth:
    """What one work came to by itself, and by what was heard of it."""

    assignment_id: int
    post_id: int | None
    earned_minor: int
    last_reading_id: int
    last_news_id: int


_IS_APPROVED = among(assignment.c.status, [AssignmentStatus.APPROVED])


def _work(*conditions: Any) -> Any:
    """Of the pot's terms."""
    return exists(
        select(assignment.c.id)
        .select_from(DUE_FROM)
        .where(assignment.c.terms_id == _pot.c.id, *conditions)
        .correlate(_pot)
    )


_pot = terms.alias()
_IS_OFFERED = exists(
    select(task.c.id).where(
        task.c.terms_id == _pot.c.id,
        campaign.c.status != CampaignStatus.CLOSED,
        task.c.due_at > bindparam("now"),
    )
)
_IS_READY = and_(
    _pot.c.pot_minor > 0,
    ~exists(select(pot_share.c.assignment_id).where(pot_share.c.terms_id == _pot.c.id)),
    ~_IS_OFFERED,
    ~_work(among(assignment.c.status, OPEN)),
    _work(_IS_APPROVED),
    ~_work(
        _IS_APPROVED,
        or_(
            assignment.c.settle_at > bindparam("now"),
            and_(IS_UNHEARD, assignment.c.settle_at > bindparam("waited_until")),
        ),
    ),
)
_FROM = _pot.join(campaign, campaign.c.id == _pot.c.campaign_id)
_DUE = paged(
    select(campaign.c.created_at, _pot.c.id).select_from(_FROM).where(_IS_READY),
    campaign.c.created_at,
    _pot.c.id,
)
_READY = (
    select(_pot.c.id, _pot.c.campaign_id, _pot.c.pot_minor)
    .select_from(_FROM)
    .where(_pot.c.id == bindparam("of_terms"), _IS_READY)
)
_WORKS = (
    select(assignment.c.id, assignment.c.person_id, assignment.c.task_id)
    .where(assignment.c.terms_id == bindparam("of_terms"), _IS_APPROVED)
    .order_by(assignment.c.id)
    .with_for_update()
)
_RESERVED = select(func.coalesce(func.sum(assignment.c.reserved_minor), 0)).where(
    assignment.c.id.in_(bindparam("ids", expanding=True))
)


def due(
    conn: Connection, after: DueItem, now: datetime, waited_until: datetime, most: int
) -> list[DueItem]:
    """Terms whose pot is ready, those of the oldest campaign first."""
    return page(conn, _DUE, after, most, now=now, waited_until=waited_until)


def ready(conn: Connection, terms_id: int, now: datetime, waited_until: datetime) -> Pot | None:
    """None when it is not, or not any more."""
    values = {"of_terms": terms_id, "now": now, "waited_until": waited_until}
    row = conn.execute(_READY, values).first()
    return None if row is None else Pot(*row)


def works(conn: Connection, terms_id: int) -> list[Member]:
    """Those that share it, the earliest claim first; ours until the unit of work ends."""
    return [Member(*row) for row in conn.execute(_WORKS, {"of_terms": terms_id})]


def keep(
    conn: Connection, pot: Pot, found: Sequence[tuple[Worth, int]], postings: int, now: datetime
) -> None:
    """With its share each; from now on a work reserves that and no more.

    The campaign's reserve follows by the difference: it may hold work of other terms, too.
    `postings` is how many there are by now.
    """
    rows = [
        {
            "assignment_id": each.assignment_id,
            "terms_id": pot.terms_id,
            "post_id": each.post_id,
            "last_reading_id": each.last_reading_id,
            "last_news_id": each.last_news_id,
            "earned_minor": each.earned_minor,
            "share_minor": share_minor,
            "split_at": now,
            "postings": postings,
        }
        for each, share_minor in found
    ]
    conn.execute(insert(pot_share), rows)
    ids = [row["assignment_id"] for row in rows]
    held_minor = conn.execute(_RESERVED, {"ids": ids}).scalar_one()
    conn.execute(
        update(assignment)
        .where(assignment.c.id == bindparam("of_assignment"))
        .values(reserved_minor=bindparam("share"), revision=assignment.c.revision + 1),
        [{"of_assignment": row["assignment_id"], "share": row["share_minor"]} for row in rows],
    )
    conn.execute(
        update(campaign)
        .where(campaign.c.id == pot.campaign_id)
        .values(
            reserved_minor=campaign.c.reserved_minor
            - held_minor
            + sum(share_minor for _, share_minor in found)
        )
    )
