"""The Bot API's methods, by noun; importing this package makes all of them known."""

from sandbox.methods import (
    albums,
    answers,
    chats,
    commands,
    copies,
    deletions,
    edits,
    files,
    identity,
    media,
    messages,
    reactions,
    webhook,
)
from sandbox.methods.registry import METHODS, Call, Method

__all__ = [
    "METHODS",
    "Call",
    "Method",
    "albums",
    "answers",
    "chats",
    "commands",
    "copies",
    "deletions",
    "edits",
    "files",
    "identity",
    "media",
    "messages",
    "reactions",
    "webhook",
]
