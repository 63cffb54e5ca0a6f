"""Pictures of somebody else's earlier post; hashing them is the business of whoever reads files."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from domain.risk.earliest import Earliest, Order
from domain.risk.evidence import MOST_NAMED, Evidence, Measure, Signal
from domain.risk.facts import CampaignFacts, Picture, PostFacts
from domain.risk.thresholds import BOUNDS, Thresholds

_BITS: Final = 64
_KEPT: Final = 256  # of one band: screens of one platform resemble each other
_BANDS: Final = int(BOUNDS["picture_distance"][1]) + 1
"""Two hashes that differ in fewer bits than there are bands agree in one band at least."""

_GIVEN_DISTANCE: Final = 10  # generous: whoever cuts handed-out material a little copies nobody
_PLAIN: Final = 6  # set (or unset) bits of a picture of one colour: it resembles all others


class Pictures:
    """Every picture by its file and by what the eye sees."""

    def __init__(self) -> None:
        self._files = Earliest[str](_KEPT)
        self._bands = Earliest[tuple[int, int]](_KEPT)
        self._shown: dict[int, PostFacts] = {}
        self._given: dict[int, tuple[Picture, ...]] = {}
        self._hand_out: set[int] = set()

    def add_campaign(self, campaign: CampaignFacts) -> None:
        self._given[campaign.campaign_id] = campaign.pictures
        if campaign.hands_out:
            self._hand_out.add(campaign.campaign_id)

    def add(self, post: PostFacts) -> None:
        self._shown[post.assignment_id] = post
        for picture in post.pictures:
            self._files.file([picture.sha256], post.order)
            self._bands.file(_bands(picture), post.order)

    def evidence(self, post: PostFacts, limits: Thresholds) -> Iterator[Evidence]:
        """One piece for each picture: what handed-out material it is not, and whose it is."""
        for picture in post.pictures:
            if self._is_given(picture, post.campaign_id):
                continue
            alike = [
                (distance, self._shown[number].order)
                for number in self._others(picture, post, limits)
                if (distance := self._nearest(picture, number)) <= limits.picture_distance
            ]
            if alike:
                yield _evidence(post, picture, sorted(alike), limits)

    def _is_given(self, picture: Picture, campaign_id: int) -> bool:
        return any(
            picture.sha256 == given.sha256 or _distance(picture, given) <= _GIVEN_DISTANCE
            for given in self._given.get(campaign_id, ())
        )

    def _others(self, picture: Picture, post: PostFacts, limits: Thresholds) -> list[int]:
        """Posts of others that may show it: as many bands agree as that distance leaves whole."""
        found = set(self._files.before([picture.sha256], post.order))
        agree = self._bands.before(_bands(picture), post.order)
        whole = _BANDS - limits.picture_distance
        found.update(number for number, bands in agree.items() if bands >= whole)
        return [number for number in found if self._may_copy(picture, post, self._shown[number])]

    def _may_copy(self, picture: Picture, post: PostFacts, other: PostFacts) -> bool:
        """Not one's own; nor what everybody may have been handed, which no screen of figures is."""
        if other.person_id == post.person_id:
            return False
        was_handed = other.campaign_id == post.campaign_id and post.campaign_id in self._hand_out
        return picture.is_screen or not was_handed

    def _nearest(self, picture: Picture, assignment_id: int) -> int:
        return min(_distance(picture, other) for other in self._shown[assignment_id].pictures)


def _evidence(
    post: PostFacts, picture: Picture, alike: list[tuple[int, Order]], limits: Thresholds
) -> Evidence:
    nearest = alike[0][0]
    return Evidence(
        Signal.REUSED_IMAGE,
        post.assignment_id,
        Measure.DISTANCE,
        nearest,
        picture.sha256,
        "picture_distance",
        limits.picture_distance,
        round(1 - nearest / (limits.picture_distance + 1), 3),
        assignments=tuple(order[1] for _, order in alike[:MOST_NAMED]),
    )


def _distance(one: Picture, other: Picture) -> int:
    """0 for the same file; plain pictures and screens are alike only as files."""
    if one.sha256 == other.sha256:
        return 0
    if _is_file_only(one) or _is_file_only(other):
        return _BITS
    return (one.dhash ^ other.dhash).bit_count()


def _is_file_only(picture: Picture) -> bool:
    return picture.is_screen or _is_plain(picture)


def _is_plain(picture: Picture) -> bool:
    return not _PLAIN < picture.dhash.bit_count() < _BITS - _PLAIN


def _bands(picture: Picture) -> list[tuple[int, int]]:
    """The hash cut into bands of nine or ten bits, each with its place."""
    if _is_file_only(picture):
        return []
    cuts = [_BITS * band // _BANDS for band in range(_BANDS + 1)]
    return [
        (start, picture.dhash >> start & (1 << end - start) - 1) for start, end in pairwise(cuts)
    ]
