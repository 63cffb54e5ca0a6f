"""The append-only log of what the server accepted: what tests and proofs count."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from sandbox.params import Params
from sandbox.wire import Json, dumps


@dataclass(frozen=True, slots=True)
class Accepted:
    """One call whose effect happened; `at` is simulated time. No token, only the bot's id."""

    seq: int
    at: datetime
    bot_id: int
    method: str
    chat_id: int
    message_id: int
    params: Params

    @property
    def digest(self) -> str:
        """Equal for repeats of the same call."""
        return self.params.digest()

    @property
    def text(self) -> str:
        return self.params.text("text") or self.params.text("caption")

    def as_json(self) -> Json:
        return {
            "seq": self.seq,
            "at": self.at.isoformat(),
            "bot_id": self.bot_id,
            "method": self.method,
            "chat_id": self.chat_id,
            "message_id": self.message_id,
            "digest": self.digest,
            "text": self.text,
        }


class AcceptLog:
    """`mirror` is a JSONL file that outlives the server; each line is flushed as it is written."""

    def __init__(self, mirror: Path | None = None) -> None:
        self.entries: list[Accepted] = []
        self._mirror: IO[bytes] | None = mirror.open("ab") if mirror else None

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Accepted]:
        return iter(self.entries)

    def add(
        self, at: datetime, bot_id: int, method: str, chat_id: int, message_id: int, params: Params
    ) -> None:
        entry = Accepted(len(self.entries) + 1, at, bot_id, method, chat_id, message_id, params)
        self.entries.append(entry)
        if self._mirror:
            self._mirror.write(dumps(entry.as_json()) + b"\n")
            self._mirror.flush()

    def since(self, seq: int) -> list[Accepted]:
        return self.entries[max(seq, 0) :]

    def accepted(
        self, method: str = "", *, chat_id: int = 0, containing: str = ""
    ) -> list[Accepted]:
        """The entries that fit; an argument left out fits all."""
        return [
            entry
            for entry in self.entries
            if (not method or entry.method.lower() == method.lower())
            and (not chat_id or entry.chat_id == chat_id)
            and containing in entry.text
        ]

    def close(self) -> None:
        if self._mirror:
            self._mirror.close()
