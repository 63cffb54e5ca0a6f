"""What one process at a time may do; which one does is a row's business."""

from dataclasses import dataclass
from enum import StrEnum


class LeaseName(StrEnum):
    """What it is that two must never do."""

    POLLING = "polling"  # asking Telegram for updates


@dataclass(frozen=True, slots=True)
class Lease:
    """As it stands. While its holder lives, `beats` grows; with each new one, `fence`.

    `holder` is empty when it was given back.
    """

    holder: str
    fence: int
    beats: int
