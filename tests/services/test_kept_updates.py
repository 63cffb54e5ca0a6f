"""What broke is kept for a month for its owner: sealed, or an outline without a word of it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.errors import NotFound
from domain.payee import BrokenSeal, VaultClosed
from services import kept_updates
from services.vault import Vault
from storage import updates
from storage.tables.chat import kept_update
from tests.world import NOW, World

VAULT, CLOSED = Vault("a key of the tests' own"), Vault("")
CARD = "6222 0212 3456 7890"
UPDATE = {
    "update_id": 41,
    "message": {
        "message_id": 9,
        "date": 1_790_000_000,
        "from": {"id": 7, "is_bot": False, "first_name": "小明", "language_code": "zh-hans"},
        "chat": {"id": 7, "type": "private", "first_name": "小明"},
        "text": CARD,
        "entities": [{"type": "phone_number", "offset": 0, "length": 19}],
        "location": {"latitude": 31.2, "longitude": 121.5},
        "contact": {"phone_number": "13800001234", "user_id": 8},
    },
}


def keep(world: World, vault: Vault = VAULT, **changed: Any) -> bool:
    return world.do(
        kept_updates.keep,
        vault,
        UPDATE,
        ValueError(f"no such account: {CARD}"),
        **{"telegram_id": 7, "attempts": 3, "only_reply": False, "now": NOW, **changed},
    )


def in_clear(world: World) -> str:
    return str(world.rows(select(kept_update)))


@pytest.mark.parametrize("vault", [VAULT, CLOSED], ids=["sealed", "without a key"])
def test_no_word_of_it_lies_open(world: World, vault: Vault) -> None:
    assert keep(world, vault)
    stored = in_clear(world)
    assert "ValueError" in stored
    for typed in (CARD, "小明", "13800001234", "31.2", "no such account"):
        assert typed not in stored


def test_with_the_key_all_of_it_can_be_read(world: World) -> None:
    keep(world)
    whole = world.do(kept_updates.opened, VAULT, 41)
    assert whole["update"] == UPDATE
    assert whole["error"][-1] == f"ValueError: no such account: {CARD}"
    with pytest.raises(BrokenSeal):
        world.do(kept_updates.opened, Vault("another key of a house"), 41)
    with pytest.raises(VaultClosed):
        world.do(kept_updates.opened, CLOSED, 41)


def test_without_a_key_its_outline_says_what_kind_it_was(world: World) -> None:
    keep(world, CLOSED)
    whole = world.do(kept_updates.opened, VAULT, 41)
    message = whole["outline"]["message"]
    assert message["from"] == {"id": 7, "is_bot": False, "first_name": "‹2 characters›",
                               "language_code": "zh-hans"}  # fmt: skip
    assert (message["text"], message["entities"]) == (
        "‹19 characters›", [{"type": "phone_number", "offset": 0, "length": 19}])  # fmt: skip
    assert message["location"] == {"latitude": "‹number›", "longitude": "‹number›"}


def test_of_updates_whose_reply_alone_failed_only_a_file_that_was_not_read_is_kept(
    world: World,
) -> None:
    """What is not marked did nothing: a word or a tap is simply repeated."""
    assert not keep(world, only_reply=True)
    file = {"document": {"file_id": "x", "file_name": "readings.csv"}}
    brought = {"update_id": 42, "message": UPDATE["message"] | file}
    rest = {"telegram_id": 7, "attempts": 3, "only_reply": True, "now": NOW}
    assert world.do(kept_updates.keep, VAULT, brought, OSError("away"), **rest)
    world.do(kept_updates.drop, 42)
    world.do(updates.mark, 42, NOW)
    assert not world.do(kept_updates.keep, VAULT, brought, OSError("away"), **rest)
    assert world.rows(select(kept_update)) == []


def test_it_is_forgotten_after_a_month_or_when_somebody_saw_to_it(world: World) -> None:
    keep(world)
    kept_for = kept_updates.KEPT_FOR
    assert world.do(kept_updates.forget, now=NOW + kept_for) == 0
    assert world.do(kept_updates.forget, now=NOW + kept_for + timedelta(seconds=1)) == 1
    keep(world)
    world.do(kept_updates.drop, 41)
    assert world.do(kept_updates.every) == []
    with pytest.raises(NotFound):
        world.do(kept_updates.drop, 41)
