"""Calls to partners' addresses: which are due, what their answers mean; nothing is called here."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from domain import events
from domain.events import LEASE, Call, CallStatus, EndpointStatus, Outcome
from domain.notices import NoticeKind
from domain.people import Role
from services import endpoints, staff_notices
from services.vault import Vault
from storage import endpoints as stored_endpoints
from storage import event_calls

_OWNERS = frozenset({Role.OWNER})


@dataclass(frozen=True, slots=True)
class Leased:
    """Calls of one endpoint that nobody else makes meanwhile, to be made in this order."""

    endpoint_id: int
    leased_until: datetime
    url: str
    secrets: tuple[str, ...] = field(repr=False)
    calls: tuple[Call, ...]


def due(conn: Connection, *, now: datetime) -> list[int]:
    """Endpoints with a call to make."""
    return event_calls.endpoints_due(conn, now)


def take(conn: Connection, vault: Vault, endpoint_id: int, *, now: datetime) -> Leased | None:
    """None when another process was first. Raises VaultClosed, BrokenSeal."""
    found = event_calls.lease(conn, endpoint_id, now)
    if found is None:
        return None
    url, sealed = found
    known = tuple(endpoints.opened(vault, endpoint_id, sealed))
    return Leased(
        endpoint_id, now + LEASE, url, known, event_calls.calls_due(conn, endpoint_id, now)
    )


def note(
    conn: Connection,
    endpoint_id: int,
    call: Call,
    outcome: Outcome,
    problem: str,
    *,
    now: datetime,
) -> bool:
    """What came of a call; whether the next one may be made."""
    tried: dict[str, Any] = {
        "tries": call.tries + 1,
        "first_tried_at": call.first_tried_at or now,
    }
    if outcome is Outcome.TAKEN:
        event_calls.note(
            conn, call.call_id, status=CallStatus.TAKEN, ended_at=now, problem="", **tried
        )
        _is_well(conn, endpoint_id, now)
        return True
    event_calls.note(
        conn, call.call_id, problem=problem, **tried, **_next(call, tried["first_tried_at"], now)
    )
    if outcome is Outcome.REFUSED:
        stored_endpoints.set_(conn, endpoint_id, problem=problem)
        return True
    _is_ill(conn, endpoint_id, outcome, problem, now)
    return False


def give_back(conn: Connection, leased: Leased) -> None:
    """Whoever comes next may call it; a lease that ran out may be another's by now: it stays."""
    event_calls.give_back(conn, leased.endpoint_id, leased.leased_until)


def _next(call: Call, first_tried_at: datetime, now: datetime) -> dict[str, Any]:
    if events.is_over(first_tried_at, now):
        return {"status": CallStatus.DEAD, "ended_at": now}
    return {"due_at": now + events.pause_after(call.tries + 1, call.call_id)}


def _is_well(conn: Connection, endpoint_id: int, now: datetime) -> None:
    """After an outage what waited for a later try is due at once; one event that it cannot take
    is no outage, and goes on waiting."""
    found = stored_endpoints.by_id(conn, endpoint_id)
    if found is None or not found.failures:
        return
    columns: dict[str, Any] = {"failures": 0, "failing_since": None, "problem": ""}
    stored_endpoints.set_(conn, endpoint_id, again_at=now, **columns)
    if found.failures >= events.OUTAGE:
        stored_endpoints.hurry(conn, endpoint_id, now)


def _is_ill(
    conn: Connection, endpoint_id: int, outcome: Outcome, problem: str, now: datetime
) -> None:
    """Left alone for a while, or for good: then owners are told."""
    found = stored_endpoints.by_id(conn, endpoint_id)
    if found is None:  # removed meanwhile
        return
    since, failures = found.failing_since or now, found.failures + 1
    columns: dict[str, Any] = {
        "failures": failures,
        "failing_since": since,
        "problem": problem,
        "again_at": now + events.gate_after(failures, endpoint_id),
    }
    status = found.status
    if outcome is Outcome.GONE:
        status = EndpointStatus.GONE
    elif found.status is EndpointStatus.ACTIVE and events.is_over(since, now):
        status = EndpointStatus.DISABLED
    stored_endpoints.set_(conn, endpoint_id, status=status, **columns)
    if status is not found.status:
        about = {"name": found.name, "problem": problem, "gone": outcome is Outcome.GONE}
        key = f"{endpoint_id}:{int(now.timestamp())}"
        staff_notices.tell(conn, _OWNERS, NoticeKind.ENDPOINT_ENDED, about, key, now=now)
