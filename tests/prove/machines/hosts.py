"""`koc run` on hosts of a network: started, killed, stopped, each with its log."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, Final

from tests.prove.machines.network import Network

_ROOT: Final = Path(__file__).parents[3]
_RUN: Final = "from bot.cli import main; main()"
_END_SECONDS: Final = 60
_LAST: Final = 3_000


class Hosts:
    """`environ` is the configuration that all of them share."""

    def __init__(self, network: Network, environ: dict[str, str], folder: Path) -> None:
        self._network = network
        self._environ = os.environ | environ
        self._folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._logs: list[IO[bytes]] = []

    def start(self, host: str, role: str) -> None:
        log = (self._folder / f"{host}.log").open("ab")
        self._logs.append(log)
        self._running[host] = subprocess.Popen(
            [*self._network.inside(host), sys.executable, "-c", _RUN, "run", "--roles", role],
            cwd=_ROOT,
            env=self._environ | {"KOC__WEB__HOST": self._network.addresses[host]},
            stderr=log,
        )

    def pid(self, host: str) -> int:
        """`ip netns exec` becomes what it runs."""
        return self._running[host].pid

    def kill(self, host: str) -> None:
        """As when its power fails."""
        process = self._running.pop(host)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop_all(self) -> list[str]:
        """Those that did not end well."""
        for process in self._running.values():
            process.terminate()
        found = [host for host, each in self._running.items() if _end(each) != 0]
        self._running.clear()
        return [f"{host} ended badly: {self.log(host)}" for host in found]

    def kill_all(self) -> None:
        for host in tuple(self._running):
            self.kill(host)
        for log in self._logs:
            log.close()

    def log(self, host: str) -> str:
        return (self._folder / f"{host}.log").read_text(errors="replace")[-_LAST:]


def _end(process: subprocess.Popen[bytes]) -> int | None:
    try:
        return process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
