"""The pressing go first, and none of the others waits for ever."""

from collections import Counter

from domain.share import reserved, shared

MUCH = ["decision"] * 500, ["reminder"] * 500, ["promotion"] * 500


def test_whoever_waits_alone_gets_every_slot() -> None:
    for alone in range(3):
        waiting = [those if at == alone else [] for at, those in enumerate(MUCH)]
        assert len(shared(waiting, reserved(7, 30), 30)) == 30


def test_a_steady_flow_of_decisions_leaves_each_other_class_a_tenth() -> None:
    """Slot by slot as with thirty a second, and wave by wave as with a thousand."""
    for wave in (1, 3, 100):
        gone: Counter[str] = Counter()
        for first in range(0, 3000, wave):
            gone.update(shared(MUCH, reserved(first, wave), wave))
        assert gone == {"decision": 2400, "reminder": 300, "promotion": 300}


def test_a_flow_of_promotions_holds_up_no_decision() -> None:
    waiting = (["decision"] * 9, [], MUCH[2])
    assert shared(waiting, reserved(0, 10), 10).count("decision") == 9


def test_what_a_class_does_not_use_falls_to_the_others() -> None:
    gone = Counter(shared((MUCH[0], ["reminder"], []), reserved(0, 100), 100))
    assert gone == {"decision": 99, "reminder": 1}
