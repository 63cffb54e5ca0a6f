"""Sealing everything anew under the newest key, some rows at a time; stopped, it goes on later."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from domain.payee import BrokenSeal
from services import endpoints, kept_updates, payees
from services.vault import Vault
from storage import sealed
from storage.sealed import Place, SealedRow

MOST_IN_A_UNIT: Final = 100  # others wait meanwhile
_ABOUT: Final = {
    Place.PAYEES: payees.about,
    Place.PAYOUTS: payees.about,
    Place.KEPT_UPDATES: kept_updates.about,
    Place.ENDPOINTS: endpoints.about,
}


@dataclass(frozen=True, slots=True)
class KeyUse:
    """How much one key seals; `rank` counts from the newest, None: its secret is not here."""

    key_id: str
    rank: int | None
    payees: int
    payouts: int
    kept_updates: int
    endpoints: int

    @property
    def total(self) -> int:
        return self.payees + self.payouts + self.kept_updates + self.endpoints


@dataclass(frozen=True, slots=True)
class Turned:
    """What one unit did; `after` is where the next one goes on, None at the end of the place."""

    resealed: int
    stuck: int  # they do not open: their key is gone
    after: SealedRow | None


def uses(conn: Connection, vault: Vault) -> list[KeyUse]:
    """The newest key first, then those whose secret is gone."""
    found, known = sealed.counts(conn), vault.key_ids
    ids = [*known, *sorted(found.keys() - set(known))]
    return [_use(key_id, known, found.get(key_id, {})) for key_id in ids]


def _use(key_id: str, known: tuple[str, ...], found: dict[Place, int]) -> KeyUse:
    rank = known.index(key_id) if key_id in known else None
    return KeyUse(key_id, rank, *(found.get(place, 0) for place in Place))


def reseal_some(
    conn: Connection, vault: Vault, place: Place, after: SealedRow | None = None
) -> Turned:
    """One page of a place: what is sealed under an older key, and digests of an older one."""
    rows = sealed.page(conn, place, after, MOST_IN_A_UNIT)
    resealed = stuck = 0
    for row in rows:
        try:
            resealed += _reseal(conn, vault, place, row)
        except BrokenSeal:
            stuck += 1
    return Turned(resealed, stuck, rows[-1] if len(rows) == MOST_IN_A_UNIT else None)


def _reseal(conn: Connection, vault: Vault, place: Place, row: SealedRow) -> bool:
    about = _ABOUT[place](row.owner_id)
    digest = row.digest
    if place is Place.PAYEES:
        digest = payees.account_digest(vault, payees.opened(vault, row.owner_id, row.sealed))
    if vault.is_newest(row.sealed) and digest == row.digest:
        return False
    plain = vault.open(row.sealed, about=about)
    return sealed.put(conn, place, row, vault.seal(plain, about=about), digest)


def reseal_forms(conn: Connection, vault: Vault) -> int:
    """What people have typed into the form of payout details so far; how many were resealed."""
    count = 0
    for person_id, telegram_id, answers in sealed.open_forms(conn, payees.FORM):
        about = payees.about_form(telegram_id or 0)
        old = {
            key: text
            for key, text in answers.items()
            if key in payees.SEALED_ANSWERS and text and not vault.is_newest(text)
        }
        try:
            new = {key: vault.seal(vault.open(text, about=about), about=about)
                   for key, text in old.items()}  # fmt: skip
        except BrokenSeal:
            continue
        if new:
            sealed.put_answers(conn, person_id, {**answers, **new})
            count += 1
    return count
