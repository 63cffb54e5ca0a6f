"""What is parsed of an update: all that a handler reads, and nothing that we wrote ourselves."""

import copy

from telegram import Update

from bot.essence import essence
from handlers.router import TAPPED_MESSAGE

CHAT = {"id": 7, "type": "private", "first_name": "林"}
TAP = {
    "update_id": 5,
    "callback_query": {
        "id": "1",
        "from": {"id": 7, "is_bot": False, "first_name": "林"},
        "chat_instance": "1",
        "data": "1:claim:1:1:1",
        "message": {
            "message_id": 4,
            "date": 1_700_000_000,
            "chat": CHAT,
            "text": "Terms",
            "reply_markup": {"inline_keyboard": [[{"text": "Claim", "callback_data": "1"}]]},
        },
    },
}


def test_a_tap_keeps_who_tapped_what_in_which_message() -> None:
    query = Update.de_json(essence(TAP), None).callback_query
    assert query is not None
    assert (query.id, query.from_user.id, query.data) == ("1", 7, "1:claim:1:1:1")
    assert (query.message, query.api_kwargs[TAPPED_MESSAGE]) == (None, 4)


def test_the_update_that_came_stays_as_it_came() -> None:
    """It may have to be kept aside whole."""
    before = copy.deepcopy(TAP)
    essence(TAP)
    assert before == TAP


def test_what_is_no_tap_on_a_message_passes_unchanged() -> None:
    words = {"update_id": 6, "message": {"message_id": 1, "date": 1, "chat": CHAT, "text": "hi"}}
    inline = {"update_id": 7, "callback_query": {"id": "1", "inline_message_id": "x"}}
    for raw in (words, inline, {"update_id": 8, "callback_query": "?"}):
        assert essence(raw) == raw
