"""Saying once more what may not have arrived: under which key, after how long, how often."""

import re
from datetime import timedelta
from typing import Final

AGAIN: Final = "#again"  # ends the dedupe key of what is said once more
MOST_IN_AN_OUTAGE: Final = 8  # more than half a working day, with the pauses below
_LONGEST: Final = timedelta(hours=2)
_SAID: Final = re.compile(r"(?:#(\d+))?#again$")


def times(key: str) -> int:
    """How often it was said once more, with this one."""
    found = _SAID.search(key)
    return int(found[1] or 1) if found else 0


def next_key(key: str) -> str:
    said = times(key)
    return f"{_SAID.sub('', key)}#{said + 1}{AGAIN}" if said else key + AGAIN


def pause(first: timedelta, said: int) -> timedelta:
    """Before the next one: four times as long each time, two hours at most."""
    times_as_long: int = 4 ** min(said, MOST_IN_AN_OUTAGE)
    return min(_LONGEST, first * times_as_long)
