"""Partners' addresses: added, given new secrets, paused and taken up, told once more, removed."""

import base64
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.errors import NotFound
from domain.events import (
    LONGEST_NAME,
    BadEndpoint,
    Endpoint,
    EndpointStatus,
    EndpointTaken,
    EventType,
    Happening,
    ensure_url,
)
from domain.people import Actor, Role
from services import events
from services.authority import need
from services.vault import Vault
from storage import endpoints
from storage import events as stored_events
from storage.endpoints import CallCounts

_NAME: Final = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{LONGEST_NAME - 1}}}")
_SECRET_BYTES: Final = 32
MOST_SECRETS: Final = 2


@dataclass(frozen=True, slots=True)
class ListedEndpoint:
    endpoint: Endpoint
    calls: CallCounts


def add(
    conn: Connection,
    vault: Vault,
    name: str,
    url: str,
    types: Collection[EventType] = (),
    *,
    now: datetime,
) -> str:
    """Its secret, told once. Refusals: BadEndpoint, EndpointTaken, VaultClosed."""
    if not _NAME.fullmatch(name):
        raise BadEndpoint("name")
    asked = ensure_url(url)
    if endpoints.named(conn, name) is not None:
        raise EndpointTaken(name)
    if not endpoints.is_any(conn):
        events.begin(conn)
    wanted = tuple(sorted(types))
    endpoint_id = endpoints.add(conn, name=name, url=asked, types=wanted, now=now)
    secret = _fresh()
    _keep(conn, vault, endpoint_id, [secret])
    return secret


def rotate(conn: Connection, vault: Vault, name: str) -> str:
    """A new secret; the one before goes on signing beside it until `retire`."""
    found = _named(conn, name)
    secret = _fresh()
    known = opened(vault, found.endpoint_id, endpoints.sealed(conn, found.endpoint_id))
    _keep(conn, vault, found.endpoint_id, [secret, *known][:MOST_SECRETS])
    return secret


def retire(conn: Connection, vault: Vault, name: str) -> None:
    """The newest secret alone signs from now on."""
    found = _named(conn, name)
    known = opened(vault, found.endpoint_id, endpoints.sealed(conn, found.endpoint_id))
    _keep(conn, vault, found.endpoint_id, known[:1])


def pause(conn: Connection, name: str) -> None:
    """No calls; what happens meanwhile waits, up to 30 days."""
    endpoints.set_(conn, _named(conn, name).endpoint_id, status=EndpointStatus.PAUSED)


def resume(conn: Connection, name: str, *, now: datetime) -> None:
    """Calls again, whatever ended them; what waited is due now."""
    found = _named(conn, name)
    endpoints.set_(
        conn,
        found.endpoint_id,
        status=EndpointStatus.ACTIVE,
        failures=0,
        failing_since=None,
        again_at=now,
        problem="",
    )
    endpoints.hurry(conn, found.endpoint_id, now)


def replay(
    conn: Connection, name: str, since: datetime, until: datetime | None = None, *, now: datetime
) -> int:
    """Everything of that span once more, with the ids it had; how many events."""
    return stored_events.call(conn, _named(conn, name), since=since, until=until, now=now)


def test(conn: Connection, name: str, *, now: datetime) -> None:
    """An event for this endpoint alone, to see whether it arrives."""
    found = _named(conn, name)
    cause = f"test:{secrets.token_hex(8)}"
    happening = Happening(EventType.ENDPOINT_TESTED, cause, now, {"endpoint": name})
    stored_events.note(conn, [happening], [replace(found, types=())], now)


def remove(conn: Connection, name: str) -> None:
    endpoints.remove(conn, _named(conn, name).endpoint_id)


def every(conn: Connection) -> tuple[ListedEndpoint, ...]:
    counts = endpoints.counts(conn)
    return tuple(
        ListedEndpoint(each, counts.get(each.endpoint_id, CallCounts()))
        for each in endpoints.every(conn)
    )


def listed(conn: Connection, actor: Actor) -> tuple[ListedEndpoint, ...]:
    need(actor, Role.OWNER, verb="webhooks")
    return every(conn)


def pause_by(conn: Connection, actor: Actor, name: str, *, now: datetime) -> None:
    need(actor, Role.OWNER, verb="webhooks")
    pause(conn, name)


def resume_by(conn: Connection, actor: Actor, name: str, *, now: datetime) -> None:
    need(actor, Role.OWNER, verb="webhooks")
    resume(conn, name, now=now)


def test_by(conn: Connection, actor: Actor, name: str, *, now: datetime) -> None:
    need(actor, Role.OWNER, verb="webhooks")
    test(conn, name, now=now)


def replay_by(conn: Connection, actor: Actor, name: str, since: datetime, *, now: datetime) -> int:
    need(actor, Role.OWNER, verb="webhooks")
    return replay(conn, name, since, now=now)


def opened(vault: Vault, endpoint_id: int, sealed: str) -> list[str]:
    """The secrets that sign, the newest first. Raises VaultClosed, BrokenSeal."""
    return vault.open(sealed, about=about(endpoint_id)).split()


def _keep(conn: Connection, vault: Vault, endpoint_id: int, known: list[str]) -> None:
    sealed = vault.seal(" ".join(known), about=about(endpoint_id))
    endpoints.set_(conn, endpoint_id, sealed=sealed, secrets=len(known))


def about(endpoint_id: int) -> str:
    """What the seal of its secrets is about."""
    return f"endpoint:{endpoint_id}"


def _fresh() -> str:
    """As standardwebhooks.com writes them."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def _named(conn: Connection, name: str) -> Endpoint:
    found = endpoints.named(conn, name)
    if found is None:
        raise NotFound("endpoint")
    return found
