"""What a form is made of: steps, what an answer may lead to, buttons that answer; runs none."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from domain.dialogs import Answers
from domain.errors import Refusal
from handlers.desk import Desk
from handlers.screen import Button, Screen
from words.speech import Html

PICK: Final = "?"  # marks a button whose data is an answer; the frame puts the turn in front


@dataclass(frozen=True, slots=True)
class Go:
    """On to `step`, remembering `answers` besides what is known already."""

    step: str
    answers: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Again:
    """That was no answer: one clear sentence, the same question once more, nothing changed.

    `noted` is kept with the answers, for what the next message has to be compared with. Without a
    word nothing is said: the message is a further part of one that was answered already.
    """

    why: Html
    noted: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finish:
    """The last answer: `service(conn, actor, *args, now=…)` and the dialog's end are one unit.

    Of a refusal that no other answer to this question would mend, `refused` makes the screen:
    the dialog is left; or tells which other question has to be answered first. For any other it
    answers None, and the question is asked again.
    """

    service: Callable[..., Any]
    args: tuple[Any, ...]
    shown: Callable[[Desk, Any], Awaitable[Screen]]
    refused: Callable[[Desk, Refusal], Awaitable[Screen | Go | None]] | None = None


Move = Go | Again | Finish


@dataclass(frozen=True, slots=True)
class Step:
    """One question. `back` names the step its Back button leads to; without it there is none.

    Where that depends on what was answered, `back` tells it by the answers.

    `takes_media`: it may be a photo, a video or any file, with its caption as the text.

    `takes_links`: an answer may be or hold a link of a post, as free words may. `takes_pictures`:
    it may be a picture, as a photo or a file, with its caption as the text.

    `is_secret`: what is typed does not stay in the chat, answer or not.
    """

    prompt: Callable[[Desk, Answers], Awaitable[Screen]]
    take: Callable[[Desk, Answers, str], Awaitable[Move]]
    back: str | Callable[[Answers], str] = ""
    takes_links: bool = False
    takes_pictures: bool = False
    takes_media: bool = False
    is_secret: bool = False

    def before(self, answers: Answers) -> str:
        """The step that Back leads to; empty where there is none."""
        return self.back(answers) if callable(self.back) else self.back


@dataclass(frozen=True, slots=True)
class Form:
    """Named steps, the first of which is asked first. Cancel leads to what `left` shows, else to
    the menu.
    """

    name: str
    steps: Mapping[str, Step]
    left: Callable[[Desk, Answers], Awaitable[Screen]] | None = None

    @property
    def first(self) -> str:
        return next(iter(self.steps))


Forms = Mapping[str, Form]
OnText = Callable[[Desk, str], Awaitable[Screen | None]]


def pick(label: str, value: str, style: str = "") -> Button:
    """A button that answers the question with `value`, at most 40 bytes."""
    return Button(label, PICK + value, style=style)
