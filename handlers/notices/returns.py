"""Data return as its readers hear of it: a checkpoint, a day's missing returns, a silent feed."""

from datetime import datetime
from typing import Any

from domain.feeds import FeedKind
from domain.notices import NoticeKind
from domain.terms import Source
from handlers.codec import tap
from handlers.screen import Button, Screen
from handlers.ways import to_card
from words import names, times
from words.speech import Speech


def return_due(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say(
        "📈 Day {day} of <b>{title}</b>: please send in the figures of your post by {late}.",
        day=facts["day"],
        title=facts["title"],
        late=times.end(
            datetime.fromisoformat(facts["late_at"]), timezone, say.locale, facts["told_at"]
        ),
    )
    enter = Button(say("Enter the figures"), tap("fig", facts["assignment_id"]), style="primary")
    return Screen(text, ((enter,), *to_card(say, facts)))


def returns_missing(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    text = say(
        "📶 <b>{title}</b>: no figures yet for {posts} posts whose checkpoint has come.",
        title=facts["title"],
        posts=facts["posts"],
    )
    bring = Button(say("Import figures"), tap("met"), style="primary")
    return Screen(text, ((bring,), (Button(say("Campaign"), tap("camp", facts["campaign_id"])),)))


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
    return Screen(text, ((Button(say("Import figures"), tap("met"), style="primary"),),))


NOTICES = {
    NoticeKind.RETURN_DUE: return_due,
    NoticeKind.RETURNS_MISSING: returns_missing,
    NoticeKind.FEED_SILENT: feed_silent,
}
