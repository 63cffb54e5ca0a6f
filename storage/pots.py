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
from storage.pot_windows import IN_WINDOW
from storage.tables.base import among
from storage.tables.campaigns import campaign, task, terms
from storage.tables.money import pot_share
from storage.tables.pot_windows import pot_window
from storage.tables.work import assignment


@dataclass(frozen=True, slots=True)
class Pot:
    """One that is ready: nothing can be claimed, handed in or counted any more."""

    terms_id: int
    campaign_id: int
    pot_minor: int
    window_id: int | None = None  # whose pot it is; None: the whole campaign's
    reserved_minor: int = 0  # what the window holds of the budget beside its works


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


def _claimed(*conditions: Any) -> Any:
    """In the window."""
    return exists(
        select(assignment.c.id)
        .select_from(DUE_FROM)
        .where(IN_WINDOW, *conditions)
        .correlate(pot_window)
    )


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
_IS_STILL_COUNTED = or_(
    assignment.c.settle_at > bindparam("now"),
    and_(IS_UNHEARD, assignment.c.settle_at > bindparam("waited_until")),
)
_IS_READY = and_(
    _pot.c.pot_minor > 0,
    _pot.c.pot_days == 0,
    ~exists(select(pot_share.c.assignment_id).where(pot_share.c.terms_id == _pot.c.id)),
    ~_IS_OFFERED,
    ~_work(among(assignment.c.status, OPEN)),
    _work(_IS_APPROVED),
    ~_work(_IS_APPROVED, _IS_STILL_COUNTED),
)
_IS_WINDOW_READY = and_(
    pot_window.c.split_at.is_(None),
    or_(pot_window.c.ends_at <= bindparam("now"), ~_IS_OFFERED),
    ~_claimed(among(assignment.c.status, OPEN)),
    ~_claimed(_IS_APPROVED, _IS_STILL_COUNTED),
)
_FROM = _pot.join(campaign, campaign.c.id == _pot.c.campaign_id)
_DUE = paged(
    select(campaign.c.created_at, _pot.c.id).select_from(_FROM).where(_IS_READY),
    campaign.c.created_at,
    _pot.c.id,
)
_WINDOW_FROM = pot_window.join(_pot, _pot.c.id == pot_window.c.terms_id).join(
    campaign, campaign.c.id == _pot.c.campaign_id
)
_DUE_WINDOWS = paged(
    select(pot_window.c.opened_at, pot_window.c.id)
    .select_from(_WINDOW_FROM)
    .where(_IS_WINDOW_READY),
    pot_window.c.opened_at,
    pot_window.c.id,
)
_READY_WINDOW = (
    select(
        pot_window.c.terms_id,
        _pot.c.campaign_id,
        _pot.c.pot_minor,
        pot_window.c.id,
        pot_window.c.reserved_minor,
    )
    .select_from(_WINDOW_FROM)
    .where(pot_window.c.id == bindparam("of_window"), _IS_WINDOW_READY)
    .with_for_update(of=pot_window)
)
_READY = (
    select(_pot.c.id, _pot.c.campaign_id, _pot.c.pot_minor)
    .select_from(_FROM)
    .where(_pot.c.id == bindparam("of_terms"), _IS_READY)
)
_MEMBERS = (
    select(assignment.c.id, assignment.c.person_id, assignment.c.task_id)
    .where(_IS_APPROVED)
    .order_by(assignment.c.id)
    .with_for_update(of=assignment)
)
_WORKS = _MEMBERS.where(assignment.c.terms_id == bindparam("of_terms"))
_WORKS_IN_WINDOW = _MEMBERS.join(pot_window, IN_WINDOW).where(
    pot_window.c.id == bindparam("of_window")
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


def due_windows(
    conn: Connection, after: DueItem, now: datetime, waited_until: datetime, most: int
) -> list[DueItem]:
    """Windows whose pot is ready, the oldest first."""
    return page(conn, _DUE_WINDOWS, after, most, now=now, waited_until=waited_until)


def ready_window(
    conn: Connection, window_id: int, now: datetime, waited_until: datetime
) -> Pot | None:
    """Its pot, the window being ours until the unit of work ends; None as of `ready`."""
    values = {"of_window": window_id, "now": now, "waited_until": waited_until}
    row = conn.execute(_READY_WINDOW, values).first()
    return None if row is None else Pot(*row)


def works(conn: Connection, pot: Pot) -> list[Member]:
    """Those that share it, the earliest claim first; ours until the unit of work ends."""
    if pot.window_id is None:
        rows = conn.execute(_WORKS, {"of_terms": pot.terms_id})
    else:
        rows = conn.execute(_WORKS_IN_WINDOW, {"of_window": pot.window_id})
    return [Member(*row) for row in rows]


def keep(
    conn: Connection, pot: Pot, found: Sequence[tuple[Worth, int]], postings: int, now: datetime
) -> None:
    """With its share each; from now on a work reserves that and no more.

    The campaign's reserve follows by the difference: it may hold work of other terms, too.
    `postings` is how many there are by now. A window that nobody's work came out of has no shares.
    """
    held_minor = _share_out(conn, pot, found, postings, now) if found else 0
    shared_minor = sum(share_minor for _, share_minor in found)
    conn.execute(
        update(campaign)
        .where(campaign.c.id == pot.campaign_id)
        .values(
            reserved_minor=campaign.c.reserved_minor
            - held_minor
            - pot.reserved_minor
            + shared_minor
        )
    )
    if pot.window_id is not None:
        earned_minor = sum(each.earned_minor for each, _ in found)
        seen = {"spoken_minor": earned_minor, "looked_at": now}
        of_window = update(pot_window).where(pot_window.c.id == pot.window_id)
        conn.execute(of_window.values(reserved_minor=0, split_at=now, **seen))


def _share_out(
    conn: Connection, pot: Pot, found: Sequence[tuple[Worth, int]], postings: int, now: datetime
) -> int:
    """Each work its share; what all of them reserved until now."""
    rows = [
        {
            "assignment_id": each.assignment_id,
            "terms_id": pot.terms_id,
            "window_id": pot.window_id,
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
    held_minor = int(conn.execute(_RESERVED, {"ids": ids}).scalar_one())
    conn.execute(
        update(assignment)
        .where(assignment.c.id == bindparam("of_assignment"))
        .values(reserved_minor=bindparam("share"), revision=assignment.c.revision + 1),
        [{"of_assignment": row["assignment_id"], "share": row["share_minor"]} for row in rows],
    )
    return held_minor
