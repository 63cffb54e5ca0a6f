"""Each rule flags what it is for, says what it saw, and forgives what honest people do."""

from datetime import timedelta

import pytest

from domain.platforms import Platform
from domain.risk.evidence import Evidence, Measure, Signal
from domain.risk.facts import CampaignFacts, PersonFacts, Picture
from domain.risk.thresholds import Thresholds
from domain.terms import Source
from tests.risk_facts import DAY, HOUR, NOON, evidence, flagged, post, reading

PHOTO = Picture("a" * 64, 0x9D3A_6C15_E2B4_7F08)
MINUTE = timedelta(minutes=1)


# Links


def test_a_post_handed_in_again_is_flagged_with_who_had_it_first() -> None:
    found = evidence(post(1), post(2, post_key="key1"), post(3, post_key="key1"))
    assert [(n, e.seen, e.assignments) for n, (e,) in found.items()] == [
        (2, 1, (1,)),
        (3, 2, (1, 2)),
    ]


def test_an_unresolved_link_and_the_same_key_elsewhere_are_no_repeats() -> None:
    unresolved = [post(1, post_key=""), post(2, post_key="")]
    elsewhere = post(4, post_key="key3", platform=Platform.DOUYIN)
    assert flagged(*unresolved, post(3), elsewhere) == {}


# Pictures


@pytest.mark.parametrize(
    ("picture", "distance"),
    [
        (PHOTO, 0),
        (Picture("b" * 64, PHOTO.dhash), 0),
        (Picture("c" * 64, PHOTO.dhash ^ 0b1011 << 20), 3),
        (Picture("d" * 64, PHOTO.dhash ^ 1 ^ 1 << 20 ^ 1 << 40 ^ 1 << 63), 4),
    ],
)
def test_anothers_picture_is_found_as_a_file_and_saved_again(
    picture: Picture, distance: int
) -> None:
    found = evidence(post(1, pictures=(PHOTO,)), post(2, pictures=(picture,)))
    assert [(n, e.signal, e.seen) for n, (e,) in found.items()] == [
        (2, Signal.REUSED_IMAGE, distance)
    ]


def test_pictures_that_differ_more_are_two_pictures() -> None:
    other = Picture("b" * 64, PHOTO.dhash ^ 0b11111 << 9)
    assert flagged(post(1, pictures=(PHOTO,)), post(2, pictures=(other,))) == {}
    wider = Thresholds(picture_distance=5)
    assert flagged(post(1, pictures=(PHOTO,)), post(2, pictures=(other,)), limits=wider)


def test_handed_out_pictures_plain_covers_and_ones_own_series_copy_nobody() -> None:
    cut = Picture("b" * 64, PHOTO.dhash ^ 0b111)
    given = CampaignFacts(1, (PHOTO,))
    posts = post(1, pictures=(cut,)), post(2, pictures=(PHOTO,)), post(3, pictures=(cut,))
    assert flagged(*posts, campaigns=(given,)) == {}
    black = [post(n, pictures=(Picture(f"{n:064x}", 1 << n),)) for n in (1, 2)]
    assert flagged(*black) == {}
    own = [post(n, person_id=1, pictures=(Picture(f"{n:064x}", PHOTO.dhash),)) for n in (1, 2)]
    assert flagged(*own) == {}


# Payees


def people(how_many: int, **facts: object) -> tuple[PersonFacts, ...]:
    return tuple(PersonFacts(n, "one digest", **facts) for n in range(1, how_many + 1))  # type: ignore[arg-type]


def test_a_family_shares_a_card_and_four_strangers_do_not() -> None:
    assert flagged(post(1), people=people(3)) == {}
    ((piece,),) = evidence(post(1), people=people(4)).values()
    assert (piece.seen, piece.limit, piece.people) == (4, 4, (2, 3, 4))


def test_a_declared_studio_is_paid_for_its_creators() -> None:
    assert flagged(post(1), people=people(30, studio_id=7)) == {}


def test_people_without_a_payee_share_none() -> None:
    assert flagged(post(1), people=tuple(PersonFacts(n) for n in range(1, 9))) == {}


# Counts


@pytest.mark.parametrize(
    ("counts", "measure"),
    [
        ({"likes": -3}, Measure.BELOW_ZERO),
        ({"likes": 900, "comments": 200, "views": 1_000}, Measure.PER_VIEW),
        ({"likes": 60, "views": 0}, Measure.PER_VIEW),
        ({"likes": 100, "saves": 401}, Measure.SAVES_PER_LIKE),
        ({"likes": 0, "saves": 50}, Measure.SAVES_PER_LIKE),
    ],
)
def test_impossible_counts(counts: dict[str, int], measure: Measure) -> None:
    ((piece,),) = evidence(post(1, readings=(reading(1, **counts),))).values()
    assert (piece.signal, piece.measure) == (Signal.IMPOSSIBLE_COUNTS, measure)


@pytest.mark.parametrize(
    "counts",
    [
        {"likes": 900, "comments": 100, "views": 1_000},
        {"likes": 900, "views": None},
        {"likes": 49, "views": 3},
        {"likes": 100, "saves": 400},
        {"likes": None, "saves": 900},
    ],
)
def test_counts_that_can_be(counts: dict[str, int | None]) -> None:
    assert flagged(post(1, readings=(reading(1, **counts),))) == {}


def test_a_fall_beyond_a_correction_is_seen_whoever_told_the_larger_count() -> None:
    told = reading(1, likes=5_000, source=Source.CREATOR)
    (found,) = evidence(post(1, readings=(reading(2, likes=1_200), told))).values()
    (piece,) = (each for each in found if each.measure is Measure.FALL)
    assert (piece.measure, piece.seen, piece.compared_with) == (Measure.FALL, 0.76, 5_000)


def test_a_platform_may_correct_a_little() -> None:
    assert flagged(post(1, readings=(reading(1, likes=1_000), reading(2, likes=900)))) == {}


# Spikes


def usual(number: int, **facts: object) -> object:
    """Views vary, proportions hardly do."""
    views = 1_000 + 137 * (number * 7 % 11)
    counts = {"views": views, "likes": views // 25, "comments": views // 250, "saves": views // 60}
    return post(number, readings=(reading(1, **counts),), **facts)


PEERS = [usual(number) for number in range(1, 31)]
OWN = [usual(number, person_id=99, account_id=99) for number in range(31, 37)]


def spiking(views: int, likes: int, comments: int, **facts: object) -> object:
    counts = {"views": views, "likes": likes, "comments": comments, "saves": likes // 3}
    return post(50, readings=(reading(1, **counts),), person_id=99, account_id=99, **facts)


def test_a_count_far_above_ones_own_history_and_the_campaigns_median() -> None:
    found = evidence(*PEERS, *OWN, spiking(60_000, 2_400, 240))
    assert [(n, {e.measure for e in pieces}) for n, pieces in found.items()] == [
        (50, {Measure.DEVIATIONS})
    ]
    assert {e.about for e in found[50]} == {"views", "likes"}


def test_without_history_a_good_post_is_just_a_good_post() -> None:
    assert flagged(*PEERS, *OWN[:4], spiking(60_000, 2_400, 240)) == {}


def test_far_above_ones_own_but_usual_in_the_campaign_is_no_spike() -> None:
    tiny = [
        post(
            n, readings=(reading(1, views=20, likes=1),), person_id=99, account_id=99, campaign_id=2
        )
        for n in range(31, 37)
    ]
    assert flagged(*PEERS, *tiny, spiking(1_500, 60, 6)) == {}


@pytest.mark.parametrize(
    ("views", "likes", "comments", "about"),
    [(40_000, 60, 6, "views_per_act"), (3_000, 2_060, 6, "likes_per_talk")],
)
def test_one_count_that_outran_the_others(
    views: int, likes: int, comments: int, about: str
) -> None:
    found = evidence(*PEERS, spiking(views, likes, comments))
    assert (Measure.LOPSIDED, about) in {(e.measure, e.about) for e in found[50]}


def test_a_handful_of_peers_says_nothing() -> None:
    assert flagged(*PEERS[:10], spiking(40_000, 60, 6)) == {}


# Authors and dates


def test_an_author_who_is_not_the_account() -> None:
    known = frozenset({"u1", "short1"})
    assert flagged(post(1, author_key="u9", account_keys=known)) == {1: {Signal.POSTER_MISMATCH}}
    for author in ("u1", "short1", ""):
        assert flagged(post(1, author_key=author, account_keys=known)) == {}


def test_published_before_the_claim() -> None:
    early = post(1, claimed_at=NOON, published_at=NOON - 11 * MINUTE)
    ((piece,),) = evidence(early).values()
    assert (piece.signal, piece.seen) == (Signal.EARLY_PUBLICATION, 11)
    assert flagged(post(1, claimed_at=NOON, published_at=NOON - 10 * MINUTE)) == {}
    assert flagged(post(1, claimed_at=NOON)) == {}


def test_a_page_that_shows_the_day_alone_means_its_last_moment() -> None:
    midnight = NOON - 12 * HOUR
    on_the_day = post(1, claimed_at=NOON, published_at=midnight, published_within=DAY)
    day_before = post(2, claimed_at=NOON, published_at=midnight - DAY, published_within=DAY)
    assert flagged(on_the_day, day_before) == {2: {Signal.EARLY_PUBLICATION}}


# Velocity


def burst(how_many: int, gap: timedelta) -> list[object]:
    return [post(n, person_id=1, claimed_at=NOON + n * gap) for n in range(1, how_many + 1)]


def test_more_claims_in_an_hour_than_a_person_makes() -> None:
    found = evidence(*burst(11, 6 * MINUTE))
    assert {(e.measure, e.seen) for each in found.values() for e in each} == {
        (Measure.CLAIMS_IN_AN_HOUR, 11)
    }
    assert len(found) == 11
    assert flagged(*burst(10, 6 * MINUTE)) == {}


def test_more_posts_in_a_day_than_a_person_makes_and_only_those_of_that_day() -> None:
    later = post(90, person_id=1, claimed_at=NOON + 9 * DAY)
    found = evidence(*burst(13, 2 * HOUR), later)
    assert {(e.measure, e.seen) for each in found.values() for e in each} == {
        (Measure.POSTS_IN_A_DAY, 13)
    }
    assert 90 not in found


def test_every_piece_of_evidence_tells_what_where_and_how_strong() -> None:
    pieces: list[Evidence] = [
        *evidence(*burst(13, 2 * HOUR))[1],
        *evidence(post(1), people=people(4))[1],
    ]
    for piece in pieces:
        assert piece.threshold
        assert piece.limit is not None
        assert 0 <= piece.strength <= 1
