"""Whose turn it is to write to a SQLite file: one process at a time, in turns; no SQL here.

SQLite's own locks let one connection write while another moves the log into the file, which before
3.51.3 can damage it (sqlite.org/wal.html, "The WAL-reset bug"), and they give up after a while.
"""

import fcntl
import time
from pathlib import Path
from types import TracebackType
from typing import Final

PATIENCE_SECONDS: Final = 20.0  # a turn lasts a moment: who takes so long is stopped, or hangs
_LOOK_EVERY: Final = 0.001


class WriteLock:
    """`with lock:` around all that writes, the commit included; the system frees it at a kill.

    Raises TimeoutError when another process keeps its turn: nothing was written then.
    """

    def __init__(self, database: Path) -> None:
        self._file = database.with_name(f"{database.name}.write-lock").open("a")

    def __enter__(self) -> None:
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while not self._is_ours():
            if time.monotonic() > give_up_at:
                raise TimeoutError(f"another process keeps writing to the file: {self._file.name}")
            time.sleep(_LOOK_EVERY)

    def _is_ours(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        self._file.close()
