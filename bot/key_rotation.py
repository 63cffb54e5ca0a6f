"""Rotation beside a running service: unit after unit, so that nobody waits long; no SQL here."""

from dataclasses import dataclass

from services import key_rotation
from services.vault import Vault
from storage.database import Database
from storage.sealed import Place


@dataclass(slots=True)
class Done:
    resealed: int = 0
    stuck: int = 0


async def rotate(db: Database, vault: Vault) -> Done:
    done = Done(await db.write(key_rotation.reseal_forms, vault))
    for place in Place:
        after = None
        while True:
            turned = await db.write(key_rotation.reseal_some, vault, place, after)
            done.resealed += turned.resealed
            done.stuck += turned.stuck
            if (after := turned.after) is None:
                break
    return done
