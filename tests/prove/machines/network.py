"""Hosts as network namespaces on one switch; links go down and up. Nothing of the machine changes.

The switch stands in a namespace too, with whatever all hosts reach: a database and a Telegram.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

HUB: Final = "hub"
HUB_ADDRESS: Final = "10.77.0.1"
_PREFIX: Final = 24


class NotHere(Exception):
    """This machine does not allow it; the words say why."""


class Network:
    """`hosts` by their names, each with an address behind the hub's."""

    def __init__(self, hosts: tuple[str, ...], mark: str = "") -> None:
        self.mark = mark or f"koc{os.getpid()}"
        self.addresses = {name: f"10.77.0.{place}" for place, name in enumerate(hosts, start=2)}

    def space(self, host: str) -> str:
        return f"{self.mark}-{host}"

    def inside(self, host: str) -> list[str]:
        """What a command begins with that runs there."""
        return ["ip", "netns", "exec", self.space(host)]

    def up(self) -> None:
        hub = self.space(HUB)
        for host in (HUB, *self.addresses):
            _ip("netns", "add", self.space(host))
            _ip("-n", self.space(host), "link", "set", "lo", "up")
        _ip("-n", hub, "link", "add", "switch", "type", "bridge")
        _ip("-n", hub, "addr", "add", f"{HUB_ADDRESS}/{_PREFIX}", "dev", "switch")
        _ip("-n", hub, "link", "set", "switch", "up")
        for host, address in self.addresses.items():
            self._plug_in(host, address)

    def _plug_in(self, host: str, address: str) -> None:
        hub, space = self.space(HUB), self.space(host)
        pair = ("type", "veth", "peer", "name", "eth0", "netns", space)
        _ip("-n", hub, "link", "add", f"to-{host}", *pair)
        _ip("-n", hub, "link", "set", f"to-{host}", "master", "switch", "up")
        _ip("-n", space, "addr", "add", f"{address}/{_PREFIX}", "dev", "eth0")
        _ip("-n", space, "link", "set", "eth0", "up")

    def down(self) -> None:
        for host in (*self.addresses, HUB):
            with suppress(NotHere):
                _ip("netns", "del", self.space(host))

    def link(self, host: str, state: str) -> None:
        """`down` as when somebody pulls the cable: nobody is told; `up` again."""
        _ip("-n", self.space(HUB), "link", "set", f"to-{host}", state)


@contextmanager
def network(*hosts: str) -> Iterator[Network]:
    """Raises NotHere."""
    if shutil.which("ip") is None:
        raise NotHere("there is no `ip` (iproute2)")
    if os.geteuid() != 0:
        raise NotHere("network namespaces are root's to make")
    made = Network(hosts)
    try:
        made.up()
        yield made
    finally:
        made.down()


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True)
    if done.returncode != 0:
        raise NotHere(f"`ip {' '.join(words)}` is refused: {done.stderr.strip()}")
