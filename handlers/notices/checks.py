"""What people hear of looks at posts: a link refused, a post down or back, one to decide on."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from domain.checks.findings import PageState
from domain.notices import NoticeKind
from domain.platforms import Platform
from domain.submission import BadSubmission, DuplicatePost, ForeignAccount, WrongPlatform
from handlers.codec import tap
from handlers.screen import Button, Screen
from handlers.ways import to_card
from handlers.work_refusals import WORDINGS
from words import checks, times
from words.speech import Html, Speech

_REFUSALS: Final[dict[str, Callable[[dict[str, Any]], BadSubmission]]] = {
    "wrong_platform": lambda facts: WrongPlatform(
        Platform(facts["platform"]), tuple(map(Platform, facts["open_on"]))
    ),
    "foreign_account": lambda facts: ForeignAccount(Platform(facts["platform"]), facts["handle"]),
    "duplicate": lambda facts: DuplicatePost(facts["is_own"]),
}


def link_refused(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    if facts["why"] == "down":
        return _down_too_long(say, facts, timezone)
    text = say(
        "🔁 The short link you handed in for <b>{title}</b> leads to a post that cannot be taken. "
        "Paste the right link by {due}.",
        title=facts["title"],
        due=times.end(datetime.fromisoformat(facts["due_at"]), timezone, say.locale),
    )
    made = _REFUSALS.get(facts["why"])
    why = [] if made is None else [_worded(made(facts), say)]
    return Screen(Html("\n").join([text, *why]), to_card(say, facts))


def _down_too_long(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say(
        "🔁 Nobody can see the post you handed in for <b>{title}</b>, so it cannot be approved. "
        "Make it visible and hand it in again, or paste another link, by {due}.",
        title=facts["title"],
        due=times.end(datetime.fromisoformat(facts["due_at"]), timezone, say.locale),
    )
    return Screen(text, to_card(say, facts))


def _worded(refusal: BadSubmission, say: Speech) -> Html:
    return WORDINGS[type(refusal)](refusal, say)


def down(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    until = datetime.fromisoformat(facts["until"]) if facts["until"] else None
    text = checks.down(PageState(facts["seen"]), until, say, timezone)
    head = Html("<b>{}</b>").format(say.title(facts["title"]))
    return Screen(Html("\n").join([head, text]), to_card(say, facts))


def back(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say("✅ The post of <b>{title}</b> can be seen again. Thank you!", title=facts["title"])
    return Screen(text, to_card(say, facts))


def to_judge(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    """To who may decide."""
    seen = checks.state(PageState(facts["seen"]), say)
    if facts.get("until"):
        text = say(
            "⚖️ The review of <b>{title}</b> is over, but it was not approved: {seen}. Please "
            "decide by {until}; after that it goes back to its creator.",
            title=facts["title"],
            seen=seen,
            until=times.moment(datetime.fromisoformat(facts["until"]), timezone, say.locale),
        )
    else:
        text = say(
            "⚖️ The post of <b>{title}</b> needs your decision: {seen}. Nothing has been taken "
            "back: open the post and judge for yourself.",
            title=facts["title"],
            seen=seen,
        )
    button = Button(say("See the submission"), tap("rev.open", facts["submission_id"]))
    return Screen(text, ((button,),))


NOTICES = {
    NoticeKind.LINK_REFUSED: link_refused,
    NoticeKind.POST_DOWN: down,
    NoticeKind.POST_BACK: back,
    NoticeKind.POST_TO_JUDGE: to_judge,
}
