"""What caused a unit of work, as a short id that its deliveries keep; edges say what it is.

An edge binds the id to whatever it logs, the seam tells it to the unit, a delivery's row carries it
to the process that sends it: one word in the logs of all of them.
"""

import secrets
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

KEY: Final = "trace"
"""Under which name it is logged."""
_OF_UNIT: Final = "koc_trace"
_RANDOM_BYTES: Final = 6


class Cause(StrEnum):
    """Who set it off; the letter its ids begin with."""

    UPDATE = "u"  # a Telegram update, by its own id: a repeat of it has the same trace
    REQUEST = "r"  # an HTTP request that may change something
    JOB = "j"  # one run of a job


def of_update(update_id: int) -> str:
    return f"{Cause.UPDATE}{update_id}"


def fresh(cause: Cause) -> str:
    """One that nothing else has."""
    return f"{cause}{secrets.token_hex(_RANDOM_BYTES)}"


def carry(conn: Connection, trace: str) -> None:
    """Says what caused the unit that begins on this connection; empty: nobody knows."""
    conn.info[_OF_UNIT] = trace


def of(conn: Connection) -> str:
    trace: str = conn.info.get(_OF_UNIT, "")
    return trace
