"""Which notices there are: what somebody else is told, as a kind; no wording, no rows."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """The value is stored with the delivery; each is worded in handlers/notices."""

    BREAK_OVER = "break_over"  # tasks are offered to them again
    BROADCAST = "broadcast"  # what a coordinator writes to many
    BROADCAST_DONE = "broadcast_done"  # to its author: nothing of it waits any more
    BUDGET_RAISED = "budget_raised"  # by an owner, with a reason
    BUDGET_SHORT = "budget_short"  # most of a campaign's budget is taken
    CREATOR_PAUSED = "creator_paused"  # with the coordinator's reason
    CREATOR_RESUMED = "creator_resumed"
    DISPUTE_ASKED = "dispute_asked"
    DISPUTE_DECLINED = "dispute_declined"
    DISPUTE_ESCALATED = "dispute_escalated"  # to owners: nobody has decided
    DISPUTE_GIVEN_BACK = "dispute_given_back"
    DISPUTE_GRANTED = "dispute_granted"
    DISPUTE_LATE = "dispute_late"  # to its creator: it takes longer
    DISPUTE_MOOT = "dispute_moot"  # what it was about is gone
    DISPUTE_REMINDER = "dispute_reminder"
    DISPUTE_STUCK = "dispute_stuck"  # to owners who may not decide: others must
    DISPUTE_WAITING = "dispute_waiting"  # to whoever may decide
    DUE_IN_24H = "due_in_24h"
    DUE_IN_2H = "due_in_2h"
    ENDPOINT_ENDED = "endpoint_ended"  # a partner's address is gone
    EXPIRED = "expired"  # the deadline passed and the slot went to others
    FEED_SILENT = "feed_silent"  # a source of readings is overdue
    FIGURES_IMPORTED = "figures_imported"  # to whoever handed the file in
    LAPSED_UNSEEN = "lapsed_unseen"  # to owners
    LEFT_OUT = "left_out"  # of settlement runs for a while, with the reason
    LINK_REFUSED = "link_refused"  # a share link led to what cannot be handed in
    PAID_TAKEN_BACK = "paid_taken_back"  # to finance and owners: paid money became a debt
    PAYOUT_APPROVED = "payout_approved"  # to whoever prepared the batch: it may be exported
    PAYOUT_BOUNCED = "payout_bounced"  # it had been paid, and came back
    PAYOUT_CONFIRM = "payout_confirm"  # to whoever approves: say it in the other place too
    PAYOUT_DISPUTED = "payout_disputed"  # the creator says the money did not arrive
    PAYOUT_DUE = "payout_due"  # payout day: a batch may be prepared
    PAYOUT_FAILED = "payout_failed"
    PAYOUT_PAID = "payout_paid"
    PAYOUT_PREPARED = "payout_prepared"  # a batch waits for its second person
    PAYOUT_STUCK = "payout_stuck"  # to owners
    PAYOUT_WAITING = "payout_waiting"  # its second person has not come yet
    POST_BACK = "post_back"
    POST_DOWN = "post_down"
    POST_TO_JUDGE = "post_to_judge"  # down past its grace: a person decides
    PROOF_CAME = "proof_came"
    PROOF_DUE = "proof_due"  # one that was asked for has not come
    PROOF_WANTED = "proof_wanted"
    READINGS_MISSING = "readings_missing"  # works past their cut-off of which nothing was told
    READINGS_UNANSWERED = "readings_unanswered"  # to owners
    DEBT_REPAID = "debt_repaid"  # finance booked what they transferred back
    REPAYMENT_BOOKED = "repayment_booked"  # to owners
    DEBT_GIVEN_UP = "debt_given_up"  # an owner wrote off what they owed
    RECOVERED = "recovered"  # a part of an amount made up for what is owed
    RETURN_DUE = "return_due"
    RETURNS_MISSING = "returns_missing"
    REVIEW_APPROVE = "review_approve"
    REVIEW_CHANGES = "review_changes"
    REVIEW_HALF_GONE = "review_overdue"  # of its clock: to coordinators
    REVIEW_NEARLY_OVER = "review_nearly_over"  # to owners
    REVIEW_REJECT = "review_reject"
    REVIEW_WAITING = "review_waiting"  # to reviewers: all that waits, in one
    RISK_ASKED = "risk_asked"
    RISK_CLEARED = "risk_cleared"
    RISK_CONFIRMED = "risk_confirmed"
    RISK_ESCALATED = "risk_escalated"  # to owners: nobody has decided
    RISK_LAPSED = "risk_lapsed"
    RISK_LATE = "risk_late"  # to its creator: a decision takes longer than promised
    RISK_MORE = "risk_more"  # to its creator: more was seen of what a person has
    RISK_MORE_TO_JUDGE = "risk_more_to_judge"  # the same, to whoever may decide
    RISK_OPENED = "risk_opened"
    RISK_REINSTATED = "risk_reinstated"
    RISK_REMINDER = "risk_reminder"
    RISK_STUCK = "risk_stuck"  # to owners who may not decide: others must
    RISK_VOIDED = "risk_voided"
    RISK_WAITING = "risk_waiting"  # to whoever may decide
    SETTLED = "settled"
    SETTLED_UNREAD = "settled_unread"  # to coordinators: the floor was paid, for want of readings
    TEAM_JOINED = "team_joined"
    TEAM_ROLE_GONE = "team_role_gone"
    VOIDED = "voided"
    WEEKLY_DIGEST = "weekly_digest"
    WINDOW_SHORT = "window_short"  # to creators who have not published: most of a pot is taken
    WORKS_LAPSED = "works_lapsed"  # to coordinators: nobody handed in what went back
