"""Every file that was sent: its bytes, its ids, its path for download."""

import base64
from dataclasses import dataclass, field
from hashlib import sha256

from sandbox.params import Upload
from sandbox.wire import Json

MOST_DOWNLOAD_BYTES = 20 * 1024 * 1024
_FOLDERS = {
    "photo": ("photos", ".jpg"),
    "video": ("videos", ".mp4"),
    "animation": ("animations", ".mp4"),
    "audio": ("music", ".mp3"),
    "voice": ("voice", ".oga"),
    "sticker": ("stickers", ".webp"),
    "document": ("documents", ""),
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`file_id` is this bot's name for the file, `file_unique_id` everybody's."""

    file_id: str
    file_unique_id: str
    kind: str
    name: str
    mime_type: str
    path: str
    data: bytes = field(repr=False)

    def as_json(self) -> Json:
        return {
            "file_id": self.file_id,
            "file_unique_id": self.file_unique_id,
            "file_size": len(self.data),
        }


class FileStore:
    """Same bytes under the same kind are one file, however often they are sent."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[tuple[int, str], StoredFile] = {}
        self._bytes: dict[bytes, bytes] = {}

    def add(self, bot_id: int, kind: str, upload: Upload) -> StoredFile:
        digest = sha256(upload.data).digest()
        unique_id = _encoded(kind.encode()[:2] + digest[:10])
        file_id = _encoded(sha256(f"{kind}:{bot_id}:{upload.name}:".encode() + digest).digest())
        known = self._by_id.get(file_id)
        if known is not None:
            return known
        data = self._bytes.setdefault(digest, upload.data)
        path = self._path(bot_id, kind, upload.name)
        stored = StoredFile(file_id, unique_id, kind, upload.name, upload.mime_type, path, data)
        self._by_id[file_id] = stored
        self._by_path[bot_id, path] = stored
        return stored

    def find(self, bot_id: int, file_id: str) -> StoredFile | None:
        """None also for another bot's file: its id means nothing to this one."""
        stored = self._by_id.get(file_id)
        return stored if stored and (bot_id, stored.path) in self._by_path else None

    def of_any_bot(self, file_id: str) -> StoredFile | None:
        """For the chat page, which is no bot."""
        return self._by_id.get(file_id)

    def at(self, bot_id: int, path: str) -> StoredFile | None:
        return self._by_path.get((bot_id, path))

    def _path(self, bot_id: int, kind: str, name: str) -> str:
        folder, extension = _FOLDERS.get(kind, _FOLDERS["document"])
        own_extension = f".{name.rpartition('.')[2]}" if "." in name else ""
        safe = "".join(c for c in own_extension if c.isalnum() or c == ".")[:10]
        return f"{folder}/file_{len(self._by_path)}{extension or safe}"


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
