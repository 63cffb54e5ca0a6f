"""The state that a loop leaves behind, without what differs from run to run: ids and moments."""

from typing import Any, Final

from sqlalchemy import Connection, Select, func, select

from domain.delivery import DeliveryClass
from domain.notices import NoticeKind
from storage.tables.access import invitation
from storage.tables.campaigns import campaign, task, template
from storage.tables.chat import dialog, kept_update
from storage.tables.delivery import delivery, reminder
from storage.tables.metrics import metric_snapshot
from storage.tables.money import ledger_entry, payee, payout, payout_batch, settlement
from storage.tables.people import account, consent, person, staff_role
from storage.tables.work import assignment, assignment_event, post, review, submission

Picture = dict[str, list[tuple[Any, ...]]]


def _of(table: Any, *columns: Any) -> Select[Any]:
    """With whose it is."""
    return select(person.c.name, *columns).join_from(
        table, person, person.c.id == table.c.person_id
    )


_QUESTIONS: Final[dict[str, Select[Any]]] = {
    "people": select(person.c.name, person.c.standing, person.c.locale),
    "roles": _of(staff_role, staff_role.c.role),
    "invitations used": select(invitation.c.role).where(invitation.c.used_at.is_not(None)),
    "consents": _of(consent, consent.c.purpose),
    "accounts": _of(account, account.c.handle, account.c.followers, account.c.region),
    "questions open": select(dialog.c.step).where(dialog.c.step != ""),
    "campaign": select(campaign.c.status, campaign.c.reserved_minor, campaign.c.earned_minor),
    "slots": select(task.c.free, task.c.held, task.c.done),
    "wordings dealt": select(template.c.dealt),
    "work": _of(assignment, assignment.c.status, assignment.c.reserved_minor),
    "its life": select(assignment_event.c.status, assignment_event.c.reason),
    "posts": select(post.c.platform, post.c.post_key),
    "submissions": select(submission.c.given),
    "decisions": select(review.c.decision, review.c.reason, review.c.note),
    "readings": select(metric_snapshot.c.likes, metric_snapshot.c.saves),
    "settlements": _of(settlement, settlement.c.amount_minor, settlement.c.lines),
    "ledger": select(ledger_entry.c.account, func.sum(ledger_entry.c.amount_minor)).group_by(
        ledger_entry.c.account
    ),
    "payees": _of(payee, payee.c.method, payee.c.masked),
    "batches": select(payout_batch.c.status),
    "payouts": _of(payout, payout.c.amount_minor, payout.c.status),
    "reminders": select(reminder.c.kind, reminder.c.status),
    "told": _of(delivery, delivery.c.kind).where(
        delivery.c.dedupe_key.not_like("%#again"),
        delivery.c.kind != NoticeKind.REVIEW_WAITING,
        delivery.c["class"] != DeliveryClass.FOLLOW_UP,  # how many serve several notices is chance
    ),
    # One that is yet to go, perhaps once more, tells of what comes meanwhile: how many is chance.
    "called": _of(delivery, delivery.c.kind)
    .where(delivery.c.kind == NoticeKind.REVIEW_WAITING)
    .distinct(),
    "updates kept aside": select(kept_update.c.problem),
}


def picture(conn: Connection) -> Picture:
    return {
        name: sorted(tuple(map(str, row)) for row in conn.execute(question))
        for name, question in _QUESTIONS.items()
    }


def differences(one: Picture, other: Picture) -> list[str]:
    return [f"{name}: {one[name]} and {other[name]}" for name in one if one[name] != other[name]]
