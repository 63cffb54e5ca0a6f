"""One language of one wording of a draft, written or dropped alone; a file of it stays with it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from domain.locales import LOCALES
from domain.message import Variant, Version
from domain.people import Actor
from services import broadcast_drafts
from services.broadcast_sheets import known_to


def write(
    conn: Connection,
    actor: Actor,
    broadcast_id: int,
    place: int,
    revision: int,
    htmls: Mapping[str, str],
    *,
    now: datetime,
) -> int:
    """By locale, instead of what stood there; what is not named stays. The broadcast's id. Behind
    the last it is one more wording. Raises Rewritten as set_variant does.
    """
    stands = _at(conn, actor, broadcast_id, place)
    media = {locale: each.media for locale, each in stands.items()}
    written = {locale: Version(html, media.get(locale)) for locale, html in htmls.items()}
    return _set(conn, actor, broadcast_id, place, revision, {**stands, **written}, now)


def drop(
    conn: Connection,
    actor: Actor,
    broadcast_id: int,
    place: int,
    revision: int,
    locale: str,
    *,
    now: datetime,
) -> int:
    """Raises BadBody for the only one."""
    stands = _at(conn, actor, broadcast_id, place)
    left = {each: version for each, version in stands.items() if each != locale}
    return _set(conn, actor, broadcast_id, place, revision, left, now)


def _at(conn: Connection, actor: Actor, broadcast_id: int, place: int) -> Variant:
    """Nothing of one that is not there yet."""
    body = known_to(conn, actor, broadcast_id).body
    return body[place] if 0 <= place < len(body) else {}


def _set(
    conn: Connection,
    actor: Actor,
    broadcast_id: int,
    place: int,
    revision: int,
    versions: Variant,
    now: datetime,
) -> int:
    """The first is for who reads a language that it is not written in: the order is the house's."""
    ordered = {locale: versions[locale] for locale in LOCALES if locale in versions}
    set_variant = broadcast_drafts.set_variant
    return set_variant(conn, actor, broadcast_id, place, revision, ordered, now=now)
