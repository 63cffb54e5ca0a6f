"""What is sent to somebody else: statuses, and what each class of message promises."""

from enum import StrEnum
from typing import Final


class DeliveryStatus(StrEnum):
    """One message to one chat. Accepted by Telegram at most once, or named in_doubt."""

    QUEUED = "queued"  # due at its time
    SENDING = "sending"  # committed before the first byte; nobody else may send it
    SENT = "sent"  # Telegram answered ok
    IN_DOUBT = "in_doubt"  # bytes left, no answer came: it may or may not have arrived
    DEAD = "dead"  # blocked, gone, or refused for good
    CANCELLED = "cancelled"  # its cause went away before it was sent


# Nothing changes any more.
ENDED: Final = frozenset(
    {
        DeliveryStatus.SENT,
        DeliveryStatus.IN_DOUBT,
        DeliveryStatus.DEAD,
        DeliveryStatus.CANCELLED,
    }
)


class DeliveryClass(StrEnum):
    """Who waits for it; decides the order and what in_doubt means. Quiet hours go by its kind."""

    TRANSACTIONAL = "transactional"  # somebody decided on your work or money; in_doubt: said again
    REMINDER = "reminder"  # a deadline nears; opt-out; in_doubt: said again
    BROADCAST = "broadcast"  # a promotion; opt-out; in_doubt: dropped
    FOLLOW_UP = "follow_up"  # a message that is there changes or goes; in_doubt: done once more


# Better twice, the second one marked, than never; a promotion is better never. Once more, and while
# Telegram answers nothing up to eight times: docs/decisions/0045-an-outage-holds-the-pump.md
RESENT_WHEN_IN_DOUBT = frozenset({DeliveryClass.TRANSACTIONAL, DeliveryClass.REMINDER})
# As rows keep it, which is no order: `LEAVING` is.
PRIORITY = {
    DeliveryClass.TRANSACTIONAL: 0,
    DeliveryClass.REMINDER: 1,
    DeliveryClass.BROADCAST: 2,
    DeliveryClass.FOLLOW_UP: 4,
}
# Of promotions that are paid for: they take nothing of the free allowance, so they wait for nobody.
PAID_PRIORITY: Final = 3
# Of what nobody pays for, the first goes first.
LEAVING: Final = tuple(
    PRIORITY[each]
    for each in (
        DeliveryClass.TRANSACTIONAL,
        DeliveryClass.REMINDER,
        DeliveryClass.FOLLOW_UP,
        DeliveryClass.BROADCAST,
    )
)
PRIORITIES: Final = (*PRIORITY.values(), PAID_PRIORITY)


def priorities_of(cls: DeliveryClass) -> tuple[int, ...]:
    """Those that deliveries of the class may have."""
    paid = (PAID_PRIORITY,) if cls is DeliveryClass.BROADCAST else ()
    return (PRIORITY[cls], *paid)


class BroadcastStatus(StrEnum):
    """Where a broadcast stands."""

    DRAFT = "draft"  # being written; the audience is not frozen
    SENDING = "sending"  # confirmed: its deliveries are queued over a frozen audience
    PAUSED = "paused"  # queued deliveries wait
    CANCELLED = "cancelled"  # what was still queued will not be sent
    DONE = "done"  # nothing is queued any more


class Response(StrEnum):
    """What a reader did with a broadcast."""

    TAPPED = "tapped"  # a button of it, but not one that leads out of Telegram: that tells nobody
    MUTED = "muted"  # by the button under it


class ReminderStatus(StrEnum):
    """Where a reminder row stands."""

    WAITING = "waiting"  # its time has not come
    QUEUED = "queued"  # it became a delivery
    DROPPED = "dropped"  # what it was about no longer applied


class ReminderKind(StrEnum):
    """What a reminder is about; the transaction that sets a deadline writes its rows."""

    DUE_IN_24H = "due_in_24h"
    DUE_IN_2H = "due_in_2h"
    EXPIRY = "expiry"  # the deadline passed: the assignment expires and the creator is told
    # Half of a review's clock: told to coordinators, to owners where none of them may decide.
    REVIEW_HALF_GONE = "review_overdue"  # so it has been stored ever since
    WEEKLY_DIGEST = "weekly_digest"  # the creator's earnings of the week
    RETURN_DUE = "return_due"  # a checkpoint of data return: told to the creator who enters it
    RETURNS_MISSING = "returns_missing"  # a campaign's returns of a day: told to coordinators
    SETTLED_UNREAD = "settled_unread"  # a campaign's posts of an hour that got the floor unread
    PROOF_DUE = "proof_due"  # a screenshot that was asked for has not come: told to the creator
    # The next step of what nobody acts on; the row of the step before writes it.
    REVIEW_NEARLY_OVER = "review_nearly_over"  # of its clock: told to owners
    WORKS_LAPSED = "works_lapsed"  # a campaign's works of a day that went back: to coordinators
    LAPSED_UNSEEN = "lapsed_unseen"  # no coordinator has seen that: told to owners
    READINGS_UNANSWERED = "readings_unanswered"  # coordinators brought no data: told to owners
    PAYOUT_WAITING = "payout_waiting"  # a batch waits for its second person: told to finance
    PAYOUT_STUCK = "payout_stuck"  # and waits still: told to owners
    OCCURRENCE_OPENS = "occurrence_opens"  # of a task that recurs: announced to whom it fits
