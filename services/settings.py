"""What a person prefers: language, time zone, quiet hours, which messages reach them."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from domain.consent import CONSENT_VERSION, Purpose
from domain.errors import NotFound
from domain.locales import LOCALES
from domain.people import Actor
from domain.preferences import Muted, Preferences, timezone_named
from services import digests, last_calls, onboarding
from storage import consents, people

_COLUMNS: Final = {
    Muted.DIGEST: "wants_digests",
    Muted.FIGURES: "wants_figure_calls",
    Muted.REMINDERS: "wants_reminders",
}


def preferences(conn: Connection, actor: Actor) -> Preferences:
    """NotFound for a stranger: nothing is kept about them."""
    found = people.preferences(conn, actor.person_id)
    if found is None:
        raise NotFound("person")
    return found


def speak(conn: Connection, actor: Actor, locale: str, *, now: datetime) -> None:
    if locale not in LOCALES:
        raise NotFound("locale")
    _changed(conn, actor, locale=locale)


def set_timezone(conn: Connection, actor: Actor, timezone: str, *, now: datetime) -> Preferences:
    """Raises BadTimezone for what is no IANA name."""
    zone = timezone_named(timezone)
    changed = _changed(conn, actor, timezone=zone)
    digests.plan_anew(conn, actor.person_id, zone, now=now)
    last_calls.plan_anew(conn, actor.person_id, now=now)
    return changed


def set_quiet_hours(
    conn: Connection, actor: Actor, from_hour: int, to_hour: int, *, now: datetime
) -> Preferences:
    hours = {"quiet_from_hour": from_hour % 24, "quiet_to_hour": to_hour % 24}
    changed = _changed(conn, actor, **hours)
    last_calls.plan_anew(conn, actor.person_id, now=now)
    return changed


def want(
    conn: Connection, actor: Actor, kind: Muted, wanted: bool, *, now: datetime
) -> Preferences:
    """Reminders of one kind, or none of it."""
    return _changed(conn, actor, **{_COLUMNS[kind]: wanted})


def want_broadcasts(conn: Connection, actor: Actor, wanted: bool, *, now: datetime) -> Preferences:
    """Messages about new tasks rest on a consent of their own: it goes and comes with the wish."""
    if onboarding.has_consented(conn, actor):
        consents.withdraw(conn, actor.person_id, [Purpose.PROMOTION], now)
        if wanted:
            consents.give(conn, actor.person_id, [Purpose.PROMOTION], CONSENT_VERSION, now)
    return _changed(conn, actor, wants_broadcasts=wanted)


def _changed(conn: Connection, actor: Actor, **columns: Any) -> Preferences:
    onboarding.ensure_known(conn, actor)
    people.set_columns(conn, actor.person_id, **columns)
    return preferences(conn, actor)
