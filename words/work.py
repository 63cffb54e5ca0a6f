"""How a creator's work reads: its state, its next step, its clocks and its money in a line each."""

from datetime import datetime
from typing import Final

from domain.assignment import CREATORS_TURN, AssignmentStatus
from domain.locales import EN, ZH
from domain.review import Decision
from domain.tracking import TrackedLink
from domain.work import WorkCard
from words import reviews, times
from words.amounts import amount
from words.names import name
from words.speech import Html, Speech, msg

S = AssignmentStatus

EMOJI: Final = {
    S.CLAIMED: "✍️",
    S.DRAFT_SUBMITTED: "📝",
    S.DRAFT_APPROVED: "🎬",
    S.SUBMITTED: "🔎",
    S.CHANGES_REQUESTED: "🔁",
    S.APPROVED: "✅",
    S.SETTLED: "💰",
    S.RELEASED: "↩️",
    S.EXPIRED: "⌛",
    S.REJECTED: "⛔",
    S.VOID: "🚫",
}


def state(status: AssignmentStatus, say: Speech) -> Html:
    return Html("{} {}").format(EMOJI[status], name(status, say))


_PUBLISH: Final = msg("Publish it on {platform} as {handle}, then paste the link here.")
_NEXT: Final = {
    S.CLAIMED: _PUBLISH,
    S.DRAFT_APPROVED: _PUBLISH,
    S.CHANGES_REQUESTED: msg("Correct your post, then paste its link here once more."),
    S.DRAFT_SUBMITTED: msg("Nothing to do: a reviewer is reading your draft."),
    S.SUBMITTED: msg("Nothing to do: a reviewer is looking at your post."),
    S.APPROVED: msg("Nothing to do: the counts come in. Keep the post up."),
    S.SETTLED: msg("The amount is fixed. Keep the post up."),
    S.RELEASED: msg("You gave it back. No harm done."),
    S.EXPIRED: msg("The deadline passed and the slot went to others."),
    S.REJECTED: msg("It was not accepted and is not paid."),
    S.VOID: msg("It does not count any more and is not paid."),
}


def next_step(card: WorkCard, say: Speech) -> Html:
    """One line: what the creator does now, or that there is nothing to do."""
    if card.wants_draft and card.status in CREATORS_TURN:
        return say("Hand in a draft. You publish once it is approved.")
    if card.proof_wanted and card.status is S.SUBMITTED:
        return say("Please send a screenshot of your post: a reviewer waits for it.")
    return say(_NEXT[card.status], platform=name(card.platform, say), handle=card.handle)


def deadline(due_at: datetime, timezone: str, say: Speech, now: datetime) -> Html:
    """`⏳ By Mon 23 Nov, 18:00 — 2 d 3 h left`."""
    at = times.end(due_at, timezone, say.locale, now)
    if due_at <= now:
        return say("⏳ The deadline was {at}.", at=at)
    return say("⏳ By {at} — {left} left", at=at, left=times.left(due_at - now, say))


def review_clock(due_at: datetime, say: Speech, now: datetime) -> Html:
    """The payer's own deadline, for both sides to see."""
    if due_at <= now:
        return say("⏱ Nobody answered in time: it is being approved now.")
    left = times.left(due_at - now, say)
    return say("⏱ Approved by itself in {left} unless a reviewer answers", left=left)


def clocks(card: WorkCard, timezone: str, say: Speech, now: datetime) -> list[Html]:
    """Whatever runs now: the creator's deadline, the review clock, the cut-off, the retention."""
    if card.status in CREATORS_TURN:
        return [deadline(card.due_at, timezone, say, now)]
    if card.review_due_at is not None:
        return [review_clock(card.review_due_at, say, now)]
    lines = []
    if card.status is S.APPROVED and card.cutoff_at is not None:
        at = times.end(card.cutoff_at, timezone, say.locale, now)
        lines.append(say("📊 Counted until {at}", at=at))
    if card.status in (S.APPROVED, S.SETTLED) and card.retained_until is not None:
        day = times.day(card.retained_until, timezone, say.locale, now)
        lines.append(say("📌 Keep it up until {day}", day=day))
    return lines


def verdict(card: WorkCard, say: Speech) -> list[Html]:
    """What the last decision said, where it said anything."""
    said = card.verdict
    if said is None or said.decision is Decision.APPROVE:
        return []
    reason = reviews.reason(said.reason, say)
    if said.clause:
        lines = [say("💬 {reason} (clause {code})", reason=reason, code=said.clause)]
    else:
        lines = [say("💬 {reason}", reason=reason)]
    if said.note:
        lines.append(Html("<blockquote>{}</blockquote>").format(said.note))
    return lines


def money(card: WorkCard, timezone: str, say: Speech, now: datetime) -> list[Html]:
    """Projected until the cut-off, then locked, then payable."""
    if card.held_by is not None:
        return [
            *_projected(card, timezone, say, now),
            say("⏸ Held until a person has looked at it"),
        ]
    if card.settled is not None and card.status is S.SETTLED:
        fixed = amount(card.settled.amount_minor, card.currency)
        day = times.day(card.settled.payable_at, timezone, say.locale, now)
        if card.settled.matured:
            return [say("💰 Payable: <b>{fixed}</b> since {day}", fixed=fixed, day=day)]
        return [say("🔒 Locked: <b>{fixed}</b>, payable from {day}", fixed=fixed, day=day)]
    if card.settled is not None:
        so_far = amount(card.settled.amount_minor, card.currency)
        settled = say("🔒 Settled so far: <b>{amount}</b>", amount=so_far)
        return [settled, *_projected(card, timezone, say, now)]
    return _projected(card, timezone, say, now)


def _projected(card: WorkCard, timezone: str, say: Speech, now: datetime) -> list[Html]:
    projection = card.projection
    if projection is None:
        return []
    least, most = (
        amount(minor, card.currency) for minor in (projection.least_minor, projection.most_minor)
    )
    if card.basis.reading is not None:
        at = times.moment(card.basis.reading.observed_at, timezone, say.locale, now)
        return [say("💰 Projected: <b>{most}</b> by the counts of {at}", most=most, at=at)]
    if card.basis.tally is not None:
        return [say("💰 Projected: <b>{most}</b> by what partners told so far", most=most)]
    if projection.is_exact:
        return [say("💰 Projected: <b>{most}</b> once approved", most=most)]
    return [say("💰 Projected: {least} to {most}, no counts yet", least=least, most=most)]


def clicks(link: TrackedLink, say: Speech) -> Html:
    """What the creator's link brought; nobody is paid by it."""
    if not link.bots:
        return say("🔗 Clicks on your link: {clicks}", clicks=f"{link.clicks:,}")
    return say(
        "🔗 Clicks on your link: {clicks}, not counting {bots} by programs",
        clicks=f"{link.clicks:,}",
        bots=f"{link.bots:,}",
    )


def in_locale(texts: dict[str, str], say: Speech) -> str:
    """A campaign's {locale: text}; one that brought a single language reads so to everybody."""
    other = EN if say.locale == ZH else ZH
    return texts.get(say.locale) or texts.get(other, "")
