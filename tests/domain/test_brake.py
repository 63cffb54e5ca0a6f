"""When a broadcast stands still by itself, and what a refusal is about."""

import pytest

from domain.brake import ENOUGH, Brake
from domain.refusals import About, about

STARS, MESSAGE, UNCLEAR = About.STARS, About.MESSAGE, About.UNCLEAR


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("BALANCE_TOO_LOW", About.STARS),
        ("Not enough Stars", About.STARS),
        ("Wrong file identifier/HTTP URL specified", About.MESSAGE),
        ("Wrong remote file identifier specified: wrong padding", About.MESSAGE),
        ("Inline keyboard button URL 'x' is invalid: wrong HTTP URL", About.MESSAGE),
        ("BUTTON_URL_INVALID", About.MESSAGE),
        ("Chat not found", About.READER),
        ("PEER_ID_INVALID", About.READER),
        ("Not enough rights to send text messages to the chat", About.READER),
        ("Can't parse entities: unexpected end", About.UNCLEAR),  # of a name, perhaps
        ("Message is too long", About.UNCLEAR),
        ("SOMETHING_NEW", About.UNCLEAR),
    ],
)
def test_telegrams_words_tell_what_a_refusal_is_about(words: str, what: About) -> None:
    assert about(words) is what


def refused(brake: Brake, what: About, words: str, times: int = 1, *, too: bool = False) -> Brake:
    for _ in range(times):
        brake = brake.after(what, words, accepted_too=too)
    return brake


@pytest.mark.parametrize("what", [STARS, MESSAGE])
def test_what_is_no_readers_fault_stops_it_at_once(what: About) -> None:
    assert refused(Brake(any_accepted=True), what, "X") == Brake("X", 0, True, "X", stands=True)


def test_words_that_nobody_knows_stop_it_when_they_come_in_a_row() -> None:
    assert not refused(Brake(), UNCLEAR, "X", ENOUGH - 1).stands
    assert refused(Brake(), UNCLEAR, "X", ENOUGH).stands
    assert not refused(refused(Brake(), UNCLEAR, "X", ENOUGH - 1), UNCLEAR, "Y").stands


def test_among_others_that_are_accepted_they_stop_nothing() -> None:
    assert not refused(Brake(), UNCLEAR, "X", 9 * ENOUGH, too=True).stands


def test_who_resumed_it_has_read_why_one_wording_of_several_may_be_wrong() -> None:
    again = refused(Brake(), MESSAGE, "X").released()
    assert not refused(again, MESSAGE, "X", ENOUGH - 1).stands
    assert refused(again, MESSAGE, "X", ENOUGH).stands
    assert refused(again, MESSAGE, "Y").stands


def test_stars_may_run_out_once_more() -> None:
    assert refused(refused(Brake(), STARS, "X").released(), STARS, "X").stands


def test_only_one_that_was_tried_before_ends_and_only_while_others_are_accepted() -> None:
    goes = Brake("X", 1, any_accepted=True)
    assert goes.gives_up(1)
    assert not goes.gives_up(0)
    assert not Brake("X", 1).gives_up(1)
    assert not Brake("X", 5, any_accepted=True, stands=True).gives_up(1)
