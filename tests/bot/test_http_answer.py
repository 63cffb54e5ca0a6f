"""An answer is the same however it is cut on its way; what is none is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import http_answer
from bot.http_answer import Answer, BadAnswer, Reading

PLAIN = b'HTTP/1.1 200 OK\r\nContent-Type: a\r\nContent-Length: 11\r\n\r\n{"ok":true}'
CHUNKED = (
    b"HTTP/1.1 429 Too Many\r\ntransfer-encoding: Chunked\r\n\r\n"
    b"5;x=1\r\nhello\r\n6\r\n\r\nyou!\r\n0\r\n\r\n"
)
INTERIM = b"HTTP/1.1 100 Continue\r\n\r\n" + PLAIN
HANGS_UP = b"HTTP/1.1 502 Bad\r\nconnection: close\r\ncontent-length: 2\r\n\r\nno"
OLD = b"HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok"
CASES = {
    PLAIN: Answer(200, b'{"ok":true}', stays_open=True),
    CHUNKED: Answer(429, b"hello\r\nyou!", stays_open=True),
    INTERIM: Answer(200, b'{"ok":true}', stays_open=True),
    HANGS_UP: Answer(502, b"no", stays_open=False),
    OLD: Answer(200, b"ok", stays_open=False),
    b"HTTP/1.1 204 No Content\r\n\r\n": Answer(204, b"", stays_open=True),
}


@given(st.sampled_from(sorted(CASES)), st.lists(st.integers(1, 200), max_size=6))
def test_however_an_answer_is_cut_it_is_the_same(raw: bytes, cuts: list[int]) -> None:
    reading, begin = Reading(), 0
    ends = sorted({min(cut, len(raw)) for cut in (*cuts, len(raw))})
    for end in ends:
        found = reading.more(raw[begin:end])
        assert found is None or end == len(raw)
        begin = end
    assert found == CASES[raw]


def test_without_a_length_the_end_of_the_connection_ends_it() -> None:
    reading = Reading()
    assert reading.more(b"HTTP/1.1 200 OK\r\n\r\nhalf") is None
    assert reading.at_end() == Answer(200, b"half", stays_open=False)


@pytest.mark.parametrize("raw", [PLAIN[:-1], CHUNKED[:-4], PLAIN[:20]])
def test_what_the_end_cut_off_is_no_answer(raw: bytes) -> None:
    reading = Reading()
    assert reading.more(raw) is None
    assert reading.at_end() is None


@pytest.mark.parametrize(
    "raw",
    [
        b"SSH-2.0-x\r\n\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"x" * (http_answer.LONGEST_HEAD + 1),
    ],
)
def test_what_is_no_answer_is_refused(raw: bytes) -> None:
    with pytest.raises(BadAnswer):
        Reading().more(raw)


def test_more_than_was_said_is_not_taken_for_the_next_answer() -> None:
    found = Reading().more(PLAIN + b"HTTP/1.1 200 OK")
    assert found == Answer(200, b'{"ok":true}', stays_open=False)
