"""What creators hear of a decision, and reviewers of new work."""

from datetime import datetime
from typing import Any

from domain.notices import NoticeKind
from domain.platforms import Platform
from handlers.codec import tap
from handlers.screen import Button, Screen
from handlers.ways import to_card
from words import reviews, times
from words.names import name
from words.people import called
from words.speech import Html, Speech
from words.work import in_locale


def approved(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    title = facts["title"]
    if facts["is_draft"]:
        text = say(
            "🎬 Your draft for <b>{title}</b> is approved. Publish it and paste the link here "
            "by {due}.",
            title=title,
            due=_moment("due_at", facts, say, timezone),
        )
    elif facts["by_clock"]:
        text = say(
            "✅ <b>{title}</b> is approved: nobody answered in time, so the clock did. "
            "Keep the post up while it is counted.",
            title=title,
        )
    else:
        text = say(
            "✅ <b>{title}</b> is approved. Keep the post up while it is counted.", title=title
        )
    return Screen(text, to_card(say, facts))


def changes(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say(
        "🔁 <b>{title}</b> needs a change by {due}. The review clock stands still meanwhile.",
        title=facts["title"],
        due=_moment("due_at", facts, say, timezone),
    )
    return Screen(Html("\n").join([text, *_why(say, facts)]), to_card(say, facts))


def rejected(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say("⛔ <b>{title}</b> was not accepted and is not paid.", title=facts["title"])
    contest = say("If you see it differently, say so below: somebody else will look at it.")
    wrong = Button(say("Something is wrong?"), tap("dispute.of", facts["assignment_id"]))
    rows = (*to_card(say, facts), (wrong,))
    return Screen(Html("\n").join([text, *_why(say, facts), contest]), rows)


def waiting(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    """To reviewers; the button opens the queue below, so that the notice stays one."""
    due = _moment("review_due_at", facts, say, timezone)
    if facts["waiting"] == 1:
        text = _one_waits(say, facts, due)
    else:
        text = say(
            "🔎 <b>{count}</b> wait for your review. The next is approved by itself {due}.",
            count=facts["waiting"],
            due=due,
        )
    if facts["new_links"]:
        changed = say(
            "🔁 With something new in place of an earlier one: {count}", count=facts["new_links"]
        )
        text = Html("\n").join([text, changed])
    return Screen(text, ((Button(say("Review"), tap("rev.below"), style="primary"),),))


def _one_waits(say: Speech, facts: dict[str, Any], due: str) -> Html:
    about = {
        "title": facts["title"],
        "creator": called(facts["creator"]),
        "platform": name(Platform(facts["platform"]), say),
        "due": due,
    }
    if facts["is_draft"]:
        return say(
            "📝 A draft waits: <b>{title}</b> by {creator}, {platform}. Approved by itself {due}.",
            **about,
        )
    return say(
        "🔎 A post waits: <b>{title}</b> by {creator}, {platform}. Approved by itself {due}.",
        **about,
    )


def _why(say: Speech, facts: dict[str, Any]) -> list[Html]:
    """The reason, the clause it rests on, and the reviewer's own words."""
    lines = [Html("💬 {}").format(reviews.reason(facts["reason"], say))] if facts["reason"] else []
    if facts["clause"]:
        clause = in_locale(facts["clause_text"], say)
        lines.append(say("Clause {code}: {clause}", code=facts["clause"], clause=clause))
    if facts["note"]:
        lines.append(Html("<blockquote>{}</blockquote>").format(facts["note"]))
    return lines


def _moment(fact: str, facts: dict[str, Any], say: Speech, timezone: str) -> str:
    at = datetime.fromisoformat(facts[fact])
    return times.end(at, timezone, say.locale, facts["told_at"])


NOTICES = {
    NoticeKind.REVIEW_APPROVE: approved,
    NoticeKind.REVIEW_CHANGES: changes,
    NoticeKind.REVIEW_REJECT: rejected,
    NoticeKind.REVIEW_WAITING: waiting,
}
