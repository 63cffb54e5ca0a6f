"""Queries that forget a person: pseudonyms for names, free text gone; the ledger stays whole."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from domain.assignment import OPEN, AssignmentStatus
from domain.delivery import DeliveryStatus
from domain.people import Standing
from storage import dialogs, kept_updates
from storage.tables.access import console_link, console_session
from storage.tables.campaigns import terms
from storage.tables.checks import check_result, post_check, post_page
from storage.tables.delivery import delivery
from storage.tables.disputes import dispute, dispute_event
from storage.tables.money import left_out, payee, settlement
from storage.tables.people import account, account_category, pause, person
from storage.tables.risk import risk_case, risk_event, risk_signal
from storage.tables.work import assignment, post, proof, rendition, submission


def open_work(conn: Connection, person_id: int) -> int:
    """Assignments that are claimed, handed in, or waiting for a decision."""
    mine = (assignment.c.person_id == person_id, assignment.c.status.in_(sorted(OPEN)))
    return conn.execute(select(func.count()).select_from(assignment).where(*mine)).scalar_one()


def to_settle(conn: Connection, person_id: int) -> list[tuple[datetime | None, int]]:
    """Of each approved assignment its cut-off, and the days its money is held after that."""
    rows = conn.execute(
        select(assignment.c.cutoff_at, terms.c.hold_days)
        .join(terms, terms.c.id == assignment.c.terms_id)
        .where(
            assignment.c.person_id == person_id,
            assignment.c.status == AssignmentStatus.APPROVED,
        )
    )
    return [(cutoff_at, hold_days) for cutoff_at, hold_days in rows]


def last_payable_at(conn: Connection, person_id: int) -> datetime | None:
    """When the last of what is held becomes payable."""
    return conn.execute(
        select(func.max(settlement.c.payable_at)).where(
            settlement.c.person_id == person_id, settlement.c.matured_at.is_(None)
        )
    ).scalar()


def forget_person(conn: Connection, person_id: int, invite_code: str) -> None:
    """The row stays for the ledger's sake; `invite_code` is a fresh one that nobody knows."""
    conn.execute(
        update(person)
        .where(person.c.id == person_id)
        .values(
            telegram_id=None,
            name=_pseudonym(person_id),
            username="",
            standing=Standing.ERASED,
            invite_code=invite_code,
            reachable=False,
            wants_reminders=False,
            wants_digests=False,
            wants_figure_calls=False,
            wants_broadcasts=False,
        )
    )


def _pseudonym(number: int) -> str:
    return f"erased-{number}"


def forget_accounts(conn: Connection, person_id: int) -> None:
    """Retired under a pseudonym: the handle is free for whoever it belongs to."""
    ids = conn.execute(select(account.c.id).where(account.c.person_id == person_id)).scalars()
    for account_id in list(ids):
        conn.execute(
            update(account)
            .where(account.c.id == account_id)
            .values(
                handle=_pseudonym(account_id),
                handle_key=_pseudonym(account_id),
                profile_url="",
                profile_key="",
                followers=0,
                region="",
                retired=True,
            )
        )
        of_account = account_category.c.account_id == account_id
        conn.execute(delete(account_category).where(of_account))


def forget_words(conn: Connection, person_id: int) -> None:
    """What they wrote and what was written for them; posts and figures are the books' evidence.

    Nobody looks at their posts any more: a page would tell us their name again.
    """
    mine = select(assignment.c.id).where(assignment.c.person_id == person_id)
    conn.execute(update(assignment).where(assignment.c.person_id == person_id).values(draft=None))
    conn.execute(
        update(rendition).where(rendition.c.assignment_id.in_(mine)).values(body="", slots={})
    )
    conn.execute(update(submission).where(submission.c.assignment_id.in_(mine)).values(given=""))
    handed = select(submission.c.id).where(submission.c.assignment_id.in_(mine))
    conn.execute(
        update(proof)
        .where(proof.c.submission_id.in_(handed))
        .values(file_id="", sha256="", dhash="", note="")
    )
    theirs = select(post.c.id).where(post.c.assignment_id.in_(mine))
    conn.execute(update(check_result).where(check_result.c.post_id.in_(theirs)).values(evidence={}))
    conn.execute(delete(post_page).where(post_page.c.post_id.in_(theirs)))
    conn.execute(update(post_check).where(post_check.c.post_id.in_(theirs)).values(due_at=None))
    cases = select(risk_case.c.id).where(risk_case.c.assignment_id.in_(mine))
    of_case = risk_event.c.case_id.in_(cases)
    conn.execute(update(risk_event).where(of_case).values(note="", picture=""))
    conn.execute(update(risk_case).where(risk_case.c.assignment_id.in_(mine)).values(note=""))
    objections = select(dispute.c.id).where(dispute.c.person_id == person_id)
    of_dispute = dispute_event.c.dispute_id.in_(objections)
    said = {"note": "", "file_id": "", "file_sha256": ""}
    conn.execute(update(dispute_event).where(of_dispute).values(said))
    conn.execute(update(dispute).where(dispute.c.person_id == person_id).values(note=""))
    conn.execute(update(left_out).where(left_out.c.assignment_id.in_(mine)).values(reason=""))
    conn.execute(update(pause).where(pause.c.person_id == person_id).values(reason=""))
    conn.execute(
        update(risk_signal).where(risk_signal.c.assignment_id.in_(mine)).values(evidence={})
    )


def forget_messages(conn: Connection, person_id: int, now: datetime) -> None:
    """What still waits is not sent; of the rest only that it was sent is kept."""
    mine = delivery.c.person_id == person_id
    conn.execute(
        update(delivery)
        .where(mine, delivery.c.status == DeliveryStatus.QUEUED)
        .values(status=DeliveryStatus.CANCELLED, ended_at=now)
    )
    conn.execute(update(delivery).where(mine).values(facts={}))


def forget_access(conn: Connection, person_id: int, telegram_id: int) -> None:
    """Payee details, console sessions and links, the open dialog, updates kept aside."""
    dialogs.forget(conn, person_id)
    tables: tuple[Any, ...] = (payee, console_session, console_link)
    for table in tables:
        conn.execute(delete(table).where(table.c.person_id == person_id))
    kept_updates.forget_about(conn, telegram_id)
