"""What a broadcast says to each reader, and its report to its maker."""

from typing import Any

from domain.notices import NoticeKind
from handlers.codec import tap
from handlers.screen import Button, Rows, Screen
from words.speech import Html, Speech


def broadcast(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    """The reader's language if the maker wrote it, else the one there is; below, how to mute."""
    body = facts["body"]
    text = body.get(say.locale) or next(iter(body.values()))
    rows: Rows = ()
    if facts["task_id"]:
        rows = ((Button(say("See the task"), tap("task", facts["task_id"]), style="primary"),),)
    mute = (Button(say("No more of these"), tap("set.mute")),)
    return Screen(Html("{}").format(text), (*rows, mute))


def broadcast_done(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say(
        "📣 <b>{title}</b> is out: {sent} delivered, {dead} could not be reached, "
        "{in_doubt} in doubt.",
        title=facts["title"],
        sent=facts["sent"],
        dead=facts["dead"],
        in_doubt=facts["in_doubt"],
    )
    return Screen(text, ((Button(say("Report"), tap("bc", facts["broadcast_id"])),),))


NOTICES = {NoticeKind.BROADCAST: broadcast, NoticeKind.BROADCAST_DONE: broadcast_done}
