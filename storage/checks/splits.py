"""How pots were split, with what caps left of them then, for services to split once more."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, bindparam, or_, select

from domain.posting_keys import KeyOf
from domain.pot_windows import Span
from domain.pots import Bound, Limit
from storage import grants
from storage.checks.ledger import SETTLE
from storage.posting_keys import key_of
from storage.tables.campaigns import campaign, task, terms
from storage.tables.disputes import dispute
from storage.tables.money import posting, pot_share, settlement
from storage.tables.pot_windows import pot_window
from storage.tables.work import assignment


@dataclass(frozen=True, slots=True)
class SharedBy:
    """What one work came to and got, and whose caps it is counted in; a cap of nought is none."""

    assignment_id: int
    person_id: int
    task_id: int
    task_cap_minor: int
    earned_minor: int
    share_minor: int


@dataclass(frozen=True, slots=True)
class Split:
    """A pot and its works in their order; `postings` as the share keeps it."""

    terms_id: int
    window_id: int | None
    campaign_id: int
    pot_minor: int
    creator_cap_minor: int
    postings: int | None
    works: tuple[SharedBy, ...]


_SPLIT = (
    select(
        pot_share.c.terms_id,
        pot_share.c.window_id,
        terms.c.campaign_id,
        terms.c.pot_minor,
        terms.c.creator_cap_minor,
        pot_share.c.postings,
        pot_share.c.assignment_id,
        assignment.c.person_id,
        assignment.c.task_id,
        task.c.cap_minor,
        pot_share.c.earned_minor,
        pot_share.c.share_minor,
    )
    .join(terms, terms.c.id == pot_share.c.terms_id)
    .join(assignment, assignment.c.id == pot_share.c.assignment_id)
    .join(task, task.c.id == assignment.c.task_id)
    .order_by(pot_share.c.terms_id, pot_share.c.window_id, pot_share.c.assignment_id)
)
_OF_POT: Final = 6  # columns that all works of one pot have in common


def every(conn: Connection) -> Iterator[Split]:
    """All that ever were."""
    rows: Any = conn.execute(_SPLIT)
    for of, found in groupby(rows, key=lambda row: tuple(row[:_OF_POT])):
        values: list[Any] = [*of, tuple(SharedBy(*row[_OF_POT:]) for row in found)]
        yield Split(*values)


_paid, _back = posting.alias("paid"), posting.alias("back")
# By then, and not taken back by then.
_STOOD: Final = and_(
    _paid.c.id <= bindparam("postings"),
    or_(_back.c.id.is_(None), _back.c.id > bindparam("postings")),
)


def _by_then(amount: Any, works: Any, paid_by: Any, back_by: Any, campaign_id: Any) -> Select[Any]:
    return (
        select(assignment.c.id, assignment.c.person_id, assignment.c.task_id, amount)
        .select_from(works)
        .join(_paid, _paid.c.key == paid_by)
        .outerjoin(_back, _back.c.key == back_by)
        .where(campaign_id == bindparam("of_campaign"), _STOOD)
    )


_SETTLED = _by_then(
    settlement.c.amount_minor,
    settlement.join(assignment, assignment.c.id == settlement.c.assignment_id),
    SETTLE,
    key_of(KeyOf.REVERSE, settlement.c.id),
    settlement.c.campaign_id,
)
_GRANTED = _by_then(
    dispute.c.awarded_minor,
    grants.OF_WORK,
    key_of(KeyOf.DISPUTE, dispute.c.id),
    key_of(KeyOf.REVERSE_GRANT, dispute.c.id),
    dispute.c.campaign_id,
).where(grants.IS_GRANTED)


_WINDOWS = (
    select(
        pot_window.c.id,
        pot_window.c.number,
        pot_window.c.starts_at,
        pot_window.c.ends_at,
        terms.c.pot_days,
        campaign.c.launched_at,
    )
    .join(terms, terms.c.id == pot_window.c.terms_id)
    .join(campaign, campaign.c.id == terms.c.campaign_id)
    .order_by(pot_window.c.id)
)


def windows(conn: Connection) -> Iterator[tuple[int, Span, int, datetime]]:
    """(window, its span, the days of one, the launch) of all that were ever opened."""
    for row in conn.execute(_WINDOWS):
        yield row[0], Span(*row[1:4]), row[4], row[5]


def rooms(conn: Connection, split: Split) -> dict[Bound, int]:
    """What its caps left when it was split, as the ledger tells it; without caps nothing is asked.

    As services.pots says it: what others than its own works had taken of them is gone.
    """
    caps = _caps(split)
    if not caps or split.postings is None:
        return {}
    taken = _taken(conn, split, {each.assignment_id for each in split.works})
    return {bound: max(0, cap_minor - taken[bound]) for bound, cap_minor in caps.items()}


def _caps(split: Split) -> dict[Bound, int]:
    caps: dict[Bound, int] = {}
    for each in split.works:
        if split.creator_cap_minor:
            caps[Limit.CREATOR, each.person_id] = split.creator_cap_minor
        if each.task_cap_minor:
            caps[Limit.TASK, each.task_id] = each.task_cap_minor
    return caps


def _taken(conn: Connection, split: Split, own: Collection[int]) -> Counter[Bound]:
    taken: Counter[Bound] = Counter()
    values = {"of_campaign": split.campaign_id, "postings": split.postings}
    for asked in (_SETTLED, _GRANTED):
        for assignment_id, person_id, task_id, amount_minor in conn.execute(asked, values):
            if assignment_id not in own:
                taken[Limit.CREATOR, person_id] += amount_minor
                taken[Limit.TASK, task_id] += amount_minor
    return taken
