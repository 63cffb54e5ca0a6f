"""A campaign file that was refused: all its faults in one message; the words are words/'s."""

from collections.abc import Sequence
from typing import Final

from domain.campaign_file import FileProblem
from handlers.screen import Screen
from words.campaign_problems import worded
from words.speech import Html, Speech

MOST_SHOWN: Final = 15


def screen(problems: Sequence[FileProblem], say: Speech) -> Screen:
    shown = [worded(problem, say) for problem in problems[:MOST_SHOWN]]
    head = say("Nothing was loaded. To put right: {count}", count=len(problems))
    if len(problems) > MOST_SHOWN:
        shown.append(say("… and {more} more.", more=len(problems) - MOST_SHOWN))
    return Screen(Html("\n").join([head, Html(), *shown]))
