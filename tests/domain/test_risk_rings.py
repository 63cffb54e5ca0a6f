"""Rings are many people tied closely; families, friends and a victim of copyists are none."""

from itertools import permutations

from domain.risk.evidence import Signal
from domain.risk.facts import PersonFacts, PostFacts
from domain.risk.rings import Rings
from domain.risk.thresholds import Thresholds
from tests.risk_facts import evidence, flagged, post

RING = {Signal.RING}


def with_device(
    *person_ids: int, device: str = "phone", **facts: object
) -> tuple[PersonFacts, ...]:
    return tuple(PersonFacts(n, "", frozenset({device}), **facts) for n in person_ids)  # type: ignore[arg-type]


def pod(*members: int, rounds: int = 2) -> list[PostFacts]:
    """Everybody engages with everybody's posts."""
    return [
        post(100 * turn + member, person_id=member, engaged_by=frozenset(members) - {member})
        for turn in range(1, rounds + 1)
        for member in members
    ]


def test_five_people_on_one_phone_are_a_ring_and_four_are_not() -> None:
    ((piece,),) = evidence(post(3), people=with_device(1, 2, 3, 4, 5)).values()
    assert (piece.signal, piece.seen, piece.compared_with) == (Signal.RING, 5, 1.0)
    assert piece.people == (1, 2, 4, 5)
    assert flagged(post(3), people=with_device(1, 2, 3, 4)) == {}


def test_a_pod_is_a_ring_when_engagement_goes_both_ways_and_again() -> None:
    assert set(flagged(*pod(1, 2, 3, 4, 5))) == {n + 100 * t for t in (1, 2) for n in range(1, 6)}
    assert flagged(*pod(1, 2, 3, 4, 5, rounds=1)) == {}


def test_fans_of_each_other_in_one_direction_are_no_ring() -> None:
    one_way = [
        post(100 * turn + n, person_id=n, engaged_by=frozenset(range(1, n)))
        for turn in (1, 2, 3)
        for n in range(1, 8)
    ]
    assert flagged(*one_way) == {}


def test_a_star_whom_everybody_likes_is_no_ring() -> None:
    fans = frozenset(range(2, 40))
    assert flagged(*(post(n, person_id=1, engaged_by=fans) for n in range(1, 9))) == {}


def test_a_chain_of_acquaintances_is_no_ring() -> None:
    chain = [p for n in range(1, 30) for p in with_device(n, n + 1, device=f"phone {n}")]
    devices: dict[int, frozenset[str]] = {}
    for person in chain:
        devices[person.person_id] = devices.get(person.person_id, frozenset()) | person.devices
    people = tuple(PersonFacts(n, "", each) for n, each in devices.items())
    assert flagged(*(post(n) for n in range(1, 31)), people=people) == {}


def test_a_friend_of_one_member_is_not_drawn_into_the_ring() -> None:
    members = [*pod(1, 2, 3, 4, 5)]
    friends = [
        post(901, person_id=9, engaged_by=frozenset({1})),
        post(902, person_id=9, engaged_by=frozenset({1})),
        post(903, person_id=1, engaged_by=frozenset({9})),
        post(904, person_id=1, engaged_by=frozenset({9})),
    ]
    found = flagged(*members, *friends)
    assert {901, 902}.isdisjoint(found)
    assert {101, 205, 903}.issubset(found)


def test_a_studio_shares_its_phones() -> None:
    assert flagged(post(1), people=with_device(1, 2, 3, 4, 5, 6, studio_id=3)) == {}


def test_who_is_copied_now_and_then_is_a_victim() -> None:
    rings = Rings()
    for one, other in permutations(range(1, 7), 2):
        rings.tie_texts(one, other)  # each pair twice: below ring_texts
    assert rings.found(Thresholds()) == {}
    assert set(rings.found(Thresholds(ring_texts=2))) == set(range(1, 7))


def test_a_crowd_on_one_device_stays_cheap_and_is_one_ring() -> None:
    people = with_device(*range(1, 3_001))
    found = evidence(post(1_500), people=people)
    assert found[1_500][0].seen == 3_000
