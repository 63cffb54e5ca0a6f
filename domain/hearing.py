"""How anybody is heard before a person decides: words, questions, the time to answer; no case."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from domain.errors import Refusal

ANSWER_TIME: Final = timedelta(hours=72)  # the creator's, to answer a question
REMINDED_BEFORE: Final = timedelta(hours=24)
MOST_QUESTIONS: Final = 2  # further ones; each gives the whole time once more
LONGEST_WORDS: Final = 1_000  # characters of an answer, a note, an appeal, a reason


@dataclass(eq=False)
class AskedEnough(Refusal):
    """A creator is asked so often and no more: money is not held by questions."""

    times: int


@dataclass(eq=False)
class WordsNeeded(Refusal):
    """Something must be said, in at most LONGEST_WORDS characters; `length` were."""

    length: int


def ensure_may_ask(times: int) -> None:
    if times >= MOST_QUESTIONS:
        raise AskedEnough(times)


def ensure_words(words: str, *, needed: bool) -> str:
    words = words.strip()
    if len(words) > LONGEST_WORDS or (needed and not words):
        raise WordsNeeded(len(words))
    return words
