"""Data return as its readers hear of it: a checkpoint, a day's missing returns, a silent feed."""

from datetime import datetime
from typing import Any

from domain.feeds import FeedKind
from domain.notices import NoticeKind
from domain.preferences import Muted
from domain.terms import Source
from handlers import muting
from handlers.codec import tap
from handlers.screen import Button, Screen
from handlers.ways import to_card
from words import names, times
from words.speech import Speech


def return_due(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say(
        "📈 Day {day} of <b>{title}</b>: please send in the figures of your post by {late}.",
        day=facts["day"],
        title=names.work_told(facts, say),
        late=times.end(
            datetime.fromisoformat(facts["late_at"]), timezone, say.locale, facts["told_at"]
        ),
    )
    enter = Button(say("Enter the figures"), tap("fig", facts["assignment_id"]), style="primary")
    mute = muting.button(say, Muted.FIGURES)
    return Screen(text, ((enter,), *to_card(say, facts), (mute,)))


def which(say: Speech, facts: dict[str, Any]) -> tuple[Button, ...]:
    """Of a campaign that waits for figures: the posts by name, and the campaign."""
    number = facts["campaign_id"]
    named = Button(say("Which posts"), tap("ret", number, 1), style="primary")
    return (named, Button(say("Campaign"), tap("camp", number)))


def returns_missing(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "📶 <b>{title}</b>: a checkpoint has come; posts without figures: {posts}.",
        title=facts["title"],
        posts=facts["posts"],
    )
    return Screen(text, (which(say, facts), (_import(say),)))


def feed_silent(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    source = names.name(Source(facts["source"]), say)
    last = times.day(datetime.fromisoformat(facts["last_at"]), timezone, say.locale)
    if facts["feed_kind"] == FeedKind.API:
        text = say(
            "🔇 The API of <b>{name}</b> ({source}) is silent: nothing since {last}, and posts it "
            "told of still gather figures. Please ask them.",
            name=facts["name"] or "–",
            source=source,
            last=last,
        )
        return Screen(text)
    text = say(
        "🔇 No file like <b>{name}</b> since {last}, and posts it told of still gather figures.",
        name=facts["name"],
        last=last,
    )
    return Screen(text, ((_import(say, style="primary"),),))


def _import(say: Speech, style: str = "") -> Button:
    return Button(say("Import figures"), tap("met"), style=style)


NOTICES = {
    NoticeKind.RETURN_DUE: return_due,
    NoticeKind.RETURNS_MISSING: returns_missing,
    NoticeKind.FEED_SILENT: feed_silent,
}
