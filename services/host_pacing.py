"""Whose turn it is at a host of the web: one question at a time, fewer where it is not willing."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain.checks import pacing
from storage import host_gates

_FORGOTTEN_AFTER: Final = timedelta(hours=1)
_FORGIVEN_AFTER: Final = 7 * pacing.LONGEST_PAUSE


def take_turn(conn: Connection, host: str, *, now: datetime) -> datetime | None:
    """None: it may be asked now, and by nobody else for a while; else when it may be."""
    if host_gates.take(conn, host, now + pacing.PACE, now=now):
        return None
    return host_gates.opens_at(conn, host)


def note_answer(
    conn: Connection, host: str, is_unwilling: bool, retry_after: str, *, now: datetime
) -> None:
    """A host that is not willing is left alone, twice as long each time; one that is, is forgiven.

    What it asks for in Retry-After is honoured where that is longer.
    """
    if not is_unwilling:
        host_gates.forgive(conn, host, now)
        return
    host_gates.note_answer(conn, host, now)
    strikes = host_gates.strikes(conn, host) + 1
    pause = max(pacing.pause_after(strikes), pacing.asked_for(retry_after, now))
    host_gates.close(conn, host, now + pause, strikes)


def note_wall(conn: Connection, host: str, *, now: datetime) -> None:
    """It asks for a sign-in or a captcha: asked on at our pace, it would never stop."""
    host_gates.note_answer(conn, host, now)
    strikes = host_gates.strikes(conn, host) + 1
    host_gates.close(conn, host, now + pacing.pause_at_a_wall(strikes), strikes)


def note_failure(conn: Connection, host: str, *, now: datetime) -> datetime | None:
    """Nobody was there. That counts against the host, unless nobody is there anywhere.

    Then the outage is ours: no host is blamed, and the answer says when to ask again.
    """
    host_gates.note_failure(conn, host, now)
    if pacing.is_own_outage(*host_gates.reach(conn, now - pacing.OUTAGE_SPAN), now):
        again_at = now + pacing.OUTAGE_PAUSE
        host_gates.close(conn, host, again_at, host_gates.strikes(conn, host))
        return again_at
    strikes = host_gates.strikes(conn, host) + 1
    host_gates.close(conn, host, now + pacing.pause_after(strikes), strikes)
    return None


def forget(conn: Connection, *, now: datetime) -> int:
    """Gates that guard nothing any more; a host's refusals are remembered for a week."""
    return host_gates.forget_open(conn, now - _FORGOTTEN_AFTER, now - _FORGIVEN_AFTER)
