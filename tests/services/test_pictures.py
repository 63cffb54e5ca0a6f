"""A picture is decoded only after it was judged, and whatever a decoder raises is one refusal."""

import io
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from domain.files import Danger, Kind, UnsafeFile
from services import pictures
from tests.domain import bombs
from tests.shown import screenshot

FORMS = (Kind.PNG, Kind.JPEG, Kind.WEBP)


def picture(kind: Kind) -> bytes:
    file = io.BytesIO()
    Image.radial_gradient("L").resize((40, 30)).convert("RGB").save(file, kind.upper())
    return file.getvalue()


WHOLE = {kind: picture(kind) for kind in FORMS}


@pytest.mark.parametrize("kind", FORMS)
def test_a_picture_is_decoded(kind: Kind) -> None:
    image = pictures.decoded(WHOLE[kind], kind)
    assert image.size == (40, 30)
    assert image.convert("L").getpixel((20, 15)) != image.convert("L").getpixel((0, 0))


def test_pictures_that_come_at_once_are_decoded_one_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_work, most = 0, 0
    decoded = pictures.decoded

    def watched(content: bytes, kind: Kind) -> Image.Image:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        time.sleep(0.01)
        at_work -= 1
        return decoded(content, kind)

    monkeypatch.setattr(pictures, "decoded", watched)
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: pictures.seen(WHOLE[Kind.PNG], Kind.PNG), range(8)))
    assert most == 1
    assert len(found) == 1


@pytest.mark.parametrize("kind", FORMS)
def test_half_a_picture_is_broken(kind: Kind) -> None:
    for length in (30, len(WHOLE[kind]) // 2, len(WHOLE[kind]) - 40):
        with pytest.raises(UnsafeFile) as refused:
            pictures.decoded(WHOLE[kind][:length], kind)
        assert refused.value.danger is Danger.BROKEN


def test_a_picture_of_another_kind_is_not_decoded() -> None:
    with pytest.raises(UnsafeFile) as refused:
        pictures.decoded(WHOLE[Kind.JPEG], Kind.PNG)
    assert refused.value.danger is Danger.WRONG_KIND


def test_a_bomb_is_refused_before_pillow_opens_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "open", None)
    with pytest.raises(UnsafeFile) as refused:
        pictures.decoded(bombs.jpeg_head(65_535, 65_535), Kind.JPEG)
    assert (refused.value.danger, refused.value.most) == (Danger.TOO_MANY_PIXELS, 25_000_000)


def two_frames() -> bytes:
    """A JPEG whose second frame header is larger than its first: decoders believe the last."""
    whole = WHOLE[Kind.JPEG]
    at = whole.index(b"\xff\xc0")
    (length,) = struct.unpack_from(">H", whole, at + 2)
    frame = whole[at : at + 2 + length]
    larger = frame[:5] + struct.pack(">HH", 4_000, 4_000) + frame[9:]
    return whole[: at + len(frame)] + larger + whole[at + len(frame) :]


def test_what_two_readers_see_at_two_sizes_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[JpegImageFile] = []

    def load(image: JpegImageFile) -> None:
        loaded.append(image)

    monkeypatch.setattr(JpegImageFile, "load", load)
    with pytest.raises(UnsafeFile) as refused:
        pictures.decoded(two_frames(), Kind.JPEG)
    assert (refused.value.danger, loaded) == (Danger.BROKEN, [])


def test_pillows_own_check_is_our_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    for kind in FORMS:
        with pytest.raises(UnsafeFile):
            pictures.decoded(WHOLE[kind], kind)


def test_notes_that_unpack_to_more_than_the_picture_are_refused() -> None:
    with pytest.raises(UnsafeFile) as refused:
        pictures.decoded(bombs.png_of_notes(40), Kind.PNG)
    assert refused.value.danger is Danger.BROKEN


@given(st.sampled_from(FORMS), st.integers(0, 2_000), st.binary(min_size=1, max_size=8))
def test_any_change_of_a_picture_is_one_refusal_or_none(kind: Kind, at: int, put: bytes) -> None:
    whole = WHOLE[kind]
    at %= len(whole)
    with suppress(UnsafeFile):
        pictures.decoded(whole[:at] + put + whole[at + len(put) :], kind)


def test_a_picture_saved_anew_looks_the_same_and_another_does_not() -> None:
    one = pictures.seen(screenshot(1), Kind.JPEG)
    again = pictures.seen(screenshot(1, (780, 1_688), Kind.PNG), Kind.PNG)
    other = pictures.seen(screenshot(2), Kind.JPEG)
    assert (one.width, one.height) == (390, 844)
    assert one.sha256 != again.sha256
    assert (one.dhash ^ again.dhash).bit_count() <= 2
    assert (one.dhash ^ other.dhash).bit_count() > 10
