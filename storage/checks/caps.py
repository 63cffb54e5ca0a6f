"""Caps hold over all claims of a task, and count what disputes granted before.

A person may pass one with a grant, no settlement after it does.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select

from domain.posting_keys import KeyOf
from storage import grants
from storage.checks.broken import Check
from storage.posting_keys import key_of
from storage.rooms import STANDS
from storage.tables.campaigns import task, terms
from storage.tables.disputes import dispute
from storage.tables.money import posting, settlement
from storage.tables.work import assignment

_fixed, _work, _posted = settlement.alias(), assignment.alias(), posting.alias()
_ASKED: Final = (
    _fixed.join(_work, _work.c.id == _fixed.c.assignment_id)
    .join(terms, terms.c.id == _fixed.c.terms_id)
    .join(task, task.c.id == _work.c.task_id)
    .join(
        _posted, _posted.c.key == key_of(KeyOf.SETTLE, _fixed.c.assignment_id, _fixed.c.checkpoint)
    )
)
_GRANTED_WORK: Final = grants.OF_WORK.join(
    posting, posting.c.key == key_of(KeyOf.DISPUTE, dispute.c.id)
)


def _sum(paid: Any, of: Any, *which: ColumnElement[bool]) -> ScalarSelect[int]:
    found = select(func.coalesce(func.sum(paid), 0)).select_from(of).where(*which)
    return found.correlate(_fixed, _work, _posted).scalar_subquery()


def _above(cap: Any, settled: ColumnElement[bool], granted: ColumnElement[bool]) -> Select[Any]:
    """Settlements, with the cap and what was paid by then: they themselves too, and grants before.

    `settled` and `granted` say of which rows the cap is; without grants other checks look.
    """
    works = settlement.join(assignment, assignment.c.id == settlement.c.assignment_id)
    by_then = _sum(
        settlement.c.amount_minor, works, settled, STANDS, settlement.c.id <= _fixed.c.id
    )
    was_granted = (grants.IS_GRANTED, grants.STANDS, posting.c.id < _posted.c.id)
    early = _sum(dispute.c.awarded_minor, _GRANTED_WORK, granted, *was_granted)
    return (
        select(_fixed.c.id, cap, by_then, early)
        .select_from(_ASKED)
        .where(cap > 0, _fixed.c.amount_minor > 0, early > 0, cap < by_then + early)
    )


_WORKS: Final = settlement.join(assignment, assignment.c.id == settlement.c.assignment_id)
_OF_ALL_CLAIMS = func.max(terms.c.cap_minor) * task.c.per_creator

CHECKS: Final[dict[str, Check]] = {
    # Of work that ended, too: what its draft was paid stays paid.
    "a creator earns no more of a task than their claims of it may": (
        select(task.c.id, settlement.c.person_id, func.sum(settlement.c.amount_minor))
        .select_from(_WORKS.join(terms, terms.c.id == settlement.c.terms_id))
        .join(task, task.c.id == assignment.c.task_id)
        .where(STANDS)
        .group_by(task.c.id, task.c.per_creator, settlement.c.person_id)
        .having(func.sum(settlement.c.amount_minor) > _OF_ALL_CLAIMS)
    ),
    "no settlement after a grant passes the creator's cap": _above(
        terms.c.creator_cap_minor,
        (settlement.c.person_id == _fixed.c.person_id)
        & (settlement.c.campaign_id == _fixed.c.campaign_id),
        (dispute.c.person_id == _fixed.c.person_id)
        & (dispute.c.campaign_id == _fixed.c.campaign_id),
    ),
    "no settlement after a grant passes the task's cap": _above(
        task.c.cap_minor,
        assignment.c.task_id == _work.c.task_id,
        assignment.c.task_id == _work.c.task_id,
    ),
}
