"""One line on what a form has just done, named in the address of the page that follows it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from aiohttp import web

from words.speech import Html, Speech, msg

_OURS: Final = "same-origin"  # also what an old browser, which says nothing, counts as


class Note(StrEnum):
    """What was done; anybody may type one into an address, so a note proves nothing."""

    APPROVED = "approved"
    CHANGES = "changes"
    REJECTED = "rejected"
    PROOF_ASKED = "proof_asked"  # a screenshot was asked for
    BATCH = "batch"  # a payout batch was approved
    PREPARED = "prepared"  # a payout batch
    WITHDRAWN = "withdrawn"  # a payout batch, before its approval
    BOUNCED = "bounced"  # a payout came back
    HALF = "half"  # approved here, to be said in chat too
    WRONG_CODE = "wrong_code"
    TOO_MANY = "too_many"
    CLEARED = "cleared"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    REINSTATED = "reinstated"
    UPHELD = "upheld"
    MADE_GOOD = "made_good"  # a dispute was right
    DECLINED = "declined"
    DISPUTE_ASKED = "dispute_asked"
    PAUSED = "paused"  # a partner's address, and so on
    RESUMED = "resumed"
    TESTED = "tested"
    REPLAYED = "replayed"
    BROADCAST_PAUSED = "broadcast_paused"
    BROADCAST_RESUMED = "broadcast_resumed"
    BROADCAST_CANCELLED = "broadcast_cancelled"
    BROADCAST_CONFIRMED = "broadcast_confirmed"
    DRAFTED = "drafted"  # a broadcast
    DRAFT_CHANGED = "draft_changed"  # by somebody else, or by a button that was pressed twice
    COPIED = "copied"  # a broadcast, into a draft
    TAKEN_BACK = "taken_back"
    TRIED = "tried"  # a draft, on oneself
    TRIED_IN_PART = "tried_in_part"
    SEGMENT = "segment"  # kept under its name
    SEGMENT_GONE = "segment_gone"
    SETTLED = "settled"  # what was due
    SETTLED_ONE = "settled_one"
    SET_BACK = "set_back"  # it raised an error, and is tried again
    LEFT_OUT = "left_out"  # of settlement runs
    FLOOR = "floor"  # what is certain, without waiting for data
    CREATOR_PAUSED = "creator_paused"
    CREATOR_RESUMED = "creator_resumed"
    GIVEN_UP = "given_up"  # a debt
    RESOLVED = "resolved"  # a row of a bank's answer that moved nothing
    ANSWER_BOOKED = "answer_booked"  # a bank's, or the rest of it
    ANSWER_EMPTY = "answer_empty"  # another file had booked all of it
    REPAID = "repaid"  # a part of a debt, by transfer
    TRY_AGAIN = "try_again"  # details that the bank could not pay to
    TERMS = "terms"  # a new version of them
    BUDGET = "budget"  # it was raised
    LANGUAGE = "language"  # the visitor chose theirs


_WORDS: Final = {
    Note.APPROVED: msg("Approved. The creator is told."),
    Note.CHANGES: msg("Changes asked for. The creator is told."),
    Note.REJECTED: msg("Rejected. The creator is told, with your reason."),
    Note.BUDGET: msg("Raised. Coordinators, finance and the other owners are told."),
    Note.PROOF_ASKED: msg("Done. The creator is asked for a screenshot."),
    Note.BATCH: msg("Batch approved. Its payment files are below, and in chat: /payouts"),
    Note.PREPARED: msg("Prepared. Another person approves it, here or in chat: they are told."),
    Note.WITHDRAWN: msg("Withdrawn. Nothing is paid by it; its creators are free again."),
    Note.BOUNCED: msg("Booked. The money is payable again, and the creator is told what to check."),
    Note.HALF: msg("Half done. The bot has just asked you in chat: say it there too."),
    Note.WRONG_CODE: msg("That is not the code the bot gave you. Nothing went out."),
    Note.TOO_MANY: msg("Too many wrong codes: begin again in chat, with Approve."),
    Note.CLEARED: msg("Cleared. The creator is told; the settlement goes on."),
    Note.ASKED: msg("Asked. The creator has 72 hours once more."),
    Note.CONFIRMED: msg("It does not count. The creator is told your reason and may appeal."),
    Note.REINSTATED: msg("It counts. The creator is told; the settlement goes on."),
    Note.UPHELD: msg("The appeal is in vain. The creator is told why; the work is void."),
    Note.MADE_GOOD: msg("Done. The amount is payable, and the creator is told why."),
    Note.DECLINED: msg("Declined. The creator is told why; the line stays as it is."),
    Note.DISPUTE_ASKED: msg("Asked. The creator has 72 hours."),
    Note.PAUSED: msg("Paused. What happens meanwhile waits, for 30 days."),
    Note.RESUMED: msg("Called again. What waited is on its way."),
    Note.TESTED: msg("A test is on its way; whether it was taken shows here in a moment."),
    Note.REPLAYED: msg("On their way once more, with the ids they had."),
    Note.BROADCAST_PAUSED: msg("Paused. What is on its way still arrives."),
    Note.BROADCAST_RESUMED: msg("It goes on."),
    Note.BROADCAST_CANCELLED: msg("Cancelled. What has left has left; nothing more is sent."),
    Note.BROADCAST_CONFIRMED: msg("Confirmed. Its words and its readers are fixed now."),
    Note.DRAFTED: msg("Drafted. Nobody gets it before you confirm it."),
    Note.DRAFT_CHANGED: msg("This draft has changed in the meantime: this is how it stands now."),
    Note.COPIED: msg("Copied into this draft. When it arrives is decided anew."),
    Note.TAKEN_BACK: msg("Taken back: nobody has got it, and it goes on as this draft."),
    Note.TRIED: msg("Sent to you: look into your chat with the bot."),
    Note.TRIED_IN_PART: msg("Not all of it may have arrived in your chat. Please try once more."),
    Note.SEGMENT: msg("Kept. /broadcast offers it as the audience of a draft."),
    Note.SEGMENT_GONE: msg("Deleted. Broadcasts that used it keep what it said."),
    Note.SETTLED: msg("Settled. The creators are told."),
    Note.SETTLED_ONE: msg("Settled. The creator is told."),
    Note.SET_BACK: msg("It could not be settled; its error stands below. It is tried again."),
    Note.LEFT_OUT: msg("Left out. The creator is told why, and until when."),
    Note.FLOOR: msg("The floor is paid; the creator is told."),
    Note.CREATOR_PAUSED: msg("Paused. The creator is told your reason; what they hold goes on."),
    Note.CREATOR_RESUMED: msg("Tasks are offered to them again. The creator is told."),
    Note.GIVEN_UP: msg("Written off. The creator is told that nothing is owed any more."),
    Note.RESOLVED: msg("Noted. The row waits for nobody any more."),
    Note.ANSWER_BOOKED: msg("Booked. The creators are told."),
    Note.ANSWER_EMPTY: msg("Nothing was left to book, and nobody was told."),
    Note.REPAID: msg("Booked. The creator and the owners are told; the rest is still owed."),
    Note.TRY_AGAIN: msg("Done. They are in the next batch; whoever approves it reads your reason."),
    Note.TERMS: msg("Saved as a new version. The tasks offer these terms from now on."),
    Note.LANGUAGE: msg("The bot speaks English to you now, too."),
}


_BAD: Final = frozenset({Note.WRONG_CODE, Note.TOO_MANY, Note.TRIED_IN_PART, Note.DRAFT_CHANGED})
"""What was not done after all."""


@dataclass(frozen=True, slots=True)
class Told:
    sentence: Html
    is_bad: bool


def said(request: web.Request, say: Speech) -> Told | None:
    """Of what a form of ours has just done: a link from elsewhere says nothing in our name."""
    value = request.query.get("said", "")
    came_from = request.headers.get("Sec-Fetch-Site", _OURS)
    if value not in set(Note) or came_from != _OURS:
        return None
    return Told(say(_WORDS[Note(value)]), Note(value) in _BAD)


def see_other(path: str, note: Note | None = None) -> web.Response:
    """The page after a form, so that reloading it sends nothing again."""
    address = f"{path}?said={note}" if note else path
    return web.Response(status=303, headers={"Location": address})
