"""Which process holds something: its name for a row, and whether one on this machine is gone."""

import os
import socket
from functools import cache
from pathlib import Path
from typing import Final

_LONGEST_HOST: Final = 64
_PROC: Final = Path("/proc")
_AFTER_NAME: Final = ")"  # of the program, in /proc/PID/stat: it may hold spaces itself
_STATE: Final = 0  # fields behind it
_STARTED: Final = 19
_ENDED: Final = ("Z", "X")


def name() -> str:
    """`HOST PID START MACHINE`: the last one tells boots, and containers of one boot, apart."""
    pid = os.getpid()
    return f"{socket.gethostname()[:_LONGEST_HOST]} {pid} {_started(pid)} {_machine()}"


def is_gone(holder: str) -> bool:
    """Surely: it ran where we run, and does so no more. Of other machines nobody here can say."""
    _, _, rest = holder.partition(" ")
    pid, _, rest = rest.partition(" ")
    started, _, machine = rest.partition(" ")
    if not pid.isdecimal() or not machine or machine != _machine():
        return False
    return _started(int(pid)) != started


def _started(pid: int) -> str:
    """In ticks since the boot; empty when there is no such process, or it has ended."""
    try:
        stat = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return ""
    fields = stat.rpartition(_AFTER_NAME)[2].split()
    return "" if fields[_STATE] in _ENDED else fields[_STARTED]


@cache
def _machine() -> str:
    """Empty where the system does not tell: then nobody is ever taken for gone."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        return f"{boot} {(_PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return ""
