"""What was acknowledged before it was done is sealed, taken up once more, and nobody's to drop."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.errors import NotFound
from domain.payee import VaultClosed
from services import deferred_updates, kept_updates
from services.vault import Vault
from storage import health
from storage import overview as stored
from storage.tables.chat import kept_update
from tests.world import NOW, World

VAULT = Vault("a key of the tests' own")
DAY = timedelta(days=1)


def an_update(number: int) -> dict[str, Any]:
    return {"update_id": number, "message": {"message_id": 9, "text": "6222 0212 3456 7890"}}


def defer(world: World, *numbers: int, vault: Vault = VAULT) -> None:
    told = [(an_update(number), 7) for number in numbers]
    world.do(deferred_updates.defer, vault, told, now=NOW)


def take_up(world: World, *, vault: Vault = VAULT, after: timedelta = timedelta()) -> list[int]:
    taken = world.do(deferred_updates.take_up, vault, now=NOW + after)
    assert taken == [an_update(each["update_id"]) for each in taken]
    return [each["update_id"] for each in taken]


def broken(world: World) -> list[tuple[int, str]]:
    return [(kept.update_id, kept.problem) for kept in world.do(kept_updates.every)]


def test_they_are_taken_up_in_their_order_until_they_are_done(world: World) -> None:
    defer(world, 43, 41, 42)
    defer(world, 42)
    assert take_up(world) == [41, 42, 43]
    world.do(deferred_updates.done, 42)
    assert take_up(world) == [41, 43]
    assert broken(world) == []
    assert "6222" not in str(world.rows(select(kept_update)))


def test_without_a_key_none_is_kept(world: World) -> None:
    with pytest.raises(VaultClosed):
        defer(world, 41, vault=Vault(""))


@pytest.mark.parametrize(
    ("vault", "after", "problem"),
    [
        (VAULT, DAY, "TooOld"),
        (Vault("another key of a house"), timedelta(), "KeyMissing"),
        (Vault(""), timedelta(), "VaultClosed"),
    ],
)
def test_what_cannot_be_taken_up_any_more_is_for_a_person_to_see(
    world: World, vault: Vault, after: timedelta, problem: str
) -> None:
    defer(world, 41)
    assert take_up(world, vault=vault, after=after) == []
    assert broken(world) == [(41, problem)]
    assert world.do(kept_updates.opened, VAULT, 41)["update"] == an_update(41)
    world.do(kept_updates.drop, 41)


def test_one_that_breaks_is_deferred_no_more(world: World) -> None:
    defer(world, 41)
    rest = {"telegram_id": 7, "attempts": 3, "only_reply": False, "now": NOW}
    for error in (ValueError("spoilt"), KeyError("later")):
        world.do(kept_updates.keep, VAULT, an_update(41), error, **rest)
    world.do(deferred_updates.done, 41)
    defer(world, 41)
    assert take_up(world) == []
    assert broken(world) == [(41, "ValueError")]


def test_nobody_drops_or_counts_what_is_yet_to_be_done(world: World) -> None:
    defer(world, 41)
    with pytest.raises(NotFound):
        world.do(kept_updates.drop, 41)
    assert world.do(stored.kept_updates) == world.do(health.totals).kept_updates == 0
    assert take_up(world) == [41]
