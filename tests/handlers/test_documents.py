"""A file sent to the chat is judged before anything reads it, and refused in one clear sentence."""

import pytest
from telegram import Document

from domain.files import Kind
from domain.people import Role
from tests.handlers.conftest import Chat
from tests.handlers.earning import member


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("gnp.\u202ecsv.csv", b"a,b\n", "name holds signs"),
        ("x.toml", b"PK\x03\x04", "does not fit its name"),
        ("x.toml", b"a = 1\0", "does not fit its name"),
        ("x.toml", b"#" * (Kind.TOML.most_bytes + 1), "too large: 256 KB are allowed"),
        ("x.csv", b"#" * (Kind.CSV.most_bytes + 1), "too large: 8 MB are allowed"),
    ],
)
async def test_a_file_that_must_not_be_read_gets_one_clear_sentence(
    name: str, content: bytes, sentence: str, chat: Chat
) -> None:
    lin, _ = await member(chat, "Lin", Role.COORDINATOR)
    await lin.sends_document(name, content)
    await lin.sees(sentence)


async def test_what_claims_to_be_too_large_is_not_even_fetched(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Document, "get_file", None)
    lin, _ = await member(chat, "Lin", Role.COORDINATOR)
    await lin.sends_document("x.csv", b"#" * (Kind.CSV.most_bytes + 1))
    await lin.sees("too large: 8 MB are allowed")


@pytest.mark.parametrize("name", ["x.toml", "figures.csv", "figures.xlsx", "notes.docx"])
async def test_a_creators_file_is_not_judged_and_they_hear_what_to_send(
    name: str, chat: Chat
) -> None:
    ming = await chat.creator("Ming")
    await ming.sends_document(name, b"PK\x03\x04")
    await ming.sees("please paste your post's link here, and send its figures as a screenshot.")
