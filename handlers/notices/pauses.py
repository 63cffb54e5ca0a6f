"""What creators are told of their pauses, that they did not do themselves."""

from typing import Any

from domain.notices import NoticeKind
from handlers.codec import tap
from handlers.screen import Button, Screen
from words.speech import Speech


def paused(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say(
        "⏸ Your coordinator has paused new tasks for you: {reason}\n\nWhat you hold goes on, with "
        "its deadlines and its money.",
        reason=facts["reason"],
    )
    return Screen(text, ((Button(say("My work"), tap("my", 1)),),))


def resumed(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say("▶️ Your coordinator lets you go on: tasks are offered to you again.")
    return Screen(text, ((Button(say("See tasks"), tap("tasks", 1)),),))


def break_over(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say("👋 Your break is over: tasks are offered to you again.")
    longer = Button(say("Take a break…"), tap("set.break"))
    return Screen(text, ((Button(say("See tasks"), tap("tasks", 1)), longer),))


NOTICES = {
    NoticeKind.CREATOR_PAUSED: paused,
    NoticeKind.CREATOR_RESUMED: resumed,
    NoticeKind.BREAK_OVER: break_over,
}
