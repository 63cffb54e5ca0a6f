"""How postings are named, so that each is made once; storage/posting_keys.py says it in SQL."""

from enum import StrEnum
from typing import Final

SEPARATOR: Final = ":"


class KeyOf(StrEnum):
    """What a posting is of: its name begins so, and the rows it follows from come after."""

    SETTLE = "settle"  # an assignment, and which of its checkpoints
    MATURE = "mature"  # a settlement
    REVERSE = "reverse"  # a settlement
    RECOVER = "recover"  # a settlement of which a part makes up what is owed
    WRITE_OFF = "writeoff"  # a debt that was given up
    REPAY = "repay"  # what a creator transferred back
    WAIVE = "waive"  # what a creator gave up
    PAYOUT = "payout"  # a payout that leaves
    ANSWER = "answer"  # a payout, by what the bank said of it
    BOUNCE = "bounce"  # a payout that the bank sent back after it had paid
    DISPUTE = "dispute"  # a dispute, which has one outcome
    REVERSE_GRANT = "reverse-grant"  # the dispute that had granted it


def posting_key(of: KeyOf, *rows: int | str) -> str:
    """`posting_key(KeyOf.SETTLE, 12, "final")` → `settle:12:final`."""
    return SEPARATOR.join((of.value, *map(str, rows)))


def row_of(key: str, of: KeyOf) -> int | None:
    """The one row that a key of that sort names; None for any other key."""
    number = key.removeprefix(of.value + SEPARATOR)
    return int(number) if number.isascii() and number.isdecimal() else None


class Subject(StrEnum):
    """What is named behind a key's sort."""

    PART = "part"  # an assignment and its checkpoint
    SETTLEMENT = "settlement"
    PAYOUT = "payout"
    WRITE_OFF = "write_off"
    REPAYMENT = "repayment"
    WAIVER = "waiver"
    DISPUTE = "dispute"


_SUBJECTS: Final = {
    KeyOf.SETTLE: Subject.PART,
    KeyOf.MATURE: Subject.SETTLEMENT,
    KeyOf.REVERSE: Subject.SETTLEMENT,
    KeyOf.RECOVER: Subject.SETTLEMENT,
    KeyOf.WRITE_OFF: Subject.WRITE_OFF,
    KeyOf.REPAY: Subject.REPAYMENT,
    KeyOf.WAIVE: Subject.WAIVER,
    KeyOf.PAYOUT: Subject.PAYOUT,
    KeyOf.ANSWER: Subject.PAYOUT,
    KeyOf.BOUNCE: Subject.PAYOUT,
    KeyOf.DISPUTE: Subject.DISPUTE,
    KeyOf.REVERSE_GRANT: Subject.DISPUTE,
}


def subject_of(key: str) -> tuple[Subject, str]:
    """`settle:7:final` → the part `7:final`."""
    of, _, rows = key.partition(SEPARATOR)
    return _SUBJECTS[KeyOf(of)], rows
