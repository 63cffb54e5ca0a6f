"""Queries about what is due to be settled, by its next cut-off, and what waits for data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    or_,
    select,
)

from domain.assignment import AssignmentFacts, AssignmentStatus
from domain.due_work import DueItem
from domain.terms import ATTRIBUTED_METHODS, MissingData, Terms
from storage import assignments, terms
from storage.dialects import each_of
from storage.due_pages import page, paged
from storage.left_out import IS_LEFT_OUT
from storage.prepared import Prepared
from storage.read_by import FIRST_READ_AT, IS_READ_LATER, NEEDS_READING, POST, is_read_by
from storage.risk_holds import AWAITS_LOOK, IS_HELD
from storage.tables import campaigns
from storage.tables.base import among
from storage.tables.campaigns import campaign, task
from storage.tables.conversions import conversion
from storage.tables.money import pot_share
from storage.tables.work import assignment, post


@dataclass(frozen=True, slots=True)
class AsOf:
    """All that `PAST_CUTOFF`, `NEEDS_NO_DATA`, `IS_DUE` and what is made of them must be told.

    Without the data that it needs, work is due when its cut-off is `waited_until` or before;
    `by_hand`: a person says that nothing is waited for any more.
    """

    now: datetime
    waited_until: datetime
    by_hand: bool = False

    @property
    def values(self) -> dict[str, Any]:
        return {"now": self.now, "waited_until": self.waited_until, "by_hand": self.by_hand}


@dataclass(frozen=True, slots=True)
class Due:
    """An approved assignment whose next cut-off has passed; `post_id` is what was approved.

    `is_unheard`: nothing came that it would be paid by. `first_read_at`: when something was read
    first, of work with more cut-offs behind the next one.
    """

    facts: AssignmentFacts
    title: str
    currency: str
    post_id: int | None
    is_unheard: bool
    settle_at: datetime
    first_read_at: datetime | None
    terms: Terms


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A campaign with approved posts past their cut-off that no reading says anything of."""

    campaign_id: int
    title: str
    posts: int


_sibling, _its_task, _its_post = (each.alias() for each in (assignment, task, post))
_agreed = campaigns.terms.alias()
_HAS_NEWS = exists(
    select(conversion.c.id)
    .join(_its_post, _its_post.c.id == conversion.c.post_id)
    .join(_sibling, _sibling.c.id == _its_post.c.assignment_id)
    .join(_its_task, _its_task.c.id == _sibling.c.task_id)
    .where(_its_task.c.campaign_id == _agreed.c.campaign_id)
    .correlate(_agreed)
)
# Not asked row by row: once for a statement, whatever number of works it finds.
_IS_TOLD = campaigns.terms.c.campaign_id.in_(
    select(_agreed.c.campaign_id).where(among(_agreed.c.method, ATTRIBUTED_METHODS), _HAS_NEWS)
)
"""A partner tells of the campaign: no news of one of its posts is a nought, not a missing feed."""
_NEEDS_PARTNER = among(campaigns.terms.c.method, ATTRIBUTED_METHODS)
# A CASE asks nothing that it does not need; OR and AND among the columns of a row do.
IS_UNHEARD: ColumnElement[bool] = case(
    (NEEDS_READING, ~is_read_by(assignment.c.settle_at)), (_NEEDS_PARTNER, ~_IS_TOLD), else_=false()
)
PAST_CUTOFF = and_(
    among(assignment.c.status, [AssignmentStatus.APPROVED]),
    assignment.c.settle_at <= bindparam("now"),
)
DUE_FROM = (
    assignment.join(task, task.c.id == assignment.c.task_id)
    .join(campaign, campaign.c.id == task.c.campaign_id)
    .join(campaigns.terms, campaigns.terms.c.id == assignment.c.terms_id)
)
IS_SPLIT = or_(
    campaigns.terms.c.pot_minor == 0,
    exists(select(pot_share.c.assignment_id).where(pot_share.c.assignment_id == assignment.c.id)),
)
"""Of works that share a pot: each one's part is fixed."""
NEEDS_NO_DATA = or_(
    ~IS_UNHEARD,
    bindparam("by_hand"),
    IS_READ_LATER,  # that part pays this one, too, and nobody has to guess
    and_(
        assignment.c.settle_at <= bindparam("waited_until"),
        # At an earlier cut-off nobody loses by it: the next one pays the difference.
        or_(
            campaigns.terms.c.missing_data == MissingData.FLOOR,
            assignment.c.settle_at < assignment.c.cutoff_at,
        ),
    ),
)
"""What it is paid by came, or is waited for no more."""
_WAITS_FOR_NOTHING = and_(
    IS_SPLIT,
    ~IS_HELD,  # its own case first; nobody else's amount waits for it
    ~AWAITS_LOOK,  # nor is it paid before anybody could see whether there is one
    ~IS_LEFT_OUT,
    NEEDS_NO_DATA,
)
IS_DUE = and_(PAST_CUTOFF, _WAITS_FOR_NOTHING)
"""Asked of DUE_FROM with the values of an `AsOf`."""
# Asked of works that are found already. As a condition like another it would be a way to find them,
# and a server whose figures are from before a campaign fell due takes that one, and judges it all.
_THESE_ARE_DUE = case((PAST_CUTOFF, _WAITS_FOR_NOTHING), else_=false())
_past = paged(
    select(assignment.c.settle_at, assignment.c.id).where(PAST_CUTOFF),
    assignment.c.settle_at,
    assignment.c.id,
).subquery()
# Some that are past their cut-off by the index first, and only of these whether they are due: asked
# for due ones in their order, PostgreSQL may judge all there are, and sort them, for each page.
_WINDOW = (
    select(_past.c.settle_at, _past.c.id, _WAITS_FOR_NOTHING)
    .select_from(_past.join(DUE_FROM, assignment.c.id == _past.c.id))
    .order_by(_past.c.settle_at, _past.c.id)
)
_WIDEST: Final = 2_000  # of works that wait, not of those that are due
_these = each_of(bindparam("of_assignments", type_=JSON)).table_valued("value")
_LOOK = (
    select(
        *assignments.FACTS,
        task.c.title,
        campaign.c.currency,
        POST,
        IS_UNHEARD,
        assignment.c.settle_at,
        FIRST_READ_AT,
    )
    .select_from(DUE_FROM)
    .where(assignment.c.id.in_(select(cast(_these.c.value, BigInteger))))
    .order_by(assignment.c.settle_at, assignment.c.id)
)
_OF_THESE = Prepared(_LOOK)
_DUE_OF_THESE = Prepared(_LOOK.where(_THESE_ARE_DUE))
_HOLD_DUE = Prepared(_LOOK.where(_THESE_ARE_DUE).with_for_update(skip_locked=True, of=assignment))


def due(
    conn: Connection, after: DueItem, now: datetime, waited_until: datetime, most: int
) -> list[DueItem]:
    """Assignments by their next cut-off; nothing is held."""
    found: list[DueItem] = []
    size = most
    while len(found) < most:
        window = _window(conn, after, size, AsOf(now, waited_until))
        found += [item for item, is_due in window if is_due]
        if len(window) < size:
            break
        after = window[-1][0]
        size = min(2 * size, _WIDEST)
    return found[:most]


def _window(conn: Connection, after: DueItem, size: int, as_of: AsOf) -> list[tuple[DueItem, bool]]:
    """The next that are past their cut-off, and whether each is due."""
    values = as_of.values | {"after_at": after[0], "after_id": after[1], "most": size}
    return [((row[0], row[1]), row[2]) for row in conn.execute(_WINDOW, values)]


def hold_due(
    conn: Connection,
    assignment_ids: Sequence[int],
    now: datetime,
    waited_until: datetime,
    *,
    by_hand: bool = False,
) -> list[Due]:
    """Those of them that are due and nobody else is at, in the order they fell due.

    They are ours until the unit of work ends.
    """
    values = AsOf(now, waited_until, by_hand).values
    return _all(conn, _HOLD_DUE, values | {"of_assignments": list(assignment_ids)})


def look_due(
    conn: Connection,
    assignment_id: int,
    now: datetime,
    waited_until: datetime,
    *,
    by_hand: bool = False,
) -> Due | None:
    """The same, held by nobody: for a dry run."""
    values = AsOf(now, waited_until, by_hand).values
    return next(iter(_all(conn, _DUE_OF_THESE, values | {"of_assignments": [assignment_id]})), None)


def look(conn: Connection, assignment_id: int) -> Due:
    """Approved work, due or not."""
    (found,) = _all(conn, _OF_THESE, {"of_assignments": [assignment_id]})
    return found


def _all(conn: Connection, which: Prepared, values: dict[str, Any]) -> list[Due]:
    return [_due(conn, row) for row in which.all(conn, **values)]


def _due(conn: Connection, row: Any) -> Due:
    of_facts = len(assignments.FACTS)
    facts = assignments.facts_from(row[:of_facts])
    values: list[Any] = [facts, *row[of_facts:], terms.accepted(conn, facts.terms_id)]
    return Due(*values)


IS_UNMEASURED = and_(
    PAST_CUTOFF,
    IS_UNHEARD,
    ~IS_READ_LATER,
    campaigns.terms.c.missing_data != MissingData.WAIT,
)
_ALL_UNMEASURED = paged(
    select(campaign.c.created_at, campaign.c.id)
    .select_from(DUE_FROM)
    .where(IS_UNMEASURED)
    .distinct(),
    campaign.c.created_at,
    campaign.c.id,
)
_UNMEASURED = (
    select(campaign.c.id, campaign.c.title, func.count())
    .select_from(DUE_FROM)
    .where(campaign.c.id == bindparam("of_campaign"), IS_UNMEASURED)
    .group_by(campaign.c.id, campaign.c.title)
)


def all_unmeasured(conn: Connection, after: DueItem, now: datetime, most: int) -> list[DueItem]:
    """Campaigns that are unmeasured, oldest first."""
    return page(conn, _ALL_UNMEASURED, after, most, now=now)


def unmeasured(conn: Connection, campaign_id: int, now: datetime) -> Unmeasured | None:
    row = conn.execute(_UNMEASURED, {"of_campaign": campaign_id, "now": now}).first()
    return None if row is None else Unmeasured(*row)
