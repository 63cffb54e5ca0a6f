"""Where each deed of the loop shows in the rows; every statement gives one column."""

from typing import Any

from sqlalchemy import Select, func, select

from storage.tables.campaigns import campaign
from storage.tables.chat import dialog
from storage.tables.delivery import delivery
from storage.tables.metrics import metric_snapshot
from storage.tables.money import payee, payout, payout_batch, settlement
from storage.tables.people import account, person, staff_role
from storage.tables.work import assignment, review, submission


def roles_of(telegram_id: int) -> Select[Any]:
    return (
        select(staff_role.c.role)
        .join(person, person.c.id == staff_role.c.person_id)
        .where(person.c.telegram_id == telegram_id)
    )


def asked_of(telegram_id: int) -> Select[Any]:
    """The question that is open, empty when none is."""
    return (
        select(dialog.c.step)
        .join(person, person.c.id == dialog.c.person_id)
        .where(person.c.telegram_id == telegram_id)
    )


def accounts_of(telegram_id: int) -> Select[Any]:
    return (
        select(account.c.handle)
        .join(person, person.c.id == account.c.person_id)
        .where(person.c.telegram_id == telegram_id)
    )


def work_of(telegram_id: int) -> Select[Any]:
    """The statuses of all they ever held."""
    return (
        select(assignment.c.status)
        .join(person, person.c.id == assignment.c.person_id)
        .where(person.c.telegram_id == telegram_id)
        .order_by(assignment.c.id)
    )


def notices_to(telegram_id: int, kind: str) -> Select[Any]:
    """One for each cause, however often it was sent."""
    return (
        select(delivery.c.kind)
        .join(person, person.c.id == delivery.c.person_id)
        .where(
            person.c.telegram_id == telegram_id,
            delivery.c.kind == kind,
            delivery.c.dedupe_key.not_like("%#again"),
        )
    )


CAMPAIGNS = select(campaign.c.status)
SUBMISSIONS = select(func.count()).select_from(submission)
DECISIONS = select(review.c.decision).order_by(review.c.id)
READINGS = select(metric_snapshot.c.likes)
SETTLED = select(settlement.c.amount_minor)
MATURED = select(settlement.c.matured_at.is_not(None))
PAYEES = select(payee.c.method)
BATCHES = select(payout_batch.c.status)
PAYOUTS = select(payout.c.status)
