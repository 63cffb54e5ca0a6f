"""Queries about all that is kept of one person: how much, and all of it; see erasure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from domain.ledger import LedgerAccount
from storage.tables.access import invitation
from storage.tables.campaigns import campaign, task
from storage.tables.chat import dialog, kept_update
from storage.tables.checks import check_result, post_check, post_page
from storage.tables.conversions import conversion
from storage.tables.debts import repayment, waiver
from storage.tables.delivery import delivery
from storage.tables.disputes import dispute, dispute_event
from storage.tables.metrics import metric_snapshot
from storage.tables.money import (
    ledger_entry,
    left_out,
    payee,
    payout,
    posting,
    second_try,
    settlement,
)
from storage.tables.people import account, account_category, consent, pause, person, staff_role
from storage.tables.risk import risk_case, risk_event, risk_signal
from storage.tables.tracking import tracking_count, tracking_link
from storage.tables.work import (
    assignment,
    assignment_event,
    post,
    proof,
    rendition,
    review,
    submission,
)

_THEIR_MONEY = ledger_entry.c.account != LedgerAccount.CAMPAIGN_FUNDS


def counts(conn: Connection, person_id: int) -> tuple[int, int, int, int]:
    """Accounts, assignments, ledger entries, messages."""
    kept = (
        select(func.count()).select_from(account).where(account.c.person_id == person_id),
        select(func.count()).select_from(assignment).where(assignment.c.person_id == person_id),
        select(func.count())
        .select_from(ledger_entry)
        .where(ledger_entry.c.owner_id == person_id, _THEIR_MONEY),
        select(func.count()).select_from(delivery).where(delivery.c.person_id == person_id),
    )
    row = conn.execute(select(*(query.scalar_subquery() for query in kept))).one()
    return row[0], row[1], row[2], row[3]


def _of(table: Any, *leave_out: str) -> Select[Any]:
    columns = (column for column in table.c if column.name not in leave_out)
    return select(*columns).select_from(table)


Sections = dict[str, Select[Any]]


def _who(person_id: int) -> Sections:
    of_account = account.c.id == account_category.c.account_id
    return {
        "person": _of(person).where(person.c.id == person_id),
        "consents": _of(consent).where(consent.c.person_id == person_id).order_by(consent.c.id),
        "accounts": _of(account, "handle_key").where(account.c.person_id == person_id),
        "account_categories": _of(account_category)
        .join(account, of_account)
        .where(account.c.person_id == person_id),
        "pauses": _of(pause, "began_by", "ended_by")
        .where(pause.c.person_id == person_id)
        .order_by(pause.c.id),
        "staff_roles": _of(staff_role).where(staff_role.c.person_id == person_id),
        "staff_invitations": _of(invitation, "token_sha256").where(
            or_(invitation.c.used_by == person_id, invitation.c.created_by == person_id)
        ),
        "open_dialog": _of(dialog).where(dialog.c.person_id == person_id),
        "messages": _of(delivery, "dedupe_key", "leased_until").where(
            delivery.c.person_id == person_id
        ),
        "updates_kept_aside": _of(kept_update, "sealed")
        .join(person, person.c.telegram_id == kept_update.c.telegram_id)
        .where(person.c.id == person_id),
    }


def _work(person_id: int) -> Sections:
    mine = assignment.c.person_id == person_id
    titles = campaign.c.title.label("campaign"), task.c.title.label("task")
    return {
        "assignments": select(*titles, *assignment.c)
        .select_from(assignment)
        .join(task, task.c.id == assignment.c.task_id)
        .join(campaign, campaign.c.id == task.c.campaign_id)
        .where(mine)
        .order_by(assignment.c.id),
        "assignment_events": _of(assignment_event, "actor_id")
        .join(assignment)
        .where(mine)
        .order_by(assignment_event.c.id),
        "renditions": _of(rendition).join(assignment).where(mine),
        "posts": _of(post).join(assignment).where(mine),
        "post_checks": _of(post_check).join(post).join(assignment).where(mine),
        "check_results": _of(check_result).join(post).join(assignment).where(mine),
        "post_pages": _of(post_page).join(post).join(assignment).where(mine),
        "submissions": _of(submission).join(assignment).where(mine),
        "screenshots": _of(proof, "given_by").join(submission).join(assignment).where(mine),
        "reviews": _of(review, "reviewer_id").join(submission).join(assignment).where(mine),
        "conversions": _of(conversion, "buyer").join(post).join(assignment).where(mine),
        "tracking_links": _of(tracking_link, "untold_from").join(assignment).where(mine),
        "tracking_counts": _of(tracking_count).join(tracking_link).join(assignment).where(mine),
        "risk_cases": _of(risk_case, "decided_by", "appeal_decided_by")
        .join(assignment)
        .where(mine),
        "risk_events": _of(risk_event, "actor_id").join(risk_case).join(assignment).where(mine),
        "risk_signals": _of(risk_signal, "evidence", "fingerprint")
        .join(assignment, assignment.c.id == risk_signal.c.assignment_id)
        .where(mine),
        "readings": _of(metric_snapshot, "recorded_by").join(post).join(assignment).where(mine),
    }


def _money(person_id: int) -> Sections:
    return {
        "settlements": _of(settlement).where(settlement.c.person_id == person_id),
        "left_out": _of(left_out, "left_by", "ended_by")
        .join(assignment, assignment.c.id == left_out.c.assignment_id)
        .where(assignment.c.person_id == person_id),
        "ledger": select(posting.c.at, posting.c.kind, *ledger_entry.c)
        .select_from(ledger_entry)
        .join(posting)
        .where(ledger_entry.c.owner_id == person_id, _THEIR_MONEY)
        .order_by(ledger_entry.c.id),
        "repayments": _of(repayment, "booked_by").where(repayment.c.person_id == person_id),
        "waivers": _of(waiver).where(waiver.c.person_id == person_id),
        "payee": _of(payee, "sealed", "stamp", "digest").where(payee.c.person_id == person_id),
        "disputes": _of(dispute, "decided_by").where(dispute.c.person_id == person_id),
        "dispute_events": _of(dispute_event, "actor_id")
        .join(dispute)
        .where(dispute.c.person_id == person_id)
        .order_by(dispute_event.c.id),
        "second_tries": _of(second_try, "said_by")
        .join(payout)
        .where(payout.c.person_id == person_id),
        "payouts": _of(payout, "sealed", "stamp", "digest").where(payout.c.person_id == person_id),
    }


def everything(conn: Connection, person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Each kind of row with its columns, as JSON takes them; no secrets, no other people."""
    sections = {**_who(person_id), **_work(person_id), **_money(person_id)}
    return {
        name: [_plain(row) for row in conn.execute(query).mappings()]
        for name, query in sections.items()
    }


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        str(name): value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
    }
