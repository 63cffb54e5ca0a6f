"""Queries about windows of pots: opened by a claim, looked at, listed; they are split in pots."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, func, or_, select, update

from domain.assignment import LIVE, OPEN, AssignmentStatus
from domain.due_work import DueItem
from domain.pot_windows import PastWindow, Span, Window
from storage.dialects import in_both
from storage.due_pages import page, paged
from storage.submissions import LATEST_WITH_POST
from storage.tables.base import among
from storage.tables.campaigns import campaign, terms
from storage.tables.money import pot_share
from storage.tables.pot_windows import pot_window
from storage.tables.work import assignment, submission


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """One that is not split yet, with what creators are told of it."""

    window_id: int
    terms_id: int
    pot_minor: int
    title: str  # of its campaign
    currency: str
    is_told: bool  # creators heard that most of it is spoken for


IN_WINDOW = and_(
    assignment.c.terms_id == pot_window.c.terms_id,
    assignment.c.claimed_at >= pot_window.c.starts_at,
    assignment.c.claimed_at < pot_window.c.ends_at,
)
"""Of an assignment: that is the window it was claimed in."""
IS_OPEN_AT = and_(
    pot_window.c.terms_id == terms.c.id,
    pot_window.c.split_at.is_(None),
    pot_window.c.starts_at <= bindparam("now"),
    pot_window.c.ends_at > bindparam("now"),
)
"""Of terms: what is claimed `now` shares a pot that is reserved already."""
_MAY_EARN = among(assignment.c.status, OPEN | {AssignmentStatus.APPROVED})


def _opening(sql: Any) -> Any:
    adding = sql.insert(pot_window).on_conflict_do_nothing(
        index_elements=[pot_window.c.terms_id, pot_window.c.number]
    )
    return adding.returning(pot_window.c.id)


_OPEN = in_both(_opening)
_IS_SPLIT = select(pot_window.c.split_at.is_not(None)).where(
    pot_window.c.terms_id == bindparam("of_terms"), pot_window.c.number == bindparam("at")
)
_WORKS = (
    select(func.count())
    .select_from(assignment)
    .where(
        assignment.c.terms_id == bindparam("of_terms"),
        assignment.c.claimed_at >= bindparam("starts_at"),
        assignment.c.claimed_at < bindparam("ends_at"),
        among(assignment.c.status, LIVE),
    )
    .scalar_subquery()
)
_SPOKEN = (
    select(pot_window.c.spoken_minor)
    .where(pot_window.c.terms_id == bindparam("of_terms"), pot_window.c.number == bindparam("at"))
    .scalar_subquery()
)
_AS_IT_STANDS = select(_WORKS, func.coalesce(_SPOKEN, 0))
_LAUNCHED_AT = (
    select(campaign.c.launched_at)
    .join(terms, terms.c.campaign_id == campaign.c.id)
    .where(terms.c.id == bindparam("of_terms"))
)


def open_with(conn: Connection, terms_id: int, span: Span, pot_minor: int, now: datetime) -> bool:
    """True when it was not there yet: then its pot is to be reserved, or all of it undone."""
    values = {
        "terms_id": terms_id,
        "number": span.number,
        "starts_at": span.starts_at,
        "ends_at": span.ends_at,
        "reserved_minor": pot_minor,
        "opened_at": now,
    }
    return conn.execute(_OPEN[conn.dialect.name], values).first() is not None


def is_split(conn: Connection, terms_id: int, number: int) -> bool:
    return bool(conn.execute(_IS_SPLIT, {"of_terms": terms_id, "at": number}).scalar())


def launched_at(conn: Connection, terms_id: int) -> datetime | None:
    """From when on its windows are counted; None of what was never launched."""
    found: datetime | None = conn.execute(_LAUNCHED_AT, {"of_terms": terms_id}).scalar_one()
    return found


def as_it_stands(conn: Connection, terms_id: int, span: Span, pot_minor: int) -> Window:
    """Claimed in or not yet."""
    of_span = {"at": span.number, "starts_at": span.starts_at, "ends_at": span.ends_at}
    works, spoken_minor = conn.execute(_AS_IT_STANDS, {"of_terms": terms_id, **of_span}).one()
    return Window(span, pot_minor, works, spoken_minor)


_UNSEEN = and_(
    pot_window.c.split_at.is_(None),
    or_(pot_window.c.looked_at.is_(None), pot_window.c.looked_at <= bindparam("seen_until")),
)
_DUE = paged(
    select(pot_window.c.opened_at, pot_window.c.id).where(_UNSEEN),
    pot_window.c.opened_at,
    pot_window.c.id,
)
_OPEN_WINDOW = (
    select(
        pot_window.c.id,
        pot_window.c.terms_id,
        terms.c.pot_minor,
        campaign.c.title,
        campaign.c.currency,
        pot_window.c.short_told_at.is_not(None),
    )
    .join(terms, terms.c.id == pot_window.c.terms_id)
    .join(campaign, campaign.c.id == terms.c.campaign_id)
    .where(pot_window.c.id == bindparam("of_window"), _UNSEEN)
)
_FROM_WORKS = pot_window.join(assignment, IN_WINDOW)
_POSTS = (
    select(submission.c.post_id, assignment.c.cutoff_at)
    .select_from(_FROM_WORKS.outerjoin(submission, submission.c.id == LATEST_WITH_POST))
    .where(pot_window.c.id == bindparam("of_window"), _MAY_EARN)
    .order_by(assignment.c.id)
)
_UNPUBLISHED = (
    select(assignment.c.person_id)
    .select_from(_FROM_WORKS)
    .where(
        pot_window.c.id == bindparam("of_window"),
        among(assignment.c.status, OPEN),
        ~exists(
            select(submission.c.id)
            .where(
                submission.c.assignment_id == assignment.c.id,
                submission.c.post_id.is_not(None),
                submission.c.taken_back_at.is_(None),
            )
            .correlate(assignment)
        ),
    )
    .group_by(assignment.c.person_id)
    .order_by(assignment.c.person_id)
)


def unseen(conn: Connection, after: DueItem, seen_until: datetime, most: int) -> list[DueItem]:
    """Those that are not split and that nobody has looked at since, the oldest first."""
    return page(conn, _DUE, after, most, seen_until=seen_until)


def one_unseen(conn: Connection, window_id: int, seen_until: datetime) -> OpenWindow | None:
    """None when it is split, or somebody has just looked at it."""
    row = conn.execute(_OPEN_WINDOW, {"of_window": window_id, "seen_until": seen_until}).first()
    if row is None:
        return None
    values: list[Any] = [*row[:5], bool(row[5])]
    return OpenWindow(*values)


def posts(conn: Connection, window_id: int) -> list[tuple[int | None, datetime | None]]:
    """Post and cut-off of each work that shares in it, as far as it has them yet."""
    return [(row[0], row[1]) for row in conn.execute(_POSTS, {"of_window": window_id})]


def unpublished(conn: Connection, window_id: int) -> Sequence[int]:
    """Creators who hold work of it and have handed in no post of that."""
    return conn.execute(_UNPUBLISHED, {"of_window": window_id}).scalars().all()


def note(conn: Connection, window_id: int, spoken_minor: int, now: datetime, *, told: bool) -> None:
    """Somebody looked; `told` is whether creators hear of it."""
    seen: dict[str, Any] = {"spoken_minor": spoken_minor, "looked_at": now}
    if told:
        seen["short_told_at"] = now
    conn.execute(update(pot_window).where(pot_window.c.id == window_id).values(seen))


_SHARED = (
    select(func.coalesce(func.sum(pot_share.c.share_minor), 0))
    .where(pot_share.c.window_id == pot_window.c.id)
    .correlate(pot_window)
    .scalar_subquery()
)
_IN_IT = (
    select(func.count())
    .select_from(assignment)
    .where(IN_WINDOW, among(assignment.c.status, LIVE))
    .correlate(pot_window)
    .scalar_subquery()
)
_OF_CAMPAIGN = (
    select(
        pot_window.c.number,
        pot_window.c.starts_at,
        pot_window.c.ends_at,
        terms.c.pot_minor,
        _IN_IT,
        pot_window.c.spoken_minor,
        pot_window.c.split_at,
        _SHARED,
    )
    .join(terms, terms.c.id == pot_window.c.terms_id)
    .where(terms.c.campaign_id == bindparam("of_campaign"))
    .order_by(pot_window.c.number.desc())
    .limit(bindparam("most"))
)


def of_campaign(conn: Connection, campaign_id: int, most: int) -> tuple[PastWindow, ...]:
    """The newest first."""
    rows: Any = conn.execute(_OF_CAMPAIGN, {"of_campaign": campaign_id, "most": most})
    return tuple(PastWindow(Window(Span(*row[:3]), *row[3:6]), row[6], int(row[7])) for row in rows)
