"""Queries about tasks: the facts of a claim, taking and giving back slots; offers are in offers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, exists, func, or_, select, update

from domain.assignment import LIVE, OPEN
from domain.campaign import CampaignStatus
from domain.eligibility import HolderFacts, TaskFacts
from domain.last_call import Clock
from domain.people import AccountFacts, Standing
from domain.platforms import Platform
from domain.renditions import IssueFacts
from storage.pot_windows import IS_OPEN_AT
from storage.prepared import Later, Prepared, Row
from storage.reminders import CLOCK, clock
from storage.rooms import STANDS
from storage.tables.base import among
from storage.tables.campaigns import campaign, task, terms
from storage.tables.money import settlement
from storage.tables.people import account, account_category, person
from storage.tables.pot_windows import pot_window
from storage.tables.work import assignment


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """All a claim must know, read in its own unit of work by one statement."""

    task: TaskFacts
    account: AccountFacts
    holder: HolderFacts
    person_id: int
    campaign_id: int
    terms_id: int
    template_id: int
    work_hours: int
    worst_case_minor: int
    pot_minor: int
    pot_days: int
    launched_at: datetime | None
    target_url: str  # where its creators' links lead; empty: they get none
    clock: Clock
    told: Row  # what `issue_facts` hands on

    def issue_facts(self, assignment_id: int, serial: int, link: str) -> IssueFacts:
        facts: list[Any] = [assignment_id, serial, self.task.platform, *self.told, link]
        return IssueFacts(*facts)


def _held(*conditions: Any) -> Any:
    return (
        select(func.count()).select_from(assignment).where(*conditions).correlate(account, task)
    ).scalar_subquery()


_CATEGORIES = (
    select(func.aggregate_strings(account_category.c.category, ","))
    .where(account_category.c.account_id == account.c.id)
    .scalar_subquery()
)
_WAS_PAID = select(settlement.c.id).where(settlement.c.assignment_id == assignment.c.id).exists()
IS_TAKEN = or_(among(assignment.c.status, LIVE), and_(STANDS, _WAS_PAID))
"""Of an assignment: it counts as one of those that its creator may have of the task.

So does one that ended after its draft was paid: else drafts alone would earn again and again.
"""
_LEFT = campaign.c.budget_minor - campaign.c.reserved_minor - campaign.c.earned_minor
IS_FUNDED = case(
    (terms.c.pot_days == 0, terms.c.worst_case_minor <= _LEFT),
    else_=or_(terms.c.pot_minor <= _LEFT, exists(select(pot_window.c.id).where(IS_OPEN_AT))),
)
"""The campaign can reserve one more `now`; whether it does, `budgets.reserve` decides."""
_CLAIM_FACTS = Prepared(
    select(
        task.c.platform,
        task.c.category,
        task.c.region,
        task.c.min_followers,
        task.c.per_creator,
        task.c.free,
        task.c.opens_at,
        task.c.due_at,
        campaign.c.status,
        IS_FUNDED,
        account.c.platform,
        _CATEGORIES,
        account.c.region,
        account.c.followers,
        person.c.standing,
        _held(
            assignment.c.task_id == task.c.id,
            assignment.c.person_id == account.c.person_id,
            assignment.c.account_id == account.c.id,
            among(assignment.c.status, LIVE),
        ),
        _held(
            assignment.c.task_id == task.c.id,
            assignment.c.person_id == account.c.person_id,
            IS_TAKEN,
        ),
        _held(assignment.c.person_id == account.c.person_id, among(assignment.c.status, OPEN)),
        account.c.person_id,
        task.c.campaign_id,
        task.c.terms_id,
        task.c.template_id,
        task.c.work_hours,
        terms.c.worst_case_minor,
        terms.c.pot_minor,
        terms.c.pot_days,
        campaign.c.launched_at,
        task.c.target_url,
        *CLOCK,
        person.c.locale,
        campaign.c.brand,
        campaign.c.title,
        account.c.handle,
        task.c.audience,
        task.c.scene,
        terms.c.disclosure,
        terms.c.ai_label,
    )
    .select_from(task)
    .join(campaign, campaign.c.id == task.c.campaign_id)
    .join(terms, terms.c.id == task.c.terms_id)
    .join(account, account.c.id == bindparam("account_id"))
    .join(person, person.c.id == account.c.person_id)
    .where(task.c.id == bindparam("task_id"), account.c.retired.is_(False))
)


def claim_facts(
    conn: Connection, task_id: int, account_id: int, now: datetime
) -> ClaimFacts | None:
    row = _CLAIM_FACTS.first(conn, task_id=task_id, account_id=account_id, now=now)
    return None if row is None else _claim_facts(task_id, account_id, row)


def _claim_facts(task_id: int, account_id: int, row: Row) -> ClaimFacts:
    asked, status, is_funded, own, held = row[:8], row[8], row[9], row[10:14], row[14:18]
    rest = (*row[18:28], clock(*row[28:31]), row[31:])
    task_platform, category, region, followers, per_creator, free, opens_at, due_at = asked
    platform, categories, own_region, own_followers = own
    standing, by_account, by_creator, open_in_all = held
    return ClaimFacts(
        TaskFacts(
            task_id,
            Platform(task_platform),
            category,
            region,
            followers,
            per_creator,
            free,
            opens_at,
            due_at,
            status == CampaignStatus.LIVE,
            bool(is_funded),
        ),
        AccountFacts(account_id, Platform(platform), _set(categories), own_region, own_followers),
        HolderFacts(Standing(standing), by_account, by_creator, open_in_all),
        *rest,
    )


def _set(joined: str | None) -> frozenset[str]:
    return frozenset(joined.split(",")) if joined else frozenset()


_TAKE_SLOT = Prepared(
    update(task)
    .where(task.c.id == bindparam("task_id"), task.c.free > 0)
    .values(free=task.c.free - 1, held=task.c.held + 1)
)
_GIVE_BACK_SLOT = Prepared(
    update(task)
    .where(task.c.id == bindparam("task_id"))
    .values(free=task.c.free + 1, held=task.c.held - 1)
)
_FINISH_SLOT = Prepared(
    update(task)
    .where(task.c.id == bindparam("task_id"))
    .values(done=task.c.done + 1, held=task.c.held - 1)
)
_REOPEN_DONE_SLOT = Prepared(
    update(task)
    .where(task.c.id == bindparam("task_id"))
    .values(done=task.c.done - 1, free=task.c.free + 1)
)


def take_slot(conn: Connection, task_id: int) -> Later[bool]:
    """free → held; False when no slot is free."""
    taken = _TAKE_SLOT.run_later(conn, task_id=task_id)
    return lambda: taken() == 1


def give_back_slot(conn: Connection, task_id: int) -> None:
    """held → free: released, expired, rejected."""
    _GIVE_BACK_SLOT.run(conn, task_id=task_id)


def finish_slot(conn: Connection, task_id: int) -> None:
    """held → done: approved."""
    _FINISH_SLOT.run(conn, task_id=task_id)


def reopen_done_slot(conn: Connection, task_id: int) -> None:
    """done → free: an approved assignment became void."""
    _REOPEN_DONE_SLOT.run(conn, task_id=task_id)
