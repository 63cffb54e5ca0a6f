"""A file is judged before anything reads it: its name, size, kind, and what it would unpack to."""

import io
import zipfile
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from domain import campaign_file
from domain.files import Danger, Kind, UnsafeFile, archives, ensure_safe, pictures, workbooks
from domain.files.kinds import LONGEST_NAME, ensure_named
from tests.domain import bombs

D = Danger


def danger_of(name: str, content: bytes) -> Danger | None:
    try:
        ensure_safe(name, content)
    except UnsafeFile as refused:
        return refused.danger
    return None


def picture(form: str, size: tuple[int, int] = (40, 30)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "green").save(file, form)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("figures.csv", "链接,点赞\n".encode("utf-16"), Kind.CSV),
        ("数据 2026 (1).CSV", b"a,b\n", Kind.CSV),
        ("spring-tea.toml", b"[campaign]\n", Kind.TOML),
        ("figures.xlsx", bombs.workbook(500), Kind.XLSX),
        ("proof.PNG", picture("PNG"), Kind.PNG),
        ("proof.jpg", picture("JPEG"), Kind.JPEG),
        ("proof.jpeg", picture("JPEG"), Kind.JPEG),
        ("proof.webp", picture("WEBP"), Kind.WEBP),
    ],
)
def test_what_people_send_passes(name: str, content: bytes, kind: Kind) -> None:
    assert ensure_safe(name, content) is kind


@pytest.mark.parametrize(
    ("name", "danger"),
    [
        ("../../etc/passwd.csv", D.NAME),
        ("/etc/cron.d/x.csv", D.NAME),
        ("..\\x.csv", D.NAME),
        ("C:\\x.csv", D.NAME),
        ("x\0.csv", D.NAME),
        ("x.exe\n.csv", D.NAME),
        ("gnp.\u202ecsv.png", D.NAME),
        ("\ud800.csv", D.NAME),
        ("", D.NAME),
        ("x" * LONGEST_NAME + ".csv", D.NAME),
        ("x.zip", D.KIND),
        ("x.xls", D.KIND),
        ("x.xlsm", D.KIND),
        ("x.svg", D.KIND),
        ("x.csv.exe", D.KIND),
        (".csv", D.KIND),
        ("csv", D.KIND),
    ],
)
def test_a_name_is_one_plain_name_of_a_kind_we_take(name: str, danger: Danger) -> None:
    with pytest.raises(UnsafeFile) as refused:
        ensure_named(name)
    assert refused.value.danger is danger


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.xlsx", b"link,likes\n"),
        ("x.xlsx", b""),
        ("x.xlsx", b"\xd0\xcf\x11\xe0old excel"),
        ("x.toml", bombs.workbook()),
        ("x.toml", b"a = 1\0"),
        ("x.png", picture("JPEG")),
        ("x.jpg", picture("PNG")),
        ("x.webp", b"RIFF\0\0\0\0WAVE"),
        ("x.png", b"<svg onload='alert(1)'/>"),
        ("x.xlsx", bombs.zipped({"word/document.xml": b"<a/>"})),
    ],
)
def test_what_a_file_holds_fits_its_name(name: str, content: bytes) -> None:
    assert danger_of(name, content) is D.WRONG_KIND


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_a_size_that_it_may_not_pass(kind: Kind) -> None:
    with pytest.raises(UnsafeFile) as refused:
        ensure_safe(f"x.{kind}", b" " * (kind.most_bytes + 1))
    assert (refused.value.danger, refused.value.most) == (D.TOO_LARGE, kind.most_bytes)


def test_a_campaign_file_may_be_as_large_as_its_reader_takes() -> None:
    assert Kind.TOML.most_bytes == campaign_file.LARGEST_BYTES


# ── Workbooks ───────────────────────────────────────────────────────────────────────────────────

RELATION = b'<Relationships><Relationship Target="%s"%s/></Relationships>'


@pytest.mark.parametrize(
    ("made", "danger"),
    [
        pytest.param(bombs.endless_part, D.BOMB, id="1,000 to 1"),
        pytest.param(partial(bombs.endless_part, 101), D.BOMB, id="more than all parts may have"),
        pytest.param(bombs.liar, D.BROKEN, id="a list that lies"),
        pytest.param(bombs.overlapping, D.BOMB, id="overlapping entries"),
        pytest.param(partial(bombs.many_entries, 1_000), D.BOMB, id="entries"),
        pytest.param(partial(bombs.many_rows, 200_001), D.TOO_LONG, id="rows"),
        pytest.param(partial(bombs.many_strings, 1_001), D.TOO_LONG, id="strings"),
        pytest.param(bombs.far_cell, D.TOO_WIDE, id="two cells far apart"),
        pytest.param(bombs.entities, D.ENTITIES, id="billion laughs"),
        pytest.param(bombs.outside_entity, D.ENTITIES, id="entity from a file"),
        pytest.param(bombs.endless_token, D.BOMB, id="one endless tag"),
        pytest.param(bombs.deep, D.BOMB, id="100,000 deep"),
        pytest.param(bombs.shared_by_all, D.BOMB, id="one text in all cells"),
        pytest.param(bombs.long_text, D.BOMB, id="a text longer than a cell holds"),
    ],
)
def test_a_workbook_that_would_never_end_is_refused(
    made: Callable[[], bytes], danger: Danger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "MOST_STRINGS", 1_000)
    content = made()
    assert len(content) <= Kind.XLSX.most_bytes
    assert danger_of("figures.xlsx", content) is danger


def test_what_an_archive_admits_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(UnsafeFile) as refused, archives.opened(io.BytesIO(bombs.endless_part(101))):
        pytest.fail("opened")
    assert refused.value.danger is D.BOMB


def with_part(name: str, content: bytes) -> bytes:
    return bombs.zipped(bombs.BASIC | {name: content})


def locked() -> bytes:
    content = bytearray(bombs.workbook())
    for at in (content.find(b"PK\x03\x04") + 6, content.find(b"PK\x01\x02") + 8):
        content[at] |= 1
    return bytes(content)


def twice() -> bytes:
    file = io.BytesIO(bombs.workbook())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(bombs.SHEET.upper(), bombs.BASIC[bombs.SHEET])
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "danger"),
    [
        (with_part("xl/embeddings/a.bin", bombs.zipped({"a": b"b"})), D.NESTED),
        (with_part("42.zip", bombs.zipped({"0": b"0" * 99})), D.NESTED),
        (with_part("xl/media/a.png", b"\x1f\x8b\x08"), D.NESTED),
        (with_part("../../etc/passwd", b"x"), D.INNER_PATH),
        (with_part("/etc/passwd", b"x"), D.INNER_PATH),
        (with_part("xl/../../x", b"x"), D.INNER_PATH),
        (with_part("xl/./x", b"x"), D.INNER_PATH),
        (with_part("xl//x", b"x"), D.INNER_PATH),
        (with_part("xl\\x", b"x"), D.INNER_PATH),
        (with_part("C:x", b"x"), D.INNER_PATH),
        (with_part("xl/x\n", b"x"), D.INNER_PATH),
        (locked(), D.LOCKED),
        (bombs.zipped(bombs.BASIC, zipfile.ZIP_BZIP2), D.BROKEN),
        (bombs.zipped(bombs.BASIC, zipfile.ZIP_LZMA), D.BROKEN),
        (twice(), D.BROKEN),
        (bombs.workbook() + bombs.workbook(), D.BROKEN),
        (bombs.workbook() + b"\0", D.BROKEN),
        (bombs.workbook()[:-30], D.BROKEN),
        (bombs.workbook()[:4], D.BROKEN),
        (bombs.with_parts(LINKS=RELATION % (b"vbaProject.bin", b"")), D.PROGRAM),
        (bombs.with_parts(LINKS=RELATION % (b"media/sheet.png", b"")), D.PROGRAM),
        (bombs.with_parts(SHEET=b"<worksheet>"), D.BROKEN),
        (bombs.with_parts(SHEET=b"rows: <worksheet/>"), D.BROKEN),
        (bombs.with_parts(SHEET=bombs.sheet(b"").decode().encode("utf-16")), D.BROKEN),
        (bombs.with_parts(SHEET=bombs.sheet(b'<row><c r="A0x1"/></row>')), D.BROKEN),
        (bombs.with_parts(SHEET=bombs.sheet(b'<row r="9999999999"/>')), D.BROKEN),
        (bombs.with_parts(SHEET=b'<x:worksheet xmlns:x="a"><x:sheetData><x:row r="1000000"/>'
                          b"<x:row><x:c/><x:c/><x:c/><x:c><x:f/></x:c></x:row></x:sheetData>"
                          b"</x:worksheet>"), D.TOO_WIDE),
    ],
)  # fmt: skip
def test_a_workbook_that_no_spreadsheet_saves_is_refused(content: bytes, danger: Danger) -> None:
    assert danger_of("figures.xlsx", content) is danger


def test_a_workbook_may_name_what_lies_outside_and_end_in_formatted_empty_cells() -> None:
    link = RELATION % (b"https://x.cn/a.bin", b' TargetMode="External"')
    empty = bombs.sheet(b'<row r="1048576"><c r="XFD1048576" s="1"/></row>')
    assert danger_of("figures.xlsx", bombs.with_parts(LINKS=link, SHEET=empty)) is None


@given(st.integers(0, 6_000), st.integers(0, 255))
def test_any_changed_byte_of_a_workbook_is_one_refusal_or_none(at: int, byte: int) -> None:
    content = bytearray(bombs.workbook())
    content[at % len(content)] = byte
    danger_of("figures.xlsx", bytes(content))


# ── Pictures ────────────────────────────────────────────────────────────────────────────────────

HEADS = {"png": bombs.png, "jpeg": bombs.jpeg_head, "webp": bombs.webp_head}


@pytest.mark.parametrize("kind", HEADS)
def test_a_picture_of_too_many_pixels_is_refused_by_its_head(kind: str) -> None:
    assert danger_of(f"x.{kind}", HEADS[kind](5_000, 5_000)) is None
    assert danger_of(f"x.{kind}", HEADS[kind](5_000, 5_001)) is D.TOO_MANY_PIXELS


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"progressive": True}])
def test_the_head_is_read_as_it_was_written(form: str, options: dict[str, bool]) -> None:
    file = io.BytesIO()
    Image.new("RGB", (321, 123), "green").save(file, form, **options)
    assert pictures.ensure_safe(file.getvalue(), Kind(form.lower())) == (321, 123)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_without_its_head_is_broken(form: str) -> None:
    whole = picture(form)
    for length in range(12, 24):
        assert danger_of(f"x.{form.lower()}", whole[:length]) in (D.BROKEN, D.WRONG_KIND)


def test_a_picture_with_two_heads_is_broken() -> None:
    assert danger_of("x.png", bombs.png_of_two_heads()) is D.BROKEN


def test_a_jpeg_whose_parts_lead_in_circles_ends() -> None:
    assert danger_of("x.jpg", b"\xff\xd8\xff\xe0\x00\x00" * 9) is D.BROKEN
    assert danger_of("x.jpg", b"\xff\xd8" + b"\xff" * 100_000) is D.BROKEN
    assert danger_of("x.png", bombs.png(0, 1)) is D.BROKEN


@given(st.binary(max_size=200), st.sampled_from(list(Kind)))
def test_any_bytes_under_any_name_are_one_refusal_or_none(content: bytes, kind: Kind) -> None:
    for beginning in (
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"RIFF    WEBPVP8 ",
        b"PK\x03\x04",
    ):
        danger_of(f"x.{kind}", beginning + content)
