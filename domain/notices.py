"""Which notices there are: what somebody else is told, as a kind; no wording, no rows."""

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import Any, Final, Self


class Waits(Enum):
    """Whether a notice that falls into its reader's quiet hours waits for their end."""

    ALWAYS = "always"  # the clock, a batch or a colleague caused it: nobody is woken for that
    BY_CLOCK = "by clock"  # only where no person decided, as its fact `by_clock` says
    NEVER = "never"  # its reader waits for it, or has to know before they go on


ALWAYS: Final = Waits.ALWAYS
BY_CLOCK: Final = Waits.BY_CLOCK
NEVER: Final = Waits.NEVER


class NoticeKind(StrEnum):
    """The value is stored with the delivery; each is worded in handlers/notices.

    A new one says beside its value whether it waits for the day; there is none without an answer.
    """

    waits: Waits

    BREAK_OVER = "break_over", ALWAYS  # tasks are offered to them again
    BROADCAST = "broadcast", ALWAYS  # what a coordinator writes to many
    BROADCAST_DONE = "broadcast_done", ALWAYS  # to its author: nothing of it waits any more
    BROADCAST_REFUSED = "broadcast_refused", ALWAYS  # to its author and owners: it stands by itself
    BUDGET_RAISED = "budget_raised", ALWAYS  # by an owner, with a reason
    BUDGET_SHORT = "budget_short", ALWAYS  # most of a campaign's budget is taken
    CREATOR_PAUSED = "creator_paused", ALWAYS  # with the coordinator's reason
    CREATOR_RESUMED = "creator_resumed", ALWAYS
    DISPUTE_ASKED = "dispute_asked", ALWAYS
    DISPUTE_DECLINED = "dispute_declined", ALWAYS
    DISPUTE_ESCALATED = "dispute_escalated", ALWAYS  # to owners: nobody has decided
    DISPUTE_GIVEN_BACK = "dispute_given_back", ALWAYS
    DISPUTE_GRANTED = "dispute_granted", ALWAYS
    DISPUTE_LATE = "dispute_late", ALWAYS  # to its creator: it takes longer
    DISPUTE_MOOT = "dispute_moot", ALWAYS  # what it was about is gone
    DISPUTE_REMINDER = "dispute_reminder", ALWAYS
    DISPUTE_STUCK = "dispute_stuck", ALWAYS  # to owners who may not decide: others must
    DISPUTE_WAITING = "dispute_waiting", ALWAYS  # to whoever may decide
    DUE_IN_24H = "due_in_24h", ALWAYS
    DUE_IN_2H = "due_in_2h", ALWAYS
    ENDPOINT_ENDED = "endpoint_ended", ALWAYS  # a partner's address is gone
    EXPIRED = "expired", ALWAYS  # the deadline passed and the slot went to others
    FEED_SILENT = "feed_silent", ALWAYS  # a source of readings is overdue
    FIGURES_IMPORTED = "figures_imported", NEVER  # to whoever handed the file in
    LAPSED_UNSEEN = "lapsed_unseen", ALWAYS  # to owners
    LEFT_OUT = "left_out", ALWAYS  # of settlement runs for a while, with the reason
    LINK_REFUSED = "link_refused", ALWAYS  # a share link led to what cannot be handed in
    PAID_TAKEN_BACK = "paid_taken_back", ALWAYS  # to finance and owners: paid money became a debt
    PAYOUT_APPROVED = "payout_approved", ALWAYS  # to whoever prepared the batch: it may be exported
    PAYOUT_BOUNCED = "payout_bounced", ALWAYS  # it had been paid, and came back
    PAYOUT_CONFIRM = "payout_confirm", NEVER  # to whoever approves: say it in the other place too
    PAYOUT_DISPUTED = "payout_disputed", ALWAYS  # the creator says the money did not arrive
    PAYOUT_DUE = "payout_due", ALWAYS  # payout day: a batch may be prepared
    PAYOUT_FAILED = "payout_failed", ALWAYS
    PAYOUT_PAID = "payout_paid", ALWAYS
    PAYOUT_PREPARED = "payout_prepared", ALWAYS  # a batch waits for its second person
    PAYOUT_STUCK = "payout_stuck", ALWAYS  # to owners
    PAYOUT_WAITING = "payout_waiting", ALWAYS  # its second person has not come yet
    POST_BACK = "post_back", ALWAYS
    POST_DOWN = "post_down", ALWAYS
    POST_TO_JUDGE = "post_to_judge", ALWAYS  # down past its grace: a person decides
    PROOF_CAME = "proof_came", ALWAYS
    PROOF_DUE = "proof_due", ALWAYS  # one that was asked for has not come
    PROOF_WANTED = "proof_wanted", ALWAYS
    # Works past their cut-off of which nothing was told.
    READINGS_MISSING = "readings_missing", ALWAYS
    READINGS_UNANSWERED = "readings_unanswered", ALWAYS  # to owners
    DEBT_REPAID = "debt_repaid", ALWAYS  # finance booked what they transferred back
    REPAYMENT_BOOKED = "repayment_booked", ALWAYS  # to owners
    DEBT_GIVEN_UP = "debt_given_up", ALWAYS  # an owner wrote off what they owed
    RECOVERED = "recovered", ALWAYS  # a part of an amount made up for what is owed
    RETURN_DUE = "return_due", ALWAYS
    RETURNS_MISSING = "returns_missing", ALWAYS
    REVIEW_APPROVE = "review_approve", BY_CLOCK
    REVIEW_CHANGES = "review_changes", NEVER
    REVIEW_HALF_GONE = (
        "review_overdue",
        ALWAYS,
    )  # stored by a name of old, as its ReminderKind
    REVIEW_NEARLY_OVER = "review_nearly_over", ALWAYS  # to owners
    REVIEW_REJECT = "review_reject", NEVER
    REVIEW_WAITING = "review_waiting", ALWAYS  # to reviewers: all that waits, in one
    RISK_ASKED = "risk_asked", ALWAYS
    RISK_CLEARED = "risk_cleared", ALWAYS
    RISK_CONFIRMED = "risk_confirmed", ALWAYS
    RISK_ESCALATED = "risk_escalated", ALWAYS  # to owners: nobody has decided
    RISK_LAPSED = "risk_lapsed", ALWAYS
    RISK_LATE = "risk_late", ALWAYS  # to its creator: a decision takes longer than promised
    RISK_MORE = "risk_more", ALWAYS  # to its creator: more was seen of what a person has
    RISK_MORE_TO_JUDGE = "risk_more_to_judge", ALWAYS  # the same, to whoever may decide
    RISK_OPENED = "risk_opened", ALWAYS
    RISK_REINSTATED = "risk_reinstated", ALWAYS
    RISK_REMINDER = "risk_reminder", ALWAYS
    RISK_STUCK = "risk_stuck", ALWAYS  # to owners who may not decide: others must
    RISK_VOIDED = "risk_voided", ALWAYS
    RISK_WAITING = "risk_waiting", ALWAYS  # to whoever may decide
    SETTLED = "settled", ALWAYS
    # To coordinators: the floor was paid, for want of readings.
    SETTLED_UNREAD = "settled_unread", ALWAYS
    TEAM_JOINED = "team_joined", NEVER
    TEAM_ROLE_GONE = "team_role_gone", NEVER
    VOIDED = "voided", ALWAYS
    WEEKLY_DIGEST = "weekly_digest", ALWAYS
    # To creators who have not published: most of a pot is taken.
    WINDOW_SHORT = "window_short", ALWAYS
    WORKS_LAPSED = "works_lapsed", ALWAYS  # to coordinators: nobody handed in what went back

    def __new__(cls, value: str, waits: Waits | None = None) -> Self:
        """`waits` is left out where a kind is looked up by its value."""
        if waits is None:
            raise TypeError(f"{value}: does it wait for the day?")
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.waits = waits
        return kind

    @classmethod
    def known(cls, value: str) -> Self | None:
        """None of one that only a newer release knows."""
        try:
            return cls(value)
        except ValueError:
            return None

    def waits_for_day(self, facts: Mapping[str, Any]) -> bool:
        """Whether the one that tells of `facts` may wake nobody."""
        if self.waits is BY_CLOCK:
            return bool(facts.get("by_clock", True))
        return self.waits is ALWAYS
