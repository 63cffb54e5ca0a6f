"""Signing up: the consent that comes before anything else is kept; accounts are accounts.py's."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from domain.consent import CONSENT_VERSION, ConsentMissing, Purpose
from domain.errors import Stale
from domain.people import Actor, Standing
from storage import accounts, consents, people


class Stage(StrEnum):
    """What a creator still has to do."""

    CONSENT = "consent"  # to the present notice
    ACCOUNT = "account"  # to name a first platform account
    DONE = "done"


def stage(conn: Connection, actor: Actor) -> Stage:
    if not has_consented(conn, actor):
        return Stage.CONSENT
    has_account = bool(accounts.of_person(conn, actor.person_id))
    return Stage.DONE if has_account else Stage.ACCOUNT


def has_consented(conn: Connection, actor: Actor) -> bool:
    """To the work, by the present notice; promotion is a matter of settings."""
    return any(
        consent.purpose is Purpose.WORK and consent.version == CONSENT_VERSION
        for consent in consents.live(conn, actor.person_id)
    )


def is_known(conn: Connection, actor: Actor) -> bool:
    """Whether anything may be kept about them: staff, creators, and who agreed to some notice."""
    if actor.roles or actor.standing is not Standing.NEW:
        return True
    return any(each.purpose is Purpose.WORK for each in consents.live(conn, actor.person_id))


def ensure_known(conn: Connection, actor: Actor) -> None:
    """Raise ConsentMissing before something is kept about a stranger."""
    if not is_known(conn, actor):
        raise ConsentMissing


def agree(
    conn: Connection, actor: Actor, version: str, locale: str, invite_code: str, *, now: datetime
) -> None:
    """Consent to the notice of `version`, read in `locale`; Stale when that is not the present one.

    `invite_code` is whose link led here, or empty: it counts for newcomers only.
    """
    if version != CONSENT_VERSION:
        raise Stale("consent")
    people.set_columns(conn, actor.person_id, locale=locale, reachable=True)
    if not has_consented(conn, actor):
        consents.withdraw(conn, actor.person_id, Purpose, now)
        consents.give(conn, actor.person_id, Purpose, version, now)
    _note_inviter(conn, actor, invite_code)


def _note_inviter(conn: Connection, actor: Actor, invite_code: str) -> None:
    inviter = people.id_by_invite_code(conn, invite_code) if invite_code else None
    if inviter is not None and inviter != actor.person_id and actor.standing is Standing.NEW:
        people.set_first_inviter(conn, actor.person_id, inviter)
