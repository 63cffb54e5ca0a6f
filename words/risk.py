"""How a risk case reads: what was measured, where it stands, why it does not count; no blame."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from domain.feeds import FeedKind
from domain.lengths import cut
from domain.metrics import PostMetrics
from domain.risk import case_list, disagreement
from domain.risk.case_list import CaseClock, CaseState
from domain.risk.cases import CaseEvent, CaseLine, CaseStatus, EventKind, RiskReason
from domain.risk.evidence import Evidence, Measure, Signal
from domain.terms import Source
from words import times
from words.names import name
from words.people import called
from words.speech import Html, Speech, msg

_C, _E = CaseStatus, EventKind

_STATUSES: Final = {
    _C.OPEN: msg("🟡 The creator is asked"),
    _C.ANSWERED: msg("💬 Answered, waits for a decision"),
    _C.CONFIRMED: msg("⛔ Does not count, may be appealed against"),
    _C.APPEALED: msg("⚖️ Appealed, waits for another person"),
    _C.CLEARED: msg("✅ Cleared"),
    _C.REINSTATED: msg("✅ Counts after an appeal"),
    _C.LAPSED: msg("✅ Counts: nobody decided in time"),
    _C.VOIDED: msg("🚫 Does not count"),
    _C.MOOT: msg("↩️ The work ended for another reason"),
}
UNANSWERED: Final = msg("🟡 No answer in time, waits for a decision")
_EVENTS: Final = {
    _E.OPENED: msg("seen, the creator was asked"),
    _E.SEEN_MORE: msg("more was seen"),
    _E.REMINDED: msg("the creator was reminded"),
    _E.ANSWERED: msg("the creator answered"),
    _E.UNANSWERED: msg("the creator's time is over"),
    _E.ASKED_AGAIN: msg("asked again"),
    _E.ESCALATED: msg("owners were called"),
    _E.CLEARED: msg("cleared"),
    _E.CONFIRMED: msg("does not count"),
    _E.APPEALED: msg("appealed"),
    _E.REINSTATED: msg("the appeal was right"),
    _E.UPHELD: msg("the appeal was in vain"),
    _E.LAPSED: msg("nobody decided in time"),
    _E.VOIDED: msg("void"),
    _E.MOOT: msg("the work ended"),
}
_REASONS: Final = {
    RiskReason.BOUGHT: msg("interactions were bought or faked"),
    RiskReason.INVENTED: msg("the figures cannot be right"),
    RiskReason.COPIED: msg("words or pictures are somebody else's"),
    RiskReason.NOT_THEIRS: msg("another account published the post"),
    RiskReason.OLD_POST: msg("the post is older than the claim"),
    RiskReason.ONE_OF_MANY: msg("several accounts belong to one person"),
}
_SIGNALS: Final = {
    Signal.DUPLICATE_LINK: msg("Link handed in twice"),
    Signal.COPIED_TEXT: msg("Copied text"),
    Signal.REUSED_IMAGE: msg("Reused picture"),
    Signal.SHARED_PAYOUT: msg("Shared payout account"),
    Signal.SPIKE: msg("Spike"),
    Signal.IMPOSSIBLE_COUNTS: msg("Impossible counts"),
    Signal.DISAGREEMENT: msg("Sources disagree"),
    Signal.POSTER_MISMATCH: msg("Another author"),
    Signal.EARLY_PUBLICATION: msg("Older than the claim"),
    Signal.VELOCITY: msg("Too fast for one person"),
    Signal.RING: msg("Ring of accounts"),
}
_STATES: Final = {
    CaseState.WAITING: msg("To be decided"),
    CaseState.ASKED: msg("Creator asked"),
    CaseState.ANSWERED: msg("Answered"),
    CaseState.APPEALED: msg("Appealed"),
    CaseState.CONFIRMED: msg("Does not count, may be appealed against"),
    CaseState.COUNTS: msg("Ended: it counts"),
    CaseState.VOID: msg("Ended: void"),
    CaseState.MOOT: msg("Ended for another reason"),
    CaseState.HELD: msg("Everything that is held"),
    CaseState.ALL: msg("All"),
}
_CLOCKS: Final = {
    CaseClock.CREATOR: msg("The creator's time runs"),
    CaseClock.OURS: msg("Our time runs"),
    CaseClock.LATE: msg("Our time is over"),
}
_COUNTS: Final = {
    "views": msg("views"),
    "likes": msg("likes"),
    "shares": msg("shares"),
    "saves": msg("saves"),
    "comments": msg("comments"),
}
_MEASURES: Final = {
    Measure.EARLIER_USES: msg("This post was handed in before, times: {seen}"),
    Measure.SIMILARITY: msg("{share} of the text's own words are those of an earlier post"),
    Measure.DISTANCE: msg("A picture looks like one of an earlier post"),
    Measure.PEOPLE: msg("{seen} people are paid into the same account"),
    Measure.DEVIATIONS: msg("{count}: far above this account's usual {compared}, and its peers'"),
    Measure.BELOW_ZERO: msg("{count}: {seen}, which is below zero"),
    Measure.PER_VIEW: msg("{seen} interactions for each view, of {compared} views"),
    Measure.SAVES_PER_LIKE: msg("{seen} saves for each like, of {compared} likes"),
    Measure.SOURCES: msg("{count}: {weaker} says {seen}, {stronger} {compared}"),
    Measure.FALL: msg("{count}: {share} are gone, of {compared}"),
    Measure.AUTHOR: msg("The page names {seen} as its author, the account is {compared}"),
    Measure.MINUTES_EARLY: msg("Published {seen} minutes before the task was claimed"),
    Measure.CLAIMS_IN_AN_HOUR: msg("{seen} tasks claimed within an hour"),
    Measure.POSTS_IN_A_DAY: msg("{seen} posts handed in within a day"),
}
# What is seen is a share, and so is where the rule begins.
_SHARES: Final = frozenset({Measure.SIMILARITY, Measure.FALL, Measure.SOURCES})
_RING: Final = msg("{seen} people are closely tied to each other")
_LOPSIDED: Final = {
    "views_per_act": msg("Many more views for each interaction than the usual {compared}"),
    "likes_per_talk": msg("Many more likes for each comment or share than the usual {compared}"),
}


def status(value: CaseStatus, say: Speech) -> Html:
    return say(_STATUSES[value])


def standing(line: CaseLine, say: Speech, now: datetime) -> Html:
    """The same of a case; who has had their time without a word is not waited for any more."""
    return say(UNANSWERED) if case_list.is_unanswered(line, now) else status(line.status, say)


def state(value: CaseState, say: Speech) -> Html:
    return say(_STATES[value])


def clock(value: CaseClock, say: Speech) -> Html:
    return say(_CLOCKS[value])


def signal(value: Signal, say: Speech) -> Html:
    """What the rule is called; no verdict."""
    return say(_SIGNALS[value])


def happened(kind: EventKind, say: Speech) -> Html:
    """In the middle of a line."""
    return say(_EVENTS[kind])


def reason(value: RiskReason, say: Speech) -> Html:
    """In the middle of a sentence."""
    return say(_REASONS[value])


def no_second(say: Speech) -> Html:
    """Before somebody decides who is the only one who could."""
    return say(
        "⚠️ Nobody but you may decide here. If you say that it does not count and the creator "
        "appeals, somebody else must judge: invite a reviewer first, with /team in the chat."
    )


def nobody_else(say: Speech) -> Html:
    """An appeal against the only one who could judge it."""
    return say(
        "⚠️ Nobody else in the team may judge it. An owner invites a reviewer with /team in the "
        "chat; they find the case under /risk."
    )


def seen(evidence: Evidence, say: Speech) -> Html:
    """What was measured, in one line for anybody."""
    return say(
        _wording(evidence),
        seen=_number(evidence.seen),
        compared=_number(evidence.compared_with),
        share=f"{evidence.seen:.0%}" if isinstance(evidence.seen, float) else "",
        **_subjects(evidence, say),
    )


def _subjects(evidence: Evidence, say: Speech) -> dict[str, Html | str]:
    """The count, and whose it is where two sources are compared."""
    if evidence.measure is not Measure.SOURCES:
        return {"count": say(_COUNTS[evidence.about]) if evidence.about in _COUNTS else ""}
    count, weaker, stronger = disagreement.subjects(evidence)
    return {
        "count": say(_COUNTS[count]),
        "weaker": _teller(weaker, say),
        "stronger": _teller(stronger, say),
    }


def _teller(told: disagreement.Teller, say: Speech) -> Html:
    """A partner by name where two of them are compared; of a file its headings say nothing."""
    source, feed = told
    kind, _, partner = feed.partition(":")
    shown = name(source, say)
    return Html("{} {}").format(shown, partner) if kind == FeedKind.API and partner else shown


def _wording(evidence: Evidence) -> str:
    if evidence.signal is Signal.RING:
        return _RING
    if evidence.measure is Measure.LOPSIDED:
        return _LOPSIDED[evidence.about]
    return _MEASURES[evidence.measure]


def _number(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{value:,}" if isinstance(value, int) else str(value)


def limit(evidence: Evidence, say: Speech) -> Html:
    """Where the rule begins, in the same measure as what was seen."""
    begins = evidence.limit or 0.0
    at = f"{begins:.0%}" if evidence.measure in _SHARES else _number(begins)
    return say("the rule begins at {limit}", limit=at)


def teller(source: Source, feed: str, say: Speech) -> Html:
    """Who told of a reading: its source, and the partner by name."""
    return _teller((source, feed), say)


def counted(metrics: PostMetrics, count: str) -> str:
    """A dash where a reading does not say."""
    value: int | None = getattr(metrics, count)
    return "–" if value is None else f"{value:,}"


def figure(value: float) -> str:
    """A threshold, without noughts that say nothing."""
    return _number(value)


def numbers(assignments: Iterable[int]) -> str:
    """As staff know work: `#4, #17`."""
    return ", ".join(f"#{number}" for number in assignments)


def line(evidence: Evidence, say: Speech) -> Html:
    """The same for who judges it: where the rule begins, and what else it names."""
    parts = [seen(evidence, say)]
    if evidence.limit is not None:
        parts.append(limit(evidence, say))
    if evidence.assignments:
        parts.append(say("like {numbers}", numbers=numbers(evidence.assignments)))
    return Html("• ") + Html(" · ").join(parts)


def event(each: CaseEvent, timezone: str, say: Speech) -> Html:
    """When, who, what, and what they said."""
    who = called(each.actor) if each.actor else say("the clock")
    at = times.moment(each.at, timezone, say.locale)
    told = Html("{} · {} · {}").format(at, who, say(_EVENTS[each.kind]))
    if each.picture:
        told += Html(" 🖼")
    if each.note:
        told += Html("\n<blockquote>{}</blockquote>").format(cut(each.note, 400))
    return told
