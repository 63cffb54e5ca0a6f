"""What segments ask of the past, as sets of persons: work, money, broadcasts; not of short rows."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import CTE, CompoundSelect, and_, func, not_, select, true, union_all

from domain.assignment import AssignmentStatus
from domain.conditions import ANY, Amount, Fact, OneOf, Span, Within
from domain.delivery import DeliveryStatus, Response
from domain.risk.cases import HOLDING
from storage.audience_look import Holds, Look
from storage.tables.audience import audience
from storage.tables.base import among
from storage.tables.campaigns import task
from storage.tables.delivery import broadcast_response, delivery
from storage.tables.money import payee, settlement
from storage.tables.risk import risk_case
from storage.tables.work import assignment

_COUNTED: Final = (AssignmentStatus.APPROVED, AssignmentStatus.SETTLED)
_WORKS: Final = {
    Fact.APPROVED: _COUNTED,
    Fact.MISSED: (AssignmentStatus.EXPIRED,),
    Fact.REJECTED: (AssignmentStatus.REJECTED,),
}
_TOTAL: Final = func.sum(settlement.c.amount_minor)
# Few, by an index of their own; what was settled of void work is reversed, all of it.
_IS_VOID: Final = among(assignment.c.status, (AssignmentStatus.VOID,))


def _numbers(condition: OneOf) -> list[int]:
    return [int(each) for each in condition.values]


def claimed(condition: Within, look: Look) -> Holds:
    ids = select(assignment.c.person_id)
    if condition.days is not None:
        ids = ids.where(assignment.c.claimed_at > look.now - timedelta(days=condition.days))
    return look.among(ids)


def campaign(condition: OneOf, look: Look) -> Holds:
    ids = select(assignment.c.person_id)
    if ANY not in condition.values:
        ids = ids.join(task, task.c.id == assignment.c.task_id).where(
            task.c.campaign_id.in_(_numbers(condition))
        )
    if condition.fact is Fact.DELIVERED:
        ids = ids.where(assignment.c.status.in_(_COUNTED))
    return look.among(ids)


def works(condition: Span, look: Look) -> Holds:
    """Who has none is in no set of counts: up to so many means in none of those with more."""
    least, most = condition.least or 0, condition.most
    theirs = (
        select(assignment.c.person_id)
        .where(among(assignment.c.status, _WORKS[condition.fact]))
        .group_by(assignment.c.person_id)
    )
    if not least:
        return true() if most is None else not_(look.among(theirs.having(func.count() > most)))
    fits = func.count() >= least if most is None else func.count().between(least, most)
    return look.among(theirs.having(fits))


def settled(condition: Amount, look: Look) -> Holds:
    """Who has nothing is in no set of sums: up to so much means in none of those with more."""
    least, most = condition.least_minor or 0, condition.most_minor
    if not least:
        return not_(_come_to(condition, look, lambda total: total > most))
    if most is None:
        return _come_to(condition, look, lambda total: total >= least)
    return _come_to(condition, look, lambda total: and_(total >= least, total <= most))


def _come_to(condition: Amount, look: Look, fits: Callable[[Any], Holds]) -> Holds:
    lately = []
    if condition.days is not None:
        lately.append(settlement.c.settled_at > look.now - timedelta(days=condition.days))
    of_it = [settlement.c.currency == condition.currency, *lately]
    if not look.one_by_one:
        here = [*of_it, look.within(settlement.c.person_id)]
        return audience.c.person_id.in_(_all_who(here, _lost(condition, lately, look), fits))
    standing = (
        select(settlement.c.person_id)
        .join(assignment, assignment.c.id == settlement.c.assignment_id)
        .where(*of_it, ~_IS_VOID)
    )
    return look.among(standing.group_by(settlement.c.person_id).having(fits(_TOTAL)))


def _lost(condition: Amount, lately: list[Holds], look: Look) -> CTE:
    """By person, what became void of it. It begins at the few works that are: neither the currency
    nor the person is to lead an index here, which SQLite would guess where it has not counted.
    """
    currency = func.coalesce(settlement.c.currency, "")
    person_id = func.coalesce(settlement.c.person_id, 0)
    theirs = look.within(func.coalesce(assignment.c.person_id, 0))
    void = select(assignment.c.id).where(_IS_VOID, theirs)
    return (
        select(func.max(settlement.c.person_id).label("person_id"), _TOTAL.label("minor"))
        .where(settlement.c.assignment_id.in_(void), currency == condition.currency, *lately)
        .group_by(person_id)
        .cte("lost")
    )


def _all_who(of_it: list[Holds], lost: CTE, fits: Callable[[Any], Holds]) -> CompoundSelect[Any]:
    """One walk along the index of sums; of the few who lost some of it what they lost is taken off.

    Asking each amount whether its work is void would take three times as long.
    """
    whole = select(settlement.c.person_id).where(*of_it).group_by(settlement.c.person_id)
    is_whole = settlement.c.person_id.not_in(select(lost.c.person_id))
    untouched = whole.having(and_(fits(_TOTAL), is_whole))
    theirs = select(_TOTAL).where(*of_it, settlement.c.person_id == lost.c.person_id)
    left = select(lost.c.person_id).where(fits(theirs.scalar_subquery() - lost.c.minor))
    return union_all(untouched, left)


def payee_known(_: OneOf, look: Look) -> Holds:
    return look.among(select(payee.c.person_id))


def case_open(_: OneOf, look: Look) -> Holds:
    """Few: the cases that hold work stand in an index of their own."""
    held = select(risk_case.c.assignment_id).where(among(risk_case.c.status, HOLDING))
    return look.among(select(assignment.c.person_id).where(assignment.c.id.in_(held)))


def sent(condition: OneOf, look: Look) -> Holds:
    """It arrived; of what is in doubt nobody knows."""
    return look.among(
        select(delivery.c.person_id).where(
            delivery.c.broadcast_id.in_(_numbers(condition)),
            among(delivery.c.status, (DeliveryStatus.SENT,)),
        )
    )


def tapped(condition: OneOf, look: Look) -> Holds:
    return look.among(
        select(broadcast_response.c.person_id).where(
            broadcast_response.c.broadcast_id.in_(_numbers(condition)),
            among(broadcast_response.c.kind, (Response.TAPPED,)),
        )
    )


CONDITIONS: Final[Mapping[Fact, Callable[[Any, Look], Holds]]] = {
    Fact.CLAIMED: claimed,
    Fact.CAMPAIGN: campaign,
    Fact.DELIVERED: campaign,
    Fact.APPROVED: works,
    Fact.MISSED: works,
    Fact.REJECTED: works,
    Fact.SETTLED: settled,
    Fact.PAYEE: payee_known,
    Fact.CASE: case_open,
    Fact.SENT: sent,
    Fact.TAPPED: tapped,
}
