"""Looks at what campaigns hand out: which is due, what it was found to be; the web is not here."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain import material as rules
from domain.fetching.answers import Answer
from domain.fetching.urls import UrlFlaw, judged
from domain.material import MaterialState
from domain.risk.facts import Picture
from storage import material
from storage.material import DueMaterial, Listed

LEASE: Final = timedelta(minutes=2)


def is_behind(conn: Connection) -> bool:
    """Whether a live campaign hands out what is not listed yet. A read."""
    return bool(material.unlisted(conn))


def list_new(conn: Connection, *, now: datetime) -> int:
    """What live campaigns hand out is to be looked at; how many addresses are new."""
    found = material.unlisted(conn)
    material.add(conn, [Listed(each.campaign_id, each.url, _host(each.url)) for each in found], now)
    return len(found)


def _host(url: str) -> str:
    target = judged(url)
    return "" if isinstance(target, UrlFlaw) else target.host


def due(conn: Connection, *, most: int, now: datetime) -> list[int]:
    """Addresses to look at, one a host, oldest first."""
    return material.due(conn, most=most, now=now)


def take(conn: Connection, material_id: int, *, now: datetime) -> DueMaterial | None:
    """Ours for two minutes; None: another process was first."""
    return material.lease(conn, material_id, now + LEASE, now=now)


def put_off(conn: Connection, asked: DueMaterial, until: datetime) -> None:
    """A host on the way is not to be asked yet."""
    material.set_(conn, asked.material_id, due_at=until)


def note(
    conn: Connection, asked: DueMaterial, answer: Answer, picture: Picture | None, *, now: datetime
) -> bool:
    """What it is; True once that is known for good."""
    tries = asked.tries + 1
    if picture is None and rules.is_worth_another_try(answer, tries):
        again = now + rules.pause_after(tries)
        material.set_(conn, asked.material_id, tries=tries, due_at=again)
        return False
    seen = MaterialState.UNSEEN if picture is None else MaterialState.PICTURE
    hashes = {"sha256": picture.sha256, "dhash": f"{picture.dhash:016x}"} if picture else {}
    material.set_(
        conn, asked.material_id, state=seen, due_at=None, tries=tries, seen_at=now, **hashes
    )
    return True
