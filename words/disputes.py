"""How a dispute reads: what it is about, why, where it stands, what was said; it takes no side."""

from datetime import datetime
from typing import Final

from domain.assignment import AssignmentStatus
from domain.checkpoints import FINAL
from domain.disputes.life import AwardOutOfRange, DisputeEventKind, DisputeFacts, DisputeStatus
from domain.disputes.lines import OPEN_FOR, DisputeReason, Line, LineKind
from domain.disputes.listing import (
    DisputeClock,
    DisputeEvent,
    DisputeFile,
    DisputeLine,
    DisputeState,
    Objection,
    clock,
    ends_at,
)
from domain.earnings import MadeGood
from domain.files import Kind
from domain.lengths import cut
from words import times
from words.amounts import amount
from words.earnings import checkpoint, taken_along
from words.people import called
from words.punctuation import labelled
from words.speech import Html, Speech, msg

_LONGEST_BESIDE: Final = 120  # signs of a creator's words where the dispute is not opened
K, R, D, E = LineKind, DisputeReason, DisputeStatus, DisputeEventKind

_LINES: Final = {
    K.SETTLEMENT: msg("a settled amount"),
    K.TAKEN_BACK: msg("work that was taken back"),
    K.RECOVERY: msg("an amount set against what was owed"),
    K.REJECTION: msg("work that was rejected"),
    K.MISSING: msg("an amount that is missing"),
    K.PAYOUT: msg("a payout"),
    K.WITHHOLDING: msg("tax that was withheld"),
}
_REASONS: Final = {
    R.FIGURES: msg("the figures are wrong"),
    R.TERMS: msg("it is not what was agreed"),
    R.NOT_SETTLED: msg("nothing was settled"),
    R.RULES_KEPT: msg("my work does what the brief asks for"),
    R.STAYED_UP: msg("my post stayed up"),
    R.GENUINE: msg("my work and who saw it are real"),
    R.NOT_OWED: msg("I do not owe this"),
    R.NOT_ARRIVED: msg("it did not arrive"),
    R.WRONG_AMOUNT: msg("another sum arrived"),
    R.TAX: msg("the tax is too high"),
    R.OTHER: msg("something else"),
}
_STATUSES: Final = {
    D.OPEN: msg("⚖️ A person looks at it"),
    D.ASKED: msg("💬 A question waits for the creator"),
    D.GRANTED: msg("✅ Granted"),
    D.GIVEN_BACK: msg("✅ Given back"),
    D.DECLINED: msg("⛔ Declined"),
    D.WITHDRAWN: msg("↩️ Withdrawn"),
    D.MOOT: msg("↩️ Ended: what it was about is gone"),
}
_EVENTS: Final = {
    E.OPENED: msg("opened"),
    E.ADDED: msg("added"),
    E.ASKED: msg("asked"),
    E.REMINDED: msg("the creator was reminded"),
    E.ANSWERED: msg("answered"),
    E.UNANSWERED: msg("no answer came in time, a person decides by what there is"),
    E.ESCALATED: msg("owners were called"),
    E.GRANTED: msg("granted"),
    E.GIVEN_BACK: msg("given back"),
    E.DECLINED: msg("declined"),
    E.WITHDRAWN: msg("withdrawn"),
    E.MOOT: msg("ended: what it was about is gone"),
}
_STATES: Final = {
    DisputeState.UNDECIDED: msg("To be decided"),
    DisputeState.WAITING: msg("A person's turn"),
    DisputeState.ASKED: msg("The creator's turn"),
    DisputeState.MADE_GOOD: msg("Decided for the creator"),
    DisputeState.DECLINED: msg("Declined"),
    DisputeState.LEFT: msg("Withdrawn or gone"),
    DisputeState.ALL: msg("All"),
}
_CLOCKS: Final = {
    DisputeClock.CREATOR: msg("The creator's time runs"),
    DisputeClock.OURS: msg("Our time runs"),
    DisputeClock.LATE: msg("Our time is over"),
}


def kind(value: LineKind, say: Speech) -> Html:
    """In the middle of a sentence."""
    return say(_LINES[value])


def reason(value: DisputeReason, say: Speech) -> Html:
    """In the creator's words; in the middle of a sentence."""
    return say(_REASONS[value])


def status(value: DisputeStatus, say: Speech) -> Html:
    return say(_STATUSES[value])


def state(value: DisputeState, say: Speech) -> Html:
    return say(_STATES[value])


def whose_clock(value: DisputeClock, say: Speech) -> Html:
    return say(_CLOCKS[value])


def happened(value: DisputeEventKind, say: Speech) -> Html:
    """In the middle of a line."""
    return say(_EVENTS[value])


def money(value: LineKind, amount_minor: int, currency: str, say: Speech) -> Html:
    """What is disputed: `¥80.00, a settled amount`; of work without any amount its kind alone."""
    if not amount_minor:
        return kind(value, say)
    return say("{amount}, {kind}", amount=amount(amount_minor, currency), kind=kind(value, say))


def about(line: Line, say: Speech) -> Html:
    """A line that may be disputed."""
    told = money(line.kind, line.amount_minor, line.currency, say)
    if line.kind is not K.SETTLEMENT or line.checkpoint == FINAL:
        return told
    return say("{line} {part}", line=told, part=checkpoint(line.checkpoint, say))


def until(line: Line, timezone: str, say: Speech, now: datetime) -> Html:
    """How long; where it cannot be, why."""
    if line.at is None:
        return say("may be disputed")
    day = times.day(line.at + OPEN_FOR, timezone, say.locale, now)
    if now >= line.at + OPEN_FOR:
        return say("could be disputed until {day}", day=day)
    if not line.may_be_disputed(now):
        return say("was disputed and withdrawn as often as may be")
    return say("may be disputed until {day}", day=day)


def turn(line: DisputeLine, timezone: str, say: Speech) -> Html:
    """Whose turn it is, until when; empty where no clock runs."""
    at = times.moment(ends_at(line), timezone, say.locale)
    if line.status is D.ASKED:
        return say("the creator may answer until {at}", at=at)
    return say("to be decided by {at}", at=at) if line.status is D.OPEN else Html()


def nobody_may(file: DisputeFile, say: Speech) -> Html:
    """To its creator; empty where somebody may decide, or nobody has to."""
    if not file.is_stuck:
        return Html()
    return say(
        "Nobody in our team may decide on it yet: whoever could judged it before, or is linked "
        "to you. Our owners have been asked to bring somebody in."
    )


def stands_in(file: DisputeFile, say: Speech) -> Html:
    """To who is to decide, and of who has decided; empty for whoever had no part."""
    if not file.stands_in:
        return Html()
    if file.facts.is_open:
        return say(
            "You prepared this payout. Somebody else approved it, and nobody is left who had no "
            "part: so you decide, and the dispute keeps that it was you."
        )
    return say("Decided by who prepared the payout and did not approve it: nobody else was left.")


def is_late(line: DisputeLine, now: datetime) -> bool:
    return clock(line, now) is DisputeClock.LATE


def given(line: DisputeLine, say: Speech) -> Html:
    """What was decided, with the sum where there is one."""
    told = status(line.status, say)
    if not line.awarded_minor:
        return told
    return say("{status}: {amount}", status=told, amount=amount(line.awarded_minor, line.currency))


def event(each: DisputeEvent, timezone: str, say: Speech, *, to_creator: bool = False) -> Html:
    """When, who, what, and what they said; staff have no names for whom they decide about."""
    who = called(each.actor) if each.actor else say("the clock")
    if to_creator and each.actor:
        who = say("you") if each.by_creator else say("our team")
    at = times.moment(each.at, timezone, say.locale)
    told = Html("{} · {} · {}").format(at, who, happened(each.kind, say))
    if each.file:
        told += Html(" 🖼") if each.file.kind.is_picture else Html(" 📎")
    if each.note:
        told += Html("\n<blockquote>{}</blockquote>").format(cut(each.note, 400))
    return told


def before_award(facts: DisputeFacts, say: Speech) -> list[Html]:
    """What whoever grants an amount should know first; nothing where money is only given back."""
    if not facts.is_grant:
        return []
    told = []
    if facts.settled_minor and facts.work is not AssignmentStatus.VOID:
        settled = amount(facts.settled_minor, facts.currency)
        told.append(
            say(
                "{settled} of this work is settled; a grant is paid besides, "
                "even above the cap of its terms.",
                settled=settled,
            )
        )
    if facts.work is AssignmentStatus.APPROVED:
        told.append(say("What is settled of it later counts the grant in."))
    most = amount(facts.most_minor, facts.currency)
    return [*told, say("At most {most}, as agreed for one post.", most=most)]


def out_of_range(refusal: AwardOutOfRange, say: Speech) -> Html:
    if not refusal.most_minor:
        return say(
            "Nothing more can be granted: this work has had all that was agreed for one post."
        )
    most = amount(refusal.most_minor, refusal.currency)
    if refusal.is_whole:
        return say("A payout is given back whole: {most}.", most=most)
    return say("The amount must lie above nought and at most {most}.", most=most)


def file_label(value: Kind, say: Speech) -> Html:
    return say("See the picture") if value.is_picture else say("Get the file")


def objection(each: Objection, say: Speech) -> Html:
    """Beside its payout: `Dispute 3: it did not arrive, “…”`."""
    told = reason(each.reason, say)
    if each.words:
        told = say("{reason}, “{words}”", reason=told, words=cut(each.words, _LONGEST_BESIDE))
    told = labelled(say("Dispute {number}", number=each.dispute_id), told, say)
    if each.is_for_others:
        told = Html("{} · {}").format(told, say("somebody else decides"))
    return told


def not_yours(say: Speech) -> Html:
    """To whom a dispute does not open."""
    return say(
        "You had a part in what this dispute is about, or are linked to who opened it: "
        "somebody else decides."
    )


def made_good(
    each: MadeGood, currency: str, timezone: str, say: Speech, now: datetime
) -> list[Html]:
    """In `/why`: what it gave, and the payout that took it along."""
    went = [taken_along(each.sent, timezone, say, now)] if each.sent else []
    return [_gave(each, currency, timezone, say), *(Html("💸 {}").format(line) for line in went)]


def _gave(each: MadeGood, currency: str, timezone: str, say: Speech) -> Html:
    told = {
        "amount": amount(each.amount_minor, currency),
        "moment": times.moment(each.at, timezone, say.locale),
        "hash": each.posting_hash[:12],
        "number": each.dispute_id,
    }
    if each.is_taken_back:
        return say("⚖️ {amount} granted by dispute {number}, taken back with the work", **told)
    if each.kind is K.RECOVERY:
        return say(
            "⚖️ {amount} of what was set off is payable, by dispute {number}, {moment}, ledger "
            "entry <code>{hash}</code>",
            **told,
        )
    return say(
        "⚖️ ＋ {amount} granted by dispute {number}, {moment}, ledger entry <code>{hash}</code>",
        **told,
    )
