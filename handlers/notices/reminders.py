"""Reminders as their readers see them: deadlines, expiry, overdue reviews, the weekly digest."""

from datetime import datetime
from typing import Any

from domain.notices import NoticeKind
from domain.platforms import Platform
from domain.preferences import Muted
from handlers import deadline_buttons, muting
from handlers.codec import tap
from handlers.screen import Button, Rows, Screen
from words import times
from words.amounts import amount
from words.names import name, work_told
from words.people import called
from words.speech import Html, Speech


def due_soon(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say(
        "⏳ <b>{title}</b> is due {due}. Publish, then paste the link here.",
        title=work_told(facts, say),
        due=_moment("due_at", facts, say, timezone),
    )
    return Screen(text, _answers(say, facts, timezone))


def due_very_soon(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say(
        "⏰ Almost time: <b>{title}</b> is due {due}. After that the slot goes to somebody else.",
        title=work_told(facts, say),
        due=_moment("due_at", facts, say, timezone),
    )
    return Screen(text, _answers(say, facts, timezone))


def expired(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "<b>{title}</b> has expired: its deadline passed and the slot is open again. "
        "No penalty; there may still be room.",
        title=work_told(facts, say),
    )
    return Screen(text, ((Button(say("See tasks"), tap("tasks", 1)),),))


def review_half_gone(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    """To coordinators, or to owners where none of them may decide."""
    about = _of_first(say, facts, timezone)
    if facts.get("waiting", 1) == 1:
        text = say(
            "🕒 {work} still waits for a review. It is approved by itself {due}.",
            **about,
        )
    else:
        text = say(
            "🕒 <b>{count}</b> works still wait for a review, half of their time is gone. First is "
            "{work}: it is approved by itself {due}.",
            count=facts["waiting"],
            **about,
        )
    return Screen(text, _queue(say))


def review_nearly_over(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    """To owners."""
    about = _of_first(say, facts, timezone)
    if facts.get("waiting", 1) == 1:
        text = say("❗ Nobody has reviewed {work}. It is approved by itself {due}.", **about)
    else:
        text = say(
            "❗ Nobody has reviewed <b>{count}</b> works, and their time is nearly over. First is "
            "{work}: it is approved by itself {due}.",
            count=facts["waiting"],
            **about,
        )
    return Screen(text, _queue(say))


def _of_first(say: Speech, facts: dict[str, Any], timezone: str) -> dict[str, Any]:
    """The most pressing one; what was queued by an earlier version tells its title alone."""
    due = _moment("review_due_at", facts, say, timezone)
    if "creator" not in facts:
        return {"work": Html("<b>{}</b>").format(facts["title"]), "due": due}
    work = say(
        "<b>{title}</b> by {creator} ({platform} · {handle})",
        title=facts["title"],
        creator=called(facts["creator"]),
        platform=name(Platform(facts["platform"]), say),
        handle=called(facts["handle"]),
    )
    return {"work": work, "due": due}


def _queue(say: Speech) -> Rows:
    """Below, so that the notice stays one; the most pressing comes first there."""
    return ((Button(say("Review"), tap("rev.below"), style="primary"),),)


def weekly_digest(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    weeks = [_week(say, line) for line in facts["lines"]]
    text = Html("\n\n").join([say("<b>Your week</b>"), *weeks])
    earnings = Button(say("Earnings"), tap("go", "earnings"))
    return Screen(text, ((earnings,), (muting.button(say, Muted.DIGEST),)))


def _week(say: Speech, line: dict[str, Any]) -> Html:
    def money(column: str) -> str:
        return amount(line[column], line["currency"])

    return say(
        "Earned {earned}, paid out {paid}\nPending {pending}, payable {payable}",
        earned=money("earned_minor"),
        paid=money("paid_minor"),
        pending=money("pending_minor"),
        payable=money("payable_minor"),
    )


def _moment(fact: str, facts: dict[str, Any], say: Speech, timezone: str) -> str:
    at = datetime.fromisoformat(facts[fact])
    return times.end(at, timezone, say.locale, facts["told_at"])


def _answers(say: Speech, facts: dict[str, Any], timezone: str) -> Rows:
    more = _moment("more_until", facts, say, timezone) if facts.get("more_until") else ""
    return deadline_buttons.rows(say, facts["assignment_id"], more)


NOTICES = {
    NoticeKind.DUE_IN_24H: due_soon,
    NoticeKind.DUE_IN_2H: due_very_soon,
    NoticeKind.REVIEW_HALF_GONE: review_half_gone,
    NoticeKind.REVIEW_NEARLY_OVER: review_nearly_over,
    NoticeKind.WEEKLY_DIGEST: weekly_digest,
    NoticeKind.EXPIRED: expired,
}
