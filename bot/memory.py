"""Giving back what only starting up needed; safe to leave out, it changes nothing else."""

import ctypes
import gc
import sys

# An update makes a thousand objects that its end frees without any collector; looking for cycles
# among them every 700, as is usual, costs a tenth of a claim.
_RARELY = (20_000, 50, 100)


def settle() -> None:
    """Call once everything is imported: later collections then skip all of that too."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_RARELY)
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's; musl has none
        if trim is not None:
            trim(0)
