"""Forms with files: every way in which clients write one."""

import pytest

from sandbox.errors import ApiError
from sandbox.multipart import Part, parts_of


def form(*parts: tuple[str, bytes]) -> bytes:
    body = b"".join(
        b"--x\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + data + b"\r\n"
        for head, data in parts
    )
    return body + b"--x--\r\n"


@pytest.mark.parametrize(
    ("head", "file_name"),
    [
        ('name="f"; filename="任务.toml"', "任务.toml"),
        ("name=f;filename=任务.toml", "任务.toml"),
        ('name="f"; filename="x"; filename*=utf-8\'\'%E4%BB%BB', "任"),
        ('name="f"; filename="a%22b.txt"', 'a"b.txt'),
        (r'name="f"; filename="a\"b.txt"', 'a"b.txt'),
        ('name="f"; filename="a;b.txt"', "a;b.txt"),
        ('name="f"', None),
    ],
)
def test_a_file_name_is_read_however_it_is_quoted(head: str, file_name: str | None) -> None:
    (part,) = parts_of(form((head, b"data")), "multipart/form-data; boundary=x")
    assert (part.name, part.file_name, part.data) == ("f", file_name, b"data")


def test_bytes_that_look_like_a_form_stay_bytes() -> None:
    data = b"--x\r\n\r\n--y--\r\n\0"
    parts = list(
        parts_of(form(('name="a"; filename="b"', data)), 'multipart/form-data; boundary="x"')
    )
    assert [part.data for part in parts] == [data]


def test_several_parts_keep_their_order_and_types() -> None:
    image = 'name="a"; filename="b"\r\ncontent-type: image/png'
    parts = list(
        parts_of(form((image, b"1"), ('name="c"', b"")), "multipart/form-data; boundary=x")
    )
    assert parts == [
        Part("a", "b", "image/png", b"1"),
        Part("c", None, "application/octet-stream", b""),
    ]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "multipart/form-data"),
        (b"", "multipart/form-data; boundary=x"),
        (form(("name=a", b"1"))[:-10], "multipart/form-data; boundary=x"),
    ],
)
def test_what_is_no_whole_form_is_refused(body: bytes, content_type: str) -> None:
    with pytest.raises(ApiError, match="can't parse request"):
        list(parts_of(body, content_type))
