"""Several real processes that do the same thing at the same moment."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
SECONDS = 60


def at_once(count: int, prepare: str, work: str, environ: Mapping[str, str]) -> list[str]:
    """All run `prepare`, wait for each other, then run `work`; what each said on its errors."""
    script = f"{prepare}\nprint('here', flush=True)\ninput()\n{work}\n"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env=os.environ | environ,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(count)
    ]
    try:
        for process in running:
            assert process.stdout is not None
            process.stdout.readline()
        for process in running:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        return [_errors(process) for process in running]
    finally:
        for process in running:
            process.kill()
            process.wait()


def _errors(process: subprocess.Popen[str]) -> str:
    _, errors = process.communicate(timeout=SECONDS)
    return "" if process.returncode == 0 else errors or f"ended with {process.returncode}"
