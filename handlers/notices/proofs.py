"""What people hear of screenshots: that one is wanted, still wanted, that one has come."""

from typing import Any

from domain.notices import NoticeKind
from handlers.codec import tap
from handlers.screen import Button, Rows, Screen
from words.speech import Speech


def wanted(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    """To the creator."""
    if facts["by"] == "reviewer":
        text = say(
            "🖼 Whoever reviews <b>{title}</b> asks for a screenshot of your post.",
            title=facts["title"],
        )
    elif facts["by"] == "watch":
        text = say(
            "🖼 Is the post of <b>{title}</b> still there? It must stay up, and we cannot read its "
            "page without signing in. Please send a screenshot within two days.",
            title=facts["title"],
        )
    else:
        text = say(
            "🖼 We cannot read the page of <b>{title}</b> without signing in. Send a screenshot of "
            "your post, so that a reviewer can see it.",
            title=facts["title"],
        )
    return Screen(text, _ways(say, facts))


def due(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    """To the creator, once more."""
    if facts["by"] == "reviewer":
        text = say(
            "🖼 The screenshot of <b>{title}</b> has not come yet. Whoever reviews it waits for it.",
            title=facts["title"],
        )
    elif facts["by"] == "watch":
        text = say(
            "🖼 The screenshot of <b>{title}</b> has not come yet. Without it a person has to find "
            "out whether your post is still there.",
            title=facts["title"],
        )
    else:
        text = say(
            "🖼 The screenshot of <b>{title}</b> has not come yet. Without it a reviewer cannot see "
            "your post.",
            title=facts["title"],
        )
    return Screen(text, _ways(say, facts))


def _ways(say: Speech, facts: dict[str, Any]) -> Rows:
    number = facts["assignment_id"]
    send = Button(say("Send a screenshot"), tap("proof", number), style="primary")
    return ((send, Button(say("Open the card"), tap("work", number))),)


def came(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    """To the reviewer who asked."""
    text = say("🖼 The screenshot of <b>{title}</b> has come.", title=facts["title"])
    button = Button(say("See the submission"), tap("rev.open", facts["submission_id"]))
    return Screen(text, ((button,),))


NOTICES = {
    NoticeKind.PROOF_WANTED: wanted,
    NoticeKind.PROOF_DUE: due,
    NoticeKind.PROOF_CAME: came,
}
