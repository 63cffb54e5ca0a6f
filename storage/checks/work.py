"""Invariants 1, 2, 5, 10, 11: slots add up, work is held once and in time, budgets cover it."""

from typing import Final

from sqlalchemy import Select, exists, func, literal, or_, select, union_all

from domain.assignment import CREATORS_TURN, DONE, LIVE, OPEN, REVIEWERS_TURN, AssignmentStatus
from domain.delivery import ReminderKind, ReminderStatus
from domain.ledger import LedgerAccount
from storage import grants
from storage.checks.broken import Check, differ
from storage.linked import by_invitation
from storage.rooms import STANDS
from storage.tables.campaigns import campaign, task, terms
from storage.tables.delivery import reminder
from storage.tables.disputes import dispute
from storage.tables.money import ledger_entry, left_out, pot_share, settlement
from storage.tables.people import person
from storage.tables.pot_windows import pot_window
from storage.tables.work import assignment, post, review, submission

S = AssignmentStatus
_reviewer = person.alias("reviewer")


def _counted(statuses: frozenset[AssignmentStatus]) -> Select[tuple[int, str, int]]:
    return select(assignment.c.task_id, literal(""), literal(1)).where(
        assignment.c.status.in_(sorted(statuses))
    )


# Until the unit of work that ends the assignment: one that is overdue still has its row.
_EXPIRY_WAITS = exists().where(
    reminder.c.subject_id == assignment.c.id,
    reminder.c.kind == ReminderKind.EXPIRY,
    reminder.c.due_at == assignment.c.due_at,
    reminder.c.status == ReminderStatus.WAITING,
)

_MAY_EARN = assignment.c.status.in_(sorted(OPEN | {S.APPROVED}))

_EARNED_OUT = select(
    *union_all(
        select(settlement.c.campaign_id, settlement.c.currency, settlement.c.amount_minor)
        .join(assignment, assignment.c.id == settlement.c.assignment_id)
        .where(STANDS),
        select(dispute.c.campaign_id, dispute.c.currency, dispute.c.awarded_minor)
        .select_from(grants.OF_WORK)
        .where(grants.IS_GRANTED, grants.STANDS),
    )
    .subquery()
    .c
)

# By its works, and by the windows of its pot that are not split yet.
_RESERVED = select(
    *union_all(
        select(task.c.campaign_id, literal(""), assignment.c.reserved_minor).join(
            task, task.c.id == assignment.c.task_id
        ),
        select(terms.c.campaign_id, literal(""), pot_window.c.reserved_minor).join(
            terms, terms.c.id == pot_window.c.terms_id
        ),
    )
    .subquery()
    .c
)

CHECKS: Final[dict[str, Check]] = {
    "free + held + done = slots": select(
        task.c.id, task.c.free, task.c.held, task.c.done, task.c.slots
    ).where(
        or_(
            task.c.free + task.c.held + task.c.done != task.c.slots,
            task.c.free < 0,
            task.c.held < 0,
            task.c.done < 0,
        )
    ),
    "a task holds as many slots as work is open": differ(
        select(task.c.id, literal(""), task.c.held), _counted(OPEN)
    ),
    "a task has done as many slots as work counts": differ(
        select(task.c.id, literal(""), task.c.done), _counted(DONE)
    ),
    "one live assignment per task and account": (
        select(assignment.c.task_id, assignment.c.account_id, func.count())
        .where(assignment.c.status.in_(sorted(LIVE)))
        .group_by(assignment.c.task_id, assignment.c.account_id)
        .having(func.count() > 1)
    ),
    "a review clock runs only while somebody reviews": select(
        assignment.c.id, assignment.c.status, assignment.c.review_due_at
    ).where(
        assignment.c.review_due_at.is_not(None),
        assignment.c.status.not_in(sorted(REVIEWERS_TURN)),
    ),
    "a deadline that runs has the row that ends it": select(
        assignment.c.id, assignment.c.status, assignment.c.due_at
    ).where(assignment.c.status.in_(sorted(CREATORS_TURN)), ~_EXPIRY_WAITS),
    "a post belongs to one assignment": (
        select(post.c.post_key, post.c.platform, func.count())
        .group_by(post.c.platform, post.c.post_key)
        .having(func.count() > 1)
    ),
    "a submission hands in its own assignment's post": (
        select(submission.c.id, submission.c.assignment_id, post.c.assignment_id)
        .join(post, post.c.id == submission.c.post_id)
        .where(
            post.c.assignment_id != submission.c.assignment_id,
            submission.c.taken_back_at.is_(None),
        )
    ),
    "nobody reviews their own work": (
        select(review.c.id, review.c.reviewer_id)
        .join(submission, submission.c.id == review.c.submission_id)
        .join(assignment, assignment.c.id == submission.c.assignment_id)
        .join(person, person.c.id == assignment.c.person_id)
        .join(_reviewer, _reviewer.c.id == review.c.reviewer_id)
        .where(by_invitation(_reviewer, person))
    ),
    "nobody leaves out their own amount, or a linked person's": (
        select(left_out.c.id, left_out.c.left_by)
        .join(assignment, assignment.c.id == left_out.c.assignment_id)
        .join(person, person.c.id == assignment.c.person_id)
        .join(_reviewer, _reviewer.c.id == left_out.c.left_by)
        .where(by_invitation(person, _reviewer))
    ),
    "reserved + earned ≤ budget": select(
        campaign.c.id, campaign.c.reserved_minor, campaign.c.earned_minor, campaign.c.budget_minor
    ).where(
        or_(
            campaign.c.reserved_minor + campaign.c.earned_minor > campaign.c.budget_minor,
            campaign.c.reserved_minor < 0,
        )
    ),
    "only work that may still earn holds a reserve": select(
        assignment.c.id, assignment.c.status, assignment.c.reserved_minor
    ).where(
        assignment.c.reserved_minor != 0,
        ~_MAY_EARN,
    ),
    "work reserves what it may still earn": differ(
        select(
            assignment.c.id,
            literal(""),
            func.coalesce(pot_share.c.share_minor, terms.c.worst_case_minor)
            - assignment.c.reserved_minor,
        )
        .join(terms, terms.c.id == assignment.c.terms_id)
        .outerjoin(pot_share, pot_share.c.assignment_id == assignment.c.id)
        .where(_MAY_EARN),
        select(settlement.c.assignment_id, literal(""), settlement.c.amount_minor)
        .join(assignment, assignment.c.id == settlement.c.assignment_id)
        .where(_MAY_EARN),
    ),
    "a creator earns no more of a campaign than was agreed": (
        select(
            settlement.c.person_id, settlement.c.campaign_id, func.sum(settlement.c.amount_minor)
        )
        .join(assignment, assignment.c.id == settlement.c.assignment_id)
        .join(terms, terms.c.id == settlement.c.terms_id)
        .where(STANDS, terms.c.creator_cap_minor > 0)
        .group_by(settlement.c.person_id, settlement.c.campaign_id)
        .having(func.sum(settlement.c.amount_minor) > func.max(terms.c.creator_cap_minor))
    ),
    "a pot pays no more than it holds": (
        select(terms.c.id, terms.c.pot_minor, func.sum(settlement.c.amount_minor))
        .join(settlement, settlement.c.terms_id == terms.c.id)
        .join(assignment, assignment.c.id == settlement.c.assignment_id)
        .where(STANDS, terms.c.pot_minor > 0, terms.c.pot_days == 0)
        .group_by(terms.c.id, terms.c.pot_minor)
        .having(func.sum(settlement.c.amount_minor) > terms.c.pot_minor)
    ),
    "a task costs no more than its cap": (
        select(task.c.id, task.c.cap_minor, func.sum(settlement.c.amount_minor))
        .join(assignment, assignment.c.task_id == task.c.id)
        .join(settlement, settlement.c.assignment_id == assignment.c.id)
        .where(STANDS, task.c.cap_minor > 0)
        .group_by(task.c.id, task.c.cap_minor)
        .having(func.sum(settlement.c.amount_minor) > task.c.cap_minor)
    ),
    "a campaign reserves what its work reserves": differ(
        select(campaign.c.id, literal(""), campaign.c.reserved_minor), _RESERVED
    ),
    "a campaign has earned out what was settled or granted and not reversed": differ(
        select(campaign.c.id, campaign.c.currency, campaign.c.earned_minor),
        _EARNED_OUT,
    ),
    "the ledger took from a campaign what it earned out": differ(
        select(campaign.c.id, campaign.c.currency, campaign.c.earned_minor),
        select(
            ledger_entry.c.owner_id, ledger_entry.c.currency, -ledger_entry.c.amount_minor
        ).where(ledger_entry.c.account == LedgerAccount.CAMPAIGN_FUNDS),
    ),
}
