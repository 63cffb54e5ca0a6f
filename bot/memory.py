"""How much memory the process takes; safe to leave out, it changes nothing else."""

import ctypes
import gc
import sys
from typing import Any

# An update makes a thousand objects that its end frees without any collector; looking for cycles
# among them every 700, as is usual, costs a tenth of a claim.
_RARELY = (20_000, 50, 100)


# structlog and httpx take these along wherever they are installed, for a terminal that no service
# has: 0.2 s and 6 MB.
_COLOURS = ("rich", "click")

_M_ARENA_MAX = -8  # glibc's malloc.h
_ARENAS = 2


def begin() -> None:
    """Call before anything is imported: none of that is garbage, so the collector looks seldom.

    And before there are threads: each would get an arena of its own, mostly empty.
    """
    gc.set_threshold(*_RARELY)
    for name in _COLOURS:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type] # an import of it fails
    mallopt = _of_glibc("mallopt")
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, _ARENAS)


def settle() -> None:
    """Call once everything is imported: later collections then skip all of that too."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_RARELY)
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(0)


def _of_glibc(name: str) -> Any:
    """None elsewhere: musl has none of these."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
