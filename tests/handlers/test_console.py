"""/console: staff get a link that signs in, anybody else a clear no."""

import pytest

from handlers.console import may_be_a_button
from sandbox import Person
from services import console
from tests.handlers.conftest import CONSOLE_URL, Chat


async def link_of(person: Person) -> str:
    """The address behind the button that was just sent."""
    shown = await person.sees("It works once")
    assert shown.markup is not None
    return str(shown.markup["inline_keyboard"][0][0]["url"])


async def test_staff_get_a_link_that_signs_them_in(any_chat: Chat) -> None:
    owner = await any_chat.owner("Lin")
    await owner.taps("Console")
    address, _, token = (await link_of(owner)).rpartition("/")
    assert address == f"{CONSOLE_URL}/enter"
    now = any_chat.telegram.clock.now()
    session = any_chat.world.do(console.sign_in, token, now=now)
    assert any_chat.world.do(console.signed_in, session, now=now).actor.name == "Lin"


async def test_each_asking_gives_a_link_of_its_own_and_leaves_the_menu(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await owner.taps("Console")
    first = await link_of(owner)
    await owner.says("/console")
    assert await link_of(owner) != first
    assert "What would you like to do?" in "".join(owner.screen)


async def test_a_creator_gets_none(chat: Chat) -> None:
    ming = await chat.creator("Ming")
    assert "Console" not in ming.buttons
    await ming.says("/console")
    await ming.sees("not for your role")


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://koc.example/console/enter/x", True),
        ("http://127.0.0.1:8080/console/enter/x", True),
        ("http://localhost:8080/console/enter/x", False),
        ("http://koc/console/enter/x", False),
    ],
)
def test_an_address_telegram_refuses_on_a_button_is_sent_as_text(
    address: str, allowed: bool
) -> None:
    assert may_be_a_button(address) is allowed
